"""What an officer does about a school: names its officer, records a visit, adds an action, makes a link. One form a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from onroll.accounts.models import User
from onroll.casework.models import ReturnLink, SchoolAction, SchoolOfficer
from onroll.casework.permitted import CannotDo
from onroll.casework.schools import keeping, links
from onroll.places.models import School
from onroll.web.access import NotAllowed, comes_back, path_for
from onroll.web.forms.fields import Form
from onroll.web.forms.schools import Action, Link, NamesOfficer, Visit
from onroll.web.parts.schools import people_for_schools


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"at": timezone.now(), "by": request.actor, "person": request.user}


def asked_form(
    request: HttpRequest, urn: str, form: Form, do: Callable[[dict[str, Any]], HttpResponse | None], *, title: str, button: str, says: str = ""
) -> HttpResponse:  # fmt: skip
    """A form about one school: drawn, or done and back to the school; a refusal stands at the top or beside its field."""
    school = School.objects.filter(urn=urn).first()
    if school is None:
        raise Http404("OnRoll knows no school with this number.")
    if request.method == "POST" and form.is_valid():
        try:
            return do(form.cleaned_data) or redirect("school", urn)
        except CannotDo as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    return render(request, "schools/form.html", {
        "form": form, "title": f"{title}: {school.name}", "button": button, "says": says, "back": reverse("school", args=[urn]), "back_words": f"Back to {school.name}",
    })  # fmt: skip


@comes_back
def officer(request: HttpRequest, urn: str) -> HttpResponse:
    """Who is the authority's contact for the school from today on."""
    held = SchoolOfficer.objects.filter(urn=urn, ended_on=None).first()
    form = NamesOfficer(
        request.POST or None,
        people=[*people_for_schools(), ("0", "Nobody")],
        initial={"officer": str(held.officer_id) if held else ""},
    )

    def do(given: dict[str, Any]) -> None:
        chosen = User.objects.filter(pk=given["officer"]).first()
        keeping.name_officer(urns=[urn], officer=chosen, on=timezone.localdate(), **_who(request))
        messages.success(
            request, f"{chosen.name} is the named officer." if chosen else "Nobody is the named officer now."
        )

    return asked_form(request, urn, form, do, title="Named officer", button="Name the officer")


@comes_back
def visit(request: HttpRequest, urn: str) -> HttpResponse:
    """A visit, a call, training or traded casework."""

    def do(given: dict[str, Any]) -> None:
        keeping.record_visit(urn=urn, on=timezone.localdate(), **given, **_who(request))
        messages.success(request, "Recorded.")

    return asked_form(request, urn, Visit(request.POST or None), do, title="Record a visit", button="Record")


@comes_back
def action(request: HttpRequest, urn: str) -> HttpResponse:
    """Something the school or the authority will do."""

    def do(given: dict[str, Any]) -> None:
        to = User.objects.filter(pk=given["assigned_to"]).first() if given["assigned_to"] else None
        keeping.add_action(
            urn=urn,
            title=given["title"],
            owner=given["owner"],
            assigned_to=to,
            due_on=given["due_on"],
            on=timezone.localdate(),
            **_who(request),
        )
        messages.success(request, "The action is added.")

    return asked_form(
        request,
        urn,
        Action(request.POST or None, people=people_for_schools()),
        do,
        title="Add an action",
        button="Add the action",
    )


def done(request: HttpRequest, action_id: int) -> HttpResponse:
    """It is done; by whoever may manage schools or was given it."""
    held = SchoolAction.objects.filter(pk=action_id).first()
    if held is None or request.method != "POST":
        raise Http404("There is no such action.")
    if not request.user.may("school.manage") and held.assigned_to_id != request.user.pk:
        raise NotAllowed("school.manage")
    try:
        keeping.do_action(action=action_id, on=timezone.localdate(), by=request.actor, person=request.user)
        messages.success(request, "Done.")
    except CannotDo as refused:
        messages.warning(request, str(refused))
    return redirect("my-work") if request.POST.get("back") == "my-work" else redirect("school", held.urn)


@comes_back
def link(request: HttpRequest, urn: str) -> HttpResponse:
    """A link for this month, shown once: copied into a message that the officer sends."""
    today = timezone.localdate()
    last = ReturnLink.objects.filter(urn=urn).first()
    form = Link(request.POST or None, initial={"sent_to": last.sent_to if last else ""})

    def do(given: dict[str, Any]) -> HttpResponse:
        made, token = links.make_link(
            urn=urn, first_day=_month(today), last_day=today, sent_to=given["sent_to"], **_who(request)
        )
        address = request.build_absolute_uri(reverse("school-answer", args=[token]))
        context = {
            "link": made,
            "address": address,
            "school": School.objects.get(urn=urn),
            "again": made.follows_id is not None,
        }
        return render(request, "schools/link_made.html", context)

    says = "The school answers what it owes, or that it has nothing to tell, without signing in. An earlier link for this month opens no more."
    return asked_form(request, urn, form, do, title="Make a link", button="Make the link", says=says)


def _month(on: date) -> date:
    return on.replace(day=1)


def link_sent(request: HttpRequest, link_id: int) -> HttpResponse:
    """A person sent the message."""
    return _link_act(request, link_id, lambda held: links.mark_link_sent(link=held.pk, on=timezone.localdate(), by=request.actor, person=request.user), "Marked as sent.")  # fmt: skip


def link_revoked(request: HttpRequest, link_id: int) -> HttpResponse:
    """It opens no more."""
    return _link_act(
        request, link_id, lambda held: links.revoke_link(link=held.pk, **_who(request)), "The link opens no more."
    )


def _link_act(request: HttpRequest, link_id: int, do: Callable[[ReturnLink], Any], words: str) -> HttpResponse:
    held = ReturnLink.objects.filter(pk=link_id).first()
    if held is None or request.method != "POST":
        raise Http404("There is no such link.")
    try:
        do(held)
        messages.success(request, words)
    except CannotDo as refused:
        messages.warning(request, str(refused))
    return redirect("schools-chase") if request.POST.get("back") == "chase" else redirect("school", held.urn)


routes = [
    path_for("schools/<str:urn>/officer", officer, permission="school.manage", name="school-officer"),
    path_for("schools/<str:urn>/visit", visit, permission="school.manage", name="school-visit"),
    path_for("schools/<str:urn>/action", action, permission="school.manage", name="school-action"),
    path_for("schools/<str:urn>/link", link, permission="school.manage", name="school-link"),
    path_for("school-actions/<int:action_id>/done", done, permission="school.view", name="school-action-done"),
    path_for("school-links/<int:link_id>/sent", link_sent, permission="school.manage", name="school-link-sent"),
    path_for("school-links/<int:link_id>/revoke", link_revoked, permission="school.manage", name="school-link-revoke"),
]
