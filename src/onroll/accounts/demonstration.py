"""Who can sign in to a demonstration? One person per role, all with one password; never made in a real installation.

The addresses end in `.example`, which belongs to nobody (RFC 2606).
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from onroll.accounts.actions import add_person
from onroll.accounts.models import User
from onroll.accounts.roles import access
from onroll.audit.actor import SYSTEM, Subject
from onroll.audit.log import record

# Role, invented name, team. The order is the one in which the launcher prints them.
PEOPLE = (
    ("tracking_officer", "Tess Okafor", "Education tracking"),
    ("home_education_officer", "Harriet Lindqvist", "Home education"),
    ("attendance_officer", "Amir Castellanos", "Attendance"),
    ("pupil_advocate", "Priya Underhill", "Advocacy"),
    ("pathway_manager", "Magda Thorne", "Education tracking"),
    ("send_officer", "Samuel Adeyinka", "SEND"),
    ("virtual_school", "Vera Molloy", "Virtual school"),
    ("data_officer", "Dafydd Marsh", "Data"),
    ("accountable_senior", "Diane Whitcombe", "Directorate"),
    ("scrutiny", "Cllr Colin Spratt", "Scrutiny"),
    ("school_user", "Sunita Fairweather", "A school"),
    ("administrator", "Adele Nkemelu", "Administration"),
)


class DemonstrationUser(NamedTuple):
    """What the launcher prints for one person."""

    email: str
    name: str
    role: str
    does: str


@transaction.atomic
def make_demonstration_users(password: str) -> list[DemonstrationUser]:
    """One person for every role of the access file, with this password; those that exist get it anew."""
    made = []
    for role_id, name, team_name in PEOPLE:
        role = access().roles[role_id]
        email = f"{role_id.replace('_', '-')}@onroll.example"
        person = User.objects.filter(email=email).first()
        if person is None:
            add_person(
                email=email, name=name, roles=[role_id], team=team_name, password=password, by=SYSTEM, at=timezone.now()
            )
        else:
            person.set_password(password)
            person.save(update_fields=["password"])
            record(actor=SYSTEM, action="person.password_set", subject=Subject("person", str(person.pk)))
        made.append(DemonstrationUser(email, name, role.name, role.does))
    return made
