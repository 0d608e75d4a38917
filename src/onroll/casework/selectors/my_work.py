"""What does this person do next? One ordered list: their own cases and tasks, those of whom they cover for, and what waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection

from onroll.accounts.models import User
from onroll.casework.models import Case, Cover
from onroll.casework.selectors.due_days import OPEN_DECISION, OPEN_TASK
from onroll.casework.selectors.work_facts import OpenCase, open_cases
from onroll.rules.work import NextAction, Place, action_and_day, place, stalled_days, week_ends, when
from onroll.rules.work import next_action as next_of
from onroll.rules.work.facts import WATCHING

_OTHERS = f"""
    SELECT t.case_id FROM casework_task t WHERE t.assigned_to_id = ANY(%(people)s) AND {OPEN_TASK}
    UNION SELECT c.id FROM casework_case c WHERE %(triages)s AND c.closed_on IS NULL AND c.lead_id IS NULL
        AND (c.team_id IS NULL OR c.team_id = %(team)s)
    UNION SELECT d.case_id FROM casework_casedecision d JOIN casework_case c ON c.id = d.case_id AND c.closed_on IS NULL
        WHERE %(approves)s AND {OPEN_DECISION} AND (c.team_id IS NULL OR c.team_id = %(team)s)
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of work: a case, what is next in it, the day that presses, and where and why it stands where it does."""

    case: OpenCase
    action: NextAction
    due_on: date | None
    place: Place
    on_behalf_of: str = ""
    only_tasks: bool = False

    @property
    def still_days(self) -> int | None:
        """For how many days nothing has moved the case, once that is too long."""
        return None if self.case.facts.stage == WATCHING else stalled_days(self.case.facts.last_meaningful_on, self._on)

    @property
    def _on(self) -> date:
        return date.fromordinal(self.case.facts.last_meaningful_on.toordinal() - self.place.less_still)


def my_work(user: User, on: date) -> list[Row]:
    """Everything this person has to do, the most pressing first; the queries are the same for three cases and three hundred."""
    covered = covering(user, on)
    people = [user.pk, *covered]
    others = _others(user, people)
    cases = open_cases(on=on, leads=people, ids=others, reader=user.pk, may_approve=user.may("case.approve"))
    rows = [_row(case, on, people, covered) for case in cases]
    return sorted(rows, key=lambda row: (row.place.key, row.case.reference))


def rows_of(cases: Sequence[int], user: User, on: date) -> dict[int, Row]:
    """What is next in each of these cases, as this person reads it; by the case's number."""
    found = open_cases(on=on, ids=cases, reader=user.pk, may_approve=user.may("case.approve")) if cases else []
    return {case.id: whole_row(case, on) for case in found}


def next_action(case: Case, on: date, user: User | None = None) -> NextAction | None:
    """The next thing to do in one case, None in a closed one. For the case's own page."""
    reader, approves = (user.pk, user.may("case.approve")) if user is not None else (None, True)
    found = open_cases(on=on, ids=[case.pk], reader=reader, may_approve=approves)
    return next_of(found[0].facts, on) if found else None


def covering(user: User, on: date) -> dict[int, str]:
    """For whom this person stands in on the day, by number, with their names."""
    spells = Cover.objects.filter(covered_by=user, started_on__lte=on, ended_on__gte=on)
    return dict(spells.values_list("away_id", "away__name"))


def _others(user: User, people: list[int]) -> list[int]:
    """Cases led by somebody else, or by nobody yet, in which something waits for this person."""
    asked = {
        "people": people,
        "team": user.team_id,
        "triages": user.may("case.triage"),
        "approves": user.may("case.approve"),
    }
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS, asked)
        return [case for (case,) in cursor.fetchall()]


def _row(case: OpenCase, on: date, people: list[int], covered: dict[int, str]) -> Row:
    facts = case.facts
    behalf = covered.get(facts.lead or 0, "")
    if facts.lead in people or facts.lead is None:
        return replace(whole_row(case, on), on_behalf_of=behalf)
    mine = tuple(task for task in facts.tasks if task.assigned_to in people)
    decides = tuple(one for one in facts.proposed if one.mine)
    facts = replace(
        facts, tasks=mine, proposed=decides, asked=(), reason_said=True, ever_asked=True, last_meaningful_on=on
    )
    behalf = next((covered[task.assigned_to] for task in mine if task.assigned_to in covered), "")
    return replace(whole_row(replace(case, facts=facts), on), on_behalf_of=behalf, only_tasks=True)


def whole_row(case: OpenCase, on: date) -> Row:
    """A case as whoever leads it reads it."""
    facts = case.facts
    action, due = action_and_day(facts, on)
    stands = place(
        priority=facts.priority, due_on=due, points=case.vulnerable.points, last_meaningful_on=facts.last_meaningful_on, on=on,
        watching=facts.stage == WATCHING,
    )  # fmt: skip
    return Row(case, action, due, stands)


@dataclass(frozen=True, slots=True)
class WorkCounts:
    """How many cases are overdue, due today, due by the end of the week (today included), and stalled."""

    overdue: int
    today: int
    week: int
    stalled: int
    total: int


def counts(rows: Sequence[Row], on: date) -> WorkCounts:
    """The counts above a list of work, by the definition that every list shares."""
    by = [when(row.due_on, on) for row in rows]
    soon = sum(1 for row in rows if row.due_on and on <= row.due_on <= week_ends(on))
    return WorkCounts(
        by.count("overdue"), by.count("today"), soon, sum(1 for row in rows if row.still_days is not None), len(rows)
    )
