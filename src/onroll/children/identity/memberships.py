"""How is a record moved from one child to another? By closing one membership and opening the next, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import connection

from onroll.intake.copying import copy_rows, take_ids


def held_memberships(records: Collection[int] | None = None) -> dict[int, int]:
    """Today's child of each record (or of those named)."""
    narrowed = "" if records is None else " AND record_id = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT record_id, child_id FROM children_membership WHERE superseded_at IS NULL{narrowed}",
            None if records is None else [list(records)],
        )
        return dict(cursor.fetchall())


def move(moves: Mapping[int, int], *, at: datetime) -> None:
    """Move records to children from a moment on and mark every child that gains or loses one as stale."""
    if not moves:
        return
    records = list(moves)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH closed AS (UPDATE children_membership SET superseded_at = %s WHERE superseded_at IS NULL AND record_id = ANY(%s)"
            " RETURNING child_id) INSERT INTO children_stalechild (child_id) SELECT DISTINCT child_id FROM closed ON CONFLICT DO NOTHING",
            [at, records],
        )
    copy_rows(
        "children_membership",
        ("record_id", "child_id", "recorded_at"),
        ((record, child, at) for record, child in moves.items()),
    )
    mark_stale(set(moves.values()))


def new_children(how_many: int, *, at: datetime) -> list[int]:
    """Make children; their ids in order."""
    ids = take_ids("children_child", how_many)
    copy_rows("children_child", ("id", "created_at"), ((pk, at) for pk in ids))
    return ids


def mark_stale(children: Iterable[int]) -> None:
    """The timelines of these children must be rebuilt before anybody reads them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO children_stalechild (child_id) SELECT unnest(%s::bigint[]) ON CONFLICT DO NOTHING",
            [list(children)],
        )


def point_merged(merged: Mapping[int, int], kept: Collection[int]) -> None:
    """A child left without records points at its survivor; a child that has records again points nowhere."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE children_child SET merged_into_id = NULL WHERE merged_into_id IS NOT NULL AND id = ANY(%s)",
            [list(kept)],
        )
        cursor.executemany(
            "UPDATE children_child SET merged_into_id = %s WHERE id = %s",
            [(into, loser) for loser, into in merged.items()],
        )
