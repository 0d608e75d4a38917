"""What came of a contact or a visit, and was the child seen, by whom? Kept once, however often a bad line sends it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.actions.escalating import raise_proposed
from onroll.casework.actions.sightings import tell_the_record
from onroll.casework.actions.writing import happened, not_ahead
from onroll.casework.models import Case, Contact
from onroll.casework.permitted import CannotDo, locked, require_act

IN_PERSON = ("visit", "meeting", "other")
"""Kinds at which a child can be seen. A voice on the phone and a letter are no sighting (A7)."""
REACHED = ("done", "refused")
"""States in which the family was reached: an offer nobody took up, or a door nobody opened, moves no case (E8)."""


def record_contact(
    *, case: Case | int, kind: str, state: str, happened_on: date, on: date, at: datetime, by: Actor, person: User | None,
    with_whom: str = "", child_seen: bool = False, seen_by: str = "", where: str = "", note: str = "",
    sent_once: UUID | None = None,
) -> Contact:  # fmt: skip
    """One contact or visit, and what it came to. The same `sent_once` twice gives the contact already kept.

    `seen_by` is the professional who saw the child in person, else whoever writes it down. Raises `CannotDo`.
    """
    with transaction.atomic():
        held = locked(case)  # its lock also lets only one of two sendings of the same form through
        if sent_once and (kept := Contact.objects.filter(sent_once=sent_once).first()):
            if kept.case_id != held.pk:
                raise CannotDo("This form was sent for another case already. Open a new form.")
            return kept
        require_act(held, "contact", person)
        _check(kind, state, child_seen)
        contact = Contact.objects.create(
            case=held, kind=kind, state=state, happened_on=not_ahead(happened_on, on, field="happened_on"),
            with_whom=with_whom.strip(), child_seen=child_seen, seen_by=(seen_by.strip() or by.name) if child_seen else "",
            where=where.strip(), note=note.strip(), recorded_at=at, recorded_by=by.name, sent_once=sent_once,
        )  # fmt: skip
        if child_seen and (held.child_seen_on is None or happened_on > held.child_seen_on):
            held.child_seen_on = happened_on
            held.save(update_fields=["child_seen_on"])
        happened(
            held, "visit" if kind == "visit" else "contact", on=happened_on, at=at, by=by, words=words_of(contact),
            text=contact.note, detail={"contact": contact.pk}, meaningful=state in REACHED,
        )  # fmt: skip
        if child_seen:
            tell_the_record(contact, at=at, by=by)
        if child_seen or (kind == "visit" and state == "refused"):
            raise_proposed(held, on=on, at=at)
    return contact


def words_of(contact: Contact) -> str:
    """The sentence a timeline shows; where somebody lives stays out of it."""
    parts = [f"{Contact.KINDS[contact.kind]}: {Contact.STATES[contact.state].lower()}"]
    if contact.with_whom:
        parts.append(f"with {contact.with_whom}")
    parts.append(f"child seen by {contact.seen_by}" if contact.child_seen else "child not seen")
    return ", ".join(parts)


def _check(kind: str, state: str, child_seen: bool) -> None:
    if kind not in Contact.KINDS:
        raise CannotDo("Choose what kind of contact it was", field="kind")
    if state not in Contact.STATES:
        raise CannotDo("Choose what came of it", field="state")
    if child_seen and state != "done":
        raise CannotDo("A child can only have been seen at a contact that took place: choose “Done”.", field="state")
    if child_seen and kind not in IN_PERSON:
        raise CannotDo(
            "Seen means in person: at a visit or a meeting. Write in the note that you heard the child.", field="kind"
        )
