"""How does something to do come onto a case, and how is it done or set aside? With the reason why it is due (D2)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.actions.writing import happened, not_ahead, said
from onroll.casework.models import Case, Task
from onroll.casework.permitted import CannotDo, locked, require_act
from onroll.rules.rulebook.book import rule_book

ANSWERED_ELSEWHERE = {
    "escalate:": "Write down whom you told, or decide not to tell anybody: that answers this task.",
    "joint:": "Write down what school and authority found: that answers this task.",
}
"""Tasks, by how their key begins, that end with a decision and not with a tick."""


def add_task(
    *, case: Case | int, title: str, why: str = "", rule: str = "", counted_from: date | None = None, place: str = "",
    due_on: date | None = None, assigned_to: User | None = None, key: str = "", on: date, at: datetime, by: Actor,
    person: User | None = None,
) -> Task:  # fmt: skip
    """Something to do by a day. Due either by a clock (`rule` and `counted_from`, on the days of the school `place`) or by `due_on`.

    With a `key` it is raised once: the standing task is given back, done or not. Raises `CannotDo` for a day set by hand
    beside a clock, `UnknownRule` for a clock that the rule book doesn't hold.
    """
    with transaction.atomic():
        held = locked(case)
        if key and (standing := Task.objects.filter(case=held, key=key).first()):
            return standing
        require_act(held, "task", person)
        if rule:
            rule_book().clock(rule)
            if due_on is not None or counted_from is None:
                raise CannotDo("The rule says when this is due: give the day it counts from, not the last day.")
        task = Task.objects.create(
            case=held, key=key, title=said(title, "Say what is to be done", field="title"), why=why.strip(), rule=rule,
            counted_from=counted_from, place=place, due_on=due_on, assigned_to=assigned_to, created_at=at, created_by=by.name,
        )  # fmt: skip
        happened(
            held, "task", on=on, at=at, by=by, words=f"To do: {task.title}", text=task.why, detail={"task": task.pk}
        )
    return task


def do_task(
    *, task: Task | int, done_on: date, at: datetime, by: Actor, person: User | None, on: date, note: str = ""
) -> Task:
    """It is done, on a day that isn't ahead. Doing it again says so and changes nothing."""
    with transaction.atomic():
        held, standing = _open(task)
        require_act(held, "task", person)
        _not_by_hand(standing, person)
        standing.done_on, standing.done_by = not_ahead(done_on, on, field="done_on"), by.name
        standing.save(update_fields=["done_on", "done_by"])
        happened(
            held, "task", on=done_on, at=at, by=by, words=f"Done: {standing.title}", text=note.strip(),
            detail={"task": standing.pk, "done": True},
        )  # fmt: skip
    return standing


def waive_task(*, task: Task | int, because: str, on: date, at: datetime, by: Actor, person: User | None) -> Task:
    """It won't be done; the reason stays with it."""
    with transaction.atomic():
        held, standing = _open(task)
        require_act(held, "task", person)
        _not_by_hand(standing, person)
        return _set_aside(held, standing, said(because, "Say why it won't be done", field="because"), on, at, by)


def waive_all(case: Case, *, because: str, on: date, at: datetime, by: Actor) -> int:
    """Sets every open task of a case aside, inside the caller's transaction: nothing is left to do on a closed case."""
    standing = list(Task.objects.filter(case=case, done_on=None, waived_because=""))
    for task in standing:
        _set_aside(case, task, because, on, at, by)
    return len(standing)


def _not_by_hand(task: Task, person: User | None) -> None:
    """What is answered by a recorded decision isn't ticked off beside it."""
    for raised_by, sentence in ANSWERED_ELSEWHERE.items():
        if person is not None and task.key.startswith(raised_by):
            raise CannotDo(sentence)


def _open(task: Task | int) -> tuple[Case, Task]:
    number = task.pk if isinstance(task, Task) else task
    held = locked(Task.objects.values_list("case_id", flat=True).get(pk=number))
    standing = Task.objects.get(pk=number)
    if standing.done_on is not None:
        raise CannotDo(f"{standing.done_by} did this already, on {standing.done_on:%-d %B %Y}.")
    if standing.waived_because:
        raise CannotDo(f"This was set aside already: {standing.waived_because}")
    return held, standing


def _set_aside(case: Case, task: Task, because: str, on: date, at: datetime, by: Actor) -> Task:
    task.waived_because = because
    task.save(update_fields=["waived_because"])
    happened(
        case, "task", on=on, at=at, by=by, words=f"Set aside: {task.title}", text=because,
        detail={"task": task.pk, "set_aside": True},
    )  # fmt: skip
    return task
