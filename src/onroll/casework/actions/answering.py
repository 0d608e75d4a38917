"""What did an agency answer, and to what does the answer lead? Recorded on the case of every child it is about (E3).

A corrected answer is another answer that names the one it corrects; nothing is overwritten.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.actions.tasks import add_task
from onroll.casework.actions.writing import happened, not_ahead, said
from onroll.casework.models import Case, Enquiry, EnquiryAnswer, Event
from onroll.casework.models.enquiry import ANSWERS
from onroll.casework.pathways.missing_education.enquiries import OTHER_AUTHORITY, rules
from onroll.casework.permitted import CannotDo, locked, require_act
from onroll.casework.selectors.enquiries import about_words, whom
from onroll.places.authorities import authorities, authority_name

ACKNOWLEDGED = "acknowledged"
ON_ROLL_HERE = "on-roll-here"
"""Where a trace leads when the child is on a roll of ours: no further enquiry, but found, or an end of the case."""


def record_answer(
    *, enquiry: Enquiry | int, kind: str, on: date, at: datetime, by: Actor, person: User | None, answered_on: date | None = None,
    words: str = "", place: str = "", authority: str = "", leads_to: str = "", seen_on: date | None = None,
) -> EnquiryAnswer:  # fmt: skip
    """What came back: a trace, a nil return, declined, a message passed on, something else; or only an acknowledgement.

    A declined answer becomes a task for a manager. Raises `CannotDo` where it is answered already, with who and when.
    """
    with transaction.atomic():
        held = Enquiry.objects.select_for_update().get(pk=enquiry.pk if isinstance(enquiry, Enquiry) else enquiry)
        if held.answered_on:
            first = held.answers.exclude(kind=ACKNOWLEDGED).order_by("pk").last()
            by_whom = f", recorded by {first.recorded_by}" if first else ""
            raise CannotDo(
                f"{whom(held)} answered on {held.answered_on:%-d %B %Y} already{by_whom}. Correct that answer instead."
            )
        if held.withdrawn_because:
            raise CannotDo(f"This needs no answer any more: {held.withdrawn_because}")
        day = not_ahead(answered_on or on, on, field="answered_on")
        if day < held.asked_on:
            raise CannotDo("This is before the day the question was asked.", field="answered_on")
        answer = _keep(held, kind, day, at, by, words, place, authority, leads_to, seen_on)
        for case in _cases(held, person):
            happened(
                case, "answer", on=day, at=at, by=by, words=sentence(held, answer), text=answer.words,
                detail={"enquiry": held.pk, "answer": answer.pk}, meaningful=kind != ACKNOWLEDGED,
            )  # fmt: skip
            if kind == "declined":
                _to_a_manager(case, held, on=on, at=at, by=by)
    return answer


def correct_answer(
    *, answer: EnquiryAnswer | int, kind: str, because: str, on: date, at: datetime, by: Actor, person: User | None, words: str = "",
    place: str = "", authority: str = "", leads_to: str = "", seen_on: date | None = None,
) -> EnquiryAnswer:  # fmt: skip
    """The answer was written down wrongly, or more came to it: what it should say, and why. The first stays on the timeline."""
    with transaction.atomic():
        wrong = EnquiryAnswer.objects.get(pk=answer.pk if isinstance(answer, EnquiryAnswer) else answer)
        held = Enquiry.objects.select_for_update().get(pk=wrong.enquiry_id)
        if wrong.corrections.exists():
            raise CannotDo("Somebody corrected this answer already. Open the enquiries again.")
        why = said(because, "Say what was wrong", field="because")
        right = _keep(held, kind, wrong.answered_on, at, by, words, place, authority, leads_to, seen_on, corrects=wrong)
        for case in _cases(held, person, "correct"):
            first = Event.objects.filter(case=case, detail__answer=wrong.pk).first()
            happened(
                case, "correction", on=on, at=at, by=by, words=f"Corrected answer. {sentence(held, right)}", text=why,
                detail={"enquiry": held.pk, "answer": right.pk}, corrects=first,
            )  # fmt: skip
            if kind == "declined":
                _to_a_manager(case, held, on=on, at=at, by=by)
    return right


def sentence(enquiry: Enquiry, answer: EnquiryAnswer) -> str:
    """What the timeline shows of an answer."""
    parts = [f"{whom(enquiry)}, about {about_words(enquiry)}: {ANSWERS[answer.kind].lower()}"]
    if answer.kind == "trace" and (answer.place or answer.authority):
        parts.append(f"leads to {answer.place or authority_name(answer.authority)}")
    if answer.seen_on:
        parts.append(f"they last saw the child on {answer.seen_on:%-d %B %Y}")
    return ", ".join(parts)


def _keep(
    enquiry: Enquiry, kind: str, day: date, at: datetime, by: Actor, words: str, place: str, authority: str, leads_to: str,
    seen_on: date | None, corrects: EnquiryAnswer | None = None,
) -> EnquiryAnswer:  # fmt: skip
    """Adds the answer and sets what the enquiry's own row says of it."""
    if kind not in ANSWERS:
        raise CannotDo("Choose what they answered", field="kind")
    if leads_to and leads_to != ON_ROLL_HERE and leads_to not in rules():
        raise CannotDo("Choose who should be asked next", field="leads_to")
    if authority and authority not in authorities():
        raise CannotDo("Choose the authority from the list", field="authority")
    if leads_to == OTHER_AUTHORITY and not authority:
        raise CannotDo("Choose the authority that the trace leads to", field="authority")
    if seen_on and seen_on > day:
        raise CannotDo("They can't have seen the child after the day of their answer.", field="seen_on")
    trace = kind == "trace"
    answer = EnquiryAnswer.objects.create(
        enquiry=enquiry, kind=kind, answered_on=day, words=words.strip(), place=place.strip() if trace else "",
        authority=authority if trace else "", leads_to=(leads_to or (OTHER_AUTHORITY if authority else "")) if trace else "",
        seen_on=seen_on, recorded_at=at, recorded_by=by.name, corrects=corrects,
    )  # fmt: skip
    if kind == ACKNOWLEDGED:
        enquiry.acknowledged_on = day
        if corrects:
            enquiry.answered_on, enquiry.answer = None, ""
    else:
        enquiry.answered_on, enquiry.answer = day, kind
    enquiry.save(update_fields=["acknowledged_on", "answered_on", "answer"])
    return answer


def _cases(enquiry: Enquiry, person: User | None, act: str = "answer") -> list[Case]:
    """The cases it is about, locked. One that stands where no answer can be recorded any more is passed over, unless all do."""
    cases = [locked(case) for case in Case.objects.filter(asked__enquiry=enquiry).order_by("pk")]
    possible = [case for case in cases if case.stage in _stages(case, act)]
    for case in possible or cases:
        require_act(case, act, person)
    return possible


def _stages(case: Case, act: str) -> frozenset[str]:
    from onroll.casework.pathways import pathway

    return pathway(case.pathway).acts[act].stages


def _to_a_manager(case: Case, enquiry: Enquiry, *, on: date, at: datetime, by: Actor) -> None:
    """A refusal to answer is a manager's to take up: a task for the team's, once an enquiry."""
    if not case.open:
        return
    add_task(
        case=case, title=f"Take up with a manager there: {whom(enquiry)} declined to answer",
        why=f"{whom(enquiry)} was asked on {enquiry.asked_on:%-d %B %Y} and declined. A manager asks theirs, or decides otherwise.",
        assigned_to=_manager(case), key=f"declined:{enquiry.pk}", on=on, at=at, by=by, person=None,
    )  # fmt: skip


def _manager(case: Case) -> User | None:
    """A manager of the case's team, else any; nobody where there is none: the task then waits for the team."""
    managers = [
        user
        for user in User.objects.filter(is_active=True, roles__contains=["pathway_manager"]).order_by("pk")
        if user.may("case.approve")
    ]
    team = [user for user in managers if case.team_id and user.team_id == case.team_id]
    return next(iter(team or managers), None)
