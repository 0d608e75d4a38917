"""What is due for this child, and for every child, as at a day? The clocks that facts started, with their last days.

Nothing is stored: each answer is worked out from the facts, the rule book and the school's own calendar as they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from onroll.rules.calendars import Days, SchoolDays, WorkingDays, bank_holidays
from onroll.rules.clocks import Answer, CannotAnswer, Event, LastDays, Outcome, due
from onroll.rules.clocks.events import MET
from onroll.rules.facts import Fact
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.model import Clock
from onroll.rules.starting import CalendarOf, Circumstances, Started, started
from onroll.rules.what_if import ClosedAlso

OPEN = (Outcome.RUNNING, Outcome.MISSED)


@dataclass(frozen=True, slots=True)
class DueClock:
    """One clock of a child with the engine's answer, or the sentence that says why there is none."""

    started: Started
    clock: Clock
    answer: Answer | None
    refused: str
    calendar: SchoolDays

    @property
    def open(self) -> bool:
        """Whether it still asks something of somebody."""
        return self.answer is not None and self.answer.outcome in OPEN


@dataclass(frozen=True, slots=True)
class OpenClock:
    """A clock of one of all children that is neither met nor history; counted without its words."""

    child: int
    started: Started
    last_day: date

    def missed(self, as_at: date) -> bool:
        """Whether the last day has passed."""
        return as_at > self.last_day


@dataclass(frozen=True, slots=True)
class ChildsFacts:
    """What must be known of one child to say what is due."""

    child: int
    facts: Sequence[Fact]
    circumstances: Circumstances


def clocks_of(
    facts: Sequence[Fact], circumstances: Circumstances, as_at: date, calendar_of: CalendarOf
) -> list[DueClock]:
    """Every clock of one child, step by step: missed ones first, then by last day, those without a date last."""
    found = [
        clock
        for one in started(facts, circumstances, as_at, calendar_of)
        if not _is_history(clock := answered(one, as_at, calendar_of), as_at)
    ]
    return sorted(found, key=lambda clock: (not clock.open, clock.answer.last_day if clock.answer else date.max))


def answered(one: Started, as_at: date, calendar_of: CalendarOf) -> DueClock:
    """One started clock with the engine's answer as at the day."""
    clock = rule_book().clock(one.rule)
    calendar = calendar_of(one.place)
    events = [Event(MET, one.met_on)] if one.met_on else []
    try:
        answer = due(one.rule, on=one.on, events=events, calendar=calendar, as_at=as_at)
    except CannotAnswer as refused:
        return DueClock(one, clock, None, str(refused), calendar)
    return DueClock(one, clock, answer, "", calendar)


def _is_history(clock: DueClock, as_at: date) -> bool:
    return clock.answer is not None and clock.started.is_history(clock.answer.last_day, as_at)


class AllLastDays:
    """The last day of any started clock, by the fast path; one table a calendar, made when first asked for."""

    def __init__(self, calendar_of: CalendarOf, *, closed_on: date | None = None) -> None:
        """`closed_on` supposes one more day on which nobody works and no school meets."""
        self._calendar_of = calendar_of
        self._closed_on = closed_on
        self._working_days = self._supposed(WorkingDays()) if closed_on else None
        self._by_place: dict[str, LastDays] = {}
        self._by_calendar: dict[int, LastDays] = {}

    def of(self, one: Started) -> date:
        """The last day. Raises CannotAnswer."""
        return self.at(one.place).of(one.rule, one.on)

    def at(self, place: str) -> LastDays:
        """The last days of clocks counted on the days of one school; schools that sent no terms share one table."""
        known = self._by_place.get(place)
        if known is None:
            calendar = self._calendar_of(place)
            known = self._by_calendar.get(id(calendar))
            if known is None:
                known = LastDays(self._supposed(calendar), working_days=self._working_days)
                self._by_calendar[id(calendar)] = known
            self._by_place[place] = known
        return known

    def _supposed(self, calendar: Days) -> ClosedAlso:
        return ClosedAlso(calendar, self._closed_on, "supposed holiday") if self._closed_on else calendar  # type: ignore[return-value]


def open_clocks(children: Iterable[ChildsFacts], as_at: date, calendar_of: CalendarOf) -> list[OpenClock]:
    """Every open clock of these children, earliest last day first. A clock without an answer is on the child's page only."""
    last_days = AllLastDays(calendar_of)
    found = []
    for child in children:
        for one in started(child.facts, child.circumstances, as_at, calendar_of):
            if one.met_on is not None:
                continue
            try:
                last_day = last_days.of(one)
            except CannotAnswer:
                continue
            if not one.is_history(last_day, as_at):
                found.append(OpenClock(child.child, one, last_day))
    return sorted(found, key=lambda clock: (clock.last_day, clock.child, clock.started.rule))


@dataclass(frozen=True, slots=True)
class MovedClock:
    """An open clock that a supposed holiday moves; `clock.last_day` is the original, which stays on record."""

    clock: OpenClock
    last_day: date


def moved_by(holiday: date, clocks: Iterable[OpenClock], calendar_of: CalendarOf) -> list[MovedClock]:
    """Which open clocks would end on another day if this day were a holiday. Raises CannotAnswer where it is one already."""
    name = bank_holidays().name_on(holiday)
    if name:
        raise CannotAnswer(
            f"{holiday:%-d %B %Y} is a bank holiday already: {name}. Every date here takes it into account."
        )
    after = AllLastDays(calendar_of, closed_on=holiday)
    moved = []
    for clock in clocks:
        if clock.started.on <= holiday <= clock.last_day:
            last_day = after.of(clock.started)
            if last_day != clock.last_day:
                moved.append(MovedClock(clock, last_day))
    return moved
