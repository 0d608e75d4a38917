"""What else does the rule book set as numbers? Penalty notices, the register of 2026, retention, census days.

Each is one file; the functions answer what a page or a nightly job asks of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from onroll.rules.refusals import CannotAnswer
from onroll.rules.rulebook.fields import Fields, open_file, read_governance, read_provenance
from onroll.rules.rulebook.folder import RULEBOOK
from onroll.rules.rulebook.model import Certainty, Governance, Provenance

LEAP_DAY = (2, 29)


@dataclass(frozen=True, slots=True)
class Amount:
    """What a penalty notice costs, within how many days, and the clock that counts them."""

    notice: str
    pounds: int
    within_days: int
    clock: str


@dataclass(frozen=True, slots=True)
class PenaltyNotices:
    """The national framework: the threshold, the limit and the amounts."""

    says: str
    sessions: int
    school_weeks: int
    codes: frozenset[str]
    notices: int
    years: int
    amounts: tuple[Amount, ...]
    provenance: Provenance
    governance: Governance


@lru_cache(maxsize=4)
def penalty_notices(rulebook: Path = RULEBOOK) -> PenaltyNotices:
    """The framework of `penalty_notices.toml`."""
    file = open_file(rulebook / "penalty_notices.toml", rulebook)
    threshold = Fields(file.mapping("threshold"), f"{file.where}, threshold")
    limit = Fields(file.mapping("limit"), f"{file.where}, limit")
    file.text("title")
    framework = PenaltyNotices(
        says=file.text("says"),
        sessions=threshold.take("sessions", int),
        school_weeks=threshold.take("school_weeks", int),
        codes=frozenset(threshold.words("codes")),
        notices=limit.take("notices", int),
        years=limit.take("years", int),
        amounts=tuple(
            Amount(row.text("notice"), row.take("pounds", int), row.take("within_days", int), row.text("clock", ""))
            for row in file.tables("amount")
        ),
        provenance=read_provenance(file),
        governance=read_governance(file),
    )
    for fields in (threshold, limit, file):
        fields.done()
    return framework


@dataclass(frozen=True, slots=True)
class Particular:
    """One thing the register of the Act of 2026 holds of a child; `held_as` is what OnRoll keeps of it, or ""."""

    id: str
    says: str
    required: bool
    held_as: str


@lru_cache(maxsize=4)
def register_2026(rulebook: Path = RULEBOOK) -> tuple[Particular, ...]:
    """What the register holds, in the order of section 436C."""
    file = open_file(rulebook / "register_2026.toml", rulebook)
    return tuple(
        Particular(row.text("id"), row.text("says"), row.take("required", bool), row.text("held_as", ""))
        for row in file.tables("particular")
    )


def missing_particulars(held: Collection[str], rulebook: Path = RULEBOOK) -> tuple[Particular, ...]:
    """The required particulars of the register that aren't among what is `held` of a child (names of `held_as`)."""
    return tuple(item for item in register_2026(rulebook) if item.required and item.held_as not in held)


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long one kind of record is kept, from which event, by whose rule; `condition` "" applies to all."""

    record: str
    condition: str
    starts: str
    years: int
    chosen: bool
    provenance: Provenance


@lru_cache(maxsize=4)
def retention_rules(rulebook: Path = RULEBOOK) -> tuple[RetentionRule, ...]:
    """Every row of `retention.toml`, those of other authorities among them."""
    file = open_file(rulebook / "retention.toml", rulebook)
    return tuple(
        RetentionRule(
            record=row.text("record"),
            condition=row.text("condition", ""),
            starts=row.text("starts"),
            years=row.take("years", int),
            chosen=row.take("chosen", bool),
            provenance=read_provenance(row),
        )
        for row in file.tables("rule")
    )


def keep_until(
    record: str, *, conditions: Collection[str], events: Mapping[str, date], rulebook: Path = RULEBOOK
) -> tuple[date, RetentionRule]:
    """The day until which a record is kept, and the rule that keeps it longest among those this authority chose.

    `events` gives the day of each event that a rule may start from ("date of birth", "entry", "decision"). A legal hold
    is the caller's to know, and overrides it. Raises CannotAnswer where no chosen rule fits, or its event isn't known.
    """
    fitting = [
        rule
        for rule in retention_rules(rulebook)
        if rule.chosen and rule.record == record and (not rule.condition or rule.condition in conditions)
    ]
    if not fitting:
        raise CannotAnswer(f"No retention rule is chosen for {record!r}: it is kept until one is.")
    unknown = sorted({rule.starts for rule in fitting} - set(events))
    if unknown:
        raise CannotAnswer(f"How long a {record} is kept depends on its {unknown[0]}, which isn't known: it is kept.")
    return max(((_years_after(events[rule.starts], rule.years), rule) for rule in fitting), key=lambda pair: pair[0])


def _years_after(day: date, years: int) -> date:
    if (day.month, day.day) == LEAP_DAY:
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)


@dataclass(frozen=True, slots=True)
class Census:
    """One census of home education and missing education: its day, and the day by which the return is sent."""

    term: str
    on: date
    return_by: date
    certainty: Certainty


@lru_cache(maxsize=4)
def censuses(rulebook: Path = RULEBOOK) -> tuple[Census, ...]:
    """Every census day the rule book knows, in order."""
    file = open_file(rulebook / "calendars" / "census_dates.toml", rulebook)
    return tuple(
        Census(row.text("term"), row.take("on", date), row.take("return_by", date), row.one_of("certainty", Certainty))
        for row in file.tables("census")
    )


def census_on(day: date, rulebook: Path = RULEBOOK) -> Census:
    """The census of that day. Raises CannotAnswer, naming the nearest: another day's return is nobody's return."""
    known = censuses(rulebook)
    found = next((census for census in known if census.on == day), None)
    if found:
        return found
    if not known[0].on <= day <= known[-1].on:
        raise CannotAnswer(
            f"{day:%-d %B %Y} lies outside the census days the rule book knows, {known[0].on:%-d %B %Y} to "
            f"{known[-1].on:%-d %B %Y}: no later one is guessed."
        )
    nearest = min(known, key=lambda census: abs((census.on - day).days))
    raise CannotAnswer(f"{day:%-d %B %Y} isn't a census day; the nearest is {nearest.on:%-d %B %Y} ({nearest.term}).")
