"""What is to be done on a case, by which day, and why that day? A clock's last day is worked out, never stored (D2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from onroll.accounts.models import User
from onroll.casework.models import Case, Task
from onroll.casework.selectors.cases import cases_for
from onroll.places.calendars import SchoolCalendars
from onroll.rules.calendars import SchoolDays
from onroll.rules.clocks import Answer, CannotAnswer, Event, due
from onroll.rules.clocks.events import MET
from onroll.rules.rulebook.book import rule_book

GOES_ON = timedelta(days=150)
"""How far a clock that counts days of absence supposes that the absence goes on: over a summer, to its last day."""

CalendarOf = Callable[[str], SchoolDays]


@dataclass(frozen=True, slots=True)
class TaskDue:
    """A task with the day it is due, and the clock's answer where a clock says so, or why it gives none."""

    task: Task
    due_on: date | None
    answer: Answer | None
    refused: str
    supposes: str
    calendar: SchoolDays | None

    @property
    def open(self) -> bool:
        """Whether it still waits to be done."""
        return self.task.done_on is None and not self.task.waived_because

    def overdue(self, on: date) -> bool:
        """Whether it is open and its day is past."""
        return self.open and self.due_on is not None and on > self.due_on


class Calendars:
    """The schools' calendars, read once, when the first clock needs one."""

    def __init__(self) -> None:
        self._held: SchoolCalendars | None = None

    def __call__(self, urn: str) -> SchoolDays:
        """The calendar of a school by its URN; of the authority itself for ""."""
        self._held = self._held or SchoolCalendars()
        return self._held.of(urn)


def due_day(task: Task, calendar_of: CalendarOf | None = None) -> date | None:
    """The day by which it is to be done: set by a person, or the clock's last day; None where there is none."""
    return task_due(task, calendar_of or Calendars()).due_on


def task_due(task: Task, calendar_of: CalendarOf, as_at: date | None = None) -> TaskDue:
    """The task with its day and how its clock stands as at a day."""
    if not task.rule:
        return TaskDue(task, task.due_on, None, "", "", None)
    clock = rule_book().clock(task.rule)
    counts = any(version.counting.needs_days for version in clock.versions)
    events = [Event(clock.counted_event, task.counted_from, task.counted_from + GOES_ON)] if counts else []
    if task.done_on:
        events.append(Event(MET, task.done_on))
    calendar = calendar_of(task.place) if _counts_school_days(task.rule) else None
    try:
        answer = due(task.rule, on=task.counted_from, events=events, calendar=calendar, as_at=as_at)
    except CannotAnswer as refused:
        return TaskDue(task, None, None, str(refused), "", calendar)
    supposes = f"Supposes that every school day since then is {clock.counted_says}." if counts else ""
    return TaskDue(task, answer.last_day, answer, "", supposes, calendar)


@cache
def _counts_school_days(rule: str) -> bool:
    """Whether a school's own days are counted."""
    return any(
        version.counting.needs_days or version.unit.value in ("school day", "session", "school_day")
        for version in rule_book().clock(rule).versions
    )


def tasks_of(user: User, case: Case, on: date) -> tuple[list[TaskDue], list[TaskDue]]:
    """What is open on a case, the first due first and what has no day last; then what was done or set aside, newest first."""
    calendars = Calendars()
    found = [
        task_due(task, calendars, on)
        for task in Task.objects.filter(case=case, case__in=cases_for(user)).select_related("assigned_to")
    ]
    return by_day(one for one in found if one.open), [one for one in reversed(found) if not one.open]


def by_day(found: Iterable[TaskDue]) -> list[TaskDue]:
    """In the order in which they are due."""
    return sorted(found, key=lambda one: (one.due_on or date.max, one.task.pk))
