"""Which deadlines run for this child, from facts alone? For "what is due" on a child's record and for what is due today.

Only clocks that an extract can start are here: an exclusion, home education, a plan, a reduced timetable. Those of notices
and enquiries start with acts of officers, and belong to casework. A clock whose meeting no source would tell of (a review of
section 19 education) isn't started, since it would be missed for every child.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onroll.rules.ages import school_age_from, school_age_to
from onroll.rules.clocks.answers import Outcome
from onroll.rules.clocks.fast import LastDays
from onroll.rules.facts import Fact
from onroll.rules.refusals import CannotAnswer
from onroll.rules.status.rolls import is_roll

SESSIONS_OF_FIVE_DAYS = 10
FIRST_YEAR = timedelta(days=365)
UNDONE = ("reinstated",)

Dated = tuple[date, Fact]
"""A fact with the day it started, which every fact that starts a clock has."""


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs: its rule, the day it started, the school whose days it counts, and the fact that started it."""

    rule_id: str
    on: date
    urn: str
    because: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Due:
    """A running clock as at a day: its last day and whether that is past, or why the rules give none."""

    running: Running
    last_day: date | None
    outcome: Outcome
    refused: str = ""


def running_on(facts: Sequence[Fact], birth: date | None, day: date) -> tuple[Running, ...]:
    """Every clock that facts started by that day and that none shows to have been met by then."""
    held = [(fact.started_on, fact) for fact in facts if fact.started_on and fact.supports_on(day)]
    found = [
        *_exclusions(held, facts, birth, day),
        *_home_education(held, day),
        *_plans(held, day),
        *_reduced_timetables(held),
    ]
    return tuple(sorted(found, key=lambda one: (one.on, one.rule_id, one.urn)))


def due_on(
    facts: Sequence[Fact], birth: date | None, day: date, last_days: Callable[[str], LastDays]
) -> tuple[Due, ...]:
    """The running clocks with their last days, the earliest first; those the rules refuse stand last.

    `last_days` gives the counter of a school's calendar by URN ("" is the authority's own).
    """
    answers = [_due(running, day, last_days) for running in running_on(facts, birth, day)]
    return tuple(sorted(answers, key=lambda due: (due.last_day is None, due.last_day or day)))


def _due(running: Running, day: date, last_days: Callable[[str], LastDays]) -> Due:
    try:
        last_day = last_days(running.urn).of(running.rule_id, running.on)
    except CannotAnswer as refusal:
        return Due(running, None, Outcome.RUNNING, str(refusal))
    return Due(running, last_day, Outcome.MISSED if day > last_day else Outcome.RUNNING)


def _exclusions(held: Sequence[Dated], facts: Sequence[Fact], birth: date | None, day: date) -> Iterator[Running]:
    """Sixth-day education until education begins, and the governing board's meeting until it is held."""
    for began, fact in held:
        if _done(fact, "cancelled_date", day):
            continue
        excluded = fact.kind == "permanent_exclusion" and fact.detail.get("outcome") not in UNDONE
        suspended = fact.kind == "suspension" and _sessions(fact) > SESSIONS_OF_FIVE_DAYS
        untaught = _of_school_age(birth, began) and not _educated_since(facts, began, fact.place, day)
        if excluded and untaught:
            yield Running("ex-day6", began, fact.place, "permanently excluded", fact)
        if excluded and not _done(fact, "governors_date", day):
            yield Running("ex-gb-15", began, fact.place, "permanently excluded", fact)
        if suspended and untaught:
            yield Running("ex-day6-susp", began, fact.place, "suspended for more than five school days", fact)


def _home_education(held: Sequence[Dated], day: date) -> Iterator[Running]:
    """First contact in the first year, then contact once a year from the last review."""
    for began, fact in held:
        if fact.kind != "home_education" or fact.code == "unsuitable":
            continue
        reviewed = _done(fact, "last_review_done", day)
        offered = _done(fact, "last_review_offered", day)
        if not reviewed and not offered and day - began <= FIRST_YEAR:
            yield Running("ehe-first-contact", began, "", "home educated", fact)
        yield Running("ehe-annual", reviewed or began, "", "home educated", fact)


def _plans(held: Sequence[Dated], day: date) -> Iterator[Running]:
    """The annual review of a plan whose child is educated at home or otherwise than at school."""
    at_home = any(fact.kind == "home_education" for _, fact in held)
    for began, fact in held:
        reviewed = _done(fact, "last_annual_review", day) or began
        if fact.kind == "ehc_plan" and fact.detail.get("eotas") == "T":
            yield Running("eotas-review", reviewed, "", "EOTAS under a plan", fact)
        elif fact.kind == "ehc_plan" and at_home:
            yield Running("ehe-ehcp", reviewed, "", "home educated with a plan", fact)


def _reduced_timetables(held: Sequence[Dated]) -> Iterator[Running]:
    for began, fact in held:
        if fact.kind == "part_time" and fact.code in ("", "reduced"):
            yield Running("ptt-alert", began, fact.place, "on a reduced timetable", fact)


def _educated_since(facts: Sequence[Fact], began: date, place: str, day: date) -> bool:
    """Whether education is shown to have begun since the exclusion: a placement, or another school's roll."""
    return any(
        fact.started_on is not None
        and began <= fact.started_on <= day
        and (fact.kind == "placement" or (fact.kind == "roll" and is_roll(fact) and fact.place != place))
        for fact in facts
    )


def _of_school_age(birth: date | None, day: date) -> bool:
    return birth is None or school_age_from(birth) <= day <= school_age_to(birth)


def _sessions(fact: Fact) -> int:
    """Half days of a suspension; one that can't be read counts none."""
    text = fact.detail.get("sessions", "")
    return int(text) if text.isdigit() else 0


def _done(fact: Fact, what: str, day: date) -> date | None:
    """The day on which something was done, if by then it had been; what can't be read wasn't."""
    try:
        done = date.fromisoformat(fact.detail.get(what, ""))
    except ValueError:
        return None
    return done if done <= day else None
