"""On which days does this school meet? For every school-day clock, from the dates the school or its authority sent.

Rows of the feed `term_dates` are given for one school. Where it sent none for a time of year, its authority's stand in
and, failing those, weekdays less bank holidays; both are marked as estimates (rule book 0.1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from onroll.rules.calendars.bank_holidays import BankHolidays, EstimatedSchoolDays, bank_holidays, why_closed
from onroll.rules.calendars.days import SchoolDays, checked

CLOSED_BY_ROW = {"half_term": "half term", "inset": "INSET day", "closure": "closed"}
TERM = "term"

LONGEST_HOLIDAY_IN_TERM_TIME = timedelta(days=31)
"""A longer gap between two terms of a school year is a term nobody has sent, not a holiday."""

LATEST_START = (9, 30)
"""A school year whose first term starts after 30 September hasn't been sent whole: the days before it are estimated."""

EARLIEST_FINISH = (6, 15)
"""A school year whose last term ends before 15 June hasn't been sent whole: the days after it are estimated."""


@dataclass(frozen=True, slots=True)
class TermRow:
    """One row of term dates: `kind` is term, half_term, inset or closure; the last day is included."""

    kind: str
    started_on: date
    ended_on: date


def school_year_of(day: date) -> int:
    """The year in which the day's school year began: it starts with the first term after July (Education Act 1996 s.579).

    Some authorities' autumn term begins in the last week of August, which belongs to the school year that follows.
    """
    return day.year if day.month >= 8 else day.year - 1


def known_spans(terms: Iterable[TermRow]) -> list[tuple[date, date]]:
    """The stretches of time that these terms describe, the holidays between them included.

    A school year reaches from 1 August to 31 August where its terms come near enough; a longer gap is left open.
    """
    by_year: dict[int, list[TermRow]] = {}
    for term in sorted(terms, key=lambda row: row.started_on):
        by_year.setdefault(school_year_of(term.started_on), []).append(term)
    spans: list[tuple[date, date]] = []
    for year, rows in by_year.items():
        first, last = rows[0].started_on, rows[0].ended_on
        if first <= date(year, *LATEST_START):
            first = date(year, 8, 1)
        for row in rows[1:]:
            if row.started_on - last > LONGEST_HOLIDAY_IN_TERM_TIME:
                spans.append((first, last))
                first = row.started_on
            last = max(last, row.ended_on)
        if last >= date(year + 1, *EARLIEST_FINISH):
            last = max(last, date(year + 1, 8, 31))
        spans.append((first, last))
    return spans


class TermDates:
    """The days on which one school meets, with the reason for each on which it doesn't."""

    unit = "school day"

    def __init__(
        self,
        rows: Iterable[TermRow],
        *,
        name: str,
        fallback: SchoolDays | None = None,
        holidays: BankHolidays | None = None,
    ) -> None:
        """`name` ends sentences ("INSET day at …"); `fallback` answers where the school sent no terms.

        With no fallback it is weekdays less bank holidays. A day the fallback answers is marked as an estimate, even
        where the fallback is an authority's own calendar. A school's INSET days and closures hold on any calendar.
        """
        rows = tuple(rows)
        self.name = name
        self.holidays = holidays or bank_holidays()
        self.fallback: SchoolDays = fallback or EstimatedSchoolDays(self.holidays)
        self.first_day, self.last_day = self.fallback.first_day, self.fallback.last_day
        self._closed: dict[date, str] = {}
        for row in rows:
            if row.kind != TERM:
                for day in _each_day(row.started_on, row.ended_on):
                    self._closed[day] = CLOSED_BY_ROW.get(row.kind, "closed")
        terms = [row for row in rows if row.kind == TERM]
        self._in_term = frozenset(day for row in terms for day in _each_day(row.started_on, row.ended_on))
        self._known = frozenset(day for first, last in known_spans(terms) for day in _each_day(first, last))
        self._open = frozenset(
            day for day in self._in_term if day in self.holidays.weekdays and day not in self._closed
        )

    @property
    def estimated(self) -> bool:
        """Whether no term of this school is known at all; `estimated_on` says it of a day."""
        return not self._known

    def estimated_on(self, day: date) -> bool:
        """Whether the school sent nothing for that time of year (a closure it did send is certain)."""
        return day not in self._known and day not in self._closed

    def counts(self, day: date) -> bool:
        """Whether the school meets. Raises OutsideCalendar past the horizon."""
        if day in self._open:
            return True
        if day in self._known or day in self._closed:
            return False
        return self.fallback.counts(checked(self, day))

    def is_school_day(self, day: date) -> bool:
        """The same as `counts`, in the words of the rule (Education Act 1996 s.579)."""
        return self.counts(day)

    def explain(self, day: date) -> str:
        """ "Saturday", "bank holiday: …", "INSET day at …", "school holiday at …", "school day"."""
        if self.counts(day):
            return f"{self.unit}, by {self.fallback.name}" if day not in self._known else self.unit
        weekly = why_closed(day, self.holidays)
        if weekly:
            return weekly
        if day in self._closed:
            return f"{self._closed[day]} at {self.name}"
        return f"school holiday at {self.name}" if day in self._known else self.fallback.explain(day)


def _each_day(first: date, last: date) -> Iterable[date]:
    return (date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1))
