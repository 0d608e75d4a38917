"""Which number does each group of records keep? Pure: the same groups and the same numbers held always answer the same.

A child's number is stable over re-runs: it stays with the group that holds most of its records; where several numbers meet
in one group the survivor is the one with human acts, else the oldest, and the others point at it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Assignment:
    """`child_of[record]` for records that move (or are new) only; groups that need a new child; who was merged into whom."""

    moves: dict[int, int] = field(default_factory=dict)  # record → child it goes to
    new_groups: list[tuple[int, ...]] = field(default_factory=list)
    merged: dict[int, int] = field(default_factory=dict)  # child left without records → the child that has most of them
    kept: set[int] = field(default_factory=set)


def assign(groups: Sequence[tuple[int, ...]], held: Mapping[int, int], acted_on: Collection[int]) -> Assignment:
    """Give every group a child.

    `held` is today's child of each record, `acted_on` the children that people have worked on. Records that keep their
    child are not mentioned.
    """
    answer = Assignment()
    claims = _claims(groups, held)
    for number, group in enumerate(groups):
        claimed = claims.get(number)
        if not claimed:
            answer.new_groups.append(group)
            continue
        survivor = min(claimed, key=lambda child: (child not in acted_on, child))
        answer.kept.add(survivor)
        for record in group:
            if held.get(record) != survivor:
                answer.moves[record] = survivor
        for loser in claimed:
            if loser != survivor:
                answer.merged[loser] = survivor
    return answer


def _claims(groups: Sequence[tuple[int, ...]], held: Mapping[int, int]) -> dict[int, list[int]]:
    """Each held child goes to the one group that has most of its records (ties: the group with its lowest record)."""
    shares: dict[int, Counter[int]] = defaultdict(Counter)
    lowest: dict[tuple[int, int], int] = {}
    for number, group in enumerate(groups):
        for record in group:
            child = held.get(record)
            if child is not None:
                shares[child][number] += 1
                lowest[child, number] = min(record, lowest.get((child, number), record))
    claims: dict[int, list[int]] = defaultdict(list)
    for child, counts in shares.items():
        number = min(counts, key=lambda n: (-counts[n], lowest[child, n]))
        claims[number].append(child)
    return claims
