"""Who was met, was the child seen, and what did a visit come to? The list, and a form for a phone with one hand (M11)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from onroll.casework.actions import contacts
from onroll.casework.actions.sightings import NOT_SEEN
from onroll.casework.models import Case, Contact, Event
from onroll.web.access import comes_back, path_for
from onroll.web.forms.cases import ContactForm
from onroll.web.parts.case_acts import ActPage, act_page, asks, today
from onroll.web.parts.case_page import case_page
from onroll.web.parts.record_page import silence_of

LATELY = 20
"""So many of the newest contacts tell a phone that what it keeps has arrived."""


def contacts_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Every contact and visit, newest first: what was offered, refused, tried, done, and who saw the child."""
    case, context = case_page(request, reference, "visits")
    silence = silence_of(context["child"])
    wrong = {
        one.detail[NOT_SEEN]: one
        for one in Event.objects.filter(case=case, kind="correction", detail__has_key=NOT_SEEN)
    }
    shown = [
        {"contact": one, "kind": Contact.KINDS[one.kind], "state": Contact.STATES[one.state], "note": silence.keep(one.note),
         "with_whom": silence.keep(one.with_whom), "where": "" if context["protected"] else one.where,
         "seen": one.child_seen and one.pk not in wrong, "put_right": wrong.get(one.pk)}
        for one in Contact.objects.filter(case=case)
    ]  # fmt: skip
    return render(
        request,
        "casework/case_contacts.html",
        context | {"contacts": shown, "arrived": arrived(case), "draft": draft_key(request, reference)},
    )


def arrived(case: Case) -> str:
    """The marks of the forms that were kept lately: what a phone still holds of them may go."""
    lately = (
        Contact.objects.filter(case=case, sent_once__isnull=False)
        .order_by("-recorded_at")
        .values_list("sent_once", flat=True)
    )
    return " ".join(str(mark) for mark in lately[:LATELY])


def draft_key(request: HttpRequest, reference: str) -> str:
    """Under which name a phone keeps this person's half-typed form of this case; says nothing about the child."""
    return f"{request.user.pk}:{reference}"


def _asked_kind(request: HttpRequest, case: Case) -> str:
    asked = request.GET.get("kind", "visit")
    return asked if asked in Contact.KINDS else "visit"


def _record(case: int, held: dict[str, Any], **who: Any) -> Contact:
    return contacts.record_contact(case=case, **(held | {"child_seen": held["child_seen"] == "yes"}), **who)


VISIT = ActPage(
    "contact", "Record a contact or a visit", "Save", "The contact is kept.",
    asks(ContactForm, happened_on=today, kind=_asked_kind, sent_once=lambda _, __: uuid4()), _record,
    current="visits", back="case-contacts", template="casework/case_visit.html",
)  # fmt: skip


@comes_back
def visit(request: HttpRequest, reference: str) -> HttpResponse:
    """Few questions and big targets; what is half typed stays on the device until it has arrived."""
    return act_page(
        request, reference, VISIT, draft=draft_key(request, reference), after=reverse("case-contacts", args=[reference])
    )


_ONE = "cases/<str:reference>/contacts/"
routes = [
    path_for(_ONE, contacts_page, permission="case.view", name="case-contacts"),
    path_for(f"{_ONE}add/", visit, permission="case.work", name="case-visit"),
]
