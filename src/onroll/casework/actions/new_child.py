"""How does every case get a child? A referral about nobody we hold becomes a record of its own, and that record a child."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from onroll.audit.actor import Actor
from onroll.casework.models import Referral
from onroll.children.after_a_decision import rebuild_at_once
from onroll.children.identity.deciding import decide
from onroll.children.identity.memberships import lock_identity, move, new_children
from onroll.children.models import Membership
from onroll.extracts.rows import Person
from onroll.intake.own_records import write_own_record
from onroll.people.identifiers import check_upn
from onroll.people.postcodes import normalise_postcode

RAW = (
    "surname",
    "forename",
    "known_as",
    "date_of_birth",
    "age_said",
    "sex",
    "upn",
    "address",
    "postcode",
    "school",
    "adults",
    "last_seen",
)


def child_from_referral(referral: Referral, *, not_these: Collection[int], on: date, at: datetime, by: Actor) -> int:
    """Makes a child of what the referral says, with a timeline at once, and gives its number.

    `not_these` are children that the person compared and refused: their word is kept as a decision, so that the next linking
    run doesn't join them after all. Raises `CannotRecord` where the referral has become a child before.
    """
    with transaction.atomic():
        lock_identity()
        raw = {name: str(value) for name in RAW if (value := getattr(referral, name))}
        own = write_own_record(
            source_id=referral.reference, person=person_of(referral), raw=raw, on=referral.received_on, by=by, at=at
        )
        (child,) = new_children(1, at=at)
        move({own: child}, at=at)
        for other in _oldest_records(not_these):
            decide(
                a=own,
                b=other,
                same=False,
                reason=f"{referral.reference}: compared at triage, another child",
                by=by,
                at=at,
            )
        rebuild_at_once([child])
    return child


def person_of(referral: Referral) -> Person:
    """What the referral says of who the child is, with numbers and postcode as an extract's would be kept."""
    upn, postcode = check_upn(referral.upn), normalise_postcode(referral.postcode)
    where = (
        referral.address
        if postcode or not referral.postcode
        else f"{referral.address}, {referral.postcode}".strip(", ")
    )
    return Person(
        surname=referral.surname.strip(), forename=referral.forename.strip(), preferred_forename=referral.known_as.strip(),
        date_of_birth=referral.date_of_birth, sex=referral.sex, upn=upn.value, weak={} if upn.value or not referral.upn else {"upn": referral.upn},
        address=", ".join(line.strip() for line in where.splitlines() if line.strip()), postcode=postcode,
    )  # fmt: skip


def _oldest_records(children: Collection[int]) -> list[int]:
    """The oldest record about each of these children: a decision on it stands for the child, as when children are merged."""
    held = Membership.objects.filter(child__in=children, superseded_at=None, record__about_a_child=True)
    oldest: dict[int, int] = {}
    for child, own in held.order_by("record_id").values_list("child_id", "record_id"):
        oldest.setdefault(child, own)
    return sorted(oldest.values())
