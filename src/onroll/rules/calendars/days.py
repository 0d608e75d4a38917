"""Which days count, and how many are there between two of them? For every clock, status and length of absence.

A calendar knows the first and the last day it can speak for. Outside them it refuses with a sentence: a bank holiday or
a school's term that nobody has published yet is never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from onroll.rules.refusals import CannotAnswer


class OutsideCalendar(CannotAnswer):
    """A day was asked about that lies before or past what the calendar knows; the sentence says which."""


class Days(Protocol):
    """Days of one sort (school days of a school, working days, all days), from `first_day` to `last_day`."""

    @property
    def name(self) -> str:
        """Whose calendar this is, in words that stand on an officer's page."""

    @property
    def unit(self) -> str:
        """What is counted: "school day", "working day" or "calendar day"."""

    @property
    def first_day(self) -> date:
        """The first day the calendar can answer for."""

    @property
    def last_day(self) -> date:
        """The horizon: the last day the calendar can answer for."""

    @property
    def estimated(self) -> bool:
        """Whether the calendar as a whole is an estimate; `estimated_on` says it of one day."""

    def estimated_on(self, day: date) -> bool:
        """Whether the answer for this day is an estimate, because its own dates were never supplied."""

    def counts(self, day: date) -> bool:
        """Whether the day is one of those counted. Raises OutsideCalendar."""

    def explain(self, day: date) -> str:
        """Why the day counts or doesn't, in a few words. Raises OutsideCalendar."""


class SchoolDays(Days, Protocol):
    """The days on which one school meets (Education Act 1996 s.579)."""

    def is_school_day(self, day: date) -> bool:
        """Whether the school meets that day. Raises OutsideCalendar."""


def checked(calendar: Days, day: date) -> date:
    """The day itself, if the calendar can speak for it; otherwise OutsideCalendar with the sentence to show."""
    if day < calendar.first_day:
        raise OutsideCalendar(
            f"{day:%-d %B %Y} is before {calendar.name} begins, on {calendar.first_day:%-d %B %Y}: it can't be counted."
        )
    if day > calendar.last_day:
        raise OutsideCalendar(
            f"{day:%-d %B %Y} is past {calendar.last_day:%-d %B %Y}, the last day known for {calendar.name}: "
            "no holiday after it is known, so no date is given."
        )
    return day


@dataclass(frozen=True, slots=True)
class DayTable:
    """A calendar as two arrays, so that 100,000 children's clocks can be counted without walking their days.

    `ordinals[i]` is the i-th counted day as a proleptic ordinal; `before[k]` is how many counted days lie before day
    `first + k`. Both have the length of the calendar at most (6,000 entries for 2012 to 2028).
    """

    calendar: Days
    first: int
    last: int
    ordinals: tuple[int, ...]
    before: tuple[int, ...]

    @classmethod
    def of(cls, calendar: Days) -> DayTable:
        """The table of a calendar; one pass over its days (about 5 ms), so keep it."""
        first, last = calendar.first_day.toordinal(), calendar.last_day.toordinal()
        ordinals: list[int] = []
        before = [0]
        for ordinal in range(first, last + 1):
            if calendar.counts(date.fromordinal(ordinal)):
                ordinals.append(ordinal)
            before.append(len(ordinals))
        return cls(calendar, first, last, tuple(ordinals), tuple(before))

    def nth_after(self, day: int, n: int) -> int:
        """The n-th counted day strictly after `day` (ordinals); n = 0 gives the day itself. Raises OutsideCalendar."""
        if n == 0:
            return day
        if not self.first <= day <= self.last:
            checked(self.calendar, date.fromordinal(day))
        index = self.before[day - self.first + 1] + n - 1
        if index >= len(self.ordinals):
            raise self._runs_out(day, n)
        return self.ordinals[index]

    def nth_from(self, day: int, n: int) -> int:
        """The n-th counted day on or after `day`, which itself is the first if it counts. Raises OutsideCalendar."""
        if not self.first <= day <= self.last:
            checked(self.calendar, date.fromordinal(day))
        index = self.before[day - self.first] + n - 1
        if index >= len(self.ordinals):
            raise self._runs_out(day, n)
        return self.ordinals[index]

    def _runs_out(self, day: int, n: int) -> OutsideCalendar:
        return OutsideCalendar(
            f"{n} {self.calendar.unit}s from {date.fromordinal(day):%-d %B %Y} run past "
            f"{self.calendar.last_day:%-d %B %Y}, the last day known for {self.calendar.name}: no date is given."
        )

    def between(self, first: int, last: int) -> int:
        """How many counted days lie from `first` to `last`, both included (0 where last < first)."""
        if last < first:
            return 0
        for day in (first, last):
            if not self.first <= day <= self.last:
                checked(self.calendar, date.fromordinal(day))
        return self.before[last - self.first + 1] - self.before[first - self.first]


def add_days(calendar: Days, start: date, n: int) -> date:
    """The n-th counted day strictly after `start` (n = 0: `start`). Raises OutsideCalendar past the horizon."""
    day = checked(calendar, start)
    while n > 0:
        day = checked(calendar, day + timedelta(days=1))
        n -= calendar.counts(day)
    return day


def count_days(calendar: Days, first: date, last: date) -> int:
    """How many counted days lie from `first` to `last`, both included. Raises OutsideCalendar past the horizon."""
    span = range(first.toordinal(), last.toordinal() + 1)
    return sum(calendar.counts(date.fromordinal(ordinal)) for ordinal in span)


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """Every day: what a statute means by "day" where it says no more. Bounded only by Python's own calendar."""

    name: str = "the calendar"
    unit: str = "calendar day"
    first_day: date = date(1, 1, 2)
    last_day: date = date(9999, 12, 30)
    estimated: bool = False

    def estimated_on(self, day: date) -> bool:
        """Never: every day is a calendar day."""
        return False

    def counts(self, day: date) -> bool:
        """Always."""
        return True

    def explain(self, day: date) -> str:
        """A calendar day needs no reason."""
        return "calendar day"
