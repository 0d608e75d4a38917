"""On which sessions did each school meet, laid along the axis of the registers? From term dates, as `places` holds them.

A school without dates of its own follows the authority's, and failing those weekdays less bank holidays: an estimate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from onroll.attendance.axis import SESSIONS_A_WEEK
from onroll.places.calendars import SchoolCalendars
from onroll.places.models import TermDate
from onroll.rules.calendars import OutsideCalendar, SchoolDays

AUTHORITY = ""


def open_masks(urns: Iterable[str], *, first_monday: date, slots: int) -> Mapping[str, bytes]:
    """URN → one byte a session, 1 where the school met; under "" the authority's own, for schools that sent no dates."""
    sent = set(TermDate.objects.exclude(urn="").values_list("urn", flat=True).distinct())
    edition = TermDate.objects.order_by("-recorded_at", "-pk").values_list("recorded_at", "pk").first()
    wanted = tuple(sorted((set(urns) & sent) | {AUTHORITY}))
    return _masks(wanted, first_monday, slots, (TermDate.objects.count(), edition))


@lru_cache(maxsize=16)
def _masks(urns: tuple[str, ...], monday: date, slots: int, edition: object) -> Mapping[str, bytes]:
    """Worked out once for each edition of the term dates."""
    calendars = SchoolCalendars()
    return {urn: _mask(calendars.of(urn), monday, slots) for urn in urns}


def _mask(calendar: SchoolDays, monday: date, slots: int) -> bytes:
    mask = bytearray(slots)
    for number in range(slots // 2):
        week, weekday = divmod(number, SESSIONS_A_WEEK // 2)
        try:
            met = calendar.is_school_day(monday + timedelta(days=week * 7 + weekday))
        except OutsideCalendar:
            continue
        if met:
            mask[number * 2] = mask[number * 2 + 1] = 1
    return bytes(mask)
