"""Which records are never linked themselves and go wherever another record goes?

The rows of `adults` name a child by another system's id. What officers record (feed `onroll`) names the source record that it
was said of. Whenever records change their child, by a run or by a person, these go along, so that nothing that was written
of one child is left behind on another's page.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from onroll.children.identity.memberships import move
from onroll.intake.own_facts import OWN_FEED

_OWN = (
    "SELECT o.id, m.child_id FROM intake_record o JOIN children_membership m ON m.record_id = CASE WHEN o.feed = 'onroll' THEN o.qualifier::bigint END"
    " AND m.superseded_at IS NULL LEFT JOIN children_membership mine ON mine.record_id = o.id AND mine.superseded_at IS NULL"
    " WHERE o.feed = %(own)s AND mine.child_id IS DISTINCT FROM m.child_id"
)
_ADULTS = (
    "SELECT a.id, min(m.child_id) FROM intake_record a JOIN intake_record r ON r.feed = a.qualifier AND r.source_id = a.source_id"
    " JOIN children_membership m ON m.record_id = r.id AND m.superseded_at IS NULL"
    " JOIN children_membership mine ON mine.record_id = a.id AND mine.superseded_at IS NULL"
    " WHERE a.feed = 'adults' AND a.id = ANY(%(among)s)"
    " GROUP BY a.id, mine.child_id HAVING count(DISTINCT m.child_id) = 1 AND min(m.child_id) <> mine.child_id"
)


def bring_own(*, at: datetime) -> dict[int, int]:
    """After a run: what officers recorded goes to the child of the record it was said of; what moved, by record."""
    return _bring([_OWN], [], at)


def bring_followers(among: Collection[int], *, at: datetime) -> None:
    """After a person's decision on some children: of these records, those that follow others go to where those are now."""
    _bring([_OWN + " AND o.id = ANY(%(among)s)", _ADULTS], list(among), at)


def _bring(queries: list[str], among: list[int], at: datetime) -> dict[int, int]:
    moves: dict[int, int] = {}
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(query, {"own": OWN_FEED, "among": among})
            moves.update(cursor.fetchall())
    move(moves, at=at)
    return moves
