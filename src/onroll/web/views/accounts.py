"""Who may do what? People, their roles, days and passwords, for administrators; no child's record is reached from here."""

from __future__ import annotations

from typing import Any

from axes.utils import reset as lift_lock
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from onroll.accounts import actions
from onroll.accounts.models import User
from onroll.accounts.roles import access
from onroll.audit.actor import Subject
from onroll.audit.log import record
from onroll.web.access import path_for
from onroll.web.components.filters import Choice, Filters, Option, Text
from onroll.web.components.tables import Cell, Column, Table, sorting
from onroll.web.forms.people import ChangedRoles, Details, NewPerson, Reason
from onroll.web.templatetags.dates import moment
from onroll.web.views.passwords import link_for

MANAGES = actions.MANAGES
PER_PAGE = 50
_ORDERS = {"name": "name", "team": "team__name", "seen": "last_login"}


def people(request: HttpRequest) -> HttpResponse:
    """Everybody who uses or used the service."""
    role = Choice("role", "Role", [Option(one.id, one.name) for one in access().roles.values()], single=True).read(
        request
    )
    state = Choice("state", "Access", [Option("open", "Open"), Option("ended", "Ended")], single=True).read(request)
    text = Text("q", "Name or email address").read(request)
    order = sorting(request, allowed=tuple(_ORDERS), default="name")
    found = _found(role.value, state.value, text.value).select_related("team")
    field = _ORDERS[order.by]
    page = Paginator(found.order_by(f"-{field}" if order.descending else field, "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    table = Table(
        caption="People", sorting=order, empty="Nobody fits these filters.",
        columns=[
            Column("Name", sort="name", heads_row=True), Column("Email address"), Column("Team", sort="team"), Column("Roles"),
            Column("Last signed in", sort="seen"),
        ],
        rows=[_row(person) for person in page],
    )  # fmt: skip
    return render(
        request, "people/list.html", {"table": table, "page": page, "filters": Filters([text, role, state], request)}
    )


def _found(role: str, state: str, text: str) -> QuerySet[User]:
    found = User.objects.all()
    if role:
        found = found.filter(roles__contains=[role])
    today = timezone.localdate()
    ended = Q(is_active=False) | Q(ended_on__lt=today)
    if state:
        found = found.filter(ended) if state == "ended" else found.exclude(ended)
    return found.filter(Q(name__icontains=text) | Q(email__icontains=text)) if text else found


def _row(person: User) -> list[Any]:
    closed = "" if person.may_sign_in(on=timezone.localdate()) else "No access"
    return [
        Cell(person.name, f"/administration/people/{person.pk}/", tag=closed, tag_colour="grey"),
        person.email, person.team.name if person.team else "no team", person.roles_in_words,
        moment(person.last_login) or "never",
    ]  # fmt: skip


def add(request: HttpRequest) -> HttpResponse:
    """A new person; afterwards the link with which they set their password."""
    form = NewPerson(request.POST or None)
    if form.is_valid():
        held = form.cleaned_data
        try:
            person = actions.add_person(**held, by=request.actor, at=timezone.now())
        except actions.CannotDo as why:
            form.add_error("email", str(why))
        else:
            return _hand_over(request, person, "added")
    return render(request, "people/form.html", {"form": form, "heading": "Add a person", "button": "Add this person"})


def _hand_over(request: HttpRequest, person: User, done: str) -> HttpResponse:
    """Shows the link once; it isn't stored, and nobody but the person should open it."""
    return render(request, "people/link.html", {"subject": person, "link": link_for(request, person), "done": done})


def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person: what they hold, and what can be changed."""
    subject = get_object_or_404(User.objects.select_related("team"), pk=person_id)
    return render(request, "people/person.html", {"subject": subject, "today": timezone.localdate()})


def details(request: HttpRequest, person_id: int) -> HttpResponse:
    """Name, address, team and days."""
    subject = get_object_or_404(User, pk=person_id)
    first = {"name": subject.name, "email": subject.email, "team": subject.team.name if subject.team else "",
             "started_on": subject.started_on, "ended_on": subject.ended_on}  # fmt: skip
    form = Details(request.POST or None, initial=first)
    if form.is_valid():
        try:
            actions.change_details(person=subject, **form.cleaned_data, by=request.actor)
        except actions.CannotDo as why:
            form.add_error(None, str(why))
        else:
            return _saved(request, subject, "The details are changed.")
    shown = {"form": form, "subject": subject, "heading": f"Details of {subject.name}", "button": "Save"}
    return render(request, "people/form.html", shown)


def roles(request: HttpRequest, person_id: int) -> HttpResponse:
    """What they may do, and why it changes."""
    subject = get_object_or_404(User, pk=person_id)
    form = ChangedRoles(request.POST or None, initial={"roles": subject.roles})
    if form.is_valid():
        try:
            actions.change_roles(person=subject, **form.cleaned_data, by=request.actor)
        except actions.CannotDo as why:
            form.add_error(None, str(why))
        else:
            return _saved(request, subject, "The roles are changed. They hold from the next page on.")
    shown = {"form": form, "subject": subject, "heading": f"Roles of {subject.name}", "button": "Change roles"}
    return render(request, "people/form.html", shown)


def end(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ends access, with a reason."""
    return _with_reason(request, person_id, actions.end_access, "End access of", "End access", "Access has ended.")


def reopen(request: HttpRequest, person_id: int) -> HttpResponse:
    """Opens access again, with a reason; the person needs a new link."""
    return _with_reason(
        request, person_id, actions.reopen_access, "Reopen access of", "Reopen access",
        "Access is open again. Reset the password to get a link for them.",
    )  # fmt: skip


def _with_reason(
    request: HttpRequest, person_id: int, action: Any, heading: str, button: str, done: str
) -> HttpResponse:
    subject = get_object_or_404(User, pk=person_id)
    form = Reason(request.POST or None)
    if form.is_valid():
        try:
            action(person=subject, by=request.actor, reason=form.cleaned_data["reason"])
        except actions.CannotDo as why:
            form.add_error(None, str(why))
        else:
            return _saved(request, subject, done)
    shown = {"form": form, "subject": subject, "heading": f"{heading} {subject.name}", "button": button}
    return render(request, "people/form.html", shown)


def _saved(request: HttpRequest, subject: User, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("person", subject.pk)


@require_POST
def reset(request: HttpRequest, person_id: int) -> HttpResponse:
    """The old password ends; shows the link for a new one."""
    subject = get_object_or_404(User, pk=person_id, is_active=True)
    actions.reset_password(person=subject, by=request.actor)
    lift_lock(username=subject.email)
    return _hand_over(request, subject, "reset")


@require_POST
def unlock(request: HttpRequest, person_id: int) -> HttpResponse:
    """Lets somebody who typed five wrong passwords try again at once."""
    subject = get_object_or_404(User, pk=person_id)
    with transaction.atomic():
        lift_lock(username=subject.email)
        record(actor=request.actor, action="person.unlocked", subject=Subject("person", str(subject.pk)))
    return _saved(request, subject, "They can try again now.")


_ONE = "administration/people/<int:person_id>/"
routes = [
    path_for("administration/people/", people, permission=MANAGES, name="people"),
    path_for("administration/people/add/", add, permission=MANAGES, name="add-person"),
    path_for(_ONE, person, permission=MANAGES, name="person"),
    path_for(f"{_ONE}details/", details, permission=MANAGES, name="person-details"),
    path_for(f"{_ONE}roles/", roles, permission=MANAGES, name="person-roles"),
    path_for(f"{_ONE}end/", end, permission=MANAGES, name="person-end"),
    path_for(f"{_ONE}reopen/", reopen, permission=MANAGES, name="person-reopen"),
    path_for(f"{_ONE}reset/", reset, permission=MANAGES, name="person-reset"),
    path_for(f"{_ONE}unlock/", unlock, permission=MANAGES, name="person-unlock"),
]
