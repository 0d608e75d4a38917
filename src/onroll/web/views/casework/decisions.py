"""What was decided on a case and who agreed? Escalation, joint enquiries and every decision with its reason (E4)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from onroll.casework.actions import deciding, escalating, joint_enquiries
from onroll.casework.models import Case, CaseDecision
from onroll.casework.permitted import CannotDo, NotPossibleNow
from onroll.casework.selectors.escalations import proposals_for
from onroll.web.access import comes_back, path_for
from onroll.web.forms.cases import Against, Because, Decision, Escalation, JointBegin, JointOutcome
from onroll.web.parts.case_acts import ActPage, act_page, asks, common, not_now, today
from onroll.web.parts.case_page import case_page
from onroll.web.parts.case_standing import evidence_words
from onroll.web.parts.record_page import silence_of


def decisions_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Every decision: what waits for a second person first."""
    case, context = case_page(request, reference, "decisions")
    silence = silence_of(context["child"])
    found = CaseDecision.objects.filter(case=case).select_related("decided_by", "approved_by")
    shown = [_shown(request, case, one, silence) for one in found]
    shown.sort(key=lambda one: not one["waits"])
    return render(request, "casework/case_decisions.html", context | {"decisions": shown})


def _shown(request: HttpRequest, case: Case, one: CaseDecision, silence: Any) -> dict[str, Any]:
    waits = one.needs_approval and one.approved_by_id is None and not one.refused_because
    why_not = ""
    if waits:
        try:
            deciding.require_second(case, one, request.user)
        except NotPossibleNow as refused:
            why_not = str(refused)
    return {
        "decision": one, "waits": waits, "why_not": why_not, "mine": one.decided_by_id == request.user.pk, "reason": silence.keep(one.reason),
        "evidence": [(label, silence.keep(str(value))) for label, value in evidence_words(one)], "by": one.decided_by.name if one.decided_by else "OnRoll itself",
        "system": one.decided_by_id is None, "officers": [one.detail[name] for name in ("school_officer", "authority_officer") if name in one.detail],
        "told": silence.keep(one.detail.get("told_whom", "")),
    }  # fmt: skip


def _of(case: Case, number: int) -> CaseDecision:
    found = CaseDecision.objects.filter(case=case, pk=number).first()
    if found is None:
        raise Http404("No such decision on this case")
    return found


@require_POST
def agree(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A second person agrees, and what was decided is done."""
    case, context = case_page(request, reference, "decisions")
    decision, who = _of(case, number), common(request)
    try:
        deciding.approve(decision=decision, **who)
    except (CannotDo, NotPossibleNow) as why:
        return not_now(request, context, str(why))
    messages.success(request, "You agreed, and it is done.")
    return redirect("case-decisions", case.reference)


@comes_back
def turn_down(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A second person doesn't agree, or whoever decided takes it back."""
    case, context = case_page(request, reference, "decisions")
    decision = _of(case, number)
    mine = decision.decided_by_id == request.user.pk
    try:
        if not mine:
            deciding.require_second(case, decision, request.user)
    except NotPossibleNow as why:
        return not_now(request, context, str(why))
    page = ActPage(
        "", "Take the decision back" if mine else "Don't agree", "Save", "It is written down, and nothing is done.",
        asks(Because, options={"label": "Why"}), lambda case, held, **who: deciding.refuse(decision=decision, **held, **who),
        current="decisions", back="case-decisions", intro=decision.words,
    )  # fmt: skip
    return act_page(request, reference, page)


def _decide(case: int, held: dict[str, Any], **who: Any) -> CaseDecision:
    return deciding.decide(
        case=case, act="decide", words=held["words"], reason=held["reason"], needs_approval=held["second"], **who
    )


ADD = ActPage(
    "decide",
    "Record a decision",
    "Save decision",
    "The decision is kept.",
    asks(Decision),
    _decide,
    current="decisions",
    back="case-decisions",
)
ESCALATE = ActPage(
    "escalate", "Tell social care or the police", "Save", "It is kept who was told. The case stands with them until it is taken back.",
    asks(Escalation, told_on=today, to=lambda request, _: request.GET.get("to", "")),
    lambda case, held, **who: escalating.escalate(case=case, **held, **who), current="decisions", versioned=True,
    warn="A child in danger now: ring 999, then the authority's duty team. This page only writes down what you have done.",
)  # fmt: skip
BACK = ActPage(
    "end_escalation", "Take the case back", "Save", "Our own enquiries go on.", asks(Because, options={"label": "What they answered"}),
    lambda case, held, **who: escalating.end_escalation(case=case, **held, **who), versioned=True,
)  # fmt: skip


JOINT = ActPage(
    "joint_enquiries", "Begin joint enquiries with the school", "Save", "The clock of the ground runs, on the school's own days.", asks(JointBegin),
    lambda case, held, **who: joint_enquiries.begin_joint_enquiries(case=case, **held, **who), current="tasks", back="case-tasks",
    intro="A name comes off a roll under ground h or i only when school and authority have jointly made reasonable enquiries (SI 2024/208, regulation 9). The day alone is no ground.",
)  # fmt: skip
JOINT_OUTCOME = ActPage(
    "joint_enquiries", "What the joint enquiries found", "Save", "The outcome of the joint enquiries is kept.", asks(JointOutcome, finished_on=today),
    lambda case, held, **who: joint_enquiries.record_joint_enquiries(case=case, **held, **who), current="decisions", back="case-decisions",
)  # fmt: skip


def _page_of(page: ActPage) -> Any:
    @comes_back
    def view(request: HttpRequest, reference: str) -> HttpResponse:
        return act_page(request, reference, page)

    return view


@comes_back
def against(request: HttpRequest, reference: str) -> HttpResponse:
    """Not to tell anybody although OnRoll proposes it: with the reason, for a second person to agree."""
    case, context = case_page(request, reference, "decisions")
    flags = [flag for flag in context["child"].handling if flag["id"] == "cp"]
    asked = request.GET.get("of", "")
    proposal = next((one for one in proposals_for(case, flags) if one.trigger == asked), None)
    if proposal is None:
        return not_now(request, context, "OnRoll doesn't propose this any more.")
    page = ActPage(
        "not_escalate", "Decide not to tell social care or the police", "Save", "It waits for a second person.", asks(Against),
        lambda case, held, **who: escalating.decide_against(case=case, trigger=asked, **held, **who), current="decisions", back="case-decisions",
        versioned=True, intro=proposal.clock.why,
    )  # fmt: skip
    return act_page(request, reference, page)


_ONE = "cases/<str:reference>/"
WORK = "case.work"
routes = [
    path_for(f"{_ONE}decisions/", decisions_page, permission="case.view", name="case-decisions"),
    path_for(f"{_ONE}decisions/add/", _page_of(ADD), permission=WORK, name="case-decide"),
    path_for(f"{_ONE}decisions/<int:number>/agree/", agree, permission="case.view", name="case-agree"),
    path_for(f"{_ONE}decisions/<int:number>/turn-down/", turn_down, permission="case.view", name="case-turn-down"),
    path_for(f"{_ONE}escalate/", _page_of(ESCALATE), permission=WORK, name="case-escalate"),
    path_for(f"{_ONE}escalate/not/", against, permission=WORK, name="case-not-escalate"),
    path_for(f"{_ONE}escalate/back/", _page_of(BACK), permission=WORK, name="case-take-back-escalated"),
    path_for(f"{_ONE}joint-enquiries/", _page_of(JOINT), permission=WORK, name="case-joint"),
    path_for(f"{_ONE}joint-enquiries/outcome/", _page_of(JOINT_OUTCOME), permission=WORK, name="case-joint-outcome"),
]
