"""Who looks after a school, what was agreed and when were we there? The changes to it, each with its audit entry (H7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.casework.actions.writing import not_ahead, said
from onroll.casework.models import SchoolAction, SchoolMeeting, SchoolOfficer, SchoolVisit
from onroll.casework.permitted import CannotDo, NotPossibleNow, Person
from onroll.places.models import School
from onroll.rules.returns import return_settings

PERMISSION = "school.manage"


def require(person: Person | None) -> None:
    """Raises `NotPossibleNow` for a person whose roles don't carry it; `None` is OnRoll itself."""
    if person is not None and not person.may(PERMISSION):
        raise NotPossibleNow("Managing schools: your roles don't carry this.")


def known_school(urn: str) -> School:
    """The school, or `CannotDo`."""
    found = School.objects.filter(urn=urn).first()
    if found is None:
        raise CannotDo("This school isn't on the list of schools any more.")
    return found


@transaction.atomic
def name_officer(
    *, urns: Iterable[str], officer: User | None, on: date, at: datetime, by: Actor, person: Person | None
) -> int:
    """From the day on this officer is the authority's contact for these schools (None: nobody); gives how many changed."""
    require(person)
    changed = 0
    for urn in sorted(set(urns)):
        known_school(urn)
        held = SchoolOfficer.objects.select_for_update().filter(urn=urn, ended_on=None).first()
        if (held.officer_id if held else None) == (officer.pk if officer else None):
            continue
        if held is not None and held.started_on >= on:
            held.delete()  # named and renamed on one day: the log keeps both
        elif held is not None:
            held.ended_on = on - timedelta(days=1)
            held.save(update_fields=["ended_on"])
        if officer is not None:
            SchoolOfficer.objects.create(urn=urn, officer=officer, started_on=on, named_by=by.name, named_at=at)
        record(
            actor=by, action="school.officer_named", subject=Subject("school", urn), detail={"officer": officer.pk if officer else None}
        )  # fmt: skip
        changed += 1
    return changed


@transaction.atomic
def record_visit(
    *, urn: str, kind: str, happened_on: date, minutes: int, note: str, on: date, at: datetime, by: Actor, person: Person | None
) -> SchoolVisit:  # fmt: skip
    """A visit, a call, training, or casework the school bought."""
    require(person)
    known_school(urn)
    if kind not in SchoolVisit.KINDS:
        raise CannotDo("Choose what it was", field="kind")
    visit = SchoolVisit.objects.create(
        urn=urn, kind=kind, happened_on=not_ahead(happened_on, on, field="happened_on"), minutes=minutes, note=note.strip(),
        recorded_at=at, recorded_by=by.name,
    )  # fmt: skip
    record(
        actor=by,
        action="school.visit_recorded",
        subject=Subject("school", urn),
        detail={"visit": visit.pk, "kind": kind},
    )
    return visit


@transaction.atomic
def add_action(
    *, urn: str, title: str, owner: str, assigned_to: User | None, due_on: date | None, on: date, at: datetime, by: Actor,
    person: Person | None, meeting: SchoolMeeting | None = None,
) -> SchoolAction:  # fmt: skip
    """Something the school or the authority will do; without a day it is due after the days of `returns.toml`.

    The authority's own falls to the named officer where nobody else is chosen.
    """
    require(person)
    known_school(urn)
    if owner not in SchoolAction.OWNERS:
        raise CannotDo("Choose whose it is", field="owner")
    if owner == "authority" and assigned_to is None:
        named = SchoolOfficer.objects.filter(urn=urn, ended_on=None).select_related("officer").first()
        assigned_to = named.officer if named else None
    action = SchoolAction.objects.create(
        urn=urn, meeting=meeting, title=said(title, "Say what is to be done", field="title"), owner=owner, assigned_to=assigned_to,
        due_on=due_on or on + timedelta(days=return_settings().action_days), created_at=at, created_by=by.name,
    )  # fmt: skip
    record(
        actor=by,
        action="school.action_added",
        subject=Subject("school", urn),
        detail={"action": action.pk, "owner": owner},
    )
    return action


@transaction.atomic
def do_action(*, action: int, on: date, by: Actor, person: Person | None) -> SchoolAction:
    """It is done. Whoever it was given to may say so, too."""
    held = SchoolAction.objects.select_for_update().filter(pk=action).first()
    if held is None or held.done_on is not None:
        raise CannotDo("This action is done already, or isn't there.")
    if not (isinstance(person, User) and held.assigned_to_id == person.pk):
        require(person)
    held.done_on, held.done_by = on, by.name
    held.save(update_fields=["done_on", "done_by"])
    record(actor=by, action="school.action_done", subject=Subject("school", held.urn), detail={"action": held.pk})
    return held
