"""How is the same thing done to several cases? Each by its own rules and permission; what can't be done is named, with why (M6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.casework.actions.allocating import assign_case
from onroll.casework.actions.noting import add_note
from onroll.casework.models import Case
from onroll.casework.permitted import CannotDo, ChangedMeanwhile, NotPossibleNow, require_act

MOST = 500
"""Cases that one act may reach; more than that is no act but an import."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What would become, or became, of one case: `refused` is the sentence that says why not, "" where it changes."""

    case: Case
    refused: str = ""


def foreseen(*, cases: Sequence[Case], what: str, person: User, lead: User | None = None) -> list[Fate]:
    """Which cases would change and which would not; changes nothing. `what` is "note" or "assign"."""
    return [Fate(case, _refusal(case, what, person, lead)) for case in cases]


def _refusal(case: Case, what: str, person: User, lead: User | None) -> str:
    try:
        require_act(case, _act(case, what), person)
    except NotPossibleNow as refused:
        return str(refused)
    if what == "assign" and lead is not None and case.lead_id == lead.pk:
        return f"{lead.name} leads this case already"
    return ""


def _act(case: Case, what: str) -> str:
    if what == "note":
        return "note"
    return "triage" if case.stage == "triage" else "assign"


def add_notes(
    *, cases: Sequence[Case], text: str, on: date, at: datetime, by: Actor, person: User
) -> list[Fate]:  # fmt: skip
    """The same note on each case that takes one. Raises `CannotDo` for too many, or for no text."""
    if not text.strip():
        raise CannotDo("Write the note", field="text")
    return _each(cases, "note", by, lambda case: add_note(case=case.pk, text=text, on=on, at=at, by=by, person=person))


def assign_cases(
    *, cases: Sequence[Case], lead: User, because: str, on: date, at: datetime, by: Actor, person: User
) -> list[Fate]:  # fmt: skip
    """Gives each case to the same person; one that somebody changed since `cases` was read stays as it is and says so."""
    if not because.strip():
        raise CannotDo("Say why", field="because")
    return _each(
        cases, "assign", by,
        lambda case: assign_case(case=case.pk, lead=lead, because=because, on=on, at=at, by=by, person=person, read_version=case.version),
    )  # fmt: skip


def _each(cases: Sequence[Case], what: str, by: Actor, act: Callable[[Case], object]) -> list[Fate]:
    if len(cases) > MOST:
        raise CannotDo(f"At most {MOST} cases at once; these are {len(cases):,}. Narrow the list first.")
    fates = []
    with transaction.atomic():
        for case in cases:
            try:
                with transaction.atomic():
                    act(case)
                fates.append(Fate(case))
            except (NotPossibleNow, CannotDo, ChangedMeanwhile) as refused:
                fates.append(Fate(case, str(refused)))
        changed = [fate.case for fate in fates if not fate.refused]
        record(
            actor=by, action=f"cases.{what}", subject=Subject("list", "cases together"), children=[case.child_id for case in changed],
            detail={"changed": len(changed), "refused": len(fates) - len(changed)},
        )  # fmt: skip
    return fates
