"""Which marks were altered after they were held, by whom and why? Evidence where a notice was issued on them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from onroll.registers.models import MarkChange


def changes_of(
    upns: Collection[str], *, first: date | None = None, last: date | None = None, since: datetime | None = None
) -> list[MarkChange]:
    """The alterations of a pupil's marks, newest first; of days between `first` and `last`, made after `since`."""
    found = MarkChange.objects.filter(upn__in=list(upns))
    if first is not None:
        found = found.filter(on__gte=first)
    if last is not None:
        found = found.filter(on__lte=last)
    if since is not None:
        found = found.filter(recorded_at__gt=since)
    return list(found.order_by("-recorded_at", "-on", "-session"))
