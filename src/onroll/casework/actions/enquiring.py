"""How is an agency asked about a child, chased, and an enquiry taken back? One enquiry may be about all the siblings (E3, C7).

What comes back is recorded by `answering`; both are read through `selectors.enquiries`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.actions.answering import correct_answer, record_answer
from onroll.casework.actions.before_asking import (
    IN_WRITING,
    check_aim,
    check_approved,
    check_authority,
    check_looked_once,
    check_not_waiting,
    check_safe,
)
from onroll.casework.actions.deciding import decide
from onroll.casework.actions.writing import happened, not_ahead, said
from onroll.casework.models import Case, CaseDecision, Enquiry, EnquiryAbout, Event
from onroll.casework.pathways.missing_education.enquiries import act_of, agency_name, rules
from onroll.casework.permitted import CannotDo, locked, require_act
from onroll.casework.selectors.enquiries import about_words, open_enquiries, whom
from onroll.places.authorities import authority_name

__all__ = ["ask", "ask_approved", "ask_for_approval", "ask_several", "chase", "correct_answer", "open_enquiries", "record_answer", "withdraw"]  # fmt: skip

WAYS = {"phone": "By phone", IN_WRITING: "In writing", "in_person": "In person"}


def ask(
    *, cases: Sequence[Case | int], agency: str, question: str = "", on: date, at: datetime, by: Actor, person: User | None,
    agency_words: str = "", aim: str = "child", aimed_at: str = "", authority: str = "", contact: str = "", way: str = "phone",
    asked_on: date | None = None, follows: Enquiry | int | None = None, decision: CaseDecision | None = None, law_checked: str = "",
) -> Enquiry:  # fmt: skip
    """Records that an agency was asked about one child or several of a family, on the case of each.

    Raises `CannotDo` where the person asked about must not be contacted so, where family contact is stopped, where the same
    question still waits, and where a second person must agree first; `NotPossibleNow` where the pathway doesn't allow it.
    """
    rule = rules().get(agency)
    if rule is None:
        raise CannotDo("Choose whom to ask", field="agency")
    with transaction.atomic():
        held = [locked(case) for case in sorted(cases, key=_number)]
        for case in held:
            require_act(case, act_of(rule), person)
        check_aim(rule, aim, aimed_at)
        authority = check_authority(rule, authority)
        check_safe(held, rule, aimed_at, way)
        check_looked_once(held, rule, law_checked)
        check_approved(held, rule, decision)
        words = agency_words.strip() or (authority_name(authority) if authority else "")
        check_not_waiting(held, rule, words, aim, aimed_at)
        asks = question.strip() or rule.how
        enquiry = Enquiry.objects.create(
            agency=agency, agency_words=words, aim=aim, aimed_at=aimed_at.strip(), question=_with_check(asks, law_checked),
            authority=authority, contact=contact.strip(), asked_on=not_ahead(asked_on or on, on, field="asked_on"), asked_at=at,
            asked_by=by.name, follows_id=_number(follows) if follows else None, decision=decision,
        )  # fmt: skip
        EnquiryAbout.objects.bulk_create([EnquiryAbout(enquiry=enquiry, case=case) for case in held])
        for case in held:
            happened(
                case, "enquiry", on=enquiry.asked_on, at=at, by=by, words=f"Asked {whom(enquiry)} about {about_words(enquiry)}",
                text=enquiry.question, detail={"enquiry": enquiry.pk},
            )  # fmt: skip
    return enquiry


def ask_several(*, wanted: Iterable[Mapping[str, Any]], **common: Any) -> list[Enquiry]:
    """Several agencies at once, all or none: each of `wanted` holds what differs, `common` what `ask` takes for all."""
    with transaction.atomic():
        return [ask(**{**common, **one}) for one in wanted]


def ask_for_approval(
    *, case: Case | int, agency: str, reason: str, on: date, at: datetime, by: Actor, person: User | None, agency_words: str = "",
    aim: str = "child", aimed_at: str = "", question: str = "", follows: int = 0,
) -> CaseDecision:  # fmt: skip
    """Asks a second person to agree to one sensitive enquiry, with the reason why it is proportionate. Needed each time."""
    rule = rules().get(agency)
    if rule is None or not rule.approval:
        raise CannotDo("Choose whom to ask", field="agency")
    check_aim(rule, aim, aimed_at)
    detail = {"approval": rule.approval, "agency": agency, "agency_words": agency_words.strip(), "aim": aim, "aimed_at": aimed_at.strip(),
              "question": question.strip(), "follows": follows}  # fmt: skip
    why = said(reason, "Say why this is needed and proportionate", field="reason")
    about = aimed_at.strip() or "the child"
    words = f"Ask {agency_name(agency, agency_words.strip())} about {about}"
    return decide(
        case=case, act=act_of(rule), words=words, reason=why, on=on, at=at, by=by, person=person, detail=detail
    )


def ask_approved(
    *,
    decision: CaseDecision,
    also: Sequence[Case] = (),
    on: date,
    at: datetime,
    by: Actor,
    person: User | None,
    **given: Any,
) -> Enquiry:
    """Makes the enquiry that a second person agreed to, as it was agreed; once."""
    detail = {name: decision.detail.get(name, "") for name in ("agency", "agency_words", "aim", "aimed_at", "question")}
    follows = decision.detail.get("follows") or None
    return ask(
        cases=[decision.case_id, *also], decision=decision, follows=follows, on=on, at=at, by=by, person=person, **detail, **given
    )  # fmt: skip


def chase(*, enquiry: Enquiry | int, on: date, at: datetime, by: Actor, person: User | None, note: str = "") -> Enquiry:
    """Asks again, today; the days to the next chase count anew. Twice on one day counts once."""
    with transaction.atomic():
        held = _waiting(enquiry)
        if held.chased_on == on:
            return held
        cases = _cases(held, person)
        held.chased_on, held.chases = on, held.chases + 1
        held.save(update_fields=["chased_on", "chases"])
        waited = (on - held.asked_on).days
        words = f"Chased {whom(held)}: no answer after {waited} day{'s' if waited != 1 else ''}"
        for case in cases:
            happened(case, "chased", on=on, at=at, by=by, words=words, text=note.strip(), detail={"enquiry": held.pk})
    return held


def withdraw(
    *, enquiry: Enquiry | int, because: str, on: date, at: datetime, by: Actor, person: User | None
) -> Enquiry:
    """It was recorded by mistake, or needs no answer any more. The row stays with the reason; the timeline says so."""
    with transaction.atomic():
        held = _waiting(enquiry)
        held.withdrawn_because = said(because, "Say why no answer is needed", field="because")
        held.save(update_fields=["withdrawn_because"])
        for case in _cases(held, person):
            first = Event.objects.filter(case=case, kind="enquiry", detail__enquiry=held.pk).first()
            happened(
                case, "correction", on=on, at=at, by=by, words=f"No answer needed any more: {whom(held)}",
                text=held.withdrawn_because, detail={"enquiry": held.pk}, corrects=first,
            )  # fmt: skip
    return held


def _number(one: Any) -> int:
    return one if isinstance(one, int) else one.pk


def _with_check(question: str, law_checked: str) -> str:
    return f"{question}\nSurveillance law checked: {law_checked.strip()}" if law_checked.strip() else question


def _waiting(enquiry: Enquiry | int) -> Enquiry:
    held = Enquiry.objects.select_for_update().get(pk=_number(enquiry))
    if held.answered_on:
        raise CannotDo(f"{whom(held)} answered on {held.answered_on:%-d %B %Y} already.")
    if held.withdrawn_because:
        raise CannotDo(f"This needs no answer any more: {held.withdrawn_because}")
    return held


def _cases(enquiry: Enquiry, person: User | None) -> list[Case]:
    """Its cases that are open, locked; the answer's act must be possible in each."""
    cases = [locked(case) for case in Case.objects.filter(asked__enquiry=enquiry, closed_on=None).order_by("pk")]
    for case in cases:
        require_act(case, "answer", person)
    return cases
