"""What happened lately in a register: counted by school days, at the border exactly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from onroll.attendance.axis import first_monday, slot_of
from onroll.attendance.codes import byte_of
from onroll.registers.models import DayReceived, RegisterYear
from onroll.reports.attendance.keeping import forget
from onroll.reports.attendance.recent import recent
from onroll.reports.attendance.standing import Period

pytestmark = pytest.mark.django_db
LAST = date(2026, 11, 20)
PERIOD = Period(date(2026, 9, 7), LAST)
URN = "990001"


def register(upn: str, codes: dict[date, str]) -> None:
    held = bytearray(520)
    for number in range((LAST - PERIOD.first).days + 1):
        day = PERIOD.first + timedelta(days=number)
        if day.weekday() < 5:
            for half in (0, 1):
                held[slot_of(day, half, monday=first_monday(2026))] = byte_of(codes.get(day, "/"))
    RegisterYear.objects.create(year=2026, urn=URN, upn=upn, marks=bytes(held).rstrip(b"\0"))


def weekdays(first: date, last: date, code: str) -> dict[date, str]:
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return dict.fromkeys((day for day in days if day.weekday() < 5), code)


@pytest.fixture(autouse=True)
def registers() -> None:
    forget()
    register("A941200000001", {date(2026, 11, 12): "N"})  # Fri 13 is day 1, Thu 19 day 5: over on the 20th
    register("A941200000002", {date(2026, 11, 13): "N"})  # Fri 20 is day 5: still in time
    register("A941200000003", weekdays(date(2026, 11, 9), LAST, "O"))  # ten school days
    register("A941200000004", weekdays(date(2026, 11, 10), LAST, "O"))  # nine
    register("A941200000005", {})
    register(
        "A941200000006", weekdays(date(2026, 11, 9), LAST, "K")
    )  # taught elsewhere, by the authority's arrangement
    DayReceived.objects.create(urn=URN, on=LAST, recorded_at=datetime(2026, 11, 20, tzinfo=UTC))


def test_a_reason_is_overdue_on_the_sixth_school_day() -> None:
    found = recent(PERIOD)
    assert [found[(URN, f"A94120000000{n}")].overdue for n in (1, 2, 5)] == [2, 0, 0]


def test_not_seen_is_ten_school_days_and_not_nine() -> None:
    found = recent(PERIOD)
    assert [found[(URN, f"A94120000000{n}")].unseen for n in (3, 4, 5, 6)] == [True, False, False, False]


def test_a_fall_is_against_the_pupils_own_weeks() -> None:
    found = recent(PERIOD)
    assert [found[(URN, f"A94120000000{n}")].fell for n in (1, 3, 5)] == [False, True, False]
