"""Which facts of some kinds are held now of these children? One query, whatever the number of children."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import orjson
from django.db import connection

from onroll.rules.facts import Fact

ONE_DAY = timedelta(days=1)

_FACTS = """
    SELECT m.child_id, f.kind, f.started_on, f.ended_on, r.feed, f.place, f.la, f.code, f.detail, x.missing_from, f.record_id, f.version_id
    FROM children_membership m JOIN intake_fact f ON f.record_id = m.record_id AND f.superseded_at IS NULL AND f.kind = ANY(%(kinds)s)
    JOIN intake_record r ON r.id = f.record_id
    LEFT JOIN intake_missing x ON x.version_id = f.version_id AND x.superseded_at IS NULL
    WHERE m.superseded_at IS NULL AND m.child_id = ANY(%(children)s)
    ORDER BY m.child_id, f.started_on NULLS FIRST, f.id
"""


def some_facts(children: Collection[int], kinds: Collection[str]) -> dict[int, list[Fact]]:
    """The facts of these kinds by child, oldest first; a child without any is left out."""
    facts: dict[int, list[Fact]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, {"children": list(children), "kinds": sorted(kinds)})
        for child, kind, started, ended, feed, place, la, code, detail, missing, record, version in cursor:
            supported = missing - ONE_DAY if missing else None
            read = orjson.loads(detail) if detail != "{}" else {}
            facts.setdefault(child, []).append(
                Fact(kind, started, ended, feed, place, la, code, read, supported, record, version)
            )
    return facts
