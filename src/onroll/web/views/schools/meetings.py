"""The termly meeting with a school: its pack, notes typed item by item, actions; frozen once held, printable (H5)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from onroll.accounts.models import User
from onroll.audit.log import listed
from onroll.casework.models import SchoolAction, SchoolMeeting
from onroll.casework.permitted import CannotDo
from onroll.casework.schools.concern import LISTS
from onroll.casework.schools.keeping import add_action
from onroll.casework.schools.meetings import plan_meeting, renew_pack, write_meeting
from onroll.places.models import School
from onroll.rules.returns import return_settings
from onroll.web.access import NotAllowed, comes_back, path_for
from onroll.web.components.tables import Column, Table
from onroll.web.forms.schools import Action, Meeting, PlansMeeting
from onroll.web.parts.schools import action_rows, iso_day, lists, names_of, people_for_schools, returns_of_pack, tiles
from onroll.web.views.schools.acts import asked_form

ITEM_LISTS = {"attendance": ("severe", "persistent"), "pupils": ("unexplained",), "reduced": ("reduced",), "home_education": ("home_education",), "exclusions": ("exclusions",)}  # fmt: skip


@comes_back
def plan(request: HttpRequest, urn: str) -> HttpResponse:
    """The day of this term's meeting; the pack is made at once."""

    def do(given: dict[str, Any]) -> HttpResponse:
        made = plan_meeting(
            urn=urn,
            planned_on=given["planned_on"],
            on=timezone.localdate(),
            at=timezone.now(),
            by=request.actor,
            person=request.user,
        )
        messages.success(request, "The meeting is planned and its pack is made.")
        return redirect("school-meeting", made.pk)

    days = return_settings().pack_days_before
    says = (
        f"The pack is filled from the school's data as at {days} days before the meeting, or today if that is sooner."
    )
    return asked_form(request, urn, PlansMeeting(request.POST or None), do, title="Plan the termly meeting", button="Plan the meeting", says=says)  # fmt: skip


@comes_back
def meeting_page(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The agenda with its pack; notes are typed beside what they are about."""
    held = SchoolMeeting.objects.filter(pk=meeting_id).first()
    if held is None:
        raise Http404("There is no such meeting.")
    agenda, may = return_settings().agenda, request.user.may("school.manage")
    first = {"read_version": held.version, "planned_on": held.planned_on, "present": held.present}
    first |= {f"note_{item}": text for item, text in held.notes.items()}
    form = Meeting(request.POST if request.method == "POST" else None, initial=first, agenda=agenda)
    if request.method == "POST":
        if not may:
            raise NotAllowed("school.manage")
        if form.is_valid() and _saved(request, held, form):
            return redirect("school-meeting", held.pk)
    children = {row["child"] for name in (*LISTS, "returns_open") for row in held.pack.get(name) or () if row["child"]}
    listed(request, "school meeting", children)
    names = names_of(children)
    tables = lists(held.pack, names)
    items = [
        {
            "id": item,
            "words": words,
            "tables": _tables(item, held, tables, names),
            "note": held.notes.get(item, ""),
            "field": form[f"note_{item}"],
        }
        for item, words in agenda.items()
    ]
    context = {
        "meeting": held, "school": School.objects.get(urn=held.urn), "items": items, "form": form, "tiles": tiles(held.pack), "may": may and held.held_on is None,
        "actions": action_rows(held.actions.select_related("assigned_to"), timezone.localdate()), "may_act": may, "counts": held.pack["returns"],
    }  # fmt: skip
    return render(request, "schools/meeting.html", context)


def _tables(item: str, held: SchoolMeeting, tables: dict[str, Table], names: dict[int, str]) -> list[Table]:
    if item == "returns":
        return [returns_of_pack(held.pack, names)]
    if item == "actions":
        rows = [
            [
                one["title"],
                SchoolAction.OWNERS[one["owner"]],
                iso_day(one["due_on"]),
                iso_day(one["done_on"]) or "not yet",
            ]
            for one in held.pack["actions"]
        ]
        columns = [Column("Action", heads_row=True), Column("Whose"), Column("Due"), Column("Done")]
        return [Table("Actions from before", columns, rows, empty="None was agreed before.", id="before")]
    return [tables[name] for name in ITEM_LISTS.get(item, ()) if name in tables]


def _saved(request: HttpRequest, held: SchoolMeeting, form: Meeting) -> bool:
    given = form.cleaned_data
    try:
        write_meeting(
            meeting=held.pk, read_version=given["read_version"], planned_on=given["planned_on"], notes=form.notes, present=given["present"],
            held_on=given["held_on"], on=timezone.localdate(), by=request.actor, person=request.user,
        )  # fmt: skip
    except CannotDo as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return False
    messages.success(request, "Held: the pack and the notes are frozen." if given["held_on"] else "Saved.")
    return True


@comes_back
def agreed(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """An action agreed at the meeting."""
    held = SchoolMeeting.objects.filter(pk=meeting_id).first()
    if held is None:
        raise Http404("There is no such meeting.")

    def do(given: dict[str, Any]) -> HttpResponse:
        to = User.objects.filter(pk=given["assigned_to"]).first() if given["assigned_to"] else None
        add_action(
            urn=held.urn, meeting=held, title=given["title"], owner=given["owner"], assigned_to=to, due_on=given["due_on"], on=timezone.localdate(),
            at=timezone.now(), by=request.actor, person=request.user,
        )  # fmt: skip
        messages.success(request, "The action is added.")
        return redirect(reverse("school-meeting", args=[held.pk]) + "#actions-agreed")

    return asked_form(request, held.urn, Action(request.POST or None, people=people_for_schools()), do, title="Add an action", button="Add the action")  # fmt: skip


def renew(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The pack anew, with data that came since."""
    if request.method != "POST" or not SchoolMeeting.objects.filter(pk=meeting_id).exists():
        raise Http404("There is no such meeting.")
    try:
        renew_pack(meeting=meeting_id, on=timezone.localdate(), by=request.actor, person=request.user)
        messages.success(request, "The pack is made anew.")
    except CannotDo as refused:
        messages.warning(request, str(refused))
    return redirect("school-meeting", meeting_id)


routes = [
    path_for("schools/<str:urn>/meeting", plan, permission="school.manage", name="school-meeting-plan"),
    path_for("school-meetings/<int:meeting_id>", meeting_page, permission="school.view", name="school-meeting"),
    path_for(
        "school-meetings/<int:meeting_id>/action", agreed, permission="school.manage", name="school-meeting-action"
    ),
    path_for("school-meetings/<int:meeting_id>/renew", renew, permission="school.manage", name="school-meeting-renew"),
]
