"""Which clocks has what we know of a child started, and which of them are still open? For "what is due" (D2, D7).

Pure: facts in, started clocks out. Which fact starts which clock stands in `rulebook/starts.toml`; when each is due is
for `rules.clocks` to say. Nothing is stored, so a corrected date or a new holiday re-dates every clock at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onroll.rules.ages import school_age_from, school_age_to
from onroll.rules.calendars import OutsideCalendar, SchoolDays, count_days
from onroll.rules.facts import Fact
from onroll.rules.leavers import unknown_destination
from onroll.rules.rulebook.starts import BEGIN, OUTCOME, OWN_END, Start, Starts, starts
from onroll.rules.status.rolls import is_roll
from onroll.rules.status.spans import iso

SESSIONS_A_DAY = 2
LOOKED_FOR = ("unexplained", "cme_known", "cme_unknown")
LONGEST_HOLIDAY = timedelta(days=60)

CalendarOf = Callable[[str], SchoolDays]
"""The calendar of a school by its URN; of the authority itself for ""."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What beside its facts decides which clocks a child has: on the day asked about."""

    birth: date | None = None
    status: str = ""
    lives_here: bool = True


@dataclass(frozen=True, slots=True)
class Started:
    """A clock that a fact started: `on` its first day, `place` the school whose days count ("" the authority's).

    `met_on` is the day it was met, if it was by the day asked about; `first_day` names which date started it, and
    `assumes` says what stands in for a date that isn't held. `record` and `row` open the source.
    """

    rule: str
    on: date
    place: str
    met_on: date | None
    first_day: str
    assumes: str
    record: int
    row: int
    history_after_days: int = 0

    def is_history(self, last_day: date, as_at: date) -> bool:
        """Whether it was missed so long ago that it is no longer listed."""
        return bool(self.history_after_days) and (as_at - last_day).days > self.history_after_days


def started(
    facts: Sequence[Fact],
    child: Circumstances,
    as_at: date,
    calendar_of: CalendarOf,
    table: Starts | None = None,
) -> list[Started]:
    """Every clock started by `as_at` that hasn't fallen away since, met or not; in the order of the table."""
    if child.status == "died":
        return []
    found = []
    for row in (table or starts()).rows:
        for fact, sessions in _candidates(row, facts, calendar_of):
            if row.sessions_over and sessions <= row.sessions_over:
                continue
            if not all(_holds(phrase, fact, facts, child, as_at) for phrase in row.only):
                continue
            clock = _started(row, fact, facts, child, as_at)
            if clock is not None:
                found.append(clock)
    return found


def _started(row: Start, fact: Fact, facts: Sequence[Fact], child: Circumstances, as_at: date) -> Started | None:
    if fact.supported_until is not None and fact.supported_until < as_at and "left_on" not in row.first_days:
        return None  # the source no longer says so
    named = ((name, _first_day(name, fact, facts, child, as_at)) for name in row.first_days)
    name, on = next(((name, day) for name, day in named if day is not None and day <= as_at), ("", None))
    if on is None or _earliest(row.falls_away, fact, facts, on, as_at) is not None:
        return None
    met_on = _earliest(row.met_by, fact, facts, on, as_at)
    assumes = "" if len(row.first_days) > 1 and name == row.first_days[0] else row.assumes
    return Started(row.rule, on, fact.place, met_on, name, assumes, fact.record, fact.row, row.history_after_days)


def _first_day(name: str, fact: Fact, facts: Sequence[Fact], child: Circumstances, as_at: date) -> date | None:
    if name == "started_on":
        return fact.started_on
    if name == "left_on":
        leaver = unknown_destination(facts, as_at, child.birth)
        return leaver.left_on if leaver else None
    return iso(fact.detail.get(name))


def _earliest(words: Iterable[str], fact: Fact, facts: Sequence[Fact], on: date, as_at: date) -> date | None:
    """The first day, from the clock's first to the day asked about, on which any of these happened."""
    days = [day for word in words for day in _days(word, fact, facts, on) if day <= as_at]
    return min(days, default=None)


def _days(word: str, fact: Fact, facts: Sequence[Fact], on: date) -> list[date]:
    if word == OUTCOME:
        return [on] if fact.detail.get("outcome", "").strip() else []
    if word == OWN_END:
        return [fact.ended_on] if fact.ended_on is not None else []
    if word in BEGIN:
        return [day for other in facts if (day := _begins(word, other, fact, on)) is not None]
    day = iso(fact.detail.get(word))
    return [day] if day is not None and day >= on else []


def _begins(kind: str, other: Fact, fact: Fact, on: date) -> date | None:
    """The day on which another fact of the kind meets a clock started on `on`: its own first, or at once where it runs."""
    if other.kind != kind or other is fact or other.started_on is None:
        return None
    if kind == "roll" and (not is_roll(other) or other.place == fact.place):
        return None
    if other.started_on >= on:
        return other.started_on
    return on if kind == "placement" and other.supports_on(on) else None


def _holds(phrase: str, fact: Fact, facts: Sequence[Fact], child: Circumstances, as_at: date) -> bool:
    if phrase == "of school age":
        return child.birth is None or school_age_from(child.birth) <= as_at <= school_age_to(child.birth)
    if phrase == "lives here":
        return child.lives_here
    if phrase == "a reduced timetable":
        return fact.code in ("", "reduced")
    if phrase == "educated otherwise than at school":
        return fact.detail.get("eotas") == "T"
    if phrase == "home educated beside it":
        return any(other.kind == "home_education" and other.supports_on(as_at) for other in facts)
    if child.status not in LOOKED_FOR:
        return False
    leaver = unknown_destination(facts, as_at, child.birth)
    return leaver is not None and (leaver.record, leaver.row) == (fact.record, fact.row)


def _candidates(row: Start, facts: Sequence[Fact], calendar_of: CalendarOf) -> list[tuple[Fact, float]]:
    """The facts of the row's kind with the sessions each lasted; suspensions that follow one another are one."""
    alike = [fact for fact in facts if fact.kind == row.fact]
    if not row.sessions_over:
        return [(fact, 0.0) for fact in alike]
    joined: list[tuple[Fact, float]] = []
    for fact in sorted(alike, key=lambda one: (one.place, one.started_on or date.min)):
        if fact.started_on is None or fact.detail.get("cancelled_date"):
            continue
        calendar = calendar_of(fact.place)
        sessions = _sessions(fact, calendar)
        if joined and _follows(joined[-1][0], fact, calendar):
            first, before = joined[-1]
            joined[-1] = (_with_end(first, fact), before + sessions)
        else:
            joined.append((fact, sessions))
    return joined


def _sessions(fact: Fact, calendar: SchoolDays) -> float:
    """Sessions as the school gave them, else two for each school day from the first to the last; 0 where neither is held."""
    try:
        return float(fact.detail.get("sessions", ""))
    except ValueError:
        pass
    if fact.started_on is None or fact.ended_on is None:
        return 0.0
    return _school_days(calendar, fact.started_on, fact.ended_on) * float(SESSIONS_A_DAY)


def _follows(before: Fact, after: Fact, calendar: SchoolDays) -> bool:
    """Whether a suspension begins at the same school before the pupil was back for a school day."""
    if before.place != after.place or before.ended_on is None or after.started_on is None:
        return False
    first, last = before.ended_on + timedelta(days=1), after.started_on - timedelta(days=1)
    return last - first < LONGEST_HOLIDAY and _school_days(calendar, first, last) == 0


def _school_days(calendar: SchoolDays, first: date, last: date) -> int:
    """School days between two days, both included; where the calendar doesn't reach, every day counts."""
    try:
        return count_days(calendar, first, last)
    except OutsideCalendar:
        return max((last - first).days + 1, 0)


def _with_end(first: Fact, last: Fact) -> Fact:
    """The first of several suspensions, lasting as long as the last."""
    return Fact(
        first.kind, first.started_on, last.ended_on, first.feed, first.place, first.la, first.code,
        {**last.detail, **first.detail}, first.supported_until, first.record, first.row,
    )  # fmt: skip
