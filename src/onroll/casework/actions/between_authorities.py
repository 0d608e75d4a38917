"""Another authority asks us about a child: logged, matched, acknowledged, answered, each in the ledger and on an open case (C7).

The days we have stand in the rule book (`cme-info-share`).
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.casework.actions.answering import ACKNOWLEDGED
from onroll.casework.actions.opening import same_child
from onroll.casework.actions.writing import happened, not_ahead, said
from onroll.casework.models import Case, Enquiry, EnquiryAbout, EnquiryAnswer
from onroll.casework.models.enquiry import ANSWERS
from onroll.casework.pathways.missing_education.enquiries import OTHER_AUTHORITY
from onroll.casework.permitted import CannotDo, NotPossibleNow, locked
from onroll.children.selectors.child import resolve
from onroll.places.authorities import authorities, authority_name

WORKS = "case.work"


def receive(
    *, authority: str, contact: str, surname: str, question: str, asked_on: date, on: date, at: datetime, by: Actor, person: User,
    forename: str = "", date_of_birth: date | None = None,
) -> Enquiry:  # fmt: skip
    """Logs what another authority asks. Raises `CannotDo` where it isn't one, `NotPossibleNow` without the permission."""
    _require(person)
    if authority not in authorities() or authority == settings.AUTHORITY:
        raise CannotDo("Choose which authority asks", field="authority")
    with transaction.atomic():
        enquiry = Enquiry.objects.create(
            agency=OTHER_AUTHORITY, agency_words=authority_name(authority), direction="in", authority=authority,
            contact=said(contact, "Enter who asks, and how to reach them", field="contact"), forename=forename.strip(),
            surname=said(surname, "Enter the child's surname", field="surname"), date_of_birth=date_of_birth,
            question=said(question, "Write what they ask", field="question"), asked_on=not_ahead(asked_on, on, field="asked_on"), asked_at=at,
            asked_by=by.name,
        )  # fmt: skip
        _logged(enquiry, "received", by)
    return enquiry


def match(*, enquiry: Enquiry | int, child: int, on: date, at: datetime, by: Actor, person: User) -> Enquiry:
    """This is the child they ask about; open cases of the child show the question from now on."""
    _require(person)
    with transaction.atomic():
        held = _held(enquiry)
        held.child_id = resolve(child)
        held.save(update_fields=["child"])
        for case in Case.objects.filter(child_id__in=same_child(held.child_id), closed_on=None).order_by("pk"):
            case = locked(case)
            _, new = EnquiryAbout.objects.get_or_create(enquiry=held, case=case)
            if new:
                words = f"{authority_name(held.authority)} asks us about this child"
                happened(
                    case,
                    "enquiry",
                    on=held.asked_on,
                    at=at,
                    by=by,
                    words=words,
                    text=held.question,
                    detail={"enquiry": held.pk},
                )
        _logged(held, "matched", by)
    return held


def acknowledge(*, enquiry: Enquiry | int, on: date, by: Actor, person: User) -> Enquiry:
    """We told them that it arrived. Once."""
    _require(person)
    with transaction.atomic():
        held = _held(enquiry)
        if held.acknowledged_on is None:
            held.acknowledged_on = on
            held.save(update_fields=["acknowledged_on"])
            _logged(held, "acknowledged", by)
    return held


def answer_them(
    *, enquiry: Enquiry | int, kind: str, words: str, on: date, at: datetime, by: Actor, person: User
) -> EnquiryAnswer:
    """What we told them; that the child is known here needs the child."""
    _require(person)
    if kind not in ANSWERS or kind == ACKNOWLEDGED:
        raise CannotDo("Choose what we answer", field="kind")
    with transaction.atomic():
        held = _held(enquiry)
        if kind == "trace" and held.child_id is None:
            raise CannotDo("Say first which child it is.", field="kind")
        told = said(words, "Write what we told them", field="words")
        answer = EnquiryAnswer.objects.create(
            enquiry=held, kind=kind, answered_on=on, words=told, recorded_at=at, recorded_by=by.name
        )
        held.answered_on, held.answer = on, kind
        held.save(update_fields=["answered_on", "answer"])
        for case in Case.objects.filter(asked__enquiry=held, closed_on=None).order_by("pk"):
            happened(
                locked(case), "note", on=on, at=at, by=by, words=f"Answered {authority_name(held.authority)}, which asked about this child",
                text=told, detail={"enquiry": held.pk, "answer": answer.pk},
            )  # fmt: skip
        _logged(held, "answered", by)
    return answer


def _require(person: User) -> None:
    if not person.may(WORKS):
        raise NotPossibleNow("Answering another authority: your roles don't carry this.")


def _held(enquiry: Enquiry | int) -> Enquiry:
    held = Enquiry.objects.select_for_update().get(
        pk=enquiry if isinstance(enquiry, int) else enquiry.pk, direction="in"
    )
    if held.answered_on:
        raise CannotDo(f"This was answered on {held.answered_on:%-d %B %Y} already.")
    return held


def _logged(enquiry: Enquiry, what: str, by: Actor) -> None:
    children = [enquiry.child_id] if enquiry.child_id else []
    record(actor=by, action=f"enquiry.{what}", subject=Subject("enquiry", str(enquiry.pk)), children=children)
