"""What each of two groups lacks speaks for or against one child, where their two records leave it open."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from onroll.linkage import LinkRecord, link

CONSONANTS = "bdfgklmnprstvz"
FORENAMES = ["Amy", "Jacob", "Priya", "Oliver", "Zainab", "Marek", "Chloe", "Tariq", "Hugo", "Wren"]


def _surname(n: int) -> str:
    letters = [CONSONANTS[n // 14**place % 14] + "aeiou"[(n + place) % 5] for place in range(3)]
    return "".join(letters).title() + "worth"


def _authority(children: int = 1_200) -> list[LinkRecord]:
    """Every child with a record at a school and one with health, some twenty of each name."""
    records = []
    for n in range(children):
        born = date(2014, 9, 1) + timedelta(days=n * 7 % 330)
        child = LinkRecord(2 * n + 1, "roll", "100001", f"R{n}", _surname(n % 61), FORENAMES[n // 61 % 10], date_of_birth=born,
                           postcode=f"NN{n % 9 + 1} {n % 7 + 1}A{CONSONANTS[n % 14].upper()}")  # fmt: skip
        records += [child, replace(child, id=2 * n + 2, feed="health", qualifier="", source_id=f"H{n}")]
    return records


ROLL = LinkRecord(
    9001, "roll", "100001", "R9001", _surname(3), "Tariq", date_of_birth=date(2015, 3, 14), postcode="NN1 1AB"
)
HEALTH = replace(ROLL, id=9002, feed="health", qualifier="", source_id="H9002", date_of_birth=date(2015, 3, 24), postcode="NN8 4AB")  # fmt: skip


def _together(linked, a=9001, b=9002):
    return any(a in group and b in group for group in linked.groups)


@pytest.fixture(scope="module")
def authority():
    return _authority()


def test_a_roll_without_health_and_health_without_a_roll_are_one_child(authority):
    linked = link([*authority, ROLL, HEALTH])
    assert _together(linked)
    pair = next(pair for pair in linked.links if {pair.a, pair.b} == {9001, 9002})
    assert pair.rule == "completing" and pair.words[-1].startswith("Each lacks just")


def test_a_child_who_has_a_health_record_gets_no_second_one(authority):
    own = replace(ROLL, id=9003, feed="health", qualifier="", source_id="H9003")
    assert not _together(link([*authority, ROLL, own, HEALTH]))


def test_another_surname_at_another_home_is_never_joined_so(authority):
    other = replace(HEALTH, surname="Quillfeather", date_of_birth=ROLL.date_of_birth)
    assert not _together(link([*authority, ROLL, other]))


def test_what_fits_two_children_who_lack_health_is_left_to_a_person(authority):
    second = replace(ROLL, id=9003, source_id="R9003", date_of_birth=date(2015, 8, 24), postcode="NN5 6AB")
    linked = link([*authority, ROLL, second, replace(HEALTH, date_of_birth=None)])
    assert not _together(linked) and not _together(linked, 9003, 9002)
