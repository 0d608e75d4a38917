"""When does OnRoll propose to tell social care or the police, and has anybody decided? (E4)

Worked out from the case, its refused visits and the child's flags each time it is asked; a decision settles it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from onroll.casework.models import Case, CaseDecision, Contact, Whereabouts
from onroll.casework.pathways.missing_education.clocks import ACCESS_REFUSED, NO_TRACE, PROTECTION_PLAN, CaseClock

PATHWAY = "missing_education"
STAGES = ("enquiring", "placing")


@dataclass(frozen=True, slots=True)
class Proposal:
    """To tell social care or the police: why, by which clock, counted from when. `waits` holds a decision not to that nobody agreed to yet."""

    trigger: str
    clock: CaseClock
    counted_from: date
    waits: CaseDecision | None = None

    @property
    def key(self) -> str:
        """What makes its task come once."""
        return f"escalate:{self.trigger}"


def proposals(
    case: Case, flags: Iterable[Mapping[str, str | None]], refused: Iterable[Contact], decisions: Iterable[CaseDecision]
) -> list[Proposal]:
    """What is proposed for a case as it stands. Pure: the caller has read flags, refused visits and decisions."""
    if case.pathway != PATHWAY or case.stage not in STAGES:
        return []
    told = [one for one in decisions if one.act == "escalate"]
    against = {
        one.detail.get("trigger"): one for one in decisions if one.act == "not_escalate" and not one.refused_because
    }
    found = []
    for trigger, clock, since in _triggers(case, flags, refused):
        decided = against.get(trigger)
        if (decided and decided.approved_by_id) or any(one.decided_on >= since for one in told):
            continue
        found.append(Proposal(trigger, clock, since, decided))
    return found


def proposals_for(case: Case, flags: Iterable[Mapping[str, str | None]]) -> list[Proposal]:
    """The same for one case; two queries."""
    refused = Contact.objects.filter(case=case, kind="visit", state="refused").order_by("happened_on", "pk")
    decisions = CaseDecision.objects.filter(case=case, act__in=("escalate", "not_escalate"))
    return proposals(case, flags, list(refused), list(decisions))


def _triggers(case: Case, flags: Iterable[Mapping[str, str | None]], refused: Iterable[Contact]) -> Iterable[tuple[str, CaseClock, date]]:  # fmt: skip
    plan = next((flag for flag in flags if flag["id"] == "cp"), None)
    if plan is not None:
        began = date.fromisoformat(plan["from"]) if plan.get("from") else case.opened_on
        yield f"protection_plan:{began.isoformat()}", PROTECTION_PLAN, max(began, case.opened_on)
    for visit in refused:
        if visit.happened_on >= case.opened_on:
            yield f"access_refused:{visit.pk}", ACCESS_REFUSED, visit.happened_on
    seen = case.child_seen_on is not None and case.child_seen_on >= case.stage_since
    if case.stage == "enquiring" and case.whereabouts != Whereabouts.KNOWN_HERE and not seen:
        yield f"no_trace:{case.stage_since.isoformat()}", NO_TRACE, case.stage_since
