"""What is due over all children on a day? Reads only the facts that start or meet a clock, in two queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.core.cache import cache
from django.db import connection

from onroll.children.due import ChildsFacts, DueClock, OpenClock, clocks_of, open_clocks
from onroll.children.models import Progress
from onroll.children.selectors.child import ChildOnTheDay
from onroll.children.selectors.some_facts import some_facts
from onroll.places.calendars import SchoolCalendars
from onroll.rules.calendars import SchoolDays
from onroll.rules.leavers import PLACED_BY
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.starts import Start, starts
from onroll.rules.starting import LOOKED_FOR, Circumstances

KEPT_SECONDS = 3600
LONGEST_CLOCK = timedelta(days=100)
"""More days than the clocks of an exclusion can run, holidays included: an older event's clocks are history."""

_CHILDREN = """
    WITH concerned AS (
        SELECT m.child_id FROM intake_fact f JOIN children_membership m ON m.record_id = f.record_id AND m.superseded_at IS NULL
        WHERE f.superseded_at IS NULL AND (f.kind IN ('home_education', 'part_time')
            OR (f.kind = 'ehc_plan' AND f.detail ->> 'eotas' = 'T')
            OR (f.kind = 'permanent_exclusion' AND f.started_on >= %(oldest)s))
        UNION
        SELECT m.child_id FROM intake_fact f JOIN children_membership m ON m.record_id = f.record_id AND m.superseded_at IS NULL
        WHERE f.superseded_at IS NULL AND f.kind = 'suspension' AND f.started_on >= %(oldest)s GROUP BY m.child_id
        HAVING sum(CASE WHEN f.detail ->> 'sessions' ~ '^[0-9]+(\\.[0-9]+)?$' THEN (f.detail ->> 'sessions')::numeric ELSE %(long)s END)
            >= %(long)s
        UNION
        SELECT s.child_id FROM children_statusspell s WHERE s.status = ANY(%(looked_for)s)
            AND (s.started_on IS NULL OR s.started_on <= %(day)s) AND (s.ended_on IS NULL OR s.ended_on >= %(day)s)
    )
    SELECT c.child_id, b.date_of_birth, s.status, s.residence FROM concerned c
    JOIN children_childsummary b ON b.child_id = c.child_id
    JOIN children_statusspell s ON s.child_id = c.child_id
        AND (s.started_on IS NULL OR s.started_on <= %(day)s) AND (s.ended_on IS NULL OR s.ended_on >= %(day)s)
"""


def clocks_of_child(child: ChildOnTheDay) -> list[DueClock]:
    """The clocks of one child on the day of its page, from facts that the page has read already; two queries."""
    spell = child.spell
    circumstances = Circumstances(
        child.summary.date_of_birth, spell.status if spell else "", not spell or spell.residence != "elsewhere"
    )
    return clocks_of(child.held.facts, circumstances, child.on, _WhenAsked().of)


class _WhenAsked:
    """The schools' calendars, read only once a clock needs one: most children have none running."""

    def __init__(self) -> None:
        self._calendars: SchoolCalendars | None = None

    def of(self, urn: str) -> SchoolDays:
        """The calendar of a school, of the authority for ""."""
        self._calendars = self._calendars or SchoolCalendars()
        return self._calendars.of(urn)


def open_clocks_on(day: date, calendars: SchoolCalendars | None = None) -> list[OpenClock]:
    """Every open clock over all children, earliest first; kept until the record, the rule book or the day is another."""
    key = f"due:{Progress.standing().edition}:{rule_book().version}:{day}"
    found = cache.get(key)
    if found is None:
        found = open_clocks(children_with_clocks(day), day, (calendars or SchoolCalendars()).of)
        cache.set(key, found, KEPT_SECONDS)
    return found


def children_with_clocks(day: date) -> Iterator[ChildsFacts]:
    """Every child of whom a fact may have started a clock, with those facts and no others."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CHILDREN, {"day": day, "oldest": day - _listed_for(), "looked_for": list(LOOKED_FOR), "long": _shortest()}
        )
        children = {
            child: Circumstances(born, status, residence != "elsewhere")
            for child, born, status, residence in cursor.fetchall()
        }
    facts = some_facts(children, starts().kinds | set(PLACED_BY))
    for child, circumstances in children.items():
        yield ChildsFacts(child, facts.get(child, ()), circumstances)


def _listed_for() -> timedelta:
    """How long after its day an exclusion may still have a clock in the list."""
    return LONGEST_CLOCK + timedelta(days=max(row.history_after_days for row in _of_exclusions()))


def _shortest() -> int:
    """The fewest sessions of suspension, over all that may follow one another, that start a clock."""
    return min(row.sessions_over for row in _of_exclusions() if row.fact == "suspension") + 1


def _of_exclusions() -> list[Start]:
    return [row for row in starts().rows if row.fact in ("suspension", "permanent_exclusion")]
