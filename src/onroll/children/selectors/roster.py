"""Every child with the status of a day: from the stored timelines as known now, or worked out anew as known at a moment.

Both ways ask the same rules, so that the same day and the same moment give the same answer for ever (A4, N12).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import orjson
from django.db import connection

from onroll.children.building.best import summarise
from onroll.children.building.reading import Held, held
from onroll.children.building.surroundings import surroundings
from onroll.rules.status import last_seen, timeline

CHUNK = 4_000


@dataclass(frozen=True, slots=True)
class OnTheDay:
    """One child on one day."""

    child: int
    status: str
    because: str
    since: date | None
    residence: str
    whereabouts: str
    responsible: str
    rule: str
    place: str
    feed: str
    facts: list[list[int]]
    flags: list[str]
    surname: str
    forename: str
    date_of_birth: date | None
    sex: str
    upn: str
    postcode: str
    last_seen_on: date | None
    last_seen_by: str
    handling: list[dict]


def roster(
    as_at: date,
    known_at: datetime | None = None,
    statuses: Sequence[str] | None = None,
    children: Sequence[int] | None = None,
) -> Iterator[OnTheDay]:
    """Every child (or those of some statuses, or of those named) on a day, in order of number."""
    rows = _stored(as_at, statuses, children) if known_at is None else _worked_out(as_at, known_at)
    for row in rows:
        if statuses is None or row.status in statuses:
            yield row


_STORED = """
    SELECT s.child_id, s.status, s.because, s.since, s.residence, s.whereabouts, s.responsible, s.rule, s.place, s.feed, s.facts, s.flags,
           c.surname, c.forename, c.date_of_birth, c.sex, c.upn, c.postcode, seen.started_on, seen.seen_by, c.handling
    FROM children_statusspell s JOIN children_childsummary c ON c.child_id = s.child_id
    LEFT JOIN ({seen}) seen ON seen.child_id = s.child_id
    WHERE (s.started_on IS NULL OR s.started_on <= %(day)s) AND (s.ended_on IS NULL OR s.ended_on >= %(day)s) {narrowed}
    ORDER BY s.child_id
"""
_SEEN = """
    SELECT DISTINCT ON (m.child_id) m.child_id, f.started_on, concat_ws(', ', f.detail ->> 'seen_by', f.detail ->> 'agency') AS seen_by
    FROM intake_fact f JOIN children_membership m ON m.record_id = f.record_id AND m.superseded_at IS NULL
    WHERE f.kind = 'sighting' AND f.code = 'in_person' AND f.superseded_at IS NULL AND f.started_on <= %(day)s
    ORDER BY m.child_id, f.started_on DESC, f.id
"""


def _stored(as_at: date, statuses: Sequence[str] | None, children: Sequence[int] | None) -> Iterator[OnTheDay]:
    narrowed = "" if statuses is None else "AND s.status = ANY(%(statuses)s)"
    narrowed += "" if children is None else " AND s.child_id = ANY(%(children)s)"
    with connection.cursor() as cursor:
        cursor.execute(
            _STORED.format(seen=_SEEN, narrowed=narrowed),
            {"day": as_at, "statuses": list(statuses or ()), "children": list(children or ())},
        )
        while rows := cursor.fetchmany(CHUNK):
            for row in rows:
                facts, flags, handling = orjson.loads(row[10]), orjson.loads(row[11]), orjson.loads(row[20])
                seen_by = row[19] or ("not named" if row[18] else "")
                yield OnTheDay(*row[:10], facts, flags, *row[12:19], seen_by, handling)


def _worked_out(as_at: date, known_at: datetime) -> Iterator[OnTheDay]:
    around = surroundings()
    for chunk in _children_known(known_at):
        everything = held(chunk, known_at)
        for child in chunk:
            entry = everything.get(child)
            if entry is not None:
                yield _on_the_day(child, entry, as_at, around)


def _on_the_day(child: int, entry: Held, as_at: date, around: object) -> OnTheDay:
    columns = summarise(entry).columns
    spells = timeline(
        entry.facts, columns["date_of_birth"], around.authority, around.calendar, places=around.school_name
    )  # type: ignore[attr-defined]
    spell = next((s for s in spells if s.ended_on is None or s.ended_on >= as_at), spells[-1])
    seen = last_seen(entry.facts, as_at)
    return OnTheDay(
        child, spell.status, spell.because, spell.since, spell.residence, spell.whereabouts, spell.responsible, spell.rule, spell.place,
        spell.feed, [list(pair) for pair in spell.facts], list(spell.flags), columns["surname"], columns["forename"],
        columns["date_of_birth"], columns["sex"], columns["upn"], columns["postcode"], seen[0] if seen else None, seen[1] if seen else "", [],
    )  # fmt: skip


def _children_known(known_at: datetime) -> Iterator[list[int]]:
    """Children any of whose records had arrived by the moment, some thousands at a time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT m.child_id FROM children_membership m WHERE EXISTS (SELECT 1 FROM intake_version v WHERE v.record_id = m.record_id"
            " AND v.recorded_at <= %s) ORDER BY 1",
            [known_at],
        )
        ids = [child for (child,) in cursor.fetchall()]
    for at in range(0, len(ids), CHUNK):
        yield ids[at : at + CHUNK]
