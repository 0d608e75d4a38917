"""What is known of these open cases, to say what comes next in each? The same few queries for one case and for three hundred."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson
from django.db import connection

from onroll.casework.pathways import pathways
from onroll.casework.pathways.missing_education.enquiries import agency_name
from onroll.casework.selectors.due_days import (
    APPROVAL,
    ENQUIRY,
    OPEN_DECISION,
    OPEN_ENQUIRY,
    OPEN_TASK,
    TRIAGE,
    LastDaysOfWork,
)
from onroll.children.models import ChildSummary
from onroll.children.selectors.child import resolve
from onroll.rules.work import Asked, CaseFacts, Duty, Proposed, Vulnerability, vulnerability

_CASES = """
    SELECT c.id, c.reference, c.child_id, c.pathway, c.stage, c.stage_since, c.priority, c.lead_id, c.team_id, c.opened_on,
        c.last_meaningful_on, c.child_seen_on, c.reason <> '', c.whereabouts, c.other_lead, c.version,
        s.child_id, s.forename, s.surname, s.date_of_birth, s.handling, s.address_hidden, s.safe_contact, l.name, l.is_active
    FROM casework_case c LEFT JOIN children_child k ON k.id = c.child_id
    LEFT JOIN children_childsummary s ON s.child_id = coalesce(k.merged_into_id, k.id) LEFT JOIN accounts_user l ON l.id = c.lead_id
    WHERE c.closed_on IS NULL AND {which}
"""
_TASKS = f"SELECT t.case_id, t.id, t.title, t.why, t.rule, t.place, t.counted_from, t.due_on, t.assigned_to_id FROM casework_task t WHERE {OPEN_TASK} AND t.case_id = ANY(%s)"
_ASKED = f"""
    SELECT a.case_id, e.id, e.agency, e.agency_words, e.asked_on, e.chased_on FROM casework_enquiryabout a
    JOIN casework_enquiry e ON e.id = a.enquiry_id WHERE {OPEN_ENQUIRY} AND a.case_id = ANY(%s)
"""
_DECISIONS = f"SELECT d.case_id, d.id, d.act, d.words, d.decided_on, d.decided_by_id FROM casework_casedecision d WHERE {OPEN_DECISION} AND d.case_id = ANY(%s)"
_EVER = """
    SELECT c.id FROM unnest(%s::bigint[]) AS c(id) WHERE EXISTS (SELECT 1 FROM casework_enquiryabout a WHERE a.case_id = c.id)
        OR EXISTS (SELECT 1 FROM casework_contact k WHERE k.case_id = c.id)
"""


@dataclass(frozen=True, slots=True)
class Child:
    """Who a case is about, as far as a list says it."""

    id: int
    forename: str
    surname: str
    born: date | None
    flags: tuple[str, ...]
    address_hidden: bool
    safe_contact: str

    @property
    def name(self) -> str:
        """The name as the family writes it."""
        return f"{self.forename} {self.surname}".strip() or "Name not held"


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One open case with its child, its facts, and whose it is."""

    id: int
    reference: str
    pathway: str
    team: int | None
    lead_name: str
    version: int
    child: Child
    facts: CaseFacts
    vulnerable: Vulnerability = field(compare=False)


def open_cases(*, on: date, leads: Collection[int] = (), ids: Collection[int] = (), reader: int | None = None,
               may_approve: bool = True) -> list[OpenCase]:  # fmt: skip
    """The open cases of these leads and those of these numbers. `reader` and `may_approve` say who decides what is proposed."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CASES.format(
                which="(c.lead_id = ANY(%s) OR c.id = ANY(%s))"
                if leads and ids
                else "c.lead_id = ANY(%s)"
                if leads
                else "c.id = ANY(%s)"
            ),
            [list(part) for part in (leads, ids) if part] or [[]],
        )
        rows = cursor.fetchall()
        numbers = [row[0] for row in rows]
        waiting = _waiting(cursor, numbers, reader, may_approve)
    merged = _merged_twice(rows)
    return [_open_case(row, waiting, merged, on) for row in rows]


def _waiting(cursor: Any, cases: list[int], reader: int | None, may_approve: bool) -> Mapping[str, Any]:
    """Open tasks, unanswered enquiries and waiting decisions of these cases, and which of them ever asked anybody."""
    last_days = LastDaysOfWork()
    tasks, asked, proposed = defaultdict(list), defaultdict(list), defaultdict(list)
    cursor.execute(_TASKS, [cases])
    for case, pk, title, why, rule, place, counted_from, due_on, assigned in cursor.fetchall():
        by_clock = last_days.of(rule, place, counted_from) if rule and counted_from and not due_on else None
        tasks[case].append(Duty(pk, title, due_on or by_clock, why, rule, assigned))
    cursor.execute(_ASKED, [cases])
    for case, pk, agency, words, asked_on, chased_on in cursor.fetchall():
        chase_on = last_days.of(ENQUIRY + agency, "", chased_on or asked_on)
        asked[case].append(Asked(pk, agency_name(agency, words), asked_on, chase_on or date.max, chased_on))
    cursor.execute(_DECISIONS, [cases])
    for case, pk, act, words, on, by in cursor.fetchall():
        mine = may_approve and (reader is None or by != reader)
        proposed[case].append(Proposed(pk, words, on, act == "propose_close", mine))
    cursor.execute(_EVER, [cases])
    ever = {case for (case,) in cursor.fetchall()}
    return {"tasks": tasks, "asked": asked, "proposed": proposed, "ever": ever, "last_days": last_days}


def _merged_twice(rows: list[tuple[Any, ...]]) -> dict[int, ChildSummary]:
    """For the few cases whose child was merged into one that was merged again: the summary of the child who stands."""
    lost = {row[2]: resolve(row[2]) for row in rows if row[16] is None}
    found = ChildSummary.objects.in_bulk(lost.values()) if lost else {}
    return {child: found[standing] for child, standing in lost.items() if standing in found}


def _open_case(
    row: tuple[Any, ...], waiting: Mapping[str, Any], merged: Mapping[int, ChildSummary], on: date
) -> OpenCase:
    (pk, reference, child, pathway, stage, since, priority, lead, team, opened, moved, seen, reason, whereabouts, other, version,
     *summary, lead_name, active) = row  # fmt: skip
    who, ways = _child(child, summary, merged.get(child), on), pathways()
    triage_by = waiting["last_days"].of(TRIAGE, "", opened) if stage == "triage" else None
    facts = CaseFacts(
        stage, opened, since, moved, triage_by, priority, lead, reason or not ways[pathway].follows_whereabouts, pk in waiting["ever"], seen, whereabouts, other,
        tuple(waiting["tasks"].get(pk, ())), tuple(waiting["asked"].get(pk, ())), tuple(waiting["proposed"].get(pk, ())),
    )  # fmt: skip
    points = vulnerability(
        flags=who.flags,
        born=who.born,
        whereabouts=whereabouts,
        seen=seen is not None,
        address_protected=who.address_hidden,
        on=on,
    )
    return OpenCase(pk, reference, pathway, team, lead_name or "", version, who, facts, points)


def _child(child: int, summary: list[Any], merged: ChildSummary | None, on: date) -> Child:
    if merged is not None:
        return Child(merged.pk, merged.forename, merged.surname, merged.date_of_birth, open_flags(merged.handling, on), merged.address_hidden, merged.safe_contact)  # fmt: skip
    held, forename, surname, born, handling, hidden, safe = summary
    flags = orjson.loads(handling) if isinstance(handling, str) else handling or []
    return Child(held or child, forename or "", surname or "", born, open_flags(flags, on), bool(hidden), safe or "")


def open_flags(handling: list[dict[str, Any]], on: date) -> tuple[str, ...]:
    """The ids of the marks that hold on the day."""
    iso = on.isoformat()
    return tuple(
        flag["id"]
        for flag in handling
        if (not flag["from"] or flag["from"] <= iso) and (not flag["to"] or iso <= flag["to"])
    )


__all__ = ["APPROVAL", "Child", "OpenCase", "open_cases", "open_flags"]
