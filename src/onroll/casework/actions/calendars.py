"""How does a person get the secret address under which their calendar reads their due days, and how is it shut? (M3)"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.casework.models import CalendarFeed


def open_feed(*, person: User, secret: str, at: datetime, by: Actor) -> CalendarFeed:
    """A new address; the one before is shut. Only a digest of `secret` is kept, so that nobody can read it from the database."""
    with transaction.atomic():
        close_feed(person=person, at=at, by=by)
        made = CalendarFeed.objects.create(person=person, digest=digest_of(secret), made_at=at)
        record(actor=by, action="calendar.opened", subject=Subject("person", str(person.pk)), detail={"feed": made.pk})
    return made


def close_feed(*, person: User, at: datetime, by: Actor) -> bool:
    """Shuts the standing address; whether there was one."""
    with transaction.atomic():
        ended = CalendarFeed.objects.filter(person=person, ended_at=None).update(ended_at=at)
        if ended:
            record(actor=by, action="calendar.closed", subject=Subject("person", str(person.pk)))
    return bool(ended)


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
