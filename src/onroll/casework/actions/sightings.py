"""How does the record learn that a professional saw the child at a visit? As a sighting with source OnRoll (A7).

At once where nobody is linking or rebuilding just then; otherwise the next run tells it, so that an officer at a front door
never waits for a file that is being loaded.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from onroll.audit.actor import SYSTEM, Actor
from onroll.casework.models import Contact, Event
from onroll.children.identity.memberships import IDENTITY_LOCK
from onroll.children.models import Child
from onroll.children.recording import record_fact, withdraw_fact
from onroll.children.selectors.child import resolve
from onroll.intake.models import Fact
from onroll.intake.own_facts import OWN_FEED, CannotRecord, OwnFact

NOT_SEEN = "child_not_seen"
"""Key of a correction's detail: the contact that wrongly said the child was seen."""


def tell_the_record(contact: Contact, *, at: datetime, by: Actor) -> bool:
    """Writes the sighting of one contact, once, inside the caller's transaction; False where it has to wait for the next run.

    What the officer wrote about the place stays in the case: the record holds the day, by whom, and that it was in person.
    """
    if not _free():
        return False
    if not contact.child_seen or _told(contact.pk):
        return True
    child = Child.objects.get(pk=resolve(contact.case.child_id))
    fact = OwnFact(
        "sighting", contact.happened_on, contact.happened_on, code="in_person",
        detail={"agency": "education", "seen_by": contact.seen_by, "event": f"{Contact.KINDS[contact.kind]}, {contact.case.reference}",
                "contact": str(contact.pk)},
    )  # fmt: skip
    try:
        with transaction.atomic():
            record_fact(child=child, fact=fact, reason=f"Seen in {contact.case.reference}", by=by, at=at)
    except CannotRecord:
        return False
    return True


def take_back(contact: int, *, at: datetime, by: Actor, reason: str) -> bool:
    """The child was not seen after all: closes the sighting; False where it has to wait for the next run."""
    if not _free():
        return False
    told = _told(contact)
    if told:
        withdraw_fact(own=told, reason=reason, by=by, at=at)
    return True


def tell_the_record_of_all(*, at: datetime) -> int:
    """Sightings and corrections that had to wait; gives how many the record was told of now."""
    wrong = {
        int(one) for one in Event.objects.filter(detail__has_key=NOT_SEEN).values_list(f"detail__{NOT_SEEN}", flat=True)
    }
    told = dict(_sightings().values_list("detail__contact", "record_id"))
    waiting = (
        Contact.objects.filter(child_seen=True)
        .exclude(pk__in=wrong | {int(one) for one in told})
        .select_related("case")
    )
    number = 0
    for contact in waiting:
        with transaction.atomic():
            number += tell_the_record(contact, at=at, by=SYSTEM)
    for contact in sorted(wrong & {int(one) for one in told}):
        with transaction.atomic():
            number += take_back(contact, at=at, by=SYSTEM, reason="Put right in the case")
    return number


def _sightings() -> QuerySet[Fact]:
    return Fact.objects.filter(kind="sighting", record__feed=OWN_FEED, superseded_at=None, detail__has_key="contact")


def _told(contact: int) -> int | None:
    return _sightings().filter(detail__contact=str(contact)).values_list("record_id", flat=True).first()


def _free() -> bool:
    """Takes the identity lock where nobody holds it, until the transaction ends; never waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [IDENTITY_LOCK])
        return bool(cursor.fetchone()[0])
