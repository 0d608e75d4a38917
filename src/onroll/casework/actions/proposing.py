"""What does OnRoll propose by itself once the record moved on? Closures it shows, escalations that are due; people decide.

Run after each load and linking, and by the daily run. Running it again proposes nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from onroll.audit.actor import SYSTEM, Actor
from onroll.casework.actions.closing import propose_closure
from onroll.casework.actions.escalating import raise_proposed
from onroll.casework.actions.sightings import tell_the_record_of_all
from onroll.casework.models import Case, Task
from onroll.casework.permitted import NotPossibleNow, locked
from onroll.casework.selectors.closures import closures
from onroll.casework.selectors.escalations import STAGES
from onroll.children.models import ChildSummary


@dataclass(frozen=True, slots=True)
class Proposed:
    """How many closures and how many escalations were newly proposed, and how many sightings the record was told of."""

    closures: int
    escalations: int
    sightings: int


def propose(
    *, on: date, at: datetime, by: Actor = SYSTEM, cases: Collection[int] | None = None, tell: Callable[[str], None] = lambda _: None
) -> Proposed:  # fmt: skip
    """Everything that the record and the clocks propose of open cases on a day, each once."""
    sightings = tell_the_record_of_all(at=at)
    closing = 0
    for one in closures(on, cases):
        try:
            propose_closure(
                case=one.case, outcome=one.outcome, evidence=one.evidence, reason=one.reason, on=on, at=at, by=by, person=None
            )  # fmt: skip
            closing += 1
        except NotPossibleNow:
            continue  # it was closed, or handed to another service, while we read
    escalating = sum(_escalations(case, on, at, by) for case in _may_escalate(on, cases))
    if closing or escalating:
        tell(f"{closing} closures and {escalating} escalations proposed.")
    return Proposed(closing, escalating, sightings)


def _may_escalate(on: date, cases: Collection[int] | None) -> list[int]:
    """Cases in which a protection plan, a refused visit or a stage without a trace asks for a decision that has no task yet."""
    held = Case.objects.filter(stage__in=STAGES, closed_on=None)
    if cases is not None:
        held = held.filter(pk__in=cases)
    with_plan = set(
        ChildSummary.objects.filter(handling__contains=[{"id": "cp"}], child__cases__in=held).values_list(
            "child__cases", flat=True
        )
    )
    asked = set(
        Task.objects.filter(case__in=held, key__startswith="escalate:no_trace").values_list("case_id", flat=True)
    )
    refused = set(held.filter(contacts__kind="visit", contacts__state="refused").values_list("pk", flat=True))
    untraced = set(held.filter(stage="enquiring").values_list("pk", flat=True)) - asked
    return sorted(with_plan | refused | untraced)


def _escalations(case: int, on: date, at: datetime, by: Actor) -> int:
    with transaction.atomic():
        before = Task.objects.filter(case=case).count()
        raise_proposed(locked(case), on=on, at=at, by=by)
        return Task.objects.filter(case=case).count() - before
