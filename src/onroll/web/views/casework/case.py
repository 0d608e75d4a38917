"""How does this case stand, what happened, and what comes next? The page of one case, and its small acts."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from onroll.casework.actions import moving, noting, people
from onroll.casework.actions.absence import PATHWAY as ABSENCE
from onroll.casework.models import Case, Event, NamedPerson
from onroll.casework.models.event import KINDS
from onroll.casework.pathways import Pathway, pathway
from onroll.casework.pathways.missing_education.reasons import suggested
from onroll.casework.selectors.absence import absence_of
from onroll.casework.selectors.timeline import other_cases, siblings_cases, timeline, to_join
from onroll.children.selectors.child import adults_of, contradictions_on
from onroll.web.access import comes_back, path_for
from onroll.web.forms.cases import Because, Correction, Ended, Found, Note, OwnReason, Person, PriorityForm, ReasonForm
from onroll.web.hidden_addresses import is_open
from onroll.web.parts.absence import year_lines
from onroll.web.parts.case_acts import ActPage, act_page, asks, today
from onroll.web.parts.case_page import case_page
from onroll.web.parts.case_standing import standing
from onroll.web.parts.child_bar import child_name
from onroll.web.parts.childs_cases import referrals_of
from onroll.web.parts.due import due_lines
from onroll.web.parts.record_page import silence_of


def case_view(request: HttpRequest, reference: str) -> HttpResponse:
    """The next action first, then where the case stands, who is in it, and its timeline."""
    case, context = case_page(request, reference, "case")
    child = context["child"]
    silence = silence_of(child)
    found = timeline(request.user, case)
    kind = request.GET.get("kind", "")
    kind = kind if kind in found.kinds else ""
    shown = [one for one in found.shown if not kind or one.event.kind == kind]
    others = other_cases(request.user, case, child.id)
    context |= {
        **standing(request.user, case, child), **referrals_of(request.user, case, silence),
        "events": [_event(one, silence) for one in shown], "total": found.total, "kind": kind, "kinds": [(one, KINDS[one], found.kinds[one]) for one in KINDS if one in found.kinds],
        "people": list(NamedPerson.objects.filter(case=case).order_by("ended_on", "pk")), "adults": adults_of(child.id),
        "others": others, "join": to_join(case, others), "due": due_lines(child),
        "siblings": [(other.pk, child_name(other), cases) for other, cases in siblings_cases(request.user, child)],
        "contradictions": [silence.keep(one.sentence) for one in contradictions_on(child.id, child.on)],
        "printed_by": request.user.name, "draft": f"{request.user.pk}:{case.reference}", "contacts_open": not child.protected or is_open(request, child.id), "because": silence.keep(case.opened_because),
    }  # fmt: skip
    if case.pathway == ABSENCE:
        context["years"] = year_lines(absence_of(child.id, child.on))
    return render(request, "casework/case.html", context)


def _event(one: Any, silence: Any) -> dict[str, Any]:
    """An event as the timeline shows it: free text without what would give a protected address away."""
    event = one.event
    corrected = event.corrects
    return {
        "id": event.pk, "on": event.happened_on, "kind": KINDS.get(event.kind, event.kind), "title": silence.keep(event.words),
        "text": silence.keep(event.text), "by": event.by_name, "at": event.recorded_at, "is_correction": corrected is not None,
        "corrects": {"id": corrected.pk, "words": silence.keep(corrected.words)} if corrected else None,
        "corrections": [{"text": silence.keep(fix.text), "by": fix.by_name, "at": fix.recorded_at} for fix in one.corrections],
    }  # fmt: skip


def _event_of(case: Case, number: int) -> Event:
    event = Event.objects.filter(case=case, pk=number).first()
    if event is None:
        raise Http404("No such event on this case")
    return event


NOTE = ActPage(
    "note", "Write a note", "Save note", "The note is kept.", asks(Note), lambda case, held, **who: noting.add_note(case=case, text=held["text"], **who),
)  # fmt: skip
REASON = ActPage(
    "reason", "Reason and whereabouts", "Save", "Reason and whereabouts are kept.",
    asks(ReasonForm, reason=lambda _, case: case.reason, whereabouts=lambda _, case: case.whereabouts),
    lambda case, held, **who: moving.set_reason(case=case, **held, **who), versioned=True, template="casework/case_reason.html",
)  # fmt: skip
PRIORITY = ActPage(
    "set_priority", "How urgent it is", "Save", "How urgent the case is was changed.", asks(PriorityForm, priority=lambda _, case: case.priority),
    lambda case, held, **who: moving.set_priority(case=case, **held, **who), versioned=True,
)  # fmt: skip
FOUND = ActPage(
    "found", "The child is found", "Save", "The case now waits for education to be arranged.", asks(Found, found_on=today),
    lambda case, held, **who: moving.mark_found(case=case, **held, **who), versioned=True,
    intro="Found means that it is established where the child is. The case stays open until the child is seen in suitable education.",
)  # fmt: skip
LOST = ActPage(
    "lost_again", "The child can't be found any more", "Save", "Enquiries go on.", asks(Because), lambda case, held, **who: moving.lost_again(case=case, **held, **who),
    versioned=True,
)  # fmt: skip
NAMED = ActPage(
    "person", "Name a person on the case", "Save", "The person is named on the case.", asks(Person), lambda case, held, **who: people.add_person(case=case, **held, **who),
)  # fmt: skip


def _reason_of(way: Pathway) -> ActPage:
    """Why, from the pathway's own list; where the child is isn't asked."""
    return ActPage(
        "reason", way.asks_why, "Save", "The reason is kept.", asks(OwnReason, options={"listed": way.reasons, "asks": way.asks_why}, reason=lambda _, case: case.reason),
        lambda case, held, **who: moving.set_reason(case=case, whereabouts="", **held, **who), versioned=True,
    )  # fmt: skip


def _page_of(page: ActPage) -> Any:
    @comes_back
    def view(request: HttpRequest, reference: str) -> HttpResponse:
        return act_page(request, reference, page)

    return view


@comes_back
def reason(request: HttpRequest, reference: str) -> HttpResponse:
    """Why the child misses education, with what the record suggests beside the question."""
    case, context = case_page(request, reference, "reason")
    child = context["child"]
    way = pathway(case.pathway)
    if not way.follows_whereabouts:
        return act_page(request, reference, _reason_of(way))
    found = suggested(child.held.facts, on=child.on, born=child.summary.date_of_birth)
    return act_page(request, reference, REASON, suggested=found)


def correct(request: HttpRequest, reference: str, event: int) -> HttpResponse:
    """Puts something written earlier right; it stays, with the correction beside it."""
    case, context = case_page(request, reference, "case")
    wrong = _event_of(case, event)
    silence = silence_of(context["child"])
    seen = wrong.kind in ("contact", "visit") and "child seen by" in wrong.words
    page = ActPage(
        "correct", "Correct what was written", "Save correction", "The correction stands beside what was written.",
        asks(Correction, options={"child_seen": seen}), lambda case, held, **who: noting.correct(event=wrong, **held, **who),
        template="casework/case_correct.html",
    )  # fmt: skip
    return act_page(
        request,
        reference,
        page,
        wrong=wrong,
        wrong_words=silence.keep(wrong.words),
        wrong_text=silence.keep(wrong.text),
    )


def end_person(request: HttpRequest, reference: str, named: int) -> HttpResponse:
    """Somebody is no longer in the case."""
    case, _ = case_page(request, reference, "case")
    who_left = NamedPerson.objects.filter(case=case, pk=named).first()
    if who_left is None:
        raise Http404("Nobody of this number is named on this case")
    page = ActPage(
        "person", f"{who_left.name} is no longer on the case", "Save", "They are no longer on the case.", asks(Ended, ended_on=today),
        lambda case, held, **who: people.end_person(named=who_left, **held, **who),
    )  # fmt: skip
    return act_page(request, reference, page)


_ONE = "cases/<str:reference>/"
WORK, VIEW = "case.work", "case.view"
routes = [
    path_for(_ONE, case_view, permission=VIEW, name="case"),
    path_for(f"{_ONE}note/", _page_of(NOTE), permission=WORK, name="case-note"),
    path_for(f"{_ONE}reason/", reason, permission=WORK, name="case-reason"),
    path_for(f"{_ONE}priority/", _page_of(PRIORITY), permission=WORK, name="case-priority"),
    path_for(f"{_ONE}found/", _page_of(FOUND), permission=WORK, name="case-found"),
    path_for(f"{_ONE}lost/", _page_of(LOST), permission=WORK, name="case-lost"),
    path_for(f"{_ONE}people/add/", _page_of(NAMED), permission=WORK, name="case-person"),
    path_for(f"{_ONE}people/<int:named>/end/", comes_back(end_person), permission=WORK, name="case-person-end"),
    path_for(f"{_ONE}events/<int:event>/correct/", comes_back(correct), permission=WORK, name="case-correct"),
]
