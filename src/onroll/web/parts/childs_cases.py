"""What is being done about this child already, before anybody begins again? Open cases and waiting referrals, for the child's page."""

from __future__ import annotations

from typing import Any

from onroll.accounts.models import User
from onroll.casework.actions.opening import same_child
from onroll.casework.models import Case, Referral
from onroll.casework.pathways import pathway
from onroll.casework.selectors.cases import cases_of_child
from onroll.casework.selectors.referrals import inbox, referrals_for
from onroll.children.selectors.protection import Silence


def childs_cases(user: User, child: int) -> dict[str, Any]:
    """The child's cases, open ones first, each with where it stands; referrals that wait; whether this person may refer."""
    cases = [{"case": case, "stands": _stands(case)} for case in cases_of_child(user, child)]
    waiting = list(inbox(user).filter(child_id__in=same_child(child)))
    return {"cases": cases, "referrals": waiting, "may_refer": user.may("referral.make")}


def referrals_of(user: User, case: Case, silence: Silence) -> dict[str, Any]:
    """What was referred to this case, the newest first, and how the referrers said that nobody is put at risk (Q10)."""
    held = list(referrals_for(user).filter(case=case).order_by("-received_at", "-pk"))
    careful = Referral.objects.filter(case=case).exclude(safe_contact="").order_by("-received_at")
    return {"referred": held, "careful": [silence.keep(one.safe_contact) for one in careful]}


def _stands(case: Case) -> str:
    way = pathway(case.pathway)
    stage = way.stages[case.stage]
    who = case.other_lead or (case.lead.name if case.lead else "nobody")
    return f"{way.name}: {stage.name.lower()}" + (f", {who} leads" if stage.open else "")
