"""Which open cases has nobody moved, and which children has nobody seen? Ranked by what is at stake for the child (E8, M3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import orjson
from django.db import connection

from onroll.casework.selectors.board import stalled_before
from onroll.casework.selectors.work_facts import open_flags
from onroll.rules.work import Vulnerability, vulnerability, work_settings

_OPEN = """
    SELECT c.id, c.lead_id, c.team_id, c.whereabouts, c.child_seen_on, c.opened_on, c.last_meaningful_on, s.date_of_birth, s.handling, s.address_hidden,
        {seen} AS seen_on
    FROM casework_case c LEFT JOIN children_child k ON k.id = c.child_id
    LEFT JOIN children_childsummary s ON s.child_id = coalesce(k.merged_into_id, k.id)
    {joined}
    WHERE c.closed_on IS NULL AND c.stage <> 'watching' AND {which}
"""
# In person, by whichever agency's record says so.
_SIGHTED = """
    LEFT JOIN (SELECT m.child_id, max(f.started_on) AS on_day FROM intake_fact f
        JOIN children_membership m ON m.record_id = f.record_id AND m.superseded_at IS NULL
        WHERE f.kind = 'sighting' AND f.code = 'in_person' AND f.superseded_at IS NULL AND f.started_on <= %(on)s
            AND m.child_id IN (SELECT child_id FROM casework_case WHERE closed_on IS NULL) GROUP BY 1) sighted ON sighted.child_id = s.child_id
"""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One open case on the radar: for how many days nothing moved it (or nobody saw the child), and what is at stake."""

    case: int
    lead: int | None
    team: int | None
    days: int
    since: date
    never: bool
    vulnerable: Vulnerability


def stalled(on: date) -> list[Ranked]:
    """Open cases without a contact, an answer or a visit for as long as the authority allows; most at stake first, then longest.

    Reads `last_meaningful_on`, which only such events move: a note or a changed field leaves a case where it stands.
    """
    rows = _read(
        _OPEN.format(seen="c.child_seen_on", joined="", which="c.last_meaningful_on <= %(before)s"),
        on,
        before=stalled_before(on),
    )
    found = [_ranked(row, on, row[6], never=False) for row in rows]
    return sorted(found, key=lambda one: (-one.vulnerable.points, -one.days, one.case))


def stalled_count(on: date, leads: Iterable[int] | None = None) -> int:
    """How many; of these leads, or of all."""
    mine = "" if leads is None else " AND lead_id = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM casework_case WHERE closed_on IS NULL AND stage <> 'watching' AND last_meaningful_on <= %s"
            + mine,
            [stalled_before(on)] + ([] if leads is None else [list(leads)]),
        )
        return cursor.fetchone()[0]


def not_seen(on: date) -> list[Ranked]:
    """Open cases whose child no professional has seen for the shortest band of days, longest unseen first, then most at stake.

    Seen in this case, or in person by whichever agency reports it; who was never seen counts from the day the case was opened.
    """
    first = work_settings().not_seen_days[0]
    seen = "greatest(c.child_seen_on, sighted.on_day)"
    which = f"coalesce({seen}, c.opened_on) <= %(before)s"
    rows = _read(_OPEN.format(seen=seen, joined=_SIGHTED, which=which), on, before=on - timedelta(days=first))
    found = [_ranked(row, on, row[10] or row[5], never=row[10] is None) for row in rows]
    return sorted(found, key=lambda one: (-one.days, -one.vulnerable.points, one.case))


def _read(query: str, on: date, **given: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"on": on, **given})
        return cursor.fetchall()


def _ranked(row: tuple, on: date, since: date, *, never: bool) -> Ranked:
    case, lead, team, whereabouts, seen_in_case, _, _, born, handling, hidden, seen_on = row
    flags = () if handling in (None, "[]") else open_flags(orjson.loads(handling), on)
    points = vulnerability(
        flags=flags,
        born=born,
        whereabouts=whereabouts,
        seen=bool(seen_in_case or seen_on),
        address_protected=bool(hidden),
        on=on,
    )
    return Ranked(case, lead, team, (on - since).days, since, never, points)
