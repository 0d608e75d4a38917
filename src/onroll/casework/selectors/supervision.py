"""How do an officer's cases stand, for whoever supervises: drift, no contact, clocks about to be missed, children not seen? (M3)"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max

from onroll.accounts.models import User
from onroll.casework.models import Case, CaseAudit, SupervisionNote
from onroll.casework.selectors.board import Person, board
from onroll.rules.work import work_settings


@dataclass(frozen=True, slots=True)
class Supervised:
    """One officer's line: what the board counts, and how many of the cases have gone without supervision too long."""

    person: Person
    unsupervised: int
    last_on: date | None


def officers(on: date) -> list[Supervised]:
    """Everybody who leads an open case, those with most overdue first; two queries more than the board's."""
    last = dict(
        SupervisionNote.objects.filter(case__closed_on=None, case__lead__isnull=False)
        .order_by().values_list("case__lead").annotate(on=Max("written_on"))
    )  # fmt: skip
    without = unsupervised_counts(on)
    found = [
        Supervised(person, without.get(person.load.person.pk, 0), last.get(person.load.person.pk))
        for team in board(on) for person in team.people if person.counts.open or person.counts.watching
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.person.counts.overdue, one.person.load.person.name))


def unsupervised_counts(on: date) -> dict[int, int]:
    """Lead → open cases, old enough, that nobody supervised within the days the authority sets."""
    since = on - timedelta(days=work_settings().supervision_after_days)
    lately = SupervisionNote.objects.filter(written_on__gt=since).values("case")
    leads = Case.objects.filter(closed_on=None, opened_on__lte=since).exclude(lead=None).exclude(pk__in=lately)
    counts: dict[int, int] = {}
    for lead in leads.values_list("lead_id", flat=True):
        counts[lead] = counts.get(lead, 0) + 1
    return counts


def last_supervised(cases: Collection[int]) -> dict[int, date]:
    """When each of these cases was last supervised; one query."""
    notes = SupervisionNote.objects.filter(case__in=cases)
    return dict(notes.order_by().values_list("case").annotate(on=Max("written_on")))


def notes_of(user: User, case: Case) -> list[SupervisionNote] | None:
    """The notes, newest first, for whoever supervises and for whoever leads the case; None for everybody else."""
    if not user.may("case.supervise") and case.lead_id != user.pk:
        return None
    return list(SupervisionNote.objects.filter(case=case).select_related("written_by").order_by("-written_at", "-pk"))


def audits_for(user: User) -> list[CaseAudit]:
    """Every audit drawn, for whoever supervises: those to be done first, then the newest done."""
    if not user.may("case.supervise"):
        return []
    return list(
        CaseAudit.objects.select_related("case", "auditor", "case__lead").order_by("done_on", "-drawn_at", "pk")[:300]
    )
