"""Does the record itself show how a case may end? A roll in the next extract, an age passed: for OnRoll's own proposals (E5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from onroll.casework.models import Case, CaseDecision
from onroll.children.models import Child, StatusSpell
from onroll.children.selectors.child import school_names, statuses_on
from onroll.rules.status import status_names

OUTCOME_OF = {
    "in_school": "on_roll", "in_school_part_time": "on_roll", "college_14_16": "on_roll", "over_school_age": "over_school_age", "died": "died",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Closure:
    """A case may close with this outcome, because the record says so; `evidence` holds what the record knows of it."""

    case: Case
    outcome: str
    reason: str
    evidence: dict[str, Any] = field(default_factory=dict)

    @property
    def source(self) -> tuple[int, int]:
        """The row it rests on: one that was turned down isn't proposed from the same row again."""
        return self.evidence.get("record", 0), self.evidence.get("version", 0)


def closures(on: date, cases: Collection[int] | None = None) -> list[Closure]:
    """What the record shows on a day of every open case (or of these); what waits or was turned down already is left out.

    Four queries, whatever the number of cases.
    """
    open_cases = Case.objects.filter(closed_on=None).exclude(stage="watching").select_related("child")
    if cases is not None:
        open_cases = open_cases.filter(pk__in=cases)
    held = {case.pk: case for case in open_cases}
    standing = _standing_children(held.values())
    spells = {
        child: spell for child, spell in statuses_on(set(standing.values()), on).items() if spell.status in OUTCOME_OF
    }
    names = school_names(spell.place for spell in spells.values())
    said = _said_already(held)
    found = [_closure(case, spells[standing[pk]], names) for pk, case in held.items() if standing[pk] in spells]
    return [one for one in found if (one.case.pk, one.outcome, *one.source) not in said]


def _standing_children(cases: Collection[Case]) -> dict[int, int]:
    """The child each case is about today, merged children followed to their survivor."""
    survivor = {case.pk: case.child.merged_into_id or case.child_id for case in cases}
    merged = dict(
        Child.objects.filter(pk__in=set(survivor.values()), merged_into__isnull=False).values_list("pk", "merged_into")
    )
    while merged:
        survivor = {case: merged.get(child, child) for case, child in survivor.items()}
        merged = dict(
            Child.objects.filter(pk__in=set(merged.values()), merged_into__isnull=False).values_list(
                "pk", "merged_into"
            )
        )
    return survivor


def _said_already(cases: Collection[int]) -> set[tuple[int, str, int, int]]:
    proposed = CaseDecision.objects.filter(case__in=cases, act="propose_close", approved_by=None)
    return {
        (case, detail["outcome"], detail["evidence"].get("record", 0), detail["evidence"].get("version", 0))
        for case, detail in proposed.values_list("case_id", "detail")
    }


def _closure(case: Case, spell: StatusSpell, names: dict[str, str]) -> Closure:
    status = next((one.name for one in status_names() if one.id == spell.status), spell.status)
    since = f" since {spell.since:%-d %B %Y}" if spell.since else ""
    evidence: dict[str, Any] = {}
    if spell.facts:
        evidence |= {"record": spell.facts[0][0], "version": spell.facts[0][1]}
    if OUTCOME_OF[spell.status] == "on_roll":
        evidence |= {"school": names.get(spell.place, ""), "urn": spell.place}
        if spell.since:
            evidence["entered_on"] = spell.since.isoformat()
    at = f" at {names[spell.place]}" if names.get(spell.place) else ""
    return Closure(case, OUTCOME_OF[spell.status], f"The record now says: {status}{at}{since}.", evidence)
