"""What has somebody without an account answered so far? Kept with their session on the server, and gone after half an hour.

Nothing of it stands in an address or a cookie. For the public referral form.
"""

from __future__ import annotations

import hmac
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest

from onroll.casework.limits import digest_of
from onroll.rules.referrals import referral_book

KEY, SENT = "refer", "refer_sent"


class KeptAnswers:
    """The answers of one person on their way through the form; `once` makes the button's second press send nothing."""

    def __init__(self, request: HttpRequest, *, at: datetime) -> None:
        self._session = request.session
        self._at = at
        held = self._session.get(KEY)
        self.expired = (
            held is not None and at.timestamp() - held["kept_at"] > referral_book().limits.answers_kept_minutes * 60
        )
        if self.expired:
            del self._session[KEY]
            held = None
        self.answers: dict[str, dict[str, Any]] = held["answers"] if held else {}
        self.once: str = held["once"] if held else str(uuid4())
        self.checked: bool = held["checked"] if held else False

    @property
    def begun(self) -> bool:
        """Whether anything is kept."""
        return bool(self.answers)

    def keep(self, step: str, answers: dict[str, Any]) -> None:
        """Keeps the answers of one page."""
        self.answers[step] = {
            name: value.isoformat() if isinstance(value, date) else value.strip() if isinstance(value, str) else value
            for name, value in answers.items()
        }
        self._save()

    def seen_together(self) -> None:
        """The person has come to the page that shows all answers: a change leads back to it."""
        self.checked = True
        self._save()

    def sent(self, reference: str, *, safeguarding: bool) -> None:
        """The referral has been sent: its reference stays for the last page, the answers go."""
        self._session[SENT] = {"reference": reference, "safeguarding": safeguarding, "once": self.once}
        self._session.pop(KEY, None)

    def forget(self) -> None:
        """The person doesn't want to send it."""
        self._session.pop(KEY, None)

    def _save(self) -> None:
        self._session[KEY] = {
            "answers": self.answers, "once": self.once, "checked": self.checked, "kept_at": self._at.timestamp(),
        }  # fmt: skip


def last_sent(request: HttpRequest) -> dict[str, Any] | None:
    """What this session sent last: reference, whether it feared for the child's safety, and the form's own number."""
    return request.session.get(SENT)


def sent_before(request: HttpRequest, once: str) -> bool:
    """Whether the form that sends this number has been sent already: the second press of its button."""
    held = last_sent(request)
    return held is not None and bool(once) and hmac.compare_digest(held["once"], once)


def caller(request: HttpRequest, *, at: datetime) -> str:
    """The address a request comes from, as it is kept: behind a proxy the one that the proxy itself names last."""
    address = request.META.get("REMOTE_ADDR", "")
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rpartition(",")[2].strip()
    return digest_of(address, at=at, secret=settings.SECRET_KEY)
