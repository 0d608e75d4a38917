"""Does a child's number stay with the child, whatever the linking decides?"""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from onroll.children.identity.assigning import assign


def test_a_group_as_before_moves_nothing() -> None:
    answer = assign([(1, 2, 3)], {1: 10, 2: 10, 3: 10}, ())
    assert (answer.moves, answer.new_groups, answer.merged) == ({}, [], {})


def test_a_group_never_met_needs_a_new_child() -> None:
    assert assign([(1, 2)], {}, ()).new_groups == [(1, 2)]


def test_a_record_that_joins_moves_alone() -> None:
    assert assign([(1, 2, 3)], {1: 10, 2: 10}, ()).moves == {3: 10}


def test_two_children_that_meet_become_the_older_one() -> None:
    answer = assign([(1, 2, 3)], {1: 12, 2: 12, 3: 10}, ())
    assert answer.moves == {1: 10, 2: 10}
    assert answer.merged == {12: 10}


def test_two_children_that_meet_become_the_one_people_have_worked_on() -> None:
    answer = assign([(1, 2)], {1: 10, 2: 12}, {12})
    assert answer.moves == {1: 12}
    assert answer.merged == {10: 12}


def test_a_child_that_parts_keeps_its_number_with_most_of_its_records() -> None:
    answer = assign([(1,), (2, 3)], {1: 10, 2: 10, 3: 10}, ())
    assert answer.moves == {}
    assert answer.new_groups == [(1,)]


@st.composite
def groupings(draw: st.DrawFn) -> tuple[list[tuple[int, ...]], dict[int, int]]:
    records = draw(st.lists(st.integers(1, 40), unique=True, min_size=1, max_size=25))
    labels = [draw(st.integers(0, 8)) for _ in records]
    groups: dict[int, list[int]] = {}
    for record, label in zip(records, labels, strict=True):
        groups.setdefault(label, []).append(record)
    held = {record: draw(st.integers(100, 108)) for record in records if draw(st.booleans())}
    return [tuple(group) for group in groups.values()], held


@given(groupings())
def test_every_record_ends_in_the_child_of_its_group_and_no_child_has_two(
    case: tuple[list[tuple[int, ...]], dict[int, int]],
) -> None:
    groups, held = case
    answer = assign(groups, held, ())
    after = {**held, **answer.moves}
    new = {group: -number for number, group in enumerate(answer.new_groups, 1)}
    owners = Counter()
    for group in groups:
        children = {new[group]} if group in new else {after[record] for record in group}
        assert len(children) == 1
        owners.update(children)
    assert max(owners.values()) == 1


@given(groupings())
def test_a_second_run_with_the_same_groups_moves_nothing(case: tuple[list[tuple[int, ...]], dict[int, int]]) -> None:
    groups, held = case
    first = assign(groups, held, ())
    after = {**held, **first.moves}
    for number, group in enumerate(first.new_groups, 1):
        after.update(dict.fromkeys(group, 1000 + number))
    second = assign(groups, after, ())
    assert (second.moves, second.new_groups, second.merged) == ({}, [], {})
