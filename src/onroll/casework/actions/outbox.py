"""What became of a letter that waited in the outbox? A person says that it went, failed or won't go; nothing is sent by itself yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.actions.writing import happened, not_ahead, said
from onroll.casework.models import Outgoing
from onroll.casework.permitted import CannotDo, NotPossibleNow, locked

PERMISSION = "case.work"


def mark_sent(
    *, outgoing: Iterable[int], sent_on: date, on: date, at: datetime, by: Actor, person: User | None
) -> tuple[list[Outgoing], list[str]]:  # fmt: skip
    """These went on that day. Gives those now sent, and for each that doesn't wait any more a sentence."""
    _may(person)
    not_ahead(sent_on, on, field="sent_on")
    done, refused = [], []
    for number in dict.fromkeys(outgoing):
        try:
            with transaction.atomic():
                one = _waiting(number)
                if sent_on < one.letter.written_on:
                    raise CannotDo(f"{one.case.reference}: it was written on {one.letter.written_on:%-d %B %Y}, after that day.", field="sent_on")  # fmt: skip
                one.sent_on, one.sent_by = sent_on, by.name
                one.save(update_fields=["sent_on", "sent_by"])
                _told(one, "sent", on=sent_on, at=at, by=by)
                done.append(one)
        except CannotDo as why:
            refused.append(str(why))
    return done, refused


def cancel(*, outgoing: int, because: str, on: date, at: datetime, by: Actor, person: User | None) -> Outgoing:
    """It won't go, and why. The letter stays with the case as it was written."""
    _may(person)
    why = said(because, "Say why it isn't sent", field="because")
    with transaction.atomic():
        one = _waiting(outgoing, failed_too=True)
        one.cancelled_because = why
        one.save(update_fields=["cancelled_because"])
        _told(one, "cancelled", on=on, at=at, by=by, text=why)
    return one


def mark_failed(*, outgoing: int, because: str, on: date, at: datetime, by: Actor, person: User | None) -> Outgoing:
    """It didn't arrive: returned by the post, refused by a mailbox. What was sent may come back, so that may fail too."""
    _may(person)
    why = said(because, "Say what happened to it", field="because")
    with transaction.atomic():
        one = _locked(outgoing)
        if one.cancelled_because or one.failed_because:
            raise CannotDo(f"{one.case.reference}: this letter is cancelled or has failed already.")
        one.failed_because = why
        one.save(update_fields=["failed_because"])
        _told(one, "didn't arrive", on=on, at=at, by=by, text=why)
    return one


def _may(person: User | None) -> None:
    if person is not None and not person.may(PERMISSION):
        raise NotPossibleNow("Sending letters: your roles don't carry this.")


def _locked(number: int) -> Outgoing:
    found = Outgoing.objects.filter(pk=number).values_list("case_id", flat=True).first()
    if found is None:
        raise CannotDo("This letter isn't in the outbox.")
    locked(found)
    return Outgoing.objects.select_related("case", "letter").get(pk=number)


def _waiting(number: int, *, failed_too: bool = False) -> Outgoing:
    one = _locked(number)
    if one.cancelled_because or one.sent_on or (one.failed_because and not failed_too):
        raise CannotDo(f"{one.case.reference}: this letter doesn't wait any more.")
    return one


def _told(one: Outgoing, state: str, *, on: date, at: datetime, by: Actor, text: str = "") -> None:
    to = one.letter.to_name if one.letter else "somebody"
    happened(
        one.case, "letter", on=on, at=at, by=by, words=f"Letter to {to}, {Outgoing.CHANNELS[one.channel].lower()}: {state}", text=text,
        detail={"letter": one.letter_id, "outgoing": one.pk},
    )  # fmt: skip
