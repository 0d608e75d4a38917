"""What was done about a child, beside what sources say happened? The events of their cases, for the chronology (A5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from onroll.accounts.models import User
from onroll.casework.models import Event
from onroll.casework.selectors.cases import cases_of_child

KIND, SOURCE = "case", "onroll"
TOLD = ("opened", "contact", "visit", "answer", "stage", "decision", "escalated", "closed", "reopened")
"""Kinds of event that belong into a child's life; tasks and notes stay with the case."""


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One event of a case, with the names that the chronology's own events have."""

    on: date
    words: str
    detail: str
    href: str
    kind: str = KIND
    feed: str = SOURCE


def case_events(user: User, child: int, *, until: date) -> list[CaseEvent]:
    """The child's cases' events up to a day, newest first; none for somebody who may not see cases."""
    cases = {case.pk: case for case in cases_of_child(user, child)}
    told = Q(kind__in=TOLD) | Q(kind="correction", corrects__kind__in=TOLD)
    events = Event.objects.filter(told, case__in=cases, happened_on__lte=until)
    return [
        CaseEvent(one.happened_on, f"{cases[one.case_id].reference}: {one.words}", one.text,
                  f"{reverse('case', args=[cases[one.case_id].reference])}#event-{one.pk}")
        for one in events
    ]  # fmt: skip
