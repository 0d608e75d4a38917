"""What are the last days of very many clocks? The same counting as `due`, from tables and without the words.

For recomputing every child's clocks at once, and for saying which of them move when a holiday is added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

from onroll.rules.calendars import Days, DayTable, EstimatedSchoolDays, SchoolDays, WorkingDays
from onroll.rules.clocks.answers import MissingEvent
from onroll.rules.clocks.spans import BY_THE_CALENDAR, DAYS_A_WEEK, MONTHS_A_YEAR, ONE_DAY, days_of, months_after
from onroll.rules.clocks.versions import version_for
from onroll.rules.rulebook.book import RuleBook, rule_book
from onroll.rules.rulebook.model import Clock, ClockVersion, Counting, Unit

BY_TABLE = (Unit.SCHOOL_DAY, Unit.WORKING_DAY)

_tables: WeakKeyDictionary[Days, DayTable] = WeakKeyDictionary()


def table_of(calendar: Days) -> DayTable:
    """The table of a calendar, made once and kept for as long as the calendar is."""
    table = _tables.get(calendar)
    if table is None:
        table = _tables[calendar] = DayTable.of(calendar)
    return table


@lru_cache(maxsize=1)
def _no_terms_sent() -> EstimatedSchoolDays:
    return EstimatedSchoolDays()


@lru_cache(maxsize=1)
def _england() -> WorkingDays:
    return WorkingDays()


class LastDays:
    """The last days of clocks of one school: `of(rule_id, on)` answers what `due(rule_id, on=on).last_day` would.

    Only for clocks that count days which pass, without events: a run or a sum needs its days. Raises as `due` does.
    """

    def __init__(
        self,
        calendar: SchoolDays | None = None,
        *,
        working_days: Days | None = None,
        commenced: Mapping[str, date] | None = None,
        book: RuleBook | None = None,
    ) -> None:
        """`calendar`, `working_days`, `commenced` and `book` as for `due`."""
        self._school_days = calendar or _no_terms_sent()
        self._working_days = working_days or _england()
        self._commenced = commenced or {}
        self._book = book or rule_book()
        self._known: dict[str, list[_Governs]] = {}

    def of(self, rule_id: str, on: date) -> date:
        """The last day of the clock started on that day."""
        for governs in self._known.get(rule_id, ()):
            if governs.first <= on <= governs.last:
                return governs.counter(on)
        return self._first_asked(rule_id, on)

    def _first_asked(self, rule_id: str, on: date) -> date:
        """Finds the version that governs the day, or refuses as `due` does, and keeps it for the next question."""
        clock = self._book.clock(rule_id)
        version = version_for(clock, on, self._commenced)
        began, ended = version.provenance.in_force_from, version.provenance.in_force_to
        counter = self._counter(clock, version)
        self._known.setdefault(rule_id, []).append(_Governs(began or date.min, ended or date.max, counter))
        return counter(on)

    def _counter(self, clock: Clock, version: ClockVersion) -> Callable[[date], date]:
        if version.counting.needs_days:
            raise MissingEvent(
                f"{clock.title}: counts days that must be named, so it has no last day by its start alone."
            )
        days = days_of(version.unit, self._school_days, self._working_days)
        n, counting, unit = version.n, version.counting, version.unit
        from_day_after = counting is Counting.E_IS_DAY_0
        if counting is Counting.IMMEDIATE:
            return lambda on: on
        if unit in BY_THE_CALENDAR:
            months = n * (MONTHS_A_YEAR if unit is Unit.YEAR else 1)
            less = timedelta(0) if from_day_after else ONE_DAY
            return lambda on: months_after(on, months) - less
        if unit in BY_TABLE:
            table = table_of(days)
            step = table.nth_after if from_day_after else table.nth_from
            return lambda on: date.fromordinal(step(on.toordinal(), n))
        length = timedelta(days=n * (DAYS_A_WEEK if unit is Unit.WEEK else 1) - (not from_day_after))
        return lambda on: on + length


class _Governs(NamedTuple):
    """A version of a clock with the days it governs, ready to count."""

    first: date
    last: date
    counter: Callable[[date], date]


@dataclass(frozen=True, slots=True)
class OpenClock:
    """A clock that is running: `key` is the caller's own (a child, a case, a task)."""

    key: str
    rule_id: str
    on: date


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock whose last day is another than it was; the original stays on record."""

    clock: OpenClock
    original_last_day: date
    last_day: date


def moved(clocks: Iterable[OpenClock], *, before: LastDays, after: LastDays) -> list[Moved]:
    """The clocks that a change of calendar moves, as when a bank holiday is proclaimed or a closure reported."""
    changes = []
    for clock in clocks:
        was, now = before.of(clock.rule_id, clock.on), after.of(clock.rule_id, clock.on)
        if was != now:
            changes.append(Moved(clock, was, now))
    return changes
