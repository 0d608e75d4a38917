"""Who else is in this case: a parent, a worker, a school's contact? Named with how they may be reached (Q10)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.actions.writing import happened, not_ahead, said
from onroll.casework.models import Case, NamedPerson
from onroll.casework.permitted import CannotDo, locked, require_act


def add_person(
    *, case: Case | int, name: str, role: str, on: date, at: datetime, by: Actor, person: User | None, organisation: str = "",
    phone: str = "", email: str = "", safe_contact: str = "",
) -> NamedPerson:  # fmt: skip
    """Names somebody on the case. The timeline says their role, not how to reach them."""
    with transaction.atomic():
        held = locked(case)
        require_act(held, "person", person)
        named = NamedPerson.objects.create(
            case=held, name=said(name, "Enter their name", field="name"), role=said(role, "Enter what they are to the child", field="role"),
            organisation=organisation.strip(), phone=phone.strip(), email=email.strip(), safe_contact=safe_contact.strip(),
            added_at=at, added_by=by.name,
        )  # fmt: skip
        about = f"{named.name}, {named.role}" + (f", {named.organisation}" if named.organisation else "")
        happened(held, "person", on=on, at=at, by=by, words=f"Named on the case: {about}", detail={"person": named.pk})
    return named


def end_person(*, named: NamedPerson | int, ended_on: date, on: date, at: datetime, by: Actor, person: User | None) -> NamedPerson:  # fmt: skip
    """They are no longer in the case; the row stays with the day it ended."""
    with transaction.atomic():
        number = named.pk if isinstance(named, NamedPerson) else named
        held = locked(NamedPerson.objects.values_list("case_id", flat=True).get(pk=number))
        require_act(held, "person", person)
        standing = NamedPerson.objects.get(pk=number)
        if standing.ended_on is not None:
            raise CannotDo(f"{standing.name} left the case on {standing.ended_on:%-d %B %Y} already.")
        standing.ended_on = not_ahead(ended_on, on, field="ended_on")
        standing.save(update_fields=["ended_on"])
        happened(
            held, "person", on=ended_on, at=at, by=by, words=f"No longer on the case: {standing.name}, {standing.role}",
            detail={"person": standing.pk},
        )  # fmt: skip
    return standing
