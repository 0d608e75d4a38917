"""What do the registers say of one child? Every school and year held, with the calendar, for the child's own page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onroll.places.calendars import SchoolCalendars
from onroll.places.models import TermDate
from onroll.registers.models import MarkChange, RegisterYear
from onroll.reports.attendance.arithmetic import Chance
from onroll.reports.attendance.sessions import Session, sessions, tally
from onroll.rules.calendars import OutsideCalendar, SchoolDays

SESSIONS_A_DAY = 2
CHANGES_SHOWN = 200


@dataclass(frozen=True)
class PupilRegister:
    """One school's register of the child in one academic year, as far as marks are held by a day."""

    urn: str
    upn: str
    year: int
    sessions: Sequence[Session]

    @property
    def last(self) -> date | None:
        """The newest day with a mark."""
        return self.sessions[-1].on if self.sessions else None


def years_of(upns: Sequence[str]) -> list[int]:
    """The academic years that any school sent marks of, newest first."""
    rows = RegisterYear.objects.filter(upn__in=upns).values_list("year", flat=True).distinct()
    return sorted(rows, reverse=True)


def registers_of(upns: Sequence[str], year: int, until: date) -> list[PupilRegister]:
    """The registers of an academic year with the marks up to a day, the newest school first; those without any left out."""
    found = []
    for row in RegisterYear.objects.filter(upn__in=upns, year=year):
        held = [one for one in sessions(bytes(row.marks), row.year) if one.on <= until]
        if held:
            found.append(PupilRegister(row.urn, row.upn, row.year, held))
    return sorted(found, key=lambda one: (one.last or date.min, one.urn), reverse=True)


def changes_of(upns: Sequence[str], until: date) -> list[MarkChange]:
    """Marks that were altered after we first held them, newest first."""
    return list(MarkChange.objects.filter(upn__in=upns, on__lte=until).order_by("-recorded_at", "-pk")[:CHANGES_SHOWN])


def term_end(urn: str, day: date) -> date | None:
    """The last day of the term that holds the day, by the school's dates, else the authority's; None where nobody sent it."""
    terms = TermDate.objects.filter(kind="term", started_on__lte=day, ended_on__gte=day, urn__in=[urn, ""])
    ends = dict(terms.order_by("ended_on").values_list("urn", "ended_on"))
    return ends.get(urn) or ends.get("")


def chance_of(register: PupilRegister, until: date, calendar: SchoolDays | None = None) -> Chance | None:
    """What may still be missed by a day; None where the register is empty or no session is left."""
    if register.last is None or until <= register.last:
        return None
    held = tally(register.sessions)
    days = calendar or SchoolCalendars().of(register.urn)
    left = SESSIONS_A_DAY * sum(_meets(days, day) for day in _after(register.last, until))
    return Chance(held.absent, held.possible, left, until) if left else None


def first_days(register: PupilRegister, gap: int) -> list[date]:
    """The first school days after at least `gap` days without one: after half terms and holidays."""
    days = sorted({one.on for one in register.sessions if one.possible})
    return [day for before, day in zip(days, days[1:], strict=False) if (day - before).days >= gap]


def _after(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range(1, (last - first).days + 1)]


def _meets(days: SchoolDays, day: date) -> bool:
    try:
        return days.counts(day)
    except OutsideCalendar:
        return False
