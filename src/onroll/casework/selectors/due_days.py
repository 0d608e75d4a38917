"""By which day is anything in a case due? For lists over very many cases: the days are worked out once each, never stored.

Tasks by a clock, enquiries to chase, new cases without a lead and decisions that wait share a few thousand pairs of a rule and
a day. Each pair's last day is counted by the fast path of the rule engine and handed back to the database as a table, `dated`.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection

from onroll.casework.models import Task
from onroll.casework.selectors.tasks import due_day
from onroll.children.due import AllLastDays
from onroll.places.calendars import SchoolCalendars
from onroll.rules.calendars import SchoolDays
from onroll.rules.clocks import LastDays, MissingEvent
from onroll.rules.enquiries.waiting import chase_day
from onroll.rules.referrals import triage_due
from onroll.rules.refusals import CannotAnswer
from onroll.rules.rulebook.book import rule_book
from onroll.rules.work import work_settings, working_days_after

APPROVAL, TRIAGE, ENQUIRY = ":approval", ":triage", ":enquiry "

# An agency and a day in one number, by which a hundred thousand enquiries are joined in a tenth of the time that two columns take.
EPOCH, A_CENTURY = date(2000, 1, 1), 100_000

OPEN_TASK = "t.done_on IS NULL AND t.waived_because = ''"
OPEN_ENQUIRY = "e.answered_on IS NULL AND e.withdrawn_because = '' AND e.direction = 'out'"
OPEN_DECISION = "d.needs_approval AND d.approved_at IS NULL AND d.refused_because = ''"

_PAIRS = f"""
    SELECT 'task', t.rule, t.place, t.counted_from FROM casework_task t WHERE {OPEN_TASK} AND t.rule <> '' AND t.due_on IS NULL
        AND t.counted_from IS NOT NULL GROUP BY 2, 3, 4
    UNION ALL SELECT 'triage', '{TRIAGE}', '', c.opened_on FROM casework_case c WHERE c.closed_on IS NULL AND c.stage = 'triage' GROUP BY 4
    UNION ALL SELECT 'enquiry', e.agency, '', coalesce(e.chased_on, e.asked_on) FROM casework_enquiry e WHERE {OPEN_ENQUIRY} GROUP BY 2, 4
    UNION ALL SELECT 'approval', '{APPROVAL}', '', d.decided_on FROM casework_casedecision d WHERE {OPEN_DECISION} GROUP BY 4
"""
# One row for everything that waits in a case: what kind it is, and its last day.
# Whoever uses it joins the open cases; on a closed one nothing waits.
DUE = f"""
    dated AS (SELECT * FROM unnest(%(rules)s::text[], %(places)s::text[], %(starts)s::date[], %(lasts)s::date[]) AS d(rule, place, counted_from, last_day)),
    waiting AS MATERIALIZED (
        SELECT a.case_id, array_position(%(agencies)s::text[], e.agency::text) * {A_CENTURY} + (coalesce(e.chased_on, e.asked_on) - DATE '{EPOCH}') AS key
        FROM casework_enquiry e JOIN casework_enquiryabout a ON a.enquiry_id = e.id WHERE {OPEN_ENQUIRY}
    ),
    awaited AS (SELECT * FROM unnest(%(keys)s::int[], %(until)s::date[]) AS d(key, last_day)),
    new AS (SELECT * FROM unnest(%(opened)s::date[], %(taken_on)s::date[]) AS d(opened_on, last_day)),
    due AS (
        SELECT t.case_id, 'task' AS kind, t.due_on FROM casework_task t WHERE {OPEN_TASK} AND t.due_on IS NOT NULL
        UNION ALL
        SELECT t.case_id, 'task', dated.last_day FROM casework_task t
            JOIN dated ON dated.counted_from = t.counted_from AND dated.rule = t.rule AND dated.place = t.place
            WHERE {OPEN_TASK} AND t.due_on IS NULL AND t.rule <> ''
        UNION ALL
        SELECT c.id, 'triage', new.last_day FROM casework_case c JOIN new ON new.opened_on = c.opened_on WHERE c.closed_on IS NULL AND c.stage = 'triage'
        UNION ALL
        SELECT w.case_id, 'enquiry', awaited.last_day FROM waiting w JOIN awaited ON awaited.key = w.key
        UNION ALL
        SELECT d.case_id, CASE WHEN d.act = 'propose_close' THEN 'closure' ELSE 'approve' END, dated.last_day FROM casework_casedecision d
            JOIN dated ON dated.rule = '{APPROVAL}' AND dated.counted_from = d.decided_on WHERE {OPEN_DECISION}
    ),
    soonest AS (SELECT case_id, min(due_on) AS due_on, max(CASE kind WHEN 'closure' THEN 2 WHEN 'approve' THEN 1 ELSE 0 END) AS second
        FROM due GROUP BY case_id)
"""


class LastDaysOfWork:
    """The last day of whatever waits in a case. Schools' calendars are read only once a clock counts school days."""

    def __init__(self) -> None:
        self._calendars: SchoolCalendars | None = None
        self._clocks = AllLastDays(self._calendar)
        self._runs: dict[tuple[str, str, date], Any] = {}

    def _calendar(self, urn: str) -> SchoolDays:
        self._calendars = self._calendars or SchoolCalendars()
        return self._calendars.of(urn)

    def of(self, rule: str, place: str, counted_from: date) -> date | None:
        """None where the rule book gives no date; a clock without a school counts the authority's days."""
        try:
            if _needs_no_school(rule):
                return _counted(rule, counted_from)
            return self._clocks.at(place).of(rule, counted_from)
        except MissingEvent:
            return self._of_a_run(rule, place, counted_from)
        except CannotAnswer:
            return None

    def _of_a_run(self, rule: str, place: str, counted_from: date) -> date | None:
        """A clock that counts days of absence supposes, as the case's own page does, that the absence goes on."""
        known = self._runs.get((rule, place, counted_from), self)
        if known is self:
            task = Task(rule=rule, place=place, counted_from=counted_from)
            known = self._runs[rule, place, counted_from] = due_day(task, self._calendar)
        return known


@lru_cache(maxsize=256)
def _needs_no_school(rule: str) -> bool:
    """Whether its days are the same for every school: anything but a clock that counts school days."""
    if rule.startswith(":"):
        return True
    counted_at_school = ("school day", "school_day", "session")
    return not any(
        version.counting.needs_days or version.unit.value in counted_at_school
        for version in rule_book().clock(rule).versions
    )


@lru_cache(maxsize=20_000)
def _counted(rule: str, counted_from: date) -> date | None:
    """The last day, kept for the life of the process: the rule book and bank holidays don't change under it."""
    if rule == TRIAGE:
        return triage_due(counted_from)
    if rule == APPROVAL:
        return working_days_after(counted_from, work_settings().approval_working_days)
    if rule.startswith(ENQUIRY):
        return _answer_awaited_until(rule.removeprefix(ENQUIRY), counted_from)
    return _without_schools().of(rule, counted_from)


def _answer_awaited_until(agency: str, asked_on: date) -> date | None:
    """The last day an agency is given to answer; one that has left the list of enquiries is given the default."""
    if agency in rule_book().enquiries:
        return chase_day(agency, asked_on)
    return working_days_after(asked_on, work_settings().chase_after_working_days)


@lru_cache(maxsize=1)
def _without_schools() -> LastDays:
    return LastDays()


def closures_proposed() -> int:
    """How many open cases wait for somebody to decide on a proposed closure."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(DISTINCT d.case_id) FROM casework_casedecision d JOIN casework_case c ON c.id = d.case_id AND c.closed_on IS NULL"
            f" WHERE {OPEN_DECISION} AND d.act = 'propose_close'"
        )
        return int(cursor.fetchone()[0])


def due_parameters() -> dict[str, object]:
    """What a query that begins with `DUE` needs: the last day of every pair of a rule and a day that anything waits by; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS)
        pairs = cursor.fetchall()
    last_days = LastDaysOfWork()
    found: dict[str, list[tuple[Any, ...]]] = {"clock": [], "enquiry": [], "triage": []}
    for kind, rule, place, counted_from in pairs:
        last = last_days.of(ENQUIRY + rule if kind == "enquiry" else rule, place, counted_from)
        if last is not None:
            found[kind if kind in found else "clock"].append((rule, place, counted_from, last))
    agencies = sorted({row[0] for row in found["enquiry"]})
    place_of = {agency: number for number, agency in enumerate(agencies, 1)}
    tables = {"clock": {"rules": 0, "places": 1, "starts": 2, "lasts": 3}, "triage": {"opened": 2, "taken_on": 3}}
    return {name: [row[at] for row in found[kind]] for kind, columns in tables.items() for name, at in columns.items()} | {
        "agencies": agencies, "until": [row[3] for row in found["enquiry"]],
        "keys": [place_of[row[0]] * A_CENTURY + (row[2] - EPOCH).days for row in found["enquiry"]],
    }  # fmt: skip
