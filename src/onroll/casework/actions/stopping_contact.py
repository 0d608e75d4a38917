"""How is contact with a family stopped where honour-based abuse or forced marriage is feared, and opened again? (Q10)"""

from __future__ import annotations

from datetime import date, datetime

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.actions.deciding import decide
from onroll.casework.actions.writing import said
from onroll.casework.models import Case, CaseDecision
from onroll.casework.selectors.around import ADVISED, STOPPED


def stop_contact(
    *, case: Case | int, reason: str, on: date, at: datetime, by: Actor, person: User | None
) -> CaseDecision:
    """Marks that honour-based abuse or forced marriage is feared: from now on nobody of the family or community is contacted."""
    return decide(
        case=case, act="decide", words="Contact with family and community stopped: honour-based abuse or forced marriage is feared",
        reason=reason, on=on, at=at, by=by, person=person, detail={"marker": STOPPED}, needs_approval=False,
    )  # fmt: skip


def record_advice(
    *,
    case: Case | int,
    advice: str,
    advised_by: str,
    may_contact: bool,
    on: date,
    at: datetime,
    by: Actor,
    person: User | None,
) -> CaseDecision:
    """What the specialist advised. Contact opens again only where they said that it may."""
    who = said(advised_by, "Enter who gave the advice, and for which organisation", field="advised_by")
    opened = "may be contacted again" if may_contact else "stay uncontacted"
    return decide(
        case=case, act="decide", words=f"Specialist advice from {who}: family and community {opened}", reason=advice, on=on, at=at, by=by,
        person=person, detail={"marker": ADVISED if may_contact else STOPPED}, needs_approval=False,
    )  # fmt: skip
