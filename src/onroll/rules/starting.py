"""Which clocks has what we know of a child started, and which of them are still open? For "what is due" (D2, D7).

Pure: facts in, started clocks out. Which fact starts which clock stands in `rulebook/starts.toml`; when each is due is
for `rules.clocks` to say. Nothing is stored, so a corrected date or a new holiday re-dates every clock at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from onroll.rules.ages import school_age_from, school_age_to
from onroll.rules.calendars import OutsideCalendar, SchoolDays, count_days
from onroll.rules.facts import Fact
from onroll.rules.leavers import Leaver, unknown_destination
from onroll.rules.rulebook.starts import BEGIN, OUTCOME, OWN_END, Start, Starts, starts
from onroll.rules.status.rolls import is_roll
from onroll.rules.status.spans import iso

SESSIONS_A_DAY = 2
LOOKED_FOR = ("unexplained", "cme_known", "cme_unknown")
LEFT_ON = "left_on"
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


@dataclass(slots=True)
class _Known:
    """All that one question looks at, sorted by kind once."""

    facts: Sequence[Fact]
    child: Circumstances
    as_at: date
    of_kind: dict[str, list[Fact]] = field(default_factory=dict)
    _of_school_age: bool | None = None

    def __post_init__(self) -> None:
        for fact in self.facts:
            self.of_kind.setdefault(fact.kind, []).append(fact)

    def of_school_age(self) -> bool:
        """Whether the child is of compulsory school age, or may be: no date of birth is held."""
        if self._of_school_age is None:
            birth, as_at = self.child.birth, self.as_at
            self._of_school_age = birth is None or school_age_from(birth) <= as_at <= school_age_to(birth)
        return self._of_school_age

    def leaver(self) -> Leaver | None:
        """The roll left with no known destination."""
        return unknown_destination(self.facts, self.as_at, self.child.birth)


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
    known = _Known(facts, child, as_at)
    found = []
    for row in (table or starts()).rows:
        alike = known.of_kind.get(row.fact)
        if not alike:
            continue
        for fact in joined(alike, row.sessions_over, calendar_of) if row.sessions_over else alike:
            if all(_holds(phrase, fact, known) for phrase in row.only):
                clock = _started(row, fact, known)
                if clock is not None:
                    found.append(clock)
    return found


def _started(row: Start, fact: Fact, known: _Known) -> Started | None:
    as_at = known.as_at
    if fact.supported_until is not None and fact.supported_until < as_at and LEFT_ON not in row.first_days:
        return None  # the source no longer says so
    for name in row.first_days:
        on = _first_day(name, fact, known)
        if on is not None and on <= as_at:
            break
    else:
        return None
    if _earliest(row.falls_away, fact, known, on) is not None:
        return None
    met_on = _earliest(row.met_by, fact, known, on)
    assumes = "" if len(row.first_days) > 1 and name == row.first_days[0] else row.assumes
    return Started(row.rule, on, fact.place, met_on, name, assumes, fact.record, fact.row, row.history_after_days)


def _first_day(name: str, fact: Fact, known: _Known) -> date | None:
    if name == "started_on":
        return fact.started_on
    if name == LEFT_ON:
        leaver = known.leaver()
        return leaver.left_on if leaver else None
    return iso(fact.detail.get(name))


def _earliest(words: Iterable[str], fact: Fact, known: _Known, on: date) -> date | None:
    """The first day, from the clock's first to the day asked about, on which any of these happened."""
    earliest: date | None = None
    for word in words:
        for day in _days(word, fact, known, on):
            if day <= known.as_at and (earliest is None or day < earliest):
                earliest = day
    return earliest


def _days(word: str, fact: Fact, known: _Known, on: date) -> list[date]:
    if word == OUTCOME:
        return [on] if fact.detail.get("outcome", "").strip() else []
    if word == OWN_END:
        return [fact.ended_on] if fact.ended_on is not None else []
    if word in BEGIN:
        others = known.of_kind.get(word, ())
        return [day for other in others if (day := _begins(word, other, fact, on)) is not None]
    day = iso(fact.detail.get(word))
    return [day] if day is not None and day >= on else []


def _begins(kind: str, other: Fact, fact: Fact, on: date) -> date | None:
    """The day on which another fact of the kind meets a clock started on `on`: its own first, or at once where it runs."""
    if other is fact or other.started_on is None:
        return None
    if kind == "roll" and (not is_roll(other) or other.place == fact.place):
        return None
    if other.started_on >= on:
        return other.started_on
    return on if kind == "placement" and other.supports_on(on) else None


def _holds(phrase: str, fact: Fact, known: _Known) -> bool:
    if phrase == "of school age":
        return known.of_school_age()
    if phrase == "lives here":
        return known.child.lives_here
    if phrase == "a reduced timetable":
        return fact.code in ("", "reduced")
    if phrase == "educated otherwise than at school":
        return fact.detail.get("eotas") == "T"
    if phrase == "home educated beside it":
        return any(other.supports_on(known.as_at) for other in known.of_kind.get("home_education", ()))
    if known.child.status not in LOOKED_FOR:
        return False
    leaver = known.leaver()
    return leaver is not None and (leaver.record, leaver.row) == (fact.record, fact.row)


def joined(suspensions: Iterable[Fact], sessions_over: int, calendar_of: CalendarOf) -> list[Fact]:
    """Suspensions of more than so many sessions; those that follow one another at a school are one, begun with the first."""
    runs: list[tuple[Fact, float]] = []
    for fact in sorted(suspensions, key=lambda one: (one.place, one.started_on or date.min)):
        if fact.started_on is None or fact.detail.get("cancelled_date"):
            continue
        calendar = calendar_of(fact.place)
        sessions = _sessions(fact, calendar)
        if runs and _follows(runs[-1][0], fact, calendar):
            first, before = runs[-1]
            runs[-1] = (_with_end(first, fact), before + sessions)
        else:
            runs.append((fact, sessions))
    return [fact for fact, sessions in runs if sessions > sessions_over]


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
