"""Whom do we ask next about this child, who hasn't answered, and what did the others say? The Enquiries page of a case (E3, C7)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from onroll.casework.actions import enquiring, moving, stopping_contact
from onroll.casework.models import Case, CaseDecision, Enquiry
from onroll.casework.pathways.missing_education.enquiries import rules
from onroll.casework.permitted import CannotDo, NotPossibleNow
from onroll.casework.selectors.around import adults_around, cases_to_ask_for_too, contact_stopped, siblings_around
from onroll.casework.selectors.enquiries import of_case, waiting_already
from onroll.casework.selectors.situation import plan_of, traces
from onroll.children.selectors.child import ChildOnTheDay
from onroll.rules.enquiries import Proposal
from onroll.web.access import comes_back, path_for
from onroll.web.forms.enquiries import Advice, Ask, StopContact, about_key, people_to_ask_about
from onroll.web.parts.case_acts import ActPage, act_page, asks, common
from onroll.web.parts.case_page import case_page
from onroll.web.parts.enquiries import proposal_line, standing_line, to_agree, trace_lines
from onroll.web.parts.record_page import silence_of

VIEW, WORK = "case.view", "case.work"
_ONE = "cases/<str:reference>/enquiries/"


def enquiries_page(request: HttpRequest, reference: str) -> HttpResponse:
    """What to ask next first, with why; then what waits, the longest first; then what was answered."""
    case, context = case_page(request, reference, "enquiries")
    on = context["on"]
    plan = plan_of(case, on, context["child"])
    silence = silence_of(context["child"])
    lines = [standing_line(one, on, silence) for one in of_case(case, on)]
    proposals = [proposal_line(one) for one in plan.next]
    asked = [line for line in lines if line["enquiry"].direction == "out"]
    followed = {
        line["enquiry"].follows_id: f"{line['whom']}, {line['answer'].lower() or 'no answer yet'}"
        for line in asked
        if line["enquiry"].follows_id
    }
    waits, agreed = to_agree(case)
    return render(request, "casework/enquiries.html", context | {
        "now": [one for one in proposals if not one["later"]], "later": [one for one in proposals if one["later"]],
        "held_back": plan.held_back, "waiting": [one for one in asked if one["open"]],
        "answered": [one for one in reversed(asked) if not one["open"] and not one["enquiry"].withdrawn_because],
        "withdrawn": [one for one in asked if one["enquiry"].withdrawn_because], "traces": trace_lines(traces(case), followed, {one.follows: proposal_line(one) for one in plan.next if one.follows}, silence),
        "to_agree": waits, "agreed": agreed, "stopped": contact_stopped(case), "siblings": _siblings(request, case, on, context["child"]),
        "education": context["child"].spell, "asked_us": [one for one in lines if one["enquiry"].direction == "in"],
    })  # fmt: skip


def _siblings(request: HttpRequest, case: Case, on: date, child: ChildOnTheDay) -> list[Case]:
    return cases_to_ask_for_too(request.user, case, [summary for summary, _ in siblings_around(case, on, child)])


@require_POST
def ask_proposed(request: HttpRequest, reference: str) -> HttpResponse:
    """Those ticked are recorded as asked today, for the brothers and sisters too where that is ticked; all or none."""
    case, context = case_page(request, reference, "enquiries")
    keys = set(request.POST.getlist("key"))
    chosen = [
        one
        for one in plan_of(case, context["on"], context["child"]).next
        if one.key in keys and proposal_line(one)["at_once"]
    ]
    if not chosen:
        messages.error(request, "Tick at least one agency to ask, then press the button.")
        return redirect("case-enquiries", case.reference)
    also = _siblings(request, case, context["on"], context["child"]) if request.POST.get("also") else []
    try:
        made = enquiring.ask_several(
            wanted=[_of_proposal(one) | {"cases": [case, *_not_asked(also, one)]} for one in chosen], **common(request)
        )
    except (CannotDo, NotPossibleNow) as why:
        messages.error(request, str(why))
    else:
        words = f"{len(made)} enquir{'ies' if len(made) > 1 else 'y'} recorded as asked today"
        messages.success(
            request, f"{words}, also for {', '.join(one.reference for one in also)}." if also else f"{words}."
        )
    return redirect("case-enquiries", case.reference)


def _not_asked(cases: list[Case], one: Proposal) -> list[Case]:
    """Those in which the same question doesn't wait already: nobody is asked twice because of a brother or sister."""
    return [case for case in cases if not waiting_already([case], one.rule.id, one.of, one.aim, one.aimed_at)]


def _of_proposal(one: Proposal) -> dict[str, Any]:
    return {"agency": one.rule.id, "agency_words": one.of, "aim": one.aim, "aimed_at": one.aimed_at, "authority": one.authority,
            "follows": one.follows or None, "question": f"{one.rule.how} Why: {one.why}"}  # fmt: skip


def _ask_form(request: HttpRequest, case: Case, *, data: Any, typed: dict[str, Any]) -> Ask:
    """Begins with the proposal that the address names, by a mark that says nothing of anybody."""
    on = common(request)["on"]
    around = siblings_around(case, on)
    people = people_to_ask_about(adults_around(case), [sibling for _, sibling in around])
    begun: dict[str, Any] = {"about": "child", "asked_on": on}
    key = request.GET.get("from", "")
    one = next((one for one in plan_of(case, on).next if one.key == key), None) if key else None
    if one:
        begun |= {"agency": one.rule.id, "agency_words": one.of, "authority": one.authority, "about": about_key(one.aim, one.aimed_at),
                  "question": f"{one.rule.how} Why: {one.why}", "reason": one.why if one.rule.approval else "", "follows": one.follows or None}  # fmt: skip
    siblings = cases_to_ask_for_too(request.user, case, [summary for summary, _ in around])
    return Ask(data, initial=begun | typed, people=people, siblings=siblings, only=one.rule if one else None)


def _ask(case: int, held: dict[str, Any], **who: Any) -> Any:
    rule = rules()[held["agency"]]
    same = {name: held.get(name, "") for name in ("agency", "agency_words", "aim", "aimed_at", "question")}
    if rule.approval:
        return enquiring.ask_for_approval(case=case, reason=held["reason"], follows=held["follows"] or 0, **same, **who)
    also = list(Case.objects.filter(reference__in=held.get("also", [])))
    more = {name: held.get(name, "") for name in ("authority", "contact", "law_checked")} | {
        "asked_on": held["asked_on"]
    }
    return enquiring.ask(
        cases=[case, *also], follows=held["follows"] or None, way=held.get("way") or "phone", **same, **more, **who
    )


ASK = ActPage(
    "enquire", "Ask an agency", "Save", "Saved.", _ask_form, _ask, current="enquiries", back="case-enquiries",
    intro="Record an enquiry that was made. OnRoll sends nothing by itself.",
)  # fmt: skip


@comes_back
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """One enquiry, in full; what needs a second person becomes a request to them."""
    return act_page(request, reference, ASK)


@require_POST
def ask_agreed(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Makes the enquiry that a second person agreed to."""
    case, _ = case_page(request, reference, "enquiries")
    decision = CaseDecision.objects.filter(case=case, pk=number, act="sensitive_enquiry").first()
    if decision is None:
        raise Http404("No such decision on this case")
    return _done(
        request,
        case,
        "The enquiry is recorded as asked today.",
        lambda: enquiring.ask_approved(decision=decision, **common(request)),
    )


@require_POST
def chase(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """We asked again, today."""
    case, _ = case_page(request, reference, "enquiries")
    enquiry = enquiry_of(case, number)
    return _done(request, case, "Chased today.", lambda: enquiring.chase(enquiry=enquiry, **common(request)))


def enquiry_of(case: Case, number: int) -> Enquiry:
    """One enquiry of a case. Raises Http404."""
    found = Enquiry.objects.filter(about__case=case, pk=number).first()
    if found is None:
        raise Http404("No such enquiry on this case")
    return found


def _done(request: HttpRequest, case: Case, words: str, does: Any) -> HttpResponse:
    try:
        does()
    except (CannotDo, NotPossibleNow) as why:
        messages.error(request, str(why))
    else:
        messages.success(request, words)
    return redirect("case-enquiries", case.reference)


@require_POST
def found(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The trace on a roll of ours is where the child is: the case moves on to what education they have."""
    case, _ = case_page(request, reference, "enquiries")
    one = next((one for one in traces(case) if one.enquiry_id == number), None)
    if one is None:
        raise Http404("No such trace on this case")
    line = trace_lines([one], {}, {})[0]
    how = f"Trace by {line['by']}: {line['place']}. {one.words}".strip()
    given = common(request)
    return _done(
        request,
        case,
        "The child is recorded as found.",
        lambda: moving.mark_found(case=case, how=how, found_on=one.answered_on, **given),
    )


def evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """Every enquiry in one table to print: evidence that reasonable enquiries were made."""
    case, context = case_page(request, reference, "enquiries")
    silence = silence_of(context["child"])
    lines = [
        standing_line(one, context["on"], silence)
        for one in of_case(case, context["on"])
        if one.enquiry.direction == "out"
    ]
    return render(request, "casework/enquiries_evidence.html", context | {
        "lines": [line for line in lines if not line["enquiry"].withdrawn_because], "printed_by": request.user.name,
    })  # fmt: skip


STOP = ActPage(
    "decide", "Stop contact with family and community", "Stop contact", "Contact with family and community is stopped.",
    asks(StopContact), lambda case, held, **who: stopping_contact.stop_contact(case=case, **held, **who), current="enquiries", back="case-enquiries",
    intro="Where honour-based abuse or forced marriage is feared. Until a specialist has advised, nobody of the family or community is asked or visited.",
)  # fmt: skip
ADVISE = ActPage(
    "decide", "What the specialist advised", "Save the advice", "The advice is kept.", asks(Advice),
    lambda case, held, **who: stopping_contact.record_advice(case=case, **(held | {"may_contact": held["may_contact"] == "yes"}), **who),
    current="enquiries", back="case-enquiries",
)  # fmt: skip


@comes_back
def safety(request: HttpRequest, reference: str) -> HttpResponse:
    """Stops contact, or records the advice where it is stopped already."""
    case, _ = case_page(request, reference, "enquiries")
    return act_page(request, reference, ADVISE if contact_stopped(case) else STOP)


routes = [
    path_for(_ONE, enquiries_page, permission=VIEW, name="case-enquiries"),
    path_for(f"{_ONE}evidence/", evidence, permission=VIEW, name="case-enquiries-evidence"),
    path_for(f"{_ONE}ask/", ask, permission=WORK, name="case-ask"),
    path_for(f"{_ONE}ask-proposed/", ask_proposed, permission=WORK, name="case-ask-proposed"),
    path_for(f"{_ONE}agreed/<int:number>/", ask_agreed, permission=WORK, name="case-ask-agreed"),
    path_for(f"{_ONE}safety/", safety, permission=WORK, name="case-safety"),
    path_for(f"{_ONE}<int:number>/chase/", chase, permission=WORK, name="case-chase"),
    path_for(f"{_ONE}<int:number>/found/", found, permission=WORK, name="case-trace-found"),
]
