"""Which children belong in this row or column? The words a figure's definition may use, and what each asks of a child."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from onroll.reports.child import FigureChild
from onroll.rules.ages import key_stage, school_age_from, school_age_to, year_group

NOT_KNOWN = "not known"
NOT_SCHOOL_AGE = "not of compulsory school age"
HIGHEST_FIRST = ("LAC", "CP", "CIN")
ON_ROLL = frozenset({"in_school", "in_school_part_time", "in_school_ap", "on_roll_not_attending", "suspended"})


def sex(child: FigureChild) -> str:
    """F, M or "not known": a category like the others, always shown."""
    return child.sex if child.sex in {"F", "M"} else NOT_KNOWN


def of_school_age(child: FigureChild, as_at: date) -> bool:
    """Whether the child is of compulsory school age on the day; one without date of birth counts as being so."""
    birth = child.date_of_birth
    return birth is None or school_age_from(birth) <= as_at <= school_age_to(birth)


def stage(child: FigureChild, as_at: date) -> str:
    """The expected key stage of a child of school age (EYFS, KS1 to KS4), else why there is none."""
    if child.date_of_birth is None:
        return NOT_KNOWN
    if not of_school_age(child, as_at):
        return NOT_SCHOOL_AGE
    return key_stage(year_group(child.date_of_birth, as_at))


def highest_social_care(child: FigureChild) -> str:
    """Each child once: looked after (with a protection plan or not), else protection plan, else in need, else ""."""
    return next((status for status in HIGHEST_FIRST if status in child.social_care), "")


def completed_months(since: date | None, as_at: date) -> int | None:
    """Whole months from one day to another; the month is whole on its last day where it has no such day of the month."""
    if since is None:
        return None
    months = (as_at.year - since.year) * 12 + as_at.month - since.month
    last_of_month = calendar.monthrange(as_at.year, as_at.month)[1]
    return months - (as_at.day < since.day and as_at.day != last_of_month)


class Asked:
    """One child, one day and the definition counted: what conditions are asked of."""

    __slots__ = ("as_at", "child", "definition", "months")

    def __init__(self, child: FigureChild, as_at: date, definition: str) -> None:
        self.child, self.as_at, self.definition = child, as_at, definition
        self.months = completed_months(child.definitions.get(definition), as_at)


def _all_of(wanted: str | list[str]) -> set[str]:
    return {wanted} if isinstance(wanted, str) else set(wanted)


CONDITIONS: Mapping[str, Callable[[Asked, Any], bool]] = {
    "sex": lambda asked, wanted: sex(asked.child) == wanted,
    "key_stage": lambda asked, wanted: stage(asked.child, asked.as_at) in wanted,
    "school_age": lambda asked, wanted: of_school_age(asked.child, asked.as_at) == wanted,
    "social_care": lambda asked, wanted: highest_social_care(asked.child) == wanted,
    "plan": lambda asked, wanted: asked.child.has_plan == wanted,
    "free_school_meals": lambda asked, wanted: asked.child.free_school_meals is wanted,
    "months_known": lambda asked, wanted: (asked.months is not None) == wanted,
    "months_from": lambda asked, least: asked.months is not None and asked.months >= least,
    "months_before": lambda asked, limit: asked.months is not None and 0 <= asked.months < limit,
    "whereabouts": lambda asked, wanted: asked.child.whereabouts == wanted,
    "on_roll": lambda asked, wanted: (asked.child.status in ON_ROLL) == wanted,
    "holds": lambda asked, wanted: _all_of(wanted) <= asked.child.definitions.keys(),
    "lacks": lambda asked, unwanted: unwanted not in asked.child.definitions,
    "place": lambda asked, wanted: asked.child.place == wanted,
    "contradiction": lambda asked, wanted: wanted in asked.child.contradictions,
}
"""Every word a `[[row]]` or `[[column]]` of `rulebook/figures` may use, and what it asks."""

FOR_EACH: Mapping[str, Callable[[FigureChild], frozenset[str]]] = {
    "place": lambda child: frozenset({child.place}),
    "contradiction": lambda child: child.contradictions,
}
"""What a figure may have a row for each of, where the rows aren't known beforehand."""


def fits(asked: Asked, conditions: Mapping[str, Any]) -> bool:
    """Whether the child meets every condition; none at all is met by everybody."""
    return all(CONDITIONS[name](asked, wanted) for name, wanted in conditions.items())
