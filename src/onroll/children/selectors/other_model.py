"""Which children would change if records were linked with another file of weights? Worked out, and nothing applied."""

from __future__ import annotations

from dataclasses import dataclass

from onroll.children.identity.linking import standing_decisions
from onroll.children.identity.model_in_force import model_in_force
from onroll.children.identity.records import link_records
from onroll.children.selectors.records import printed_ids
from onroll.linkage import compare_models, read_model


@dataclass(frozen=True, slots=True)
class Change:
    """One record that would be with others: as printed, with those it would leave and those it would join."""

    record: str
    leaves: tuple[str, ...]
    joins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OtherModel:
    """The other file against the one in force, over all records."""

    version: str
    digest: str
    in_force: str
    records: int
    changes: tuple[Change, ...]
    asked_anew: int
    no_longer_asked: int


def with_other_model(raw: bytes) -> OtherModel:
    """Two full runs in memory: as long as two linkings of everybody. Raises ValueError where the bytes are no model."""
    new, old = read_model(raw), model_in_force()
    records = link_records()
    moves = compare_models(records, standing_decisions(), old, new)
    named = {pk for move in moves.moves for pk in (move.record, *move.left, *move.joined)}
    printed = printed_ids(named) if named else {}
    changes = tuple(
        Change(
            printed.get(one.record, ""),
            tuple(printed.get(pk, "") for pk in one.left),
            tuple(printed.get(pk, "") for pk in one.joined),
        )
        for one in moves.moves
    )
    return OtherModel(
        new.version,
        new.digest,
        f"{old.version} ({old.digest})",
        len(records),
        changes,
        len(moves.asked_anew),
        len(moves.no_longer_asked),
    )
