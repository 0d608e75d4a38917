"""Has the public form been used too often in this hour, from one address or at all? Counted in the database, for every process.

Kept for a day and no longer; an address is kept as a keyed digest that changes daily, so that it can't be read back.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import connection

from onroll.casework.models import FormUse
from onroll.rules.referrals import referral_book

EVERYBODY = ""
KEPT = timedelta(days=1)
_COUNT = """
    INSERT INTO casework_formuse (kind, who, hour, times) VALUES (%s, %s, %s, 1)
    ON CONFLICT (kind, who, hour) DO UPDATE SET times = casework_formuse.times + 1 RETURNING times
"""


def digest_of(address: str, *, at: datetime, secret: str) -> str:
    """An address on one day, as it is kept: 128 bits that nobody without the installation's secret can try out."""
    return hmac.new(secret.encode(), f"{address}|{at:%Y-%m-%d}".encode(), sha256).hexdigest()[:32]


def page_allowed(who: str, *, at: datetime) -> bool:
    """Counts one page of the form sent from an address; whether it is within the limit of the hour."""
    return _count("steps", who, at) <= referral_book().limits.pages_from_one_address


def sending_allowed(who: str, *, at: datetime) -> bool:
    """Counts one referral about to be sent; whether the address and everybody together are within the limits of the hour."""
    limits = referral_book().limits
    from_here, in_all = _count("sent", who, at), _count("sent", EVERYBODY, at)
    return from_here <= limits.sent_from_one_address and in_all <= limits.sent_in_all


def _count(kind: str, who: str, at: datetime) -> int:
    hour = at.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [kind, who, hour])
        times = cursor.fetchone()[0]
    if times == 1:
        FormUse.objects.filter(hour__lt=at - KEPT).delete()
    return times
