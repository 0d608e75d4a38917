"""How does a person say that two records are, or are not, one child, and take it back with nothing lost?

A decision moves the records it must at once, remembers what it moved, and stands above every later run. Undoing it moves
back what is still where the decision put it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from onroll import linkage
from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.children.identity.assigning import assign
from onroll.children.identity.followers import bring_followers
from onroll.children.identity.memberships import held_memberships, lock_identity, move, new_children, point_merged
from onroll.children.identity.model_in_force import model_in_force
from onroll.children.identity.records import link_records
from onroll.children.models import Child, LinkDecision, Membership
from onroll.linkage.interface import Decision
from onroll.people.names import fold


class CannotDecide(ValueError):
    """A decision that would break another; the message says which and what to do first."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision and the children whose records it moved."""

    decision: LinkDecision
    children: frozenset[int]


def decide(*, a: int, b: int, same: bool, reason: str, by: Actor, at: datetime) -> Decided:
    """Keep a person's word on two records and move what it moves, in one transaction with its audit entry.

    Raises `CannotDecide` where both are one record, where one is unknown, or where the word would break a standing
    decision on other records of the two children.
    """
    if a == b:
        raise CannotDecide("That is one and the same record; choose two.")
    a, b = min(a, b), max(a, b)
    with transaction.atomic():
        lock_identity()
        held = held_memberships([a, b])
        if len(held) < 2:
            raise CannotDecide(
                "One of the two records isn't linked to a child yet. Run the linking first, then decide."
            )
        LinkDecision.objects.filter(a=a, b=b, undone_at=None).update(undone_by=by.name, undone_at=at)
        worked_on = acted_on(held.values())  # before this word itself counts as one on its first record
        decision = LinkDecision.objects.create(
            a_id=a, b_id=b, same=same, reason=reason, decided_by=by.name, decided_at=at
        )
        before = held_memberships(records_of(set(held.values())))
        if same and held[a] != held[b]:
            _join(held[a], held[b], before, worked_on, at)
        elif not same and held[a] == held[b]:
            _part(before, at)
            bring_followers(before, at=at)
        after = held_memberships(before)
        decision.moved = [[pk, before[pk], after[pk]] for pk in sorted(before) if before[pk] != after[pk]]
        decision.save(update_fields=["moved"])
        children = frozenset(set(before.values()) | set(after.values()))
        record(
            actor=by, action="records.decided", subject=Subject("link decision", str(decision.pk)), children=children, reason=reason,
            detail={"a": a, "b": b, "same": same, "moved": len(decision.moved)},
        )  # fmt: skip
    return Decided(decision, children)


def undo_decision(*, decision: LinkDecision, reason: str, by: Actor, at: datetime) -> Decided:
    """Take a decision back: every record still where the decision put it returns to where it was."""
    with transaction.atomic():
        lock_identity()
        decision = LinkDecision.objects.select_for_update().get(pk=decision.pk)
        if decision.undone_at is not None:
            raise CannotDecide(f"{decision.undone_by} has already taken this decision back.")
        held = held_memberships([pk for pk, _, _ in decision.moved])
        back = {pk: came_from for pk, came_from, went_to in decision.moved if held.get(pk) == went_to}
        move(back, at=at)
        emptied = {held[pk] for pk in back} - set(held_memberships(records_of({held[pk] for pk in back})).values())
        point_merged(
            {child: next(back[pk] for pk in back if held[pk] == child) for child in emptied}, set(back.values())
        )
        decision.undone_by, decision.undone_at = by.name, at
        decision.save(update_fields=["undone_by", "undone_at"])
        children = frozenset(set(back.values()) | set(held.values()))
        record(
            actor=by, action="records.decision_undone", subject=Subject("link decision", str(decision.pk)), children=children, reason=reason,
            detail={"moved": len(back)},
        )  # fmt: skip
    return Decided(decision, children)


def merge(*, a: Child, b: Child, reason: str, by: Actor, at: datetime) -> Decided:
    """Two children are one: the decision is kept on the oldest record of each."""
    return decide(a=_oldest_record(a), b=_oldest_record(b), same=True, reason=reason, by=by, at=at)


def separate(*, child: Child, records: Collection[int], reason: str, by: Actor, at: datetime) -> list[Decided]:
    """These records of a child are another child's: one decision against each record that stays, each with what it moved."""
    with transaction.atomic():
        lock_identity()
        own = set(records_of({child.pk}))
        going, staying = sorted(set(records) & own), sorted(own - set(records))
        if not going or not staying:
            raise CannotDecide("Choose some of the child's records, not none and not all.")
        before = held_memberships(own)
        _settle_groups([tuple(staying), tuple(going)], before, at)
        bring_followers(own, at=at)
        after = held_memberships(own)
        moved = [[pk, before[pk], after[pk]] for pk in sorted(own) if before[pk] != after[pk]]
        decisions = []
        for a, b in (sorted((x, y)) for x in going for y in staying):
            LinkDecision.objects.filter(a=a, b=b, undone_at=None).update(undone_by=by.name, undone_at=at)
            decisions.append(
                LinkDecision(a_id=a, b_id=b, same=False, reason=reason, decided_by=by.name, decided_at=at, moved=moved)
            )
        LinkDecision.objects.bulk_create(decisions)
        children = frozenset(set(before.values()) | set(after.values()))
        record(
            actor=by, action="records.separated", subject=Subject("child", str(child.pk)), children=children, reason=reason,
            detail={"moved": len(moved), "decisions": len(decisions)},
        )  # fmt: skip
    return [Decided(decision, children) for decision in decisions]


def _join(one: int, other: int, records: dict[int, int], worked_on: Collection[int], at: datetime) -> None:
    """All records of two children become one child's: the survivor is one `worked_on` by people, else the oldest."""
    apart = LinkDecision.objects.filter(same=False, undone_at=None, a__in=records, b__in=records)
    for decision in apart:
        if {records[decision.a_id], records[decision.b_id]} == {one, other}:
            raise CannotDecide(
                f"{decision.decided_by} decided on {decision.decided_at:%-d %B %Y} that two records of these children are not the same child. "
                "Take that decision back first, if it was wrong."
            )
    refuse_protected(records)
    assignment = assign([tuple(records)], records, worked_on)
    move(assignment.moves, at=at)
    point_merged(assignment.merged, assignment.kept)


def refuse_protected(records: Collection[int]) -> None:
    """Raises `CannotDecide` where joining these would tie a protected adoption's new identity to another (C8)."""
    found = link_records(list(records))
    if any(item.adopted for item in found) and len({fold(item.surname) for item in found if item.surname}) > 1:
        raise CannotDecide(
            "One of these is a protected adoption. Its new identity is never joined to another surname, whatever the evidence; "
            "speak to the safeguarding lead before you look further."
        )


def _part(records: dict[int, int], at: datetime) -> None:
    """The records of one child are grouped anew under all standing decisions; the largest group keeps the child."""
    standing = LinkDecision.objects.filter(undone_at=None, a__in=records, b__in=records)
    decisions = [Decision(d.a_id, d.b_id, d.same) for d in standing]
    about_children = link_records(list(records))
    groups = linkage.link(about_children, decisions, model=model_in_force()).groups
    _settle_groups([tuple(group) for group in groups], records, at)


def _settle_groups(groups: list[tuple[int, ...]], records: dict[int, int], at: datetime) -> None:
    """Groups of one child's records become children: the one with most records keeps the number, the others get new ones."""
    assignment = assign(groups, records, set(records.values()))
    moves = dict(assignment.moves)
    for child, group in zip(new_children(len(assignment.new_groups), at=at), assignment.new_groups, strict=True):
        moves.update(dict.fromkeys(group, child))
    move(moves, at=at)
    point_merged({}, set(moves.values()))


def records_of(children: Collection[int]) -> list[int]:
    """Every record of these children today, those that follow others included."""
    return list(
        Membership.objects.filter(child__in=children, superseded_at=None)
        .order_by("record_id")
        .values_list("record_id", flat=True)
    )


def _oldest_record(child: Child) -> int:
    first = (
        Membership.objects.filter(child=child, superseded_at=None, record__about_a_child=True)
        .order_by("record_id").values_list("record_id", flat=True).first()
    )  # fmt: skip
    if first is None:
        raise CannotDecide(f"Child {child.pk} has no records of its own any more; it was merged into another.")
    return first


def acted_on(children: Iterable[int]) -> set[int]:
    """Those of these children on whose records a person has decided, or for whom a case was opened: such a child keeps its number."""
    decided = LinkDecision.objects.filter(undone_at=None)
    named = set(children)
    standing = Membership.objects.filter(superseded_at=None, child__in=named, record__in=decided.values("a"))
    with_cases = Child.objects.filter(pk__in=named, has_cases=True)
    return {*standing.values_list("child_id", flat=True), *with_cases.values_list("pk", flat=True)}
