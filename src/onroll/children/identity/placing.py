"""Which child does each group of records go to, and who goes along? What a run decided becomes memberships here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from onroll.children.identity.assigning import assign
from onroll.children.identity.followers import bring_own
from onroll.children.identity.memberships import held_memberships, let_go, move, new_children, point_merged
from onroll.children.models import Child, LinkDecision


@dataclass(frozen=True, slots=True)
class Placed:
    """What a run moved: records with the child they are at now; `before` the child each had (new ones are not in it)."""

    moves: dict[int, int]
    before: dict[int, int]
    along: int  # records that follow others and went along

    @property
    def moved(self) -> dict[int, tuple[int, int]]:
        """Records that went from one child to another."""
        return {record: (self.before[record], child) for record, child in self.moves.items() if record in self.before}

    @property
    def came(self) -> int:
        """Records that were no child's before."""
        return len(self.moves) - len(self.moved)


def place(groups: Sequence[tuple[int, ...]], at: datetime, *, touched: Collection[int] | None = None) -> Placed:
    """Give every group its child and move what must move.

    `touched`: the records that loads touched, where the groups are not everybody's; then only the adults among them, and those
    named for records that moved, are looked at again.
    """
    held = held_memberships(None if touched is None else [record for group in groups for record in group])
    decided = LinkDecision.objects.filter(undone_at=None).values_list("a__memberships__child_id", flat=True)
    with_cases = Child.objects.filter(has_cases=True).values_list("pk", flat=True)
    assignment = assign(groups, held, {*decided, *with_cases} - {None})
    moves = dict(assignment.moves)
    children = new_children(len(assignment.new_groups), at=at)
    for child, group in zip(children, assignment.new_groups, strict=True):
        moves.update(dict.fromkeys(group, child))
    move(moves, at=at)
    point_merged(assignment.merged, assignment.kept)
    along = _attach_adults(None if touched is None else {*moves, *touched}, at) + len(bring_own(at=at))
    return Placed(moves, {record: held[record] for record in moves if record in held}, along)


def others_of_the_same_children(records: Collection[int]) -> list[int]:
    """Records about a child that are held with these and not among them: whoever places groups must know of them too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH own AS MATERIALIZED (SELECT unnest(%s::bigint[]) AS record_id),"
            " mine AS MATERIALIZED (SELECT DISTINCT m.child_id FROM own JOIN children_membership m USING (record_id) WHERE m.superseded_at IS NULL)"
            " SELECT m.record_id FROM mine JOIN children_membership m USING (child_id) JOIN intake_record r ON r.id = m.record_id"
            " WHERE m.superseded_at IS NULL AND r.about_a_child AND NOT EXISTS (SELECT 1 FROM own WHERE own.record_id = m.record_id)",
            [list(records)],
        )
        return sorted(record for (record,) in cursor.fetchall())


def _attach_adults(among: Collection[int] | None, at: datetime) -> int:
    """The rows of `adults` name a child by another system's id: they follow that record's child, where it is one child.

    Two schools may give two children one id; then the adult is nobody's, since a guess would put one family's adult on another
    child's page. How such an adult may be contacted still binds every child it may be about (`building.reading`).
    `among`: only these adults and those named for these records; all, where None.
    """
    narrowed = (
        ""
        if among is None
        else " AND a.id IN (SELECT unnest(%(among)s::bigint[]) UNION SELECT n.id FROM intake_record c JOIN intake_record n"
        " ON n.feed = 'adults' AND n.qualifier = c.feed AND n.source_id = c.source_id WHERE c.id = ANY(%(among)s))"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, mine.child_id, min(m.child_id), count(DISTINCT m.child_id) FROM intake_record a"
            " JOIN intake_record r ON r.feed = a.qualifier AND r.source_id = a.source_id"
            " JOIN children_membership m ON m.record_id = r.id AND m.superseded_at IS NULL"
            " LEFT JOIN children_membership mine ON mine.record_id = a.id AND mine.superseded_at IS NULL"
            f" WHERE NOT a.about_a_child AND a.source_id <> ''{narrowed} GROUP BY a.id, mine.child_id",
            {"among": list(among or ())},
        )
        rows = cursor.fetchall()
    moves = {record: child for record, mine, child, children in rows if children == 1 and mine != child}
    nobodys = [record for record, mine, _, children in rows if children > 1 and mine is not None]
    move(moves, at=at)
    let_go(nobodys, at=at)
    return len(moves) + len(nobodys)
