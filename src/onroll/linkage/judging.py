"""How right was a run of linking, where the truth is known? For benchmarks and tests on invented children."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """Pairwise scores over all pairs of records after grouping.

    `whole` is the share of children whose records form exactly one group and no other child's are in it. `wrong_merges`
    counts groups that hold more than one child, `in_household` those whose children are all of one household.
    """

    precision: float
    recall: float
    f1: float
    whole: float
    wrong_merges: int
    in_household: int


def judge(
    groups: Iterable[Sequence[int]], truth: Mapping[int, int], household: Mapping[int, int] | None = None
) -> Score:
    """Score groups of record ids against `truth`, the person of each record; records without a truth are left out.
    `household` gives each person's."""
    right = joined = wrong = at_home = whole = 0
    of_person = Counter(truth.values())
    for group in groups:
        people = Counter(truth[record] for record in group if record in truth)
        size = sum(people.values())
        joined += size * (size - 1) // 2
        right += sum(count * (count - 1) // 2 for count in people.values())
        if len(people) > 1:
            wrong += 1
            at_home += household is not None and len({household.get(person, -person) for person in people}) == 1
        elif people:
            person, count = next(iter(people.items()))
            whole += count == of_person[person]
    true = sum(count * (count - 1) // 2 for count in of_person.values())
    precision = right / joined if joined else 1.0
    recall = right / true if true else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Score(precision, recall, f1, whole / max(len(of_person), 1), wrong, at_home)


def groups_of_keys(keys: Iterable[Mapping[int, object]]) -> list[list[int]]:
    """Groups made by joining all records that share a key in any of several passes: the baselines that councils use.
    Each pass maps record ids to keys; a record without one is left out of that pass."""
    parent: dict[int, int] = {}

    def root(record: int) -> int:
        while parent.setdefault(record, record) != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    for one_pass in keys:
        first: dict[object, int] = {}
        for record, key in one_pass.items():
            parent[root(record)] = root(first.setdefault(key, record))
    grouped: dict[int, list[int]] = defaultdict(list)
    for record in list(parent):
        grouped[root(record)].append(record)
    return list(grouped.values())
