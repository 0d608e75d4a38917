"""May this source's file be loaded on this day? Only under an agreement in force, where the authority asks for one (Q9).

A source whose agreement has run out is refused whatever the setting: somebody once said until when it may send, and that
day has passed. A source that never had one loads, and is listed as such, until the setting is turned.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.extracts.rows import Refused
from onroll.intake.models import Agreement, Source


class CannotAgree(ValueError):
    """An agreement that can't be kept as it stands; `field` is the question it belongs beside."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


def in_force(source: Source, on: date) -> Agreement | None:
    """The agreement that holds on the day; of several the one that lasts longest."""
    held = [one for one in source.agreements.filter(starts_on__lte=on) if holds(one, on)]
    return max(held, key=lambda one: one.expires_on or date.max, default=None)


def holds(one: Agreement, on: date) -> bool:
    """Whether it covers the day."""
    ended = one.ended_on is not None and one.ended_on <= on
    return one.starts_on <= on and not ended and (one.expires_on is None or on <= one.expires_on)


def require_agreement(source: Source, on: date, file: str) -> None:
    """Refuse a file that nobody may send us on that day. Raises `Refused` with the sentence and the cure."""
    if in_force(source, on) is not None:
        return
    last = source.agreements.filter(starts_on__lte=on).order_by("-starts_on").first()
    if last is not None:
        until = last.ended_on or last.expires_on
        raise Refused(
            f"{file}: the agreement “{last.title}” for {source.feed} ended ({until:%-d %B %Y}). Record the one that follows it "
            "under Sources, then load the file again. Nothing of it was read."
        )
    if not source.without_agreement:
        raise Refused(
            f"{file}: no information-sharing agreement is recorded for {source.feed}, and this source may not be loaded without "
            "one. Record it under Sources, then load the file again. Nothing of it was read."
        )


def add_agreement(
    *,
    source: Source,
    title: str,
    with_whom: str,
    purpose: str,
    lawful_basis: str,
    starts_on: date,
    expires_on: date | None,
    by: Actor,
    at: datetime,
) -> Agreement:
    """Record an agreement. Raises `CannotAgree` where its days run backwards."""
    if expires_on is not None and expires_on < starts_on:
        raise CannotAgree("The last day is before the first. Give the day on which it expires.", field="expires_on")
    with transaction.atomic():
        made = Agreement.objects.create(
            source=source,
            title=title,
            with_whom=with_whom,
            purpose=purpose,
            lawful_basis=lawful_basis,
            starts_on=starts_on,
            expires_on=expires_on,
            added_by=by.name,
            added_at=at,
        )
        record(
            actor=by,
            action="agreement.added",
            subject=Subject("source", source.feed),
            detail={"agreement": made.pk, "expires_on": expires_on.isoformat() if expires_on else ""},
        )
    return made


def end_agreement(*, agreement: Agreement, on: date, reason: str, by: Actor) -> None:
    """End it early, from a day on, with the reason; what was loaded under it stays."""
    if not reason.strip():
        raise CannotAgree("Write why it ends.", field="reason")
    with transaction.atomic():
        held = Agreement.objects.select_for_update().get(pk=agreement.pk)
        if held.ended_on is not None:
            raise CannotAgree("It has been ended already.")
        held.ended_on, held.ended_because = on, reason.strip()[:300]
        held.save(update_fields=["ended_on", "ended_because"])
        record(
            actor=by,
            action="agreement.ended",
            subject=Subject("source", held.source.feed),
            detail={"agreement": held.pk, "on": on.isoformat()},
        )


def expect(*, source: Source, interval_days: int | None, contact: str, without_agreement: bool, by: Actor) -> None:
    """Say how often a source is expected, whom to ask, and whether it may load without an agreement."""
    with transaction.atomic():
        held = Source.objects.select_for_update().get(pk=source.pk)
        before = {"interval_days": held.interval_days, "without_agreement": held.without_agreement}
        held.interval_days, held.contact, held.without_agreement = interval_days, contact.strip(), without_agreement
        held.save(update_fields=["interval_days", "contact", "without_agreement"])
        record(
            actor=by,
            action="source.expected",
            subject=Subject("source", held.feed),
            detail={"before": before, "interval_days": interval_days, "without_agreement": without_agreement},
        )


def without_one(on: date) -> list[Source]:
    """Sources that have sent something and have no agreement in force on the day."""
    covered = Agreement.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), starts_on__lte=on).filter(
        Q(expires_on=None) | Q(expires_on__gte=on)
    )
    return list(
        Source.objects.filter(loads__isnull=False).exclude(pk__in=covered.values("source")).distinct().order_by("feed")
    )
