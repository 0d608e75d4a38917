"""What do we hold of a feed already? So that a row which came before is recognised before it is read again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from django.db import connection

from onroll.intake.models import Load


@dataclass(slots=True)
class Holdings:
    """The current rows of one feed: `rows[key] = (version id, record id, digest, digests of the row's other lines)`, and every record's id."""

    rows: dict[str, tuple[int, int, bytes, bytes]]
    records: dict[tuple[str, str], int]
    latest_full: dict[str, date]  # qualifier of the scope → newest as-at date of a full extract


def holdings(feed: str) -> Holdings:
    """Read the current rows of a feed: one pass, about a second for 300,000 rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT qualifier, source_id, id FROM intake_record WHERE feed = %s", [feed])
        records = {(qualifier, source_id): pk for qualifier, source_id, pk in cursor.fetchall()}
        cursor.execute(
            "SELECT v.row_key, v.id, v.record_id, v.digest, v.also FROM intake_version v JOIN intake_record r ON r.id = v.record_id"
            " WHERE r.feed = %s AND v.superseded_at IS NULL",
            [feed],
        )
        rows = {
            key: (version, record, bytes(digest), bytes(also))
            for key, version, record, digest, also in cursor.fetchall()
        }
        cursor.execute(
            "SELECT s.qualifier, max(l.as_at) FROM intake_loadscope s JOIN intake_load l ON l.id = s.load_id"
            " JOIN intake_source f ON f.id = l.source_id WHERE f.feed = %s AND l.state = %s AND NOT l.partial GROUP BY 1",
            [feed, Load.APPLIED],
        )
        latest_full = dict(cursor.fetchall())
    return Holdings(rows, records, latest_full)


def earlier_values(versions: list[int]) -> dict[int, dict[str, str]]:
    """All a row's earlier versions gave, by version: what a blank in the new one must not erase."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, no_longer_supplied || raw FROM intake_version WHERE id = ANY(%s)", [versions])
        return {version: json.loads(given) for version, given in cursor.fetchall()}


def open_rows(versions: list[int], as_at: date) -> set[int]:
    """Which of these versions hold a spell that was still open on the day (addresses aside)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT version_id FROM intake_fact WHERE version_id = ANY(%s) AND kind <> 'address'"
            " AND (ended_on IS NULL OR ended_on > %s) AND (started_on IS NULL OR started_on <= %s)",
            [versions, as_at, as_at],
        )
        return {version for (version,) in cursor.fetchall()}
