"""Are dates and distances written as officers read them?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from onroll.web.templatetags.dates import age_on, between, day, day_and_distance, from_day, moment

TODAY = date(2026, 11, 2)


def test_a_day_has_no_nought_in_front() -> None:
    assert day(TODAY) == "2 November 2026"
    assert day(None) == ""
    assert day(None, "not held") == "not held"


def test_a_moment_is_told_in_local_time() -> None:
    assert moment(datetime(2026, 7, 1, 8, 5, tzinfo=UTC)) == "1 July 2026, 9:05am"
    assert moment(datetime(2026, 12, 1, 0, 5, tzinfo=UTC)) == "1 December 2026, 12:05am"
    assert moment(datetime(2026, 12, 1, 12, 0, tzinfo=UTC)) == "1 December 2026, 12:00pm"
    assert day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026"
    assert moment(None) == ""


@pytest.mark.parametrize(("on", "words"), [
    (date(2026, 11, 2), "today"), (date(2026, 11, 3), "tomorrow"), (date(2026, 11, 1), "yesterday"),
    (date(2026, 11, 5), "in 3 days"), (date(2026, 10, 21), "12 days ago"), (date(2026, 10, 5), "28 days ago"),
    (date(2026, 10, 4), "4 weeks ago"), (date(2026, 8, 3), "13 weeks ago"), (date(2026, 8, 2), "3 months ago"),
    (date(2024, 11, 3), "23 months ago"), (date(2024, 11, 2), "2 years ago"), (date(2027, 11, 2), "in 12 months"), (date(2020, 11, 2), "6 years ago"),
])  # fmt: skip
def test_a_distance_is_told_in_the_unit_a_person_would_use(on: date, words: str) -> None:
    assert from_day(on, TODAY) == words


@pytest.mark.parametrize(("started", "ended", "words"), [
    (None, None, "no dates known"), (TODAY, None, "since 2 November 2026"), (None, TODAY, "until 2 November 2026"),
    (TODAY, TODAY, "on 2 November 2026"), (date(2026, 9, 3), TODAY, "3 September 2026 to 2 November 2026"),
])  # fmt: skip
def test_a_spell_says_what_is_not_known(started: date | None, ended: date | None, words: str) -> None:
    assert between(started, ended) == words


@pytest.mark.parametrize(("born", "age"), [
    (date(2016, 11, 2), "10"), (date(2016, 11, 3), "9"), (date(2026, 11, 2), "0"), (date(2026, 11, 3), ""), (None, ""),
])  # fmt: skip
def test_an_age_goes_up_on_the_birthday(born: date | None, age: str) -> None:
    assert age_on(born, TODAY) == age


def test_a_child_of_29_february_is_a_year_older_on_1_march() -> None:
    assert age_on(date(2016, 2, 29), date(2026, 2, 28)) == "9"
    assert age_on(date(2016, 2, 29), date(2026, 3, 1)) == "10"


def test_a_date_for_machines_stands_beside_the_words() -> None:
    assert str(day_and_distance(date(2026, 11, 5), TODAY)) == (
        '<time datetime="2026-11-05">5 November 2026</time> (in 3 days)'
    )
    assert day_and_distance(None, TODAY) == "no date"
