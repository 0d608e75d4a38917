"""What did a manager and an officer agree about a case? Kept for those two; what is to be done becomes tasks (M3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.actions.tasks import add_task
from onroll.casework.actions.writing import happened, said
from onroll.casework.models import Case, SupervisionNote
from onroll.casework.permitted import CannotDo, locked, require_act


def write_supervision(
    *, case: Case | int, note: str, actions: Sequence[str], due_on: date | None, on: date, at: datetime, by: Actor, person: User
) -> SupervisionNote:  # fmt: skip
    """The note, and a task for whoever leads for each thing agreed. The timeline says that supervision was held, not what was said.

    It moves no case (E8). Raises `NotPossibleNow`, `CannotDo`.
    """
    agreed = [one.strip()[:200] for one in actions if one.strip()]
    with transaction.atomic():
        held = locked(case)
        require_act(held, "supervise", person)
        if due_on is not None and due_on < on:
            raise CannotDo("The day by which it is to be done must not be past", field="due_on")
        if agreed and due_on is None:
            raise CannotDo("Enter by when it is to be done", field="due_on")
        written = SupervisionNote.objects.create(
            case=held, written_on=on, written_at=at, written_by=person, note=said(note, "Write what was discussed", field="note"),
            actions="\n".join(agreed),
        )  # fmt: skip
        happened(
            held, "supervision", on=on, at=at, by=by, words=f"Supervision by {by.name}", detail={"supervision": written.pk},
        )  # fmt: skip
        for number, title in enumerate(agreed):
            add_task(
                case=held, title=title, why="Agreed in supervision", due_on=due_on, assigned_to=held.lead, key=f"supervision:{written.pk}:{number}",
                on=on, at=at, by=by, person=person,
            )  # fmt: skip
    return written
