"""How does a case of attendance begin, and what is tried before any notice? Support, contract, notice to improve, court (H6)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.actions.opening import open_case
from onroll.casework.actions.tasks import add_task
from onroll.casework.actions.writing import change, happened, not_ahead, said
from onroll.casework.models import Case, Measure, Support
from onroll.casework.permitted import CannotDo, locked, require_act
from onroll.rules.clocks import CannotAnswer, due
from onroll.rules.rulebook.book import rule_book

PATHWAY = "attendance"
RESULTS = {
    "contract": {"kept": "Kept: the child attends", "broken": "Not kept", "ended": "Ended for another reason"},
    "improvement": {"improved": "Improved enough", "not_improved": "Not improved enough", "ended": "Ended for another reason"},
    "order": {"made": "The order was made", "refused": "The court refused it", "ended": "Not pursued", "discharged": "The order has ended"},
    "prosecution": {"convicted": "Found guilty", "acquitted": "Found not guilty", "ended": "Not pursued"},
}  # fmt: skip
OFFENCES = {
    "s444-1": "Section 444(1): the child doesn't attend regularly",
    "s444-1A": "Section 444(1A): the parent knows, and fails to act without reasonable justification",
}


def take_on(*, child: int, because: str, on: date, at: datetime, by: Actor, person: User) -> Case:
    """Opens a case of attendance that this person leads, with the first thing to do. Raises `AlreadyOpen`."""
    with transaction.atomic():
        case = open_case(
            child=child, pathway_id=PATHWAY, on=on, at=at, by=by, because=said(because, "Say why the case is opened", field="because"), lead=person
        )  # fmt: skip
        act = require_act(case, "take_on", person)
        change(case, act, on=on)
        happened(case, "assigned", on=on, at=at, by=by, words=f"{person.name} took the case on", detail={"lead": person.pk})  # fmt: skip
        add_task(
            case=case, title="Find out what keeps the child away, and offer help", key="support:first", due_on=on + timedelta(days=7),
            why="Support comes before any legal measure. Speak to the child, the family and the school.", assigned_to=person, on=on, at=at, by=by, person=person,
        )  # fmt: skip
    return case


def offer_support(
    *, case: Case | int, kind: str, what: str, offered_on: date, offered_by: str, response: str, on: date, at: datetime, by: Actor,
    person: User | None,
) -> Support:  # fmt: skip
    """Writes down what was offered and what the family said. "Not appropriate" is written down too, with why."""
    with transaction.atomic():
        held = locked(case)
        act = require_act(held, "support", person)
        kinds = rule_book().codes["attendance-support"].codes
        if kind not in kinds:
            raise CannotDo("Choose what kind of support it was", field="kind")
        kept = Support.objects.create(
            case=held, kind=kind, what=said(what, "Say what was offered, or why support isn't appropriate", field="what"), offered_on=not_ahead(offered_on, on, field="offered_on"),
            offered_by=said(offered_by, "Enter who offered it", field="offered_by"), response=response, recorded_at=at, recorded_by=by.name,
        )  # fmt: skip
        change(held, act, on=on)
        answer = dict(Support.RESPONSES).get(response, "") if response else ""
        words = f"Support: {kinds[kind].means}{f' ({answer.lower()})' if answer else ''}"
        happened(held, "support", on=offered_on, at=at, by=by, words=words, text=kept.what, detail={"support": kept.pk})
    return kept


def begin_measure(
    *, case: Case | int, kind: str, parent: str, started_on: date, terms: str, on: date, at: datetime, by: Actor, person: User | None,
    until: date | None = None, of_from: date | None = None, offence: str = "", consulted: str = "", read_version: int | None = None,
) -> Measure:  # fmt: skip
    """A contract agreed, a notice to improve served, an order applied for, a prosecution decided on. Raises `CannotDo`."""
    acts = {"contract": "contract", "improvement": "improve", "order": "order", "prosecution": "prosecute"}
    with transaction.atomic():
        held = locked(case, read_version=read_version)
        act = require_act(held, acts[kind], person)
        begun = not_ahead(started_on, on, field="started_on")
        _fits(kind, begun, until, of_from, offence, consulted)
        made = Measure.objects.create(
            case=held, kind=kind, parent=said(parent, "Enter the parent's name", field="parent"), started_on=begun, until=until, of_from=of_from,
            terms=said(terms, "Say what was agreed, what must improve, or why", field="terms"), offence=offence, consulted=consulted.strip(), recorded_at=at,
            recorded_by=by.name,
        )  # fmt: skip
        change(held, act, on=on)
        name = Measure.KINDS[kind]
        happened(held, "measure", on=begun, at=at, by=by, words=f"{name}: {made.parent}", text=made.terms, detail={"measure": made.pk})  # fmt: skip
        _then(held, made, on, at, by, person)
    return made


def end_measure(
    *, measure: Measure | int, result: str, ended_on: date, because: str, on: date, at: datetime, by: Actor, person: User | None,
) -> Measure:  # fmt: skip
    """How it ended; the task that waited for it is done with it. Raises `CannotDo` where it has ended already."""
    with transaction.atomic():
        number = measure.pk if isinstance(measure, Measure) else measure
        held = locked(Measure.objects.values_list("case_id", flat=True).get(pk=number))
        act = require_act(held, "measure_ended", person)
        standing = Measure.objects.select_for_update().get(pk=number)
        if standing.result:
            raise CannotDo(f"It has ended already: {RESULTS[standing.kind][standing.result].lower()}.")
        if result not in RESULTS[standing.kind]:
            raise CannotDo("Choose how it ended", field="result")
        standing.result, standing.ended_on = result, not_ahead(ended_on, on, field="ended_on")
        standing.ended_because = because.strip()
        standing.save(update_fields=["result", "ended_on", "ended_because"])
        held.tasks.filter(key=f"measure:{standing.pk}", done_on=None, waived_because="").update(
            done_on=on, done_by=by.name
        )
        change(held, act, on=on)
        words = f"{Measure.KINDS[standing.kind]}: {RESULTS[standing.kind][result].lower()}"
        happened(held, "measure", on=ended_on, at=at, by=by, words=words, text=standing.ended_because, detail={"measure": standing.pk})  # fmt: skip
    return standing


def back_to_support(
    *, case: Case | int, because: str, on: date, at: datetime, by: Actor, person: User | None, read_version: int | None = None
) -> Case:  # fmt: skip
    """Help goes on, or begins again, in place of measures."""
    with transaction.atomic():
        held = locked(case, read_version=read_version)
        act = require_act(held, "back_to_support", person)
        kept = said(because, "Say why", field="because")
        change(held, act, on=on)
        happened(held, "stage", on=on, at=at, by=by, words="Back to support", text=kept)
    return held


def _fits(kind: str, begun: date, until: date | None, of_from: date | None, offence: str, consulted: str) -> None:
    """What each kind needs; the sentence says which question and what would be right."""
    if kind != "order" and until is None:
        raise CannotDo("Enter the last day", field="until")
    if kind in ("contract", "improvement") and until is not None and until <= begun:
        raise CannotDo("The last day comes after the first", field="until")
    if kind in ("order", "prosecution") and not consulted.strip():
        raise CannotDo("Say what children's social care said, or that the child isn't known to them: an education supervision order is considered first", field="consulted")  # fmt: skip
    if kind != "prosecution":
        return
    if offence not in OFFENCES:
        raise CannotDo("Choose the offence", field="offence")
    if of_from is None or until is None or until < of_from:
        raise CannotDo("Enter the first and last day of the absence", field="of_from")
    if until > begun:
        raise CannotDo("The absence must have happened before it is prosecuted", field="until")
    try:
        last = due("prosecute-6m", on=of_from).last_day
    except CannotAnswer:
        return
    if begun > last:
        raise CannotDo(f"Absence from {of_from:%-d %B %Y} can't be prosecuted after {last:%-d %B %Y}: the information must be laid within six months. Choose a later first day.", field="of_from")  # fmt: skip


def _then(case: Case, made: Measure, on: date, at: datetime, by: Actor, person: User | None) -> None:
    """The task that waits for its end, by its last day or by the clock of the law."""
    key, assigned = f"measure:{made.pk}", person
    if made.kind in ("contract", "improvement") and made.until is not None:
        title = f"{Measure.KINDS[made.kind]} ends: say how it went"
        add_task(case=case, title=title, key=key, due_on=made.until, assigned_to=assigned, on=on, at=at, by=by)
    elif made.kind == "prosecution" and made.of_from is not None:
        add_task(
            case=case, title="Lay the information before the court", key=key, rule="prosecute-6m", counted_from=made.of_from, assigned_to=assigned, on=on, at=at, by=by,
            why="Six months from the first day of the absence that is prosecuted.",
        )  # fmt: skip
    else:
        add_task(case=case, title="Education supervision order: what did the court decide?", key=key, assigned_to=assigned, on=on, at=at, by=by)  # fmt: skip
