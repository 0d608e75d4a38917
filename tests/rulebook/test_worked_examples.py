"""Does every worked example of the rule book come out as its file says? One test an example, named after it."""

from __future__ import annotations

from datetime import date

import pytest

from onroll.rules import ages
from onroll.rules.clocks.examples import computed
from onroll.rules.definitions import PHRASES, counts, position_from, wrong_definitions
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.fields import open_file
from onroll.rules.rulebook.model import Counting

BOOK = rule_book()
CLOCKS = [(clock, example) for clock in BOOK.clocks.values() for example in clock.examples]
DEFINED = [(one, example) for one in BOOK.definitions.values() for example in one.examples]


@pytest.mark.parametrize(("clock", "example"), CLOCKS, ids=[f"{c.id}: {e.name}" for c, e in CLOCKS])
def test_clock_example(clock, example):
    answer = computed(clock, example, BOOK)
    if example.last_day:
        assert answer == example.last_day, answer
    else:
        assert isinstance(answer, str)
        assert example.refused in answer


@pytest.mark.parametrize(("definition", "example"), DEFINED, ids=[f"{d.id}: {e.name}" for d, e in DEFINED])
def test_definition_example(definition, example):
    assert counts(definition, position_from(example.child)) is example.counts


def test_every_phrase_of_a_definition_is_defined_and_every_phrase_is_used():
    assert wrong_definitions(BOOK) == []
    used = {c.phrase for d in BOOK.definitions.values() for v in d.versions for way in v.ways for c in way}
    assert used == set(PHRASES)


@pytest.mark.parametrize("clock", BOOK.clocks.values(), ids=lambda clock: clock.id)
def test_every_clock_has_an_ordinary_example_and_its_boundaries(clock):
    names = " ".join(example.name for example in clock.examples)
    if not clock.versions[-1].provenance.status.answers:
        assert "as the law stands" in names
        return
    assert "ordinary" in names
    if clock.versions[-1].counting is not Counting.IMMEDIATE:
        assert "boundary" in names
        assert "holiday" in names or clock.id == "ex-max"
    if len(clock.versions) > 1:
        assert "last day of the old law" in names
        assert "first day of the new law" in names


@pytest.mark.parametrize("clock", BOOK.clocks.values(), ids=lambda clock: clock.id)
def test_a_clock_in_force_cites_its_address(clock):
    for version in clock.versions:
        if version.provenance.status.value in ("in force", "enacted, not in force"):
            assert version.provenance.address.startswith("https://")


def school_age_file():
    file = open_file(BOOK.folder / "calendars" / "school_age.toml", BOOK.folder)
    return file.tables("example"), file.mapping("leaving_dates")


def test_the_vectors_of_school_age():
    examples, leaving = school_age_file()
    assert len(examples) == 8
    for row in examples:
        born = row.take("born", date)
        assert ages.school_age_from(born) == row.take("from", date)
        assert ages.school_age_to(born) == row.take("to", date)
        assert ages.year_group(born, date(2026, 11, 1)) == row.take("year_group_2026", int)
    for year, day in leaving.items():
        assert ages.last_friday_in_june(int(year)) == day
