"""On which days is a simulated school open, and when do its terms start? The authority's dates, and schools' own.

Days are ordinals (`date.toordinal()`), because a life is worked out with thousands of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

FIRST_YEAR, LAST_YEAR = 2022, 2030  # academic years whose dates are made


@cache
def day(year: int, month: int, number: int) -> int:
    """The ordinal of a date."""
    return date(year, month, number).toordinal()


@cache
def iso(ordinal: int) -> str:
    """The date as feeds write it, YYYY-MM-DD."""
    return date.fromordinal(ordinal).isoformat()


@cache
def academic_year(ordinal: int) -> int:
    """The calendar year in which the academic year (from 1 September) of this day began."""
    on = date.fromordinal(ordinal)
    return on.year if on.month >= 9 else on.year - 1


@cache
def school_age_from(birth: int) -> int:
    """The first prescribed day (31 March, 31 August, 31 December) on or after the fifth birthday (Education Act 1996 s.8)."""
    born = date.fromordinal(birth)
    fifth = (born.year + 5, born.month, born.day)
    for month, number in ((3, 31), (8, 31), (12, 31)):
        if fifth[1:] <= (month, number):
            return day(fifth[0], month, number)
    raise AssertionError("a birthday is on or before 31 December")


@cache
def school_age_to(birth: int) -> int:
    """The last Friday in June of the school year in which the child turns sixteen (Education Act 1996 s.8)."""
    born = date.fromordinal(birth)
    year = born.year + 16 + (1 if born.month >= 9 else 0)
    last = date(year, 6, 30)
    return (last - timedelta(days=(last.weekday() - 4) % 7)).toordinal()


@cache
def year_group(birth: int, on: int) -> int:
    """The National Curriculum year by date of birth; 0 is Reception."""
    born = date.fromordinal(birth)
    return academic_year(on) - born.year - (0 if born.month <= 8 else 1) - 4


@cache
def school_starts_on(on: int) -> int:
    """The day on which a child who could start on this day does: a Monday after a weekend, 1 September in the summer."""
    date_ = date.fromordinal(on)
    if (date_.month, date_.day) >= (7, 22) and date_.month < 9:
        return day(date_.year, 9, 1)
    return on + (7 - date_.weekday() if date_.weekday() > 4 else 0)


def reception_start(birth: int) -> int:
    """1 September of the academic year in which the child is in Reception."""
    born = date.fromordinal(birth)
    return day(born.year + 4 + (0 if born.month <= 8 else 1), 9, 1)


def easter(year: int) -> date:
    """Easter Sunday (the Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, number = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, number + 1)


def _on_or_after(on: date, weekday: int) -> date:
    return on + timedelta(days=(weekday - on.weekday()) % 7)


def _workday(on: date, step: int) -> date:
    while on.weekday() > 4:
        on += timedelta(days=step)
    return on


@dataclass(frozen=True)
class Span:
    """One line of the term dates: `kind` is term, half_term, inset or closure; both days included."""

    year: int
    start: date
    end: date
    kind: str


@dataclass
class Calendar:
    """The term dates of the authority, or of one school, and the days they leave for school."""

    spans: list[Span]
    open_days: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        days: set[int] = set()
        for span in self.spans:
            if span.kind == "term":
                days.update(d for d in range(span.start.toordinal(), span.end.toordinal() + 1) if (d - 1) % 7 < 5)
        for span in self.spans:
            if span.kind != "term":
                days.difference_update(range(span.start.toordinal(), span.end.toordinal() + 1))
        for year in range(FIRST_YEAR, LAST_YEAR + 2):
            days.discard(_on_or_after(date(year, 5, 1), 0).toordinal())  # May Day
        self.open_days = frozenset(days)


def spans_of_year(year: int, insets: tuple[int, ...], long_october: bool, late: int) -> list[Span]:
    """Terms, half terms and INSET days of one academic year; `late` shifts the autumn start by days."""
    sunday = easter(year + 1)
    start = _workday(date(year, 9, 1) + timedelta(days=late), 1)
    october = _on_or_after(date(year, 10, 22), 0)
    spring = _workday(date(year + 1, 1, 4), 1)
    february = _on_or_after(date(year + 1, 2, 12), 0)
    summer = sunday + timedelta(days=8)
    end = _workday(date(year + 1, 7, 22), -1)
    may = _on_or_after(date(year + 1, 5, 25), 0)
    spans = [
        Span(year, start, date(year, 12, 14) + timedelta(days=(4 - date(year, 12, 14).weekday()) % 7), "term"),
        Span(year, october - timedelta(days=7 if long_october else 0), october + timedelta(days=4), "half_term"),
        Span(year, spring, sunday - timedelta(days=9), "term"),
        Span(year, february, february + timedelta(days=4), "half_term"),
        Span(year, summer, end, "term"),
        Span(year, may, may + timedelta(days=4), "half_term"),
    ]
    for inset in insets:
        first = (start, spring, october + timedelta(days=7), february + timedelta(days=7), end)[inset % 5]
        spans.append(Span(year, first, first, "inset"))
    return spans


@cache
def authority_calendar() -> Calendar:
    """The authority's own dates for every academic year that is simulated."""
    return calendar((), False, 1)


@cache
def calendar(insets: tuple[int, ...], long_october: bool, late: int) -> Calendar:
    """A school's own dates for every academic year that is simulated."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return Calendar([span for year in years for span in spans_of_year(year, insets, long_october, late)])
