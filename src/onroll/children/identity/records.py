"""What does linking see of each record? For every field, the newest value that any of its rows gave and none erased."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson
from django.db import connection

from onroll.linkage.interface import LinkRecord

FIELDS = (
    "surname", "forename", "middle_names", "former_surname", "preferred_surname", "preferred_forename", "date_of_birth",
    "dob_estimated", "sex", "upn", "former_upn", "uln", "nhs_number", "address", "postcode", "uprn",
)  # fmt: skip
REMEMBERED = ("surname", "forename", "upn", "nhs_number", "postcode", "date_of_birth")

_QUERY = f"""
    SELECT r.id, r.feed, r.qualifier, r.source_id, {", ".join("p." + name for name in FIELDS)}, p.weak
    FROM intake_record r JOIN intake_personvalues p ON p.record_id = r.id
    WHERE r.about_a_child AND p.undone_at IS NULL {{narrowed}}
    ORDER BY r.id, p.current DESC, p.as_at DESC, p.version_id DESC
"""


def link_records(records: Sequence[int] | None = None) -> list[LinkRecord]:
    """Every record about a child (or those named) as linking sees it; about 4 µs a field, 300,000 records in some seconds."""
    adopted = _adopted()
    with connection.cursor() as cursor:
        if records is None:
            cursor.execute(_QUERY.format(narrowed=""))
        else:
            cursor.execute(_QUERY.format(narrowed="AND r.id = ANY(%s)"), [list(records)])
        return [_record(rows, adopted) for rows in _by_record(cursor.fetchall())]


def _by_record(rows: list[tuple]) -> Iterator[list[tuple]]:
    for _, group in groupby(rows, key=itemgetter(0)):
        yield list(group)


def _record(rows: list[tuple], adopted: set[int]) -> LinkRecord:
    """One record of its rows, newest first: blanks are filled from older rows, differing older values are remembered."""
    pk, feed, qualifier, source_id = rows[0][:4]
    if len(rows) == 1:
        values = rows[0][4:]
        return LinkRecord(pk, feed, qualifier, source_id, *values[:-1], weak=_parsed(values[-1]), adopted=pk in adopted)
    best: dict[str, Any] = {}
    others: dict[str, tuple[str, ...]] = {}
    weak: dict[str, str] = {}
    for at, name in enumerate(FIELDS, 4):
        given = [row[at] for row in rows if row[at] not in ("", None)]
        best[name] = given[0] if given else rows[0][at]
        if name in REMEMBERED and len(given) > 1:
            different = tuple(dict.fromkeys(str(value) for value in given if value != given[0]))
            if different:
                others[name] = different
    for row in reversed(rows):
        weak.update(_parsed(row[-1]))
    return LinkRecord(pk, feed, qualifier, source_id, **best, weak=weak, others=others, adopted=pk in adopted)


def _adopted() -> set[int]:
    """Records of a protected adoption: an old and a new identity are never joined (C8). Once marked, marked for ever,
    unless the load that said so was undone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT f.record_id FROM intake_fact f WHERE f.kind = 'social_care' AND f.detail ->> 'protected' ILIKE 'adopt%%'"
            " AND NOT EXISTS (SELECT 1 FROM intake_personvalues p WHERE p.version_id = f.version_id AND p.undone_at IS NOT NULL)"
        )
        return {record for (record,) in cursor.fetchall()}


def _parsed(weak: str) -> dict[str, str]:
    return {} if weak == "{}" else orjson.loads(weak)
