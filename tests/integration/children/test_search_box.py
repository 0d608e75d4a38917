"""What are the words in the search box taken for, and is the child who is meant found by them?"""

from __future__ import annotations

from datetime import date

import pytest
from extract_files import load, roll_row, write
from hypothesis import given
from hypothesis import strategies as st

from onroll.audit.actor import SYSTEM
from onroll.children.catching_up import link_and_rebuild
from onroll.children.models import ChildSummary
from onroll.children.selectors.search import Asked, search, understand
from onroll.intake.models import Load
from onroll.people.identifiers import make_upn

UPN = make_upn("941", 2000, 21, 17)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Ada Okafor", Asked("ada okafor")),
        ("  O'Neil-Smythe ", Asked(understand("o'neil smythe").name)),
        ("4/5/2016", Asked(birth=date(2016, 5, 4))),
        ("04.05.16", Asked(birth=date(2016, 5, 4))),
        ("2016-05-04", Asked(birth=date(2016, 5, 4))),
        ("4 May 2016", Asked(birth=date(2016, 5, 4))),
        ("4th september 2016", Asked(birth=date(2016, 9, 4))),
        ("ada 4/5/2016 okafor", Asked("ada okafor", date(2016, 5, 4))),
        ("943 476 5919", Asked(numbers=("9434765919",))),
        ("943-476-5919", Asked(numbers=("9434765919",))),
        (UPN.lower(), Asked(numbers=(UPN,))),
        ("nn15bd", Asked(postcodes=("NN1 5BD",))),
        ("Okafor NN1 5BD", Asked("okafor", postcodes=("NN1 5BD",))),
        ("child 438", Asked(child=438)),
        ("Child", Asked("child")),
    ],
)
def test_what_words_are_taken_for(words: str, asked: Asked) -> None:
    assert understand(words) == asked


@pytest.mark.parametrize("words", ["", " ", "a", "31/02/2016 ", "\x00", "%", "''"])
def test_nothing_is_asked_where_nothing_is_said(words: str) -> None:
    assert understand(words).nothing == (len(understand(words).name) < 2)


@given(st.text(max_size=300))
def test_any_words_are_understood_somehow(words: str) -> None:
    asked = understand(words)
    assert asked.nothing or asked.taken


@given(st.dates(date(2000, 1, 1), date(2059, 12, 31)), st.sampled_from(["{0.day}/{0.month}/{0.year}", "{0.year}-{0.month:02d}-{0.day:02d}", "{0:%d.%m.%y}",
                                                                        "{0.day} {0:%B} {0.year}"]))  # fmt: skip
def test_every_day_is_read_in_every_form(day: date, form: str) -> None:
    assert understand(f"Ada {form.format(day)}") == Asked("ada", day)


@pytest.fixture
def children(tmp_path, db) -> dict[str, int]:
    rows = [
        roll_row(
            1, forename="Siobhán", surname="O'Connor-Nwosu", upn=UPN, date_of_birth="2014-02-03", postcode="NN4 0AA"
        ),
        roll_row(
            2, forename="Siobhan", surname="Connors", date_of_birth="2013-02-03", former_surname="Featherstonehaugh"
        ),
        roll_row(3, forename="Muhammad", preferred_forename="Musa", surname="Iqbal", date_of_birth="2012-12-12"),
        roll_row(4, forename="Li", surname="Wu", date_of_birth="2012-01-30"),
    ]
    load(write(tmp_path, roll=rows))
    link_and_rebuild(actor=SYSTEM, at=Load.objects.latest("recorded_at").recorded_at)
    return {one.surname: one.pk for one in ChildSummary.objects.all()}


@pytest.mark.parametrize(
    ("words", "surname", "why"),
    [
        ("siobhan oconnor", "O'Connor-Nwosu", ""),
        ("Siobhán O'Connor-Nwosu", "O'Connor-Nwosu", "this name"),
        ("nwosu siobhan", "O'Connor-Nwosu", "this name"),
        ("siobahn nwosu", "O'Connor-Nwosu", "a name like this"),
        ("fetherstonhaugh", "Connors", "a name like this"),
        ("musa iqbal", "Iqbal", "this name"),
        ("li wu", "Wu", "this name"),
        ("12/12/2012", "Iqbal", "born on this day"),
        (UPN, "O'Connor-Nwosu", "this number"),
        ("NN40AA", "O'Connor-Nwosu", "at this postcode"),
        ("siobhan 3 Feb 2013", "Connors", "born on this day"),
    ],
)
def test_the_child_meant_comes_first_and_why(words: str, surname: str, why: str, children: dict[str, int]) -> None:
    best = search(words)[0]
    assert best.summary.pk == children[surname]
    assert not why or why in best.why


def test_a_child_is_found_by_its_number(children: dict[str, int]) -> None:
    assert [match.summary.pk for match in search(f"child {children['Wu']}")] == [children["Wu"]]


def test_wildcards_are_letters_like_any_others(children: dict[str, int]) -> None:
    assert search("%%%") == []
    assert search("___") == []
