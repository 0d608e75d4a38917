"""What did they answer? Logged in three steps from the list of cases, and put right where it was wrong."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from onroll.casework.actions import enquiring
from onroll.casework.models import Case, EnquiryAnswer
from onroll.casework.models.enquiry import ANSWERS
from onroll.casework.permitted import CannotDo, NotPossibleNow, require_act
from onroll.casework.selectors.enquiries import of_case, open_enquiries
from onroll.web.access import comes_back, path_for
from onroll.web.forms.enquiries import Answer, CorrectAnswer, NotNeeded
from onroll.web.parts.case_acts import ActPage, act_page, asks, common, not_now
from onroll.web.parts.case_page import case_page
from onroll.web.parts.enquiries import standing_line
from onroll.web.views.casework.enquiries import enquiry_of

WORK = "case.work"
_ONE = "cases/<str:reference>/"
BUTTONS = (("nil", "Nil return"), ("trace", "Trace found"), ("declined", "Declined"), ("passed_on", "Message passed on"),
           ("acknowledged", "Only acknowledged"), ("other", "Another answer"))  # fmt: skip


@comes_back
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """The enquiries that wait, chosen already where there is one only; a button an answer, which saves at once."""
    case, context = case_page(request, reference, "enquiries")
    try:
        require_act(case, "answer", request.user)
    except NotPossibleNow as why:
        return not_now(request, context, str(why))
    waiting = open_enquiries(case)
    back = _back(request)
    if not waiting:
        messages.info(request, f"No enquiry of {case.reference} waits for an answer.")
        return redirect(back or _page(case))
    form = Answer(
        request.POST or None,
        enquiries=waiting,
        initial={"enquiry": request.GET.get("enquiry")} if len(waiting) > 1 else {},
    )
    kind = request.POST.get("kind", "")
    if form.is_valid():
        if kind not in ANSWERS:
            form.add_error(None, "Choose what they answered: press one of the buttons.")
        elif (done := _save(request, form, kind)) is not None:
            return redirect(back or _page(case)) if done else redirect(_page(case))
    shown = {"form": form, "waiting": waiting, "buttons": BUTTONS, "back": back, "one": waiting[0] if len(waiting) == 1 else None,
             "rows": [standing_line(one, context["on"]) for one in of_case(case, context["on"]) if one.open]}  # fmt: skip
    return render(request, "casework/answer.html", context | shown)


def _save(request: HttpRequest, form: Answer, kind: str) -> bool | None:
    """True where it is saved and settled, False where a trace still has to say where it leads, None where it was refused."""
    held = form.cleaned_data
    number = int(held.pop("enquiry"))
    try:
        kept = enquiring.record_answer(enquiry=number, kind=kind, **held, **common(request))
    except CannotDo as why:
        form.add_error(why.field if why.field in form.fields else None, str(why))
        return None
    except NotPossibleNow as why:
        form.add_error(None, str(why))
        return None
    messages.success(request, f"Saved: {ANSWERS[kind].lower()}.")
    return kind != "trace" or bool(kept.leads_to)


def _page(case: Case) -> str:
    from django.urls import reverse

    return reverse("case-enquiries", args=[case.reference])


def _back(request: HttpRequest) -> str:
    """The page of this service to which the person goes back: the list from which they came."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return asked if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else ""


@comes_back
def correct(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What the newest answer should say; the first stays on the timeline."""
    case, _ = case_page(request, reference, "enquiries")
    enquiry = enquiry_of(case, number)
    newest = next((one.newest for one in of_case(case, common(request)["on"]) if one.enquiry.pk == enquiry.pk), None)
    if newest is None:
        messages.info(request, "There is no answer to correct yet.")
        return redirect("case-enquiries", case.reference)

    def form(asked: HttpRequest, _: Case, *, data: Any, typed: dict[str, Any]) -> CorrectAnswer:
        begun = {name: getattr(newest, name) for name in ("kind", "words", "place", "leads_to", "authority", "seen_on")}
        return CorrectAnswer(data, initial=begun | typed)

    def do(_: int, held: dict[str, Any], **who: Any) -> EnquiryAnswer:
        return enquiring.correct_answer(answer=newest, **held, **who)

    page = ActPage("correct", "Correct this answer", "Save the correction", "The answer is corrected.", form, do, current="enquiries",
                   back="case-enquiries", intro="What was written first stays on the timeline, with this beside it.")  # fmt: skip
    return act_page(request, reference, page)


@comes_back
def not_needed(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """No answer is needed any more."""
    case, _ = case_page(request, reference, "enquiries")
    enquiry = enquiry_of(case, number)
    page = ActPage(
        "answer", "No answer needed", "Save", "No answer is awaited any more.", asks(NotNeeded),
        lambda _, held, **who: enquiring.withdraw(enquiry=enquiry, **held, **who), current="enquiries", back="case-enquiries",
    )  # fmt: skip
    return act_page(request, reference, page)


routes = [
    path_for(f"{_ONE}answer/", answer, permission=WORK, name="case-answer"),
    path_for(f"{_ONE}enquiries/<int:number>/correct/", correct, permission=WORK, name="case-answer-correct"),
    path_for(f"{_ONE}enquiries/<int:number>/not-needed/", not_needed, permission=WORK, name="case-enquiry-not-needed"),
]
