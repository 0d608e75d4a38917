"""Who is on no roll? What linking says of children known to some agency but to no school, beside the truth.

A child is on a roll where a record of feed `roll` is theirs. Linking says of each group without one: no trace of a roll, or possibly
on one (a pair with a group on a roll is open for a person). A child on no roll is hidden where every record of theirs was put
into a group that has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onroll.linkage import LinkRecord


@dataclass(frozen=True, slots=True)
class NoRoll:
    """`truth` children are on no roll: `found` under either heading, the rest hidden. Groups of `no_trace` are right where one of
    their children is on no roll; `to_look_at` are groups possibly on a roll."""

    truth: int
    found: int
    false_alarms: int
    no_trace: int
    to_look_at: int

    @property
    def right(self) -> float:
        return 1 - self.false_alarms / max(self.no_trace, 1)


def no_roll(
    records: Sequence[LinkRecord],
    truth: Mapping[int, int],
    groups: Iterable[Sequence[int]],
    open_pairs: Iterable[tuple[int, int]] = (),
) -> NoRoll:
    """Count it; `open_pairs` are those that a person will look at."""
    placed = {record.id for record in records if record.feed == "roll"}
    on_roll = {truth[record] for record in placed if record in truth}
    truly = set(truth.values()) - on_roll
    of: dict[int, int] = {}
    members: list[Sequence[int]] = []
    for group in groups:
        for record in group:
            of[record] = len(members)
        members.append(group)
    with_roll = {of[record] for record in placed}
    possibly = set()
    for a, b in open_pairs:
        for mine, other in ((of[a], of[b]), (of[b], of[a])):
            if mine not in with_roll and other in with_roll:
                possibly.add(mine)
    seen: set[int] = set()
    alarms = traces = 0
    for number, group in enumerate(members):
        if number in with_roll:
            continue
        real = {truth[record] for record in group if record in truth} & truly
        seen |= real
        if number not in possibly:
            traces += 1
            alarms += not real
    return NoRoll(len(truly), len(seen), alarms, traces, len(possibly))
