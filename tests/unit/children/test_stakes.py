"""What is at stake in a pair, for every way the two sides can stand: the truth table of the review queue."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from onroll.children.selectors.stakes import ORDER, Side, Stake, gravity, stakes
from onroll.rules.missing import TO_FIND

LOST = Side(1, "unexplained", "Unexplained", household="1 high street|NN1 1AA")
AT_SCHOOL = Side(2, "in_school", "In school", household="1 high street|NN1 1AA")


def of(one: Side, other: Side) -> list[Stake]:
    return [stake for stake, _ in stakes(one, other)]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (LOST, AT_SCHOOL, [Stake.MISSING]),
        (LOST, replace(LOST, child=2), [Stake.NONE]),
        (AT_SCHOOL, replace(AT_SCHOOL, child=3), [Stake.NONE]),
        (LOST, replace(AT_SCHOOL, status="not_resident"), [Stake.NONE]),
        (LOST, replace(AT_SCHOOL, status="home_educated"), [Stake.MISSING]),
        (LOST, replace(AT_SCHOOL, status=""), [Stake.NONE]),
        (LOST, replace(AT_SCHOOL, child=1), [Stake.NONE]),
        (LOST, replace(AT_SCHOOL, household="9 mill lane|NN2 2BB"), [Stake.MISSING, Stake.ADDRESS]),
        (AT_SCHOOL, replace(AT_SCHOOL, child=3, household="9 mill lane|NN2 2BB", protected=True), [Stake.PROTECTED]),
        (AT_SCHOOL, replace(AT_SCHOOL, child=3, household="", protected=True), [Stake.PROTECTED]),
        (AT_SCHOOL, replace(AT_SCHOOL, child=3, protected=True), [Stake.NONE]),
        (AT_SCHOOL, replace(AT_SCHOOL, child=3, household=""), [Stake.NONE]),
        (AT_SCHOOL, replace(AT_SCHOOL, child=3, flags=frozenset({"cp"})), [Stake.FLAG]),
        (replace(AT_SCHOOL, flags=frozenset({"cp"})), replace(AT_SCHOOL, child=3, flags=frozenset({"cp"})), [Stake.NONE]),
        (
            LOST, replace(AT_SCHOOL, household="9 mill lane|NN2 2BB", protected=True, flags=frozenset({"lac"})),
            [Stake.MISSING, Stake.PROTECTED, Stake.FLAG],
        ),
    ],
)  # fmt: skip
def test_what_is_at_stake(one: Side, other: Side, expected: list[Stake]) -> None:
    assert of(one, other) == expected
    assert of(other, one) == expected, "whichever side stands first"


@pytest.mark.parametrize("status", sorted(TO_FIND))
def test_every_status_to_find_beside_a_place_is_about_a_missing_child(status: str) -> None:
    assert of(replace(LOST, status=status), AT_SCHOOL)[0] is Stake.MISSING


def test_the_gravest_comes_first_and_more_stakes_before_fewer() -> None:
    found = [((stake, ""),) for stake in ORDER]
    assert all(sorted(mixed, key=gravity) == found for mixed in permutations(found))
    assert (
        gravity(((Stake.MISSING, ""), (Stake.FLAG, "")))
        < gravity(((Stake.MISSING, ""),))
        < gravity(((Stake.PROTECTED, ""), (Stake.FLAG, "")))
    )


def test_each_is_said_in_a_sentence_that_names_the_statuses_and_flags() -> None:
    said = dict(stakes(replace(LOST, flags=frozenset({"cp"})), AT_SCHOOL))
    assert "“unexplained”" in said[Stake.MISSING]
    assert "“in school”" in said[Stake.MISSING]
    assert "child protection plan" in said[Stake.FLAG]
