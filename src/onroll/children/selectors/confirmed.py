"""When was a status last confirmed, and is it still fresh? So that an old census never looks like a child in school (A13).

A row is confirmed by every later extract of its source that still held it: a full one that no longer did would have marked
it missing, a partial one confirms what it repeats.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from onroll.extracts.layouts import FEEDS


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The last day a source is known to have said so, and whether that is within the source's interval on the day asked."""

    on: date
    fresh: bool


_QUERY = """
    SELECT v.id, r.feed, greatest(v.as_at,
        (SELECT max(l.as_at) FROM intake_load l JOIN intake_source s ON s.id = l.source_id JOIN intake_loadscope sc ON sc.load_id = l.id
          WHERE s.feed = r.feed AND l.state = 'applied' AND NOT l.partial AND l.as_at <= %(day)s AND sc.qualifier IN (r.qualifier, '')
            AND l.as_at < coalesce((SELECT min(x.missing_from) FROM intake_missing x WHERE x.version_id = v.id AND x.superseded_at IS NULL),
                                   'infinity'::date)),
        (SELECT max(c.as_at) FROM intake_confirmation c JOIN intake_load l ON l.id = c.load_id
          WHERE c.version_id = v.id AND c.as_at <= %(day)s AND l.state = 'applied')),
        (SELECT interval_days FROM intake_source s WHERE s.feed = r.feed)
    FROM intake_version v JOIN intake_record r ON r.id = v.record_id WHERE v.id = ANY(%(versions)s)
"""


def confirmed(versions: Collection[int], day: date) -> Mapping[int, Confirmation]:
    """For each row (version), when it was last confirmed on or before the day; one query for all of them."""
    if not versions:
        return {}
    answer = {}
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, {"day": day, "versions": list(versions)})
        for version, feed, on, interval in cursor.fetchall():
            days = interval or (FEEDS[feed].interval_days if feed in FEEDS else None) or 366
            answer[version] = Confirmation(min(on, day), day - on <= timedelta(days=days))
    return answer
