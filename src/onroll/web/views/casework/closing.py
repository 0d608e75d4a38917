"""How does a case end? An outcome first, then its evidence; where two must agree it is proposed (E5). And how it begins again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from onroll.casework.actions import closing
from onroll.casework.models import Case, CaseDecision, Enquiry
from onroll.casework.pathways import Pathway, pathway
from onroll.casework.pathways.evidence import outcome_words, second_person
from onroll.casework.permitted import NotPossibleNow, require_act
from onroll.casework.selectors.timeline import other_cases, to_join
from onroll.rules.rulebook.book import rule_book
from onroll.web.access import comes_back, path_for
from onroll.web.forms.cases import Because
from onroll.web.forms.closing import Evidence, Outcome
from onroll.web.parts.case_acts import ActPage, act_page, asks, not_now
from onroll.web.parts.case_page import case_page


def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Which outcome; each says the evidence it asks for. Believed moved is none."""
    case, context = case_page(request, reference, "closing")
    try:
        require_act(case, "propose_close", request.user)
    except NotPossibleNow as why:
        return not_now(request, context, str(why))
    way = pathway(case.pathway)
    form = Outcome(request.GET if "outcome" in request.GET else None, way=way)
    if form.is_valid():
        return redirect(reverse("case-close-evidence", args=[case.reference, form.cleaned_data["outcome"]]))
    waiting = Enquiry.objects.filter(about__case=case, answered_on=None, withdrawn_because="").count()
    proposed = [one for one in _proposals(case) if one.decided_by_id is None]
    return render(request, "casework/case_close.html", context | {
        "form": form, "waiting": waiting, "proposed": proposed, "list": rule_book().codes[way.outcomes],
        "list_href": reverse("rule", args=[way.outcomes]),
    })  # fmt: skip


def _proposals(case: Case) -> list[CaseDecision]:
    return list(
        CaseDecision.objects.filter(
            case=case, act="propose_close", needs_approval=True, approved_by=None, refused_because=""
        )
    )


@comes_back
def evidence(request: HttpRequest, reference: str, outcome: str) -> HttpResponse:
    """The outcome's evidence. Closes at once, or proposes it where another person must agree."""
    case, context = case_page(request, reference, "closing")
    way = pathway(case.pathway)
    if outcome not in way.evidence or outcome not in rule_book().codes[way.outcomes].codes:
        why = way.not_outcomes.get(outcome) or "This is no outcome of the list."
        return not_now(request, context, why)
    at_once = not second_person(way, outcome) and request.user.may("case.close")
    proposal = next(
        (one for one in _proposals(case) if one.decided_by_id is None and one.detail["outcome"] == outcome), None
    )
    begun = proposal.detail["evidence"] if proposal else {}
    page = ActPage(
        "close" if at_once else "propose_close", outcome_words(way, outcome), "Close the case" if at_once else "Propose to close",
        "The case is closed." if at_once else "It waits for a second person.", _evidence_form(way, outcome, begun),
        _closes(way, outcome, at_once, proposal, begun), versioned=True, template="casework/case_evidence.html",
    )  # fmt: skip
    return act_page(request, reference, page, at_once=at_once, proposal=proposal, outcome=outcome)


def _evidence_form(way: Pathway, outcome: str, begun: dict[str, Any]) -> Any:
    def make(request: HttpRequest, case: Case, *, data: Any, typed: dict[str, Any]) -> Evidence:
        return Evidence(data, initial=begun | typed, way=way, outcome=outcome)

    return make


def _closes(way: Pathway, outcome: str, at_once: bool, proposal: CaseDecision | None, begun: dict[str, Any]) -> Any:
    def act(case: int, held: dict[str, Any], **who: Any) -> Any:
        given = begun | {name: value for name, value in held.items() if name != "reason"}
        known = {
            "case": case,
            "outcome": outcome,
            "evidence": given,
            "reason": held["reason"] or outcome_words(way, outcome),
        } | who
        if at_once:
            return closing.close_case(**known, proposal=proposal.pk if proposal else None)
        return closing.propose_closure(**known)

    return act


REOPEN = ActPage(
    "reopen", "Open the case again", "Open again", "The case is open again. Its history stays.", asks(Because), lambda case, held, **who: closing.reopen_case(case=case, **held, **who),
    versioned=True,
)  # fmt: skip


@comes_back
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Opens a closed case again, with the reason."""
    return act_page(request, reference, REOPEN)


@comes_back
def join(request: HttpRequest, reference: str, other: str) -> HttpResponse:
    """After two children turned out to be one: this case ends and goes on in the other."""
    case, context = case_page(request, reference, "joining")
    found = to_join(case, other_cases(request.user, case, context["child"].id))
    into = next((one for one in found if one.reference == other), None)
    if into is None:
        return not_now(request, context, f"{other} is no other open case of this child on this pathway.")
    page = ActPage(
        "join", f"Join this case to {into.reference}", "Join", f"The case goes on in {into.reference}.", asks(Because),
        lambda case, held, **who: closing.join_cases(case=case, into=into, **held, **who), versioned=True,
        intro=f"{case.reference} ends and {into.reference} goes on. Everything written here stays and can be read from there.",
    )  # fmt: skip
    return act_page(request, reference, page)


_ONE = "cases/<str:reference>/"
routes = [
    path_for(f"{_ONE}close/", close, permission="case.work", name="case-close"),
    path_for(f"{_ONE}close/<slug:outcome>/", evidence, permission="case.work", name="case-close-evidence"),
    path_for(f"{_ONE}reopen/", reopen, permission="case.work", name="case-reopen"),
    path_for(f"{_ONE}join/<str:other>/", join, permission="case.work", name="case-join"),
]
