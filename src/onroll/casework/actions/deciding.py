"""What was decided on a case, why, by whom, and who agreed? Where two must agree, never the same person twice (E4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.actions.writing import happened, said
from onroll.casework.models import Case, CaseDecision
from onroll.casework.pathways import pathway
from onroll.casework.permitted import CannotDo, NotPossibleNow, locked, require_act

APPROVES = "case.approve"


def decide(
    *, case: Case | int, act: str, words: str, reason: str, on: date, at: datetime, by: Actor, person: User | None,
    detail: Mapping[str, Any] | None = None, needs_approval: bool | None = None, read_version: int | None = None,
) -> CaseDecision:  # fmt: skip
    """Records a decision on an act of the pathway. It waits for a second person where the act (or `needs_approval`) says so."""
    with transaction.atomic():
        held = locked(case, read_version=read_version)
        decision = enter(
            held, act, words=words, reason=reason, on=on, at=at, person=person, detail=detail, needs_approval=needs_approval
        )  # fmt: skip
        waits = " (waits for a second person)" if decision.needs_approval else ""
        happened(
            held, "decision", on=on, at=at, by=by, words=f"{decision.words}{waits}", text=decision.reason,
            detail={"decision": decision.pk},
        )  # fmt: skip
    return decision


def enter(
    case: Case, act: str, *, words: str, reason: str, on: date, at: datetime, person: User | None,
    detail: Mapping[str, Any] | None = None, needs_approval: bool | None = None,
) -> CaseDecision:  # fmt: skip
    """The decision itself, for an action that writes its own event beside it; the case is locked, the transaction open."""
    asked = require_act(case, act, person)
    return CaseDecision.objects.create(
        case=case, act=act, words=said(words, "Say what was decided", field="words"), reason=said(reason, "Say why", field="reason"),
        detail=dict(detail or {}), decided_on=on, decided_by=person, recorded_at=at,
        needs_approval=bool(asked.approval) if needs_approval is None else needs_approval,
    )  # fmt: skip


def approve(*, decision: CaseDecision | int, on: date, at: datetime, by: Actor, person: User) -> CaseDecision:
    """A second person agrees, and what was decided is done. Raises `NotPossibleNow` for whoever decided it."""
    with transaction.atomic():
        held, standing = waiting(decision)
        require_second(held, standing, person)
        agreed(held, standing, on=on, at=at, by=by, person=person)
        _carry_out(held, standing, on=on, at=at, by=by)
    return standing


def refuse(
    *, decision: CaseDecision | int, because: str, on: date, at: datetime, by: Actor, person: User
) -> CaseDecision:
    """A second person doesn't agree, or whoever decided takes it back; the reason stays, and nothing is done."""
    with transaction.atomic():
        held, standing = waiting(decision)
        if standing.decided_by_id != person.pk:
            require_second(held, standing, person)
        standing.refused_because = said(because, "Say why not", field="because")
        standing.save(update_fields=["refused_because"])
        word = "Taken back" if standing.decided_by_id == person.pk else "Not agreed"
        happened(
            held, "decision", on=on, at=at, by=by, words=f"{word}: {standing.words}", text=standing.refused_because,
            detail={"decision": standing.pk, "refused": True},
        )  # fmt: skip
    return standing


def waiting(decision: CaseDecision | int) -> tuple[Case, CaseDecision]:
    """The case, locked, and its decision; `CannotDo` where nobody has to agree any more."""
    number = decision.pk if isinstance(decision, CaseDecision) else decision
    held = locked(CaseDecision.objects.values_list("case_id", flat=True).get(pk=number))
    standing = CaseDecision.objects.select_related("approved_by", "decided_by").get(pk=number)
    if standing.approved_by is not None:
        raise CannotDo(f"{standing.approved_by.name} agreed to this already.")
    if standing.refused_because:
        raise CannotDo(f"This was turned down already: {standing.refused_because}")
    if not standing.needs_approval:
        raise CannotDo("Nobody else has to agree to this decision.")
    return held, standing


def require_second(case: Case, decision: CaseDecision, person: User) -> None:
    """Raises `NotPossibleNow` unless this is another person who may agree, and the act is still possible."""
    if decision.decided_by_id == person.pk:
        raise NotPossibleNow("You decided this yourself. Somebody else has to agree to it.")
    if not person.may(approver(case, decision)):
        raise NotPossibleNow(f"{decision.words}: your roles don't carry agreeing to this.")
    require_act(case, decision.act, None)


def approver(case: Case, decision: CaseDecision) -> str:
    """The permission of whoever may agree to a decision."""
    return str(decision.detail.get("approval") or pathway(case.pathway).acts[decision.act].approval or APPROVES)


def agreed(case: Case, decision: CaseDecision, *, on: date, at: datetime, by: Actor, person: User) -> None:
    """Writes down who agreed; the caller has checked that they may."""
    decision.approved_by, decision.approved_at = person, at
    decision.save(update_fields=["approved_by", "approved_at"])
    happened(
        case,
        "decision",
        on=on,
        at=at,
        by=by,
        words=f"Agreed: {decision.words}",
        detail={"decision": decision.pk, "agreed": True},
    )


def _carry_out(case: Case, decision: CaseDecision, *, on: date, at: datetime, by: Actor) -> None:
    """What an agreed decision changes; those not named here are carried out by whoever asked for them."""
    from onroll.casework.actions import closing, escalating

    effects = {"close": closing.carry_out, "propose_close": closing.carry_out, "not_escalate": escalating.settle}
    if decision.act in effects:
        effects[decision.act](case, decision, on=on, at=at, by=by)
