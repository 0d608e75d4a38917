"""What happened lately in each register: reasons not found in time, nobody seen for ten days, a sudden fall? For the lists.

Days are counted by each school's own calendar, back from the newest day of the period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from onroll.attendance.axis import SESSIONS_A_WEEK, slot_of
from onroll.attendance.codes import BYTES
from onroll.attendance.measures import measure
from onroll.places.calendars import SchoolCalendars
from onroll.registers.reading import block
from onroll.reports.attendance.keeping import kept
from onroll.reports.attendance.sessions import APPROVED, PRESENT, code_of, kind_of
from onroll.reports.attendance.standing import Period, edition
from onroll.rules.calendars import OutsideCalendar, SchoolDays
from onroll.rules.rulebook.book import rule_book

WEEKS = 4  # what "lately" is for a sudden fall (to be confirmed)
FALL = 20  # percentage points more absence than the pupil's own earlier weeks (to be confirmed)
LEAST = 20  # possible sessions on either side for a fall to be said (to be confirmed)
UNSEEN_DAYS = 10  # school days without a session present or at an approved activity


@dataclass(frozen=True, slots=True)
class Recent:
    """One register lately: sessions still N after the days to find out, absences lately and before, seen or not."""

    overdue: int
    absent: int
    possible: int
    absent_before: int
    possible_before: int
    unseen: bool

    @property
    def fell(self) -> bool:
        """More absence lately than before by `FALL` percentage points, in whole numbers."""
        if min(self.possible, self.possible_before) < LEAST:
            return False
        more = self.absent * self.possible_before - self.absent_before * self.possible
        return more * 100 >= FALL * self.possible * self.possible_before


NOTHING = Recent(0, 0, 0, 0, 0, False)


def recent(period: Period) -> Mapping[tuple[str, str], Recent]:
    """By URN and UPN; kept until marks arrive or change."""
    return kept("recent", (edition(), period), lambda: _read(period))


def days_to_find_out() -> int:
    """School days after a session marked N (rule book, code-n-5)."""
    return rule_book().clock("code-n-5").versions[-1].n or 0


def _read(period: Period) -> dict[tuple[str, str], Recent]:
    held = block(period.first, period.last)
    start = max(period.last - timedelta(days=7 * WEEKS - 1), period.first)
    lately, before = measure(held, start, period.last), measure(held, period.first, start - timedelta(days=1))
    sums = zip(
        lately.absent.tolist(),
        lately.column("possible").tolist(),
        before.absent.tolist(),
        before.column("possible").tolist(),
        strict=True,
    )
    calendars, number = SchoolCalendars(), days_to_find_out() + 1
    limits: dict[str, tuple[int, int]] = {}
    begin, end = _slot(period.first, held.first_monday), _slot(period.last, held.first_monday) + 2
    unknown, found = BYTES["N"], {}
    present = [byte for code, byte in BYTES.items() if kind_of(code_of(code, period.last)) in (PRESENT, APPROVED)]
    for row, (urn, upn, counted) in enumerate(zip(held.urns, held.upns, sums, strict=True)):
        if urn not in limits:
            days = calendars.of(urn)
            limits[urn] = (
                _slot(days_back(days, period.last, number), held.first_monday),
                _slot(days_back(days, period.last, UNSEEN_DAYS), held.first_monday),
            )
        cut, since = limits[urn]
        marks = held.marks[row, begin:end].tobytes()
        window = marks[max(since - begin, 0) :]
        marked = len(window) - window.count(0)
        unseen = marked >= UNSEEN_DAYS and not any(window.count(byte) for byte in present)
        found[(urn, upn)] = Recent(marks.count(unknown, 0, max(cut - begin, 0)), *counted, unseen)
    return found


def days_back(days: SchoolDays, last: date, number: int) -> date:
    """The school day that is the `number`th back from `last`, that one included; a year back at most."""
    day, left = last, number
    for _ in range(366):
        left -= _meets(days, day)
        if not left:
            return day
        day -= timedelta(days=1)
    return day


def _meets(days: SchoolDays, day: date) -> bool:
    try:
        return days.counts(day)
    except OutsideCalendar:
        return False


def _slot(day: date, monday: date) -> int:
    if day.weekday() < 5:
        return slot_of(day, 0, monday=monday)
    return ((day - monday).days // 7 + 1) * SESSIONS_A_WEEK - 2
