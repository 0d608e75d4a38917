"""Is a rule found by any of its words, and is a supposed holiday one day more that doesn't count?"""

from __future__ import annotations

from datetime import date

import pytest

from onroll.rules.calendars import EstimatedSchoolDays, OutsideCalendar, WorkingDays
from onroll.rules.clocks import LastDays
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.finding import entries, found
from onroll.rules.what_if import ClosedAlso

WEDNESDAY = date(2026, 11, 4)


def test_everything_in_the_rule_book_is_in_the_list_once() -> None:
    book = rule_book()
    held = entries(book)
    parts = (book.clocks, book.definitions, book.codes, book.statements, book.enquiries)
    assert len(held) == sum(len(part) for part in parts)
    assert {one.id for one in held if one.is_deadline} == set(book.clocks)


@pytest.mark.parametrize(("asked", "id"), [
    ("sixth DAY permanent", "ex-day6"), ("ex-day6-pex", "ex-day6"), ("SI 2007/1870", "ex-day6"), ("governing board reinstatement", "ex-gb-15"),
    ("not a registered pupil at any school", "cme-statutory"), ("home authority", "ex-day6"),
])  # fmt: skip
def test_a_rule_is_found_by_any_of_its_words_in_any_order(asked: str, id: str) -> None:
    assert id in {one.id for one in found(entries(), asked)}


def test_every_word_must_be_there() -> None:
    assert found(entries(), "sixth zebra") == []
    assert len(found(entries(), "  ")) == len(entries())


def test_a_supposed_holiday_is_one_day_more_that_doesnt_count() -> None:
    before = EstimatedSchoolDays()
    after = ClosedAlso(before, WEDNESDAY, "supposed holiday")
    assert before.is_school_day(WEDNESDAY)
    assert not after.is_school_day(WEDNESDAY)
    assert after.explain(WEDNESDAY) == "supposed holiday"
    assert after.is_school_day(date(2026, 11, 5))
    assert after.explain(date(2026, 11, 5)) == before.explain(date(2026, 11, 5))
    assert (after.name, after.unit, after.first_day, after.last_day, after.estimated) == (
        before.name, before.unit, before.first_day, before.last_day, True,
    )  # fmt: skip
    assert after.estimated_on(WEDNESDAY)
    with pytest.raises(OutsideCalendar):
        after.counts(date(2099, 1, 1))


def test_a_day_that_is_closed_anyhow_keeps_its_own_reason() -> None:
    saturday = ClosedAlso(WorkingDays(), date(2026, 11, 7), "supposed holiday")
    assert saturday.explain(date(2026, 11, 7)) == "Saturday"


def test_the_quick_way_counts_on_it() -> None:
    quick = LastDays(ClosedAlso(EstimatedSchoolDays(), WEDNESDAY, "supposed"))
    assert quick.of("ex-day6", date(2026, 11, 2)) == date(2026, 11, 10)
