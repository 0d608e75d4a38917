"""May this person see this hidden address now? Only after saying why, for a quarter of an hour, and the log keeps the reason.

For page authors: show an address marked hidden only where `is_open(request, child_id)`; else, where
`request.user.may("child.address")`, link to `{% url "hidden-address" child_id %}?next=…`; else say that it is hidden.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from onroll.audit.actor import Subject
from onroll.audit.log import record

PERMISSION = "child.address"
OPEN_FOR = timedelta(minutes=15)
_HELD = "hidden_addresses"


def is_open(request: HttpRequest, child_id: int) -> bool:
    """Did this person open this child's hidden address within the last quarter of an hour, and do they still may?"""
    until = request.session.get(_HELD, {}).get(str(child_id), 0)
    return request.user.may(PERMISSION) and timezone.now().timestamp() < until


@transaction.atomic
def open_address(request: HttpRequest, child_id: int, *, reason: str) -> None:
    """Opens one child's address for this session, with its audit entry."""
    record(actor=request.actor, action="child.address_opened", subject=Subject("child", str(child_id)), reason=reason)
    moment = timezone.now().timestamp()
    held = {child: until for child, until in request.session.get(_HELD, {}).items() if until > moment}
    request.session[_HELD] = held | {str(child_id): moment + OPEN_FOR.total_seconds()}
