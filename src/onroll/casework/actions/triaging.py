"""What becomes of a referral? A case with a lead, an open case it joins, no further action, or another authority's (M1).

Decided once: the referral's row is locked, and whoever decides a second time is told what the first decided.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from onroll.accounts.models import Team, User
from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.casework.actions.allocating import give_lead, hand_over
from onroll.casework.actions.new_child import child_from_referral
from onroll.casework.actions.opening import AlreadyOpen, open_case
from onroll.casework.actions.writing import happened
from onroll.casework.models import Case, Priority, Referral
from onroll.casework.models.referral import STATES
from onroll.casework.permitted import CannotDo, locked
from onroll.children.selectors.child import resolve
from onroll.places.authorities import authority_name

OUTCOMES = {
    "open": "Open a case, or add it to the open one",
    "no_action": "No further action",
    "not_ours": "Another authority's: send it there",
}
NEW_CHILD = "new"


class SettledAlready(ValueError):
    """Somebody else decided this referral first; the message says what."""

    def __init__(self, referral: Referral) -> None:
        case = f": {referral.case.reference}" if referral.case else ""
        super().__init__(
            f"{referral.settled_by} has decided {referral.reference} already: {STATES[referral.state].lower()}{case}."
        )
        self.referral = referral


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who is to lead, how urgent it is, or which other service leads while we keep a watching brief until a day."""

    lead: User | None = None
    team: Team | None = None
    priority: int = Priority.NORMAL
    service: str = ""
    review_on: date | None = None


def triage_referral(
    *, referral: Referral | int, outcome: str, on: date, at: datetime, by: Actor, person: User | None, child: int | None = None,
    new_child: bool = False, not_these: Collection[int] = (), allocation: Allocation = Allocation(), pathway_id: str = "",
    authority: str = "", because: str = "",
) -> Referral:  # fmt: skip
    """Decides what becomes of a referral, in one transaction with the case, its events and the audit entry.

    `child` is the one it is about, `new_child` makes one of what it says; a referral that names its child already needs neither.
    Raises `SettledAlready`, `CannotDo` (with the question the sentence belongs to), `NotPossibleNow`.
    """
    if outcome not in OUTCOMES:
        raise CannotDo("Choose what happens with this referral", field="outcome")
    if person is not None and not person.may("case.triage"):
        raise CannotDo("Your roles don't triage referrals.")
    with transaction.atomic():
        held = _waiting(referral)
        held.pathway = pathway_id or held.pathway
        if outcome == "open":
            about = _child(held, child, new_child, not_these, on, at, by)
            _open_or_join(held, about, allocation, because, on, at, by, person)
        elif outcome == "no_action":
            _settle(held, "no_action", _said(because, "Say why no further action is needed"), child)
        else:
            where = authority_name(authority) if authority else ""
            if not where:
                raise CannotDo("Choose which authority it belongs to", field="authority")
            held.detail = held.detail | {"authority": authority}
            _settle(held, "not_ours", " ".join(filter(None, (f"Sent to {where}.", because.strip()))), child)
        held.settled_at, held.settled_by = at, by.name
        held.save()
        record(
            actor=by, action="referral.triaged", subject=Subject("referral", held.reference),
            children=[] if held.child_id is None else [held.child_id],
            detail={"outcome": held.state, "case": held.case.reference if held.case else "", "authority": authority},
        )  # fmt: skip
    return held


def _waiting(referral: Referral | int) -> Referral:
    """The referral, locked until the end; whoever comes second waits here and then reads what was decided."""
    number = referral.pk if isinstance(referral, Referral) else referral
    held = Referral.objects.select_for_update().get(pk=number)
    if held.state != "new":
        raise SettledAlready(held)
    return held


def _child(
    held: Referral, child: int | None, new_child: bool, not_these: Collection[int], on: date, at: datetime, by: Actor
) -> int:
    if child is not None:
        return resolve(child)
    if held.child_id is not None and not new_child:
        return resolve(held.child_id)
    if new_child:
        return child_from_referral(held, not_these=not_these, on=on, at=at, by=by)
    raise CannotDo("Say which child this is, or that none of those shown is the child", field="child")


def _open_or_join(
    held: Referral,
    child: int,
    allocation: Allocation,
    because: str,
    on: date,
    at: datetime,
    by: Actor,
    person: User | None,
) -> None:
    """Opens the child's case, or adds the referral to the one that is open: never two for a child and pathway."""
    held.child_id = child
    try:
        case = open_case(
            child=child,
            pathway_id=held.pathway,
            on=on,
            at=at,
            by=by,
            because=held.concern or because,
            priority=allocation.priority,
        )
    except AlreadyOpen as standing:
        case = locked(standing.case)
        _arrived(case, held, on, at, by)
        _settle(held, "joined", because.strip(), child)
        held.case = case
        _more_urgent(case, held, allocation, on, at, by)
        return
    _arrived(case, held, on, at, by)
    if allocation.service:
        hand_over(
            case,
            service=allocation.service,
            review_on=allocation.review_on,
            because=because,
            on=on,
            at=at,
            by=by,
            person=person,
        )
    else:
        give_lead(case, lead=allocation.lead, team=allocation.team, because=because, on=on, at=at, by=by, person=person)
    _settle(held, "opened", because.strip(), child)
    held.case = case


def _arrived(case: Case, held: Referral, on: date, at: datetime, by: Actor) -> None:
    warns = " Read how to get in touch safely before any contact." if held.safe_contact else ""
    danger = " It says that the child may be in danger." if held.safeguarding else ""
    happened(
        case, "referred", on=held.received_on, at=at, by=by, words=f"Referral {held.reference} received.{danger}{warns}", text=held.concern,
        detail={"referral": held.reference, "safeguarding": held.safeguarding, "safe_contact": bool(held.safe_contact)},
    )  # fmt: skip


def _more_urgent(case: Case, held: Referral, allocation: Allocation, on: date, at: datetime, by: Actor) -> None:
    """A referral may make an open case more urgent, never less."""
    if allocation.priority < case.priority:
        before = Priority(case.priority).label.lower()
        case.priority, case.version = allocation.priority, case.version + 1
        case.save(update_fields=["priority", "version"])
        happened(
            case, "triaged", on=on, at=at, by=by, words=f"{Priority(case.priority).label}, was {before}, since {held.reference} came",
            detail={"priority": case.priority, "referral": held.reference},
        )  # fmt: skip


def _settle(held: Referral, state: str, because: str, child: int | None) -> None:
    held.state, held.settled_because = state, because
    if child is not None:
        held.child_id = resolve(child)


def _said(text: str, sentence: str) -> str:
    if not text.strip():
        raise CannotDo(sentence, field="because")
    return text.strip()
