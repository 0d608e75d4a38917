"""What does the central record say of one child, in the terms of figures? Pure: a life in statuses, and facts, in.

Which definitions a child meets follows from the periods of the status table, whose order is what settles one lawful position
against another (a child with EOTAS is not home educated, one on a roll is not missing education). A child nobody has placed
(`unexplained`) meets none of them: that they are on no roll is not established.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from onroll.reports.child import CohortSpell, FigureChild
from onroll.rules.ages import school_age_to
from onroll.rules.facts import Fact
from onroll.rules.leavers import unknown_destination
from onroll.rules.missing import TO_FIND

EHE, CME, CME_LOCAL = "ehe", "cme-statutory", "cme-local-broad"
EXIT, CONTRADICTED = "unexplained-exit", "contradicted"

STATUSES: Mapping[str, frozenset[str]] = {
    EHE: frozenset({"home_educated"}),
    CME: frozenset({"cme_known", "cme_unknown"}),
    CME_LOCAL: frozenset({"cme_known", "cme_unknown", "on_roll_not_attending"}),
}
"""The periods of the status table during which a child meets a definition."""

OUTSIDE_SCHOOL_AGE = frozenset({"under_school_age", "over_school_age"})
ONE_DAY = timedelta(days=1)


class LifeSpell(NamedTuple):
    """One status from a first to a last day (included; None is open), as stored or as worked out anew."""

    status: str
    started_on: date | None
    ended_on: date | None
    whereabouts: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """One child as the central record has them."""

    child_id: int
    sex: str
    date_of_birth: date | None
    spells: Sequence[LifeSpell]  # in order of time, without gap
    facts: Sequence[Fact]
    contradictions: Mapping[str, date | None]  # ids of those that hold on the day, since when


def figure_child(life: Life, as_at: date) -> FigureChild | None:
    """The child as at the day; None where the record tells of no such day."""
    spell = next((s for s in life.spells if s.ended_on is None or s.ended_on >= as_at), None)
    if spell is None or (spell.started_on and spell.started_on > as_at):
        return None
    left = unknown_destination(life.facts, as_at, life.date_of_birth) if spell.status in TO_FIND else None
    definitions = {name: _since(life.spells, as_at, held) for name, held in STATUSES.items() if spell.status in held}
    if spell.status in OUTSIDE_SCHOOL_AGE and (recorded := _open(life.facts, "cme", as_at)):
        definitions[CME_LOCAL] = recorded[0].started_on
    if left:
        definitions[EXIT] = left.left_on + ONE_DAY
    if life.contradictions:
        since = life.contradictions.values()
        definitions[CONTRADICTED] = None if None in since else min(day for day in since if day)
    meals, meals_on = free_school_meals(life.facts, as_at)
    return FigureChild(
        child_id=life.child_id,
        sex=life.sex,
        date_of_birth=life.date_of_birth,
        status=spell.status,
        status_since=_since(life.spells, as_at, frozenset({spell.status})),
        definitions=definitions,
        social_care=frozenset(fact.code for fact in _open(life.facts, "social_care", as_at)),
        has_plan=bool(_open(life.facts, "ehc_plan", as_at)),
        free_school_meals=meals,
        free_school_meals_on=meals_on,
        whereabouts=spell.whereabouts,
        place=left.place if left else "",
        contradictions=frozenset(life.contradictions),
    )


def free_school_meals(facts: Iterable[Fact], as_at: date) -> tuple[bool | None, date | None]:
    """Whether claimed, by the roll that told of it last, and the last day by which it did; (None, None) if none ever did."""
    told = []
    for fact in facts:
        flag = fact.detail.get("fsm_eligible") if fact.kind == "roll" else None
        if flag in ("T", "F") and (fact.started_on is None or fact.started_on <= as_at):
            until = min(day for day in (as_at, fact.ended_on, fact.supported_until) if day is not None)
            told.append((until, flag == "T"))
    if not told:
        return None, None
    last, claimed = max(told)
    return claimed, last


def cohort_spells(life: Life, definition: str, first: date, last: date) -> Iterable[CohortSpell]:
    """The unbroken stretches under a definition that touch any day from `first` to `last`."""
    held = STATUSES[definition]
    leaving = school_age_to(life.date_of_birth) if life.date_of_birth else None
    run: LifeSpell | None = None
    for spell in [*life.spells, LifeSpell("", None, None)]:
        if spell.status in held:
            run = spell if run is None else run._replace(ended_on=spell.ended_on)
        elif run is not None:
            started, ended = run.started_on, run.ended_on
            if (started is None or started <= last) and (ended is None or ended >= first):
                yield CohortSpell(
                    life.child_id, started, ended, school_age_ended=ended is not None and ended == leaving
                )
            run = None


def _since(spells: Sequence[LifeSpell], as_at: date, held: frozenset[str]) -> date | None:
    """The first day of the unbroken stretch of these statuses that holds on the day."""
    start: date | None = None
    within = False
    for spell in spells:
        if spell.started_on is not None and spell.started_on > as_at:
            break
        if spell.status in held:
            start = start if within else spell.started_on
        within = spell.status in held
    return start


def _open(facts: Iterable[Fact], kind: str, day: date) -> list[Fact]:
    return [fact for fact in facts if fact.kind == kind and fact.supports_on(day)]
