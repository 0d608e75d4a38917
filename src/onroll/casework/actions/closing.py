"""How does a case end, and begin again? Only with an outcome and its evidence; believed moved is none (E5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.actions.deciding import agreed, enter, require_second, waiting
from onroll.casework.actions.escalating import raise_proposed
from onroll.casework.actions.opening import open_case_of
from onroll.casework.actions.tasks import waive_all
from onroll.casework.actions.writing import change, happened, said
from onroll.casework.models import Case, CaseDecision
from onroll.casework.pathways import pathway
from onroll.casework.pathways.evidence import NotEvidence, checked, outcome_words, second_person
from onroll.casework.permitted import CannotDo, NotPossibleNow, locked, require_act
from onroll.children.models import ChildSummary
from onroll.children.selectors.child import resolve

CLOSES = "case.close"


def propose_closure(
    *, case: Case | int, outcome: str, evidence: Mapping[str, Any], reason: str, on: date, at: datetime, by: Actor,
    person: User | None, read_version: int | None = None,
) -> CaseDecision:  # fmt: skip
    """Somebody, or OnRoll, says that the case may close; another person agrees (`deciding.approve`) and it is closed.

    OnRoll's own proposal may lack what only a person knows (the first day seen): that is asked when it is accepted.
    """
    with transaction.atomic():
        held = locked(case, read_version=read_version)
        way = pathway(held.pathway)
        kept = _evidence(held, outcome, evidence, on) if person is not None else dict(evidence)
        if person is not None:  # what OnRoll proposed is taken up with the evidence that it lacked
            _waiting(held).filter(decided_by=None, detail__outcome=outcome).update(
                refused_because=f"Taken up by {by.name}, with its evidence"
            )
        approval = "case.approve" if second_person(way, outcome) else CLOSES
        decision = enter(
            held, "propose_close", words=f"Close: {outcome_words(way, outcome)}"[:200], reason=reason, on=on, at=at, person=person,
            detail={"outcome": outcome, "evidence": kept, "approval": approval}, needs_approval=True,
        )  # fmt: skip
        happened(
            held, "proposed", on=on, at=at, by=by, words=f"Closure proposed: {outcome_words(way, outcome)}", text=reason,
            detail={"decision": decision.pk},
        )  # fmt: skip
    return decision


def close_case(
    *, case: Case | int, outcome: str, evidence: Mapping[str, Any], on: date, at: datetime, by: Actor, person: User | None,
    reason: str = "", read_version: int | None = None, proposal: int | None = None,
) -> Case:  # fmt: skip
    """Closes with an outcome of the pathway's list and its evidence. `proposal` is OnRoll's, which this accepts.

    Raises `CannotDo` for an outcome to which two people must agree: propose it, and somebody else approves.
    """
    with transaction.atomic():
        held = locked(case, read_version=read_version)
        way = pathway(held.pathway)
        require_act(held, "close", person)
        kept = _evidence(held, outcome, evidence, on)
        if second_person(way, outcome) and person is not None:
            raise CannotDo(
                "Two people must agree to this outcome: propose it, and somebody else approves it.", field="outcome"
            )
        if proposal is not None and person is not None:
            _, standing = waiting(proposal)
            require_second(held, standing, person)
            agreed(held, standing, on=on, at=at, by=by, person=person)
        decision = enter(
            held, "close", words=f"Closed: {outcome_words(way, outcome)}"[:200], reason=reason or outcome_words(way, outcome), on=on, at=at,
            person=person, detail={"outcome": outcome, "evidence": kept},
        )  # fmt: skip
        _close(held, outcome, kept, decision, reason, on, at, by)
    return held


def carry_out(case: Case, decision: CaseDecision, *, on: date, at: datetime, by: Actor) -> None:
    """Closes on a proposal to which a second person just agreed; the evidence is looked at again."""
    outcome = decision.detail["outcome"]
    kept = _evidence(case, outcome, decision.detail["evidence"], on)
    _close(case, outcome, kept, decision, decision.reason, on, at, by)


def reopen_case(
    *, case: Case | int, because: str, on: date, at: datetime, by: Actor, person: User | None, read_version: int | None = None,
) -> Case:  # fmt: skip
    """Opens a closed case again; outcome, evidence and everything else stay on its timeline.

    Raises `CannotDo` where another case of the child is open on this pathway, or this one was joined to it.
    """
    with transaction.atomic():
        held = locked(case, read_version=read_version)
        act = require_act(held, "reopen", person)
        kept = said(because, "Say why the case is opened again", field="because")
        other = open_case_of(resolve(held.child_id), held.pathway)
        if other is not None:
            raise CannotDo(f"{other.reference} is open for this child. Work on that one.")
        before = (
            outcome_words(pathway(held.pathway), held.outcome)
            if held.joined_to_id is None
            else "joined to another case"
        )
        change(held, act, on=on, closed_on=None, outcome="", joined_to=None)
        happened(
            held, "reopened", on=on, at=at, by=by, words=f"Opened again; it had ended as: {before.lower()}", text=kept
        )
        raise_proposed(held, on=on, at=at)
    return held


JOINED = "joined"
"""Outcome of a case that went on in another of the same child; no outcome of the list, and in no figure of outcomes."""


def join_cases(
    *, case: Case | int, into: Case | int, because: str, on: date, at: datetime, by: Actor, person: User | None,
    read_version: int | None = None,
) -> Case:  # fmt: skip
    """Two children turned out to be one, with an open case each: this one ends and points at the one that goes on."""
    with transaction.atomic():
        numbers = [one.pk if isinstance(one, Case) else one for one in (case, into)]
        cases = {number: locked(number) for number in sorted(numbers)}
        held, stays = (cases[number] for number in numbers)
        if read_version is not None:
            held = locked(held, read_version=read_version)
        act = require_act(held, "join", person)
        require_act(stays, "note", person)
        if held.pk == stays.pk or held.pathway != stays.pathway or not stays.open:
            raise CannotDo("Choose another open case on the same pathway.")
        if resolve(held.child_id) != resolve(stays.child_id):
            raise NotPossibleNow(f"{held.reference} and {stays.reference} are not about the same child.")
        kept = said(because, "Say why", field="because")
        waive_all(held, because=f"Goes on in {stays.reference}", on=on, at=at, by=by)
        change(held, act, on=on, closed_on=on, outcome=JOINED, joined_to=stays)
        happened(
            held,
            "closed",
            on=on,
            at=at,
            by=by,
            words=f"Joined to {stays.reference}, which goes on",
            text=kept,
            detail={"case": stays.reference},
        )
        happened(
            stays,
            "note",
            on=on,
            at=at,
            by=by,
            words=f"{held.reference} was joined to this case",
            text=kept,
            detail={"case": held.reference},
        )
    return stays


def _waiting(case: Case) -> QuerySet[CaseDecision]:
    """Proposals to close that nobody has agreed to or turned down."""
    return CaseDecision.objects.filter(case=case, act="propose_close", approved_by=None, refused_because="")


def _evidence(case: Case, outcome: str, given: Mapping[str, Any], on: date) -> dict[str, Any]:
    born = ChildSummary.objects.filter(pk=resolve(case.child_id)).values_list("date_of_birth", flat=True).first()
    try:
        return checked(pathway(case.pathway), outcome, given, on=on, born=born)
    except NotEvidence as lacking:
        raise CannotDo(str(lacking), field=lacking.field) from None


def _close(case: Case, outcome: str, evidence: dict, decision: CaseDecision, reason: str, on: date, at: datetime, by: Actor) -> None:  # fmt: skip
    way = pathway(case.pathway)
    _waiting(case).exclude(pk=decision.pk).update(refused_because="The case was closed")
    waive_all(case, because="The case was closed", on=on, at=at, by=by)
    change(case, way.acts["close"], on=on, closed_on=on, outcome=outcome)
    happened(
        case, "closed", on=on, at=at, by=by, words=f"Closed: {outcome_words(way, outcome)}", text=reason,
        detail={"decision": decision.pk, "outcome": outcome, "evidence": evidence},
    )  # fmt: skip
