"""Which records would move if the weights changed? For whoever must decide before anything is applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onroll.linkage.interface import Decision, Linked, LinkRecord
from onroll.linkage.linking import link
from onroll.linkage.model import Model


@dataclass(frozen=True, slots=True)
class Move:
    """One record that would be with others: its group as it is and as it would be, record ids in order."""

    record: int
    was: tuple[int, ...]
    now: tuple[int, ...]

    @property
    def left(self) -> tuple[int, ...]:
        """The records that it would no longer be one child with."""
        return tuple(record for record in self.was if record not in self.now)

    @property
    def joined(self) -> tuple[int, ...]:
        """The records that it would newly be one child with."""
        return tuple(record for record in self.now if record not in self.was)


@dataclass(frozen=True, slots=True)
class Moves:
    """All that would move, and how many pairs a person would be shown and no longer be shown."""

    moves: tuple[Move, ...]
    asked_anew: tuple[tuple[int, int], ...]
    no_longer_asked: tuple[tuple[int, int], ...]


def compare_models(records: Sequence[LinkRecord], decisions: Sequence[Decision], old: Model, new: Model) -> Moves:
    """Link everything with either model, apply nothing, and say which records would be with others than they are.

    Every person's decision holds under both. Takes the time of two full runs.
    """
    before, after = link(records, decisions, model=old), link(records, decisions, model=new)
    was, now = _group_of(before), _group_of(after)
    moves = tuple(Move(record, group, now[record]) for record, group in sorted(was.items()) if now[record] != group)
    asked, asks = ({(pair.a, pair.b) for pair in run.review} for run in (before, after))
    return Moves(moves, tuple(sorted(asks - asked)), tuple(sorted(asked - asks)))


def _group_of(linked: Linked) -> dict[int, tuple[int, ...]]:
    return {record: tuple(group) for group in linked.groups for record in group}
