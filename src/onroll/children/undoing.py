"""How is a load taken back with everything that came of it: rows, whose record it is, and every status?

`intake.undoing` closes and copies the rows; here the records that nobody gives any more leave their children, and those that
linking moved because of the load go back to where they were. If other extracts were linked since, nobody can say what would
have been without this one, so everybody is linked anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from onroll.audit.actor import Actor
from onroll.children.building.rebuilding import rebuild_stale
from onroll.children.catching_up import NOT_LINKED, Tell, catch_up, link_and_rebuild, mark_what_moved
from onroll.children.identity.followers import bring_own
from onroll.children.identity.memberships import let_go, lock_identity, move, point_merged
from onroll.children.models import LinkDecision, Progress
from onroll.intake.models import Load
from onroll.intake.undoing import WouldUndo, undo_latest, would_undo

ANEW = "A load was undone after other extracts had been linked."

_ONLY_THIS = """
    SELECT DISTINCT v.record_id FROM intake_version v WHERE v.load_id = %(load)s AND v.superseded_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM intake_version o WHERE o.record_id = v.record_id AND o.load_id <> %(load)s
            AND (o.superseded_at IS NULL OR o.superseded_at = %(moment)s))
"""
_WERE_ELSEWHERE = """
    SELECT was.record_id, was.child_id FROM children_membership was
    LEFT JOIN children_membership now ON now.record_id = was.record_id AND now.superseded_at IS NULL
    WHERE was.recorded_at <= %(since)s AND was.superseded_at > %(since)s AND now.child_id IS DISTINCT FROM was.child_id
"""


@dataclass(frozen=True, slots=True)
class Consequences:
    """What an undo would do to children: `nowhere` would have no record left at all, `with_cases` of them have a case."""

    rows: WouldUndo
    children: int
    nowhere: int
    with_cases: int


def consequences(feed: str) -> Consequences:
    """What `undo_load` would do now; some tenths of a second. Raises `CannotUndo`."""
    rows = would_undo(feed)
    given = {"load": rows.load.pk, "moment": rows.load.recorded_at}
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH gone AS ({_ONLY_THIS}), touched AS (SELECT record_id FROM intake_version WHERE load_id = %(load)s AND superseded_at IS NULL),"
            " theirs AS (SELECT DISTINCT m.child_id FROM children_membership m JOIN touched USING (record_id) WHERE m.superseded_at IS NULL),"
            " left_with AS (SELECT m.child_id, count(*) FILTER (WHERE m.record_id NOT IN (SELECT record_id FROM gone)) AS n"
            "   FROM children_membership m JOIN theirs USING (child_id) WHERE m.superseded_at IS NULL GROUP BY 1)"
            " SELECT count(*), count(*) FILTER (WHERE n = 0), count(*) FILTER (WHERE n = 0 AND c.has_cases)"
            " FROM left_with JOIN children_child c ON c.id = child_id",
            given,
        )
        children, nowhere, with_cases = cursor.fetchone()
    return Consequences(rows, children, nowhere, with_cases)


def undo_load(
    *, feed: str, reason: str, at: datetime, actor: Actor, seen: int | None = None, tell: Tell = lambda _: None
) -> Load:
    """Take back the latest load of a source and bring every child to where it was; answers with the undo.

    One transaction for rows and memberships; what follows (linking, statuses) a killed process leaves to the next. Raises
    `CannotUndo`.
    """
    linked_until = Progress.standing().linked_until
    with transaction.atomic():
        undo = undo_latest(feed=feed, reason=reason, at=at, actor=actor, seen=seen)
        load = undo.undoes
        lock_identity()
        alone = not _others_since(load)
        _leave_their_children(load, undo)
        if alone:
            _go_back(load, undo)
        bring_own(at=undo.recorded_at)
    if linked_until is None or linked_until < load.recorded_at:
        mark_what_moved()
        rebuild_stale(tell)
    elif alone:
        catch_up(actor=actor, at=at, tell=tell)
    else:
        link_and_rebuild(actor=actor, at=at, anew=ANEW, tell=tell)
    return undo


def _others_since(load: Load) -> bool:
    """Whether anything else about children was loaded after it."""
    later = Load.objects.filter(recorded_at__gt=load.recorded_at, state=Load.APPLIED).exclude(new=0, changed=0)
    return later.exclude(source__feed__in=(*NOT_LINKED, "marks")).exists()


def _leave_their_children(load: Load, undo: Load) -> None:
    """Records of which no row is left are nobody's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT v.record_id FROM intake_version v WHERE v.load_id = %s AND NOT EXISTS"
            " (SELECT 1 FROM intake_version o WHERE o.record_id = v.record_id AND o.superseded_at IS NULL)",
            [load.pk],
        )
        gone = [record for (record,) in cursor.fetchall()]
    let_go(gone, at=undo.recorded_at)


def _go_back(load: Load, undo: Load) -> None:
    """Records that a run has moved since the load go back, unless a person moved them."""
    decided = LinkDecision.objects.filter(decided_at__gte=load.loaded_at).values_list("moved", flat=True)
    by_people = {record for moved in decided for record, _, _ in moved}
    with connection.cursor() as cursor:
        cursor.execute(_WERE_ELSEWHERE, {"since": load.loaded_at})
        moves = {record: child for record, child in cursor.fetchall() if record not in by_people}
    held = _still_given(moves)
    moves = {record: child for record, child in moves.items() if record in held}
    move(moves, at=undo.recorded_at)
    point_merged({}, set(moves.values()))


def _still_given(records: dict[int, int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT record_id FROM intake_version WHERE superseded_at IS NULL AND record_id = ANY(%s)",
            [list(records)],
        )
        return {record for (record,) in cursor.fetchall()}
