"""How is something written down on a case, and how is what was written put right? Nothing is ever changed or taken away."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.actions.sightings import NOT_SEEN, take_back
from onroll.casework.actions.writing import happened, said
from onroll.casework.models import Case, Contact, Event
from onroll.casework.models.event import KINDS
from onroll.casework.permitted import CannotDo, locked, require_act


def add_note(*, case: Case | int, text: str, on: date, at: datetime, by: Actor, person: User | None) -> Event:
    """A note in the person's own words. It moves nothing: a case with notes alone is still stalled (E8)."""
    with transaction.atomic():
        held = locked(case)
        require_act(held, "note", person)
        kept = said(text, "Write the note", field="text")
        return happened(held, "note", on=on, at=at, by=by, words="Note", text=kept)


def correct(
    *, event: Event | int, text: str, on: date, at: datetime, by: Actor, person: User | None, child_not_seen: bool = False
) -> Event:  # fmt: skip
    """What is right instead, beside what was written. Raises `CannotDo` for a correction itself, which the newest puts right.

    `child_not_seen`: the contact said that the child was seen, and the child wasn't; the case's day follows.
    """
    with transaction.atomic():
        wrong = Event.objects.get(pk=event.pk if isinstance(event, Event) else event)
        held = locked(wrong.case_id)
        require_act(held, "correct", person)
        if wrong.corrects_id is not None:
            raise CannotDo("This is a correction already. Correct what it corrects; the newest correction counts.")
        kept = said(text, "Write what is right", field="text")
        detail = _unseen(held, wrong) if child_not_seen else {}
        about = f"Correction of “{KINDS.get(wrong.kind, wrong.kind)}” of {wrong.happened_on:%-d %B %Y}"
        made = happened(held, "correction", on=on, at=at, by=by, words=about, text=kept, detail=detail, corrects=wrong)
        if detail:
            take_back(detail[NOT_SEEN], at=at, by=by, reason=kept)
            held.child_seen_on = seen_on(held)
            held.save(update_fields=["child_seen_on"])
        return made


def seen_on(case: Case) -> date | None:
    """The newest day a contact says the child was seen, those put right left out."""
    wrong = Event.objects.filter(case=case, kind="correction", detail__has_key=NOT_SEEN)
    contacts = Contact.objects.filter(case=case, child_seen=True)
    return contacts.exclude(pk__in=[one.detail[NOT_SEEN] for one in wrong]).aggregate(on=Max("happened_on"))["on"]


def _unseen(case: Case, wrong: Event) -> dict[str, int]:
    contact = Contact.objects.filter(case=case, pk=wrong.detail.get("contact"), child_seen=True).first()
    if contact is None:
        raise CannotDo("This doesn't say that the child was seen.", field="child_not_seen")
    return {NOT_SEEN: contact.pk}
