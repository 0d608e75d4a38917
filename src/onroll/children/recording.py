"""How is what an officer found made part of a child's record? The fact is written, given its child, and the child worked out anew.

For the list of children nobody has placed, and for every case that ends in something true. One transaction: either the fact
is there, the child's timeline says so and the lists know it, or nothing happened.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onroll.audit.actor import Actor
from onroll.children.after_a_decision import rebuild_at_once
from onroll.children.identity.memberships import held_memberships, lock_identity, move
from onroll.children.models import Child, Membership
from onroll.intake.models import Record
from onroll.intake.own_facts import OWN_FEED, CannotRecord, OwnFact, Written, withdraw_own_fact, write_own_fact
from onroll.places.models import School


def record_fact(
    *, child: Child, fact: OwnFact, reason: str, by: Actor, at: datetime, about: int | None = None
) -> Written:
    """Write one fact about a child; `about` is the source record it was said of (without one, the child's oldest).

    Raises `CannotRecord` where the child has no such record, or the fact can't be (`intake.own_facts`).
    """
    with transaction.atomic():
        lock_identity()
        anchor = _anchor(child, about)
        written = write_own_fact(about=anchor, fact=_placed(fact), reason=reason, by=by, at=at)
        move({written.record: child.pk}, at=at)
        rebuild_at_once([child.pk])
    return written


def withdraw_fact(*, own: int, reason: str, by: Actor, at: datetime) -> int:
    """Take back what was recorded; returns the child it was recorded of, worked out anew. Raises `CannotRecord`."""
    with transaction.atomic():
        lock_identity()
        child = held_memberships([own]).get(own)
        if child is None or not Record.objects.filter(pk=own, feed=OWN_FEED).exists():
            raise CannotRecord("OnRoll holds no such entry.")
        withdraw_own_fact(own=own, reason=reason, by=by, at=at)
        move({own: child}, at=at)
        rebuild_at_once([child])
    return child


def _anchor(child: Child, about: int | None) -> int:
    held = Membership.objects.filter(child=child, superseded_at=None, record__about_a_child=True).order_by("record_id")
    if about is not None:
        held = held.filter(record=about)
    found = held.values_list("record_id", flat=True).first()
    if found is None:
        raise CannotRecord(
            "This child holds no such record any more: it was merged or separated. Open the child again."
        )
    return found


def _placed(fact: OwnFact) -> OwnFact:
    """A roll's authority is its school's, as for a roll that a school sent."""
    if fact.kind != "roll" or not fact.place or fact.la:
        return fact
    la = School.objects.filter(urn=fact.place).values_list("la_code", flat=True).first()
    return OwnFact(fact.kind, fact.started_on, fact.ended_on, fact.place, la or "", fact.code, fact.detail)
