"""How is a record moved from one child to another? By closing one membership and opening the next, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.db import connection

from onroll.intake.copying import copy_rows, take_ids

IDENTITY_LOCK = 0x0A11_1D
AGAIN = "ON CONFLICT (child_id) DO UPDATE SET child_id = EXCLUDED.child_id"  # see mark_stale


def lock_identity() -> None:
    """Whoever moves records or marks children stale does so alone, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IDENTITY_LOCK])


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
    """Move records to children from a moment on and mark every child that gains or loses one as stale.

    Who waited for somebody else's move asked at a moment before it; theirs still comes after it.
    """
    if not moves:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(recorded_at) FROM children_membership WHERE superseded_at IS NULL AND record_id = ANY(%s)",
            [list(moves)],
        )
        last = cursor.fetchone()[0]
        if last is not None and last >= at:
            at = last + timedelta(microseconds=1)
        cursor.execute(
            "UPDATE children_membership SET superseded_at = %s WHERE superseded_at IS NULL AND record_id = ANY(%s) RETURNING child_id",
            [at, list(moves)],
        )
        left = {child for (child,) in cursor.fetchall()}
    copy_rows(
        "children_membership",
        ("record_id", "child_id", "recorded_at"),
        ((record, child, at) for record, child in moves.items()),
    )
    mark_stale(left.union(moves.values()))


def let_go(records: Collection[int], *, at: datetime) -> None:
    """These records are no child's from a moment on; the children that had them are stale."""
    if not records:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH closed AS (UPDATE children_membership SET superseded_at = %s WHERE superseded_at IS NULL AND record_id = ANY(%s)"
            " RETURNING child_id) INSERT INTO children_stalechild (child_id) SELECT DISTINCT child_id FROM closed ON CONFLICT DO NOTHING",
            [at, list(records)],
        )


def new_children(how_many: int, *, at: datetime) -> list[int]:
    """Make children; their ids in order."""
    ids = take_ids("children_child", how_many)
    copy_rows("children_child", ("id", "created_at"), ((pk, at) for pk in ids))
    return ids


def mark_stale(children: Iterable[int]) -> None:
    """The timelines of these children must be rebuilt before anybody reads them. The caller holds the identity lock.

    A child that is being rebuilt just now is waited for and marked again (hence the update that changes nothing): with
    DO NOTHING its mark would be this one's and go when that rebuild, which has read the record as it was, is done.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO children_stalechild (child_id) SELECT unnest(%s::bigint[]) {AGAIN}", [sorted(set(children))]
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
