"""Where does a child stand, in the terms of definitions? From the status of the day and the facts beside it.

A headline status names one thing; definitions ask of several at once (excluded *and* on no roll). What isn't established
stays open: of a child nobody has placed it isn't known whether a school has them, and no definition counts them for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from onroll.rules.ages import academic_year, age_on, school_age_from, school_age_to
from onroll.rules.definitions import Position
from onroll.rules.facts import Fact
from onroll.rules.status.model import Answer
from onroll.rules.status.rolls import is_roll

ATTENDING = frozenset({"in_school", "in_school_part_time", "in_school_ap", "suspended"})
ON_ROLL = ATTENDING | {"on_roll_not_attending"}
ON_NO_ROLL = frozenset({"home_educated", "cme_known", "cme_unknown", "college_14_16", "died"})
NOT_ESTABLISHED = frozenset({"unexplained", "awaiting_start", "not_resident"})
EDUCATED_OTHERWISE = frozenset({"eotas", "section_19", "college_14_16", "in_custody"})
FULL_TIME = frozenset({"in_school", "college_14_16"})
FULL_TIME_HOURS = 25.0
GROUNDS_FROM = date(2024, 8, 19)
GROUNDS = frozenset("abcdefghijklmno")


def position_on(
    answer: Answer,
    facts: Sequence[Fact],
    birth: date | None,
    day: date,
    *,
    persistent: bool = False,
    severe: bool = False,
    groups: frozenset[str] = frozenset(),
) -> Position:
    """The child's position on the day; `persistent` and `severe` come from session marks, `groups` from a person.

    A child who has died stands in none, so that no definition, list or letter reaches the family.
    """
    if answer.status == "died":
        return Position()
    held = [fact for fact in facts if fact.supports_on(day)]
    status = answer.status
    on_roll = _on_roll(status, held)
    standing = Position(
        school_age=_of_school_age(birth, day, disputed="age_disputed" in answer.flags),
        resident=answer.residence != "elsewhere",
        on_roll=on_roll,
        attending=status in ATTENDING,
        full_time=status in FULL_TIME,
        whereabouts_known=status != "cme_unknown",
        place_allocated=on_roll is True or any(_place_given(fact) for fact in held),
        home_education=_home_education(status, [fact for fact in held if fact.kind == "home_education"]),
        otherwise_suitable=status in EDUCATED_OTHERWISE,
        section_19=status == "section_19",
        plan=any(fact.kind == "ehc_plan" for fact in held),
        eotas=status == "eotas",
        excluded=status == "permanently_excluded",
        suspended=status == "suspended",
        part_time=status == "in_school_part_time",
        part_time_days=max((days for fact in held for days in _days_of_reduced_timetable(fact, day)), default=0),
        flexi=any(fact.kind == "part_time" and fact.code == "flexi" for fact in held),
        agreed_elsewhere=status == "in_school_ap",
        persistent=persistent,
        severe=severe,
        off_roll_without_ground=_left_on_no_ground(facts, day) and on_roll is not True,
        academic_age=None if birth is None else age_on(birth, date(academic_year(day), 8, 31)),
        activity=_activity(held),
        groups=groups,
    )
    return _with_placements(standing, [fact for fact in held if fact.kind == "placement"])


def _with_placements(standing: Position, placements: Sequence[Fact]) -> Position:
    """The same position with what is commissioned for the child, whoever arranged it and whatever the headline says."""
    bases = {fact.detail.get("basis", "") for fact in placements}
    alternative = [fact for fact in placements if fact.code != "eotas" and fact.detail.get("basis") != "s61_eotas"]
    section_19 = standing.section_19 or any(basis.startswith("s19") for basis in bases)
    return replace(
        standing,
        full_time=standing.full_time or _hours(placements) >= FULL_TIME_HOURS,
        otherwise_suitable=standing.otherwise_suitable or section_19,
        section_19=section_19,
        illness="s19_medical" in bases,
        alternative_provision=bool(alternative),
        school_provision=any(fact.place for fact in alternative),
    )


def _days_of_reduced_timetable(fact: Fact, day: date) -> list[int]:
    reduced = fact.kind == "part_time" and fact.code in ("", "reduced")
    return [(day - fact.started_on).days] if reduced and fact.started_on else []


def _of_school_age(birth: date | None, day: date, *, disputed: bool) -> bool:
    """A child without a date of birth counts as of school age, and one whose age is disputed never as over it."""
    if birth is None:
        return True
    return school_age_from(birth) <= day and (disputed or day <= school_age_to(birth))


def _on_roll(status: str, held: Sequence[Fact]) -> bool | None:
    """Whether on a school's roll: by the status where it settles the matter, else by the rolls that stand beside it."""
    if status in ON_ROLL:
        return True
    if status in ON_NO_ROLL:
        return False
    beside = any(fact.kind == "roll" and is_roll(fact) for fact in held)
    return None if status in NOT_ESTABLISHED and not beside else beside


def _home_education(status: str, homes: Sequence[Fact]) -> str:
    """The suitability of the home education that holds; judged unsuitable it goes on being known, though it isn't counted."""
    if status == "home_educated":
        return next((fact.code for fact in homes if fact.code in ("suitable", "not_assessed")), "not_assessed")
    unsuitable = status.startswith("cme_") and any(fact.code == "unsuitable" for fact in homes)
    return "unsuitable" if unsuitable else ""


def _place_given(fact: Fact) -> bool:
    return fact.kind == "application" and fact.code in ("offered", "accepted")


def _hours(placements: Sequence[Fact]) -> float:
    """Hours a week over all placements; one whose hours can't be read adds none."""
    total = 0.0
    for fact in placements:
        try:
            total += float(fact.detail.get("hours_per_week", ""))
        except ValueError:
            continue
    return total


def _left_on_no_ground(facts: Sequence[Fact], day: date) -> bool:
    """Whether the last roll the child left, since the grounds of 2024, names none of them."""
    left = [
        (fact.ended_on, fact)
        for fact in facts
        if fact.kind == "roll" and is_roll(fact) and fact.ended_on and GROUNDS_FROM <= fact.ended_on < day
    ]
    if not left:
        return False
    _, last = max(left, key=lambda pair: pair[0])
    return last.detail.get("leaving_ground", "").lower() not in GROUNDS


def _activity(held: Sequence[Fact]) -> str:
    known = [fact for fact in held if fact.kind == "post16"]
    return max(known, key=lambda fact: fact.started_on or date.min).code if known else ""
