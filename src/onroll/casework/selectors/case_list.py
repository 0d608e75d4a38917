"""Which cases are there, narrowed by what, and how many does each choice hold? One query for counts and page together.

The counts beside a filter are those of the cases that every other filter leaves. Each value of a case is compared as text, so
that every filter is the same to the database; no value from an address is ever written into a query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection

from onroll.casework.selectors.due_days import DUE, due_parameters
from onroll.rules.missing import TO_FIND
from onroll.rules.rulebook.book import rule_book
from onroll.rules.work import week_ends, work_settings

PAGE = 25
NOBODY = "none"
ORDERS = {
    "due": "r.due_on ASC NULLS LAST", "-due": "r.due_on DESC NULLS LAST", "opened": "r.opened_on", "-opened": "r.opened_on DESC",
    "moved": "r.last_meaningful_on", "-moved": "r.last_meaningful_on DESC", "seen": "r.child_seen_on ASC NULLS FIRST",
    "-seen": "r.child_seen_on DESC NULLS LAST", "missing": "r.since", "-missing": "r.since DESC", "priority": "r.priority::int",
    "-priority": "r.priority::int DESC", "name": "r.sort_key", "-name": "r.sort_key DESC",
}  # fmt: skip
# Value of each filter as text; `flag` is an array, of which any may be chosen.
FILTERS = {
    "stage": "r.stage", "lead": "r.lead", "team": "r.team", "priority": "r.priority", "due": "r.due", "length": "r.length",
    "seen": "r.seen", "still": "r.still", "second": "r.second", "flag": "r.flags",
}  # fmt: skip

_FLAGS = """CASE WHEN s.handling IS NULL OR s.handling = '[]'::jsonb THEN '{}'::text[] ELSE ARRAY(
    SELECT DISTINCT f ->> 'id' FROM jsonb_array_elements(s.handling) f
    WHERE coalesce(f ->> 'from', '') <= %(iso)s AND coalesce(nullif(f ->> 'to', ''), '9999') >= %(iso)s) END"""
_ROWS = f"""
    WITH {DUE},
    to_find AS (SELECT p.child_id, p.since FROM children_statusspell p WHERE p.status = ANY(%(to_find)s) AND p.since IS NOT NULL
        AND (p.started_on IS NULL OR p.started_on <= %(on)s) AND (p.ended_on IS NULL OR p.ended_on >= %(on)s)),
    wide AS (
        SELECT c.id, c.stage, c.priority::text AS priority, coalesce(c.lead_id::text, '{NOBODY}') AS lead, coalesce(c.team_id::text, '{NOBODY}') AS team,
            c.opened_on, c.last_meaningful_on, c.child_seen_on, c.closed_on, c.reference, n.due_on, CASE n.second WHEN 2 THEN 'closure' WHEN 1 THEN 'other' ELSE 'no' END AS second, s.sort_key, CASE WHEN m.since IS NULL THEN c.opened_on ELSE least(m.since, %(on)s) END AS since,
            {_FLAGS} AS flags,
            (c.closed_on IS NULL AND c.stage <> 'watching' AND c.last_meaningful_on <= %(stalled_before)s) AS stalled
        FROM casework_case c LEFT JOIN soonest n ON n.case_id = c.id LEFT JOIN children_child k ON k.id = c.child_id
        LEFT JOIN children_childsummary s ON s.child_id = coalesce(k.merged_into_id, k.id)
        LEFT JOIN to_find m ON m.child_id = s.child_id
        WHERE :scope:
    ),
    r AS MATERIALIZED (
        SELECT w.*, CASE WHEN w.due_on IS NULL THEN 'none' WHEN w.due_on < %(on)s THEN 'overdue' WHEN w.due_on = %(on)s THEN 'today'
                WHEN w.due_on <= %(week_ends)s THEN 'week' ELSE 'later' END AS due,
            (width_bucket(%(on)s - w.since, %(lengths)s::int[]))::text AS length,
            CASE WHEN w.child_seen_on IS NULL THEN 'never' ELSE (width_bucket(%(on)s - w.child_seen_on, %(seen_bands)s::int[]))::text END AS seen,
            CASE WHEN w.stalled THEN 'yes' ELSE 'no' END AS still
        FROM wide w
    )
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list shows: filter → chosen values (any of them), which state, a part of a reference, by what order."""

    on: date
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    closed: bool = False
    order: str = "due"


@dataclass(frozen=True, slots=True)
class Found:
    """The numbers of the cases on the page in order, how many there are in all, and the counts: filter → value → number."""

    ids: list[int]
    total: int
    counts: Mapping[str, Mapping[str, int]]
    since: Mapping[int, date]


def found(asked: Asked, *, page: int = 1, size: int | None = PAGE) -> Found:
    """One page of the list (all of it where `size` is None) with its counts; two queries."""
    parts, parameters = _parts(asked, page, size)
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.replace(":scope:", _scope(asked)) + " UNION ALL ".join(parts), parameters)
        rows = cursor.fetchall()
    ids, total, counts, since = [], 0, defaultdict(dict), {}
    for kind, value, number, began in rows:
        if kind == "#":
            ids.append(int(value))
            since[int(value)] = began
        elif kind == "=":
            total = number
        else:
            counts[kind][value] = number
    return Found(ids, total, counts, since)


def _scope(asked: Asked) -> str:
    return "c.closed_on IS NOT NULL" if asked.closed else "c.closed_on IS NULL"


def _parts(asked: Asked, page: int, size: int | None) -> tuple[list[str], dict[str, object]]:
    """The queries over `r`: the page, the total, and the counts of each filter, with all their parameters."""
    used = {name: list(values) for name, values in asked.chosen.items() if values and name in FILTERS}
    holds = {name: _holds(name) for name in used}
    whole = " AND ".join(holds.values()) or "true"
    limit = "" if size is None else f" LIMIT {int(size)} OFFSET {(max(page, 1) - 1) * int(size)}"
    order = f"{ORDERS.get(asked.order, ORDERS['due'])}, r.id"
    parts = [
        f"(SELECT '#' AS kind, r.id::text AS value, 0 AS number, r.since FROM r WHERE {whole} ORDER BY {order}{limit})"
    ]
    parts.append(f"SELECT '=', '', count(*)::int, NULL FROM r WHERE {whole}")
    for name, value in FILTERS.items():
        others = " AND ".join(sql for other, sql in holds.items() if other != name) or "true"
        told = f"unnest({value})" if name == "flag" else value
        parts.append(f"(SELECT '{name}', {told}, count(*)::int, NULL::date FROM r WHERE {others} GROUP BY 2)")
    return parts, used | _day(asked.on)


def _holds(name: str) -> str:
    """That a row of `r` has one of the values chosen for a filter."""
    if name == "flag":
        return f"{FILTERS[name]} && %({name})s::text[]"
    return f"{FILTERS[name]} = ANY(%({name})s::text[])"


def _day(on: date) -> dict[str, object]:
    settings = work_settings()
    return {
        "on": on, "iso": on.isoformat(), "week_ends": week_ends(on), "to_find": sorted(TO_FIND),
        "stalled_before": on - timedelta(days=settings.stalled_after_days), "lengths": list(length_bands()),
        "seen_bands": list(settings.not_seen_days), **due_parameters(),
    }  # fmt: skip


def length_bands() -> tuple[int, ...]:
    """The lower bounds in days of the national return's bands but the first, which begins at nought."""
    bounds = [
        int(row.more["days_from"])
        for row in rule_book().codes["cme-durations"].codes.values()
        if "days_from" in row.more
    ]
    return tuple(sorted(bound for bound in bounds if bound))


def length_words() -> dict[str, str]:
    """Value of the filter `length` → the return's own words for the band."""
    rows = sorted(
        (int(row.more["days_from"]), row.means)
        for row in rule_book().codes["cme-durations"].codes.values()
        if "days_from" in row.more
    )
    return {str(number): means for number, (_, means) in enumerate(rows)}


def seen_words() -> dict[str, str]:
    """Value of the filter `seen` → words: in days since a professional saw the child in this case."""
    days = work_settings().not_seen_days
    words = {"0": f"Within {days[0]} days"}
    words |= {
        str(number): f"{first} to {last - 1} days ago"
        for number, (first, last) in enumerate(zip(days, days[1:], strict=False), start=1)
    }
    return words | {str(len(days)): f"{days[-1]} days ago or more", "never": "Not seen in this case"}
