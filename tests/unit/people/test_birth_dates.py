"""Dates of birth: odd ones, and pairs that may be one."""

from datetime import date

import pytest

from onroll.people.birth_dates import how_alike, is_placeholder, problems_of, swapped


@pytest.mark.parametrize(
    ("birth", "says"),
    [
        (date(2015, 5, 5), ""),
        (date(2026, 11, 2), "after the extract"),
        (date(1986, 5, 5), "this person is 40"),
        (date(1900, 1, 1), "what systems write"),
        (date(2000, 11, 2), ""),
        (date(2000, 11, 1), "this person is 26"),
    ],
)
def test_problems(birth, says):
    found = problems_of(birth, on=date(2026, 11, 1))
    assert bool(found) == bool(says) and says in "".join(found)


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        (date(2015, 5, 6), date(2015, 5, 6), "same"),
        (date(2015, 5, 6), date(2015, 6, 5), "swapped"),
        (date(2015, 5, 16), date(2015, 5, 15), "one digit"),
        (date(2015, 5, 12), date(2015, 5, 21), "one digit"),
        (date(2015, 5, 31), date(2015, 6, 1), "a day out"),
        (date(2009, 5, 31), date(2010, 5, 31), "a year out"),
        (date(2015, 9, 30), date(2015, 10, 30), "a month out"),
        (date(2015, 1, 1), date(2015, 7, 23), "one is a placeholder"),
        (date(2015, 3, 14), date(2013, 7, 28), ""),
        (date(2016, 4, 29), date(2016, 4, 2), "one part"),
    ],
)
def test_how_alike(a, b, alike):
    assert how_alike(a, b) == alike and how_alike(b, a) == alike


def test_swapped_only_where_it_is_another_date():
    assert swapped(date(2015, 5, 16)) is None
    assert swapped(date(2015, 5, 5)) is None
    assert swapped(date(2015, 2, 12)) == date(2015, 12, 2)


def test_placeholders():
    assert is_placeholder(date(2012, 1, 1)) and is_placeholder(date(1899, 12, 30))
    assert not is_placeholder(date(2012, 1, 2))
