"""Does one value read as what the source meant, and is nothing guessed?"""

from __future__ import annotations

from datetime import date

import pytest

from onroll.extracts.values import read_date, read_flag, read_number, why_no_date


@pytest.mark.parametrize(
    "text",
    ["2015-03-04", "04/03/2015", "4/3/2015", "04-03-2015", "2015-03-04 00:00:00", "2015-03-04T00:00:00", "04/03/2015 00:00",
     "2015-03-04T00:00:00.000Z"],
)  # fmt: skip
def test_a_date_is_read_in_every_form_that_councils_write_day_before_month(text: str) -> None:
    assert read_date(text) == date(2015, 3, 4)


@pytest.mark.parametrize(
    "text",
    ["03/25/2015", "2015-02-30", "31/04/2015", "4/3/15", "20150304", "42067", "March", "2015-03-04 later", "1/2"],
)
def test_what_is_no_date_is_never_guessed(text: str) -> None:
    assert read_date(text) is None
    assert "day before month" in why_no_date(text)


def test_an_american_date_and_an_excel_number_are_called_what_they_are() -> None:
    assert "no month 25" in why_no_date("03/25/2015")
    assert "Excel" in why_no_date("42067")


@pytest.mark.parametrize(
    ("text", "flag"), [("T", "T"), ("yes", "T"), ("Y", "T"), ("1", "T"), ("FALSE", "F"), ("n", "F"), ("maybe", None)]
)
def test_yes_and_no_are_read_however_written(text: str, flag: str | None) -> None:
    assert read_flag(text) == flag


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12.5", "12.5"),
        ("1,250", "1250"),
        ("£40", "40"),
        ("-3", "-3"),
        ("twelve", None),
        ("nan", None),
        ("1e9", None),
        ("", None),
    ],
)
def test_a_number_is_figures_and_nothing_else(text: str, number: str | None) -> None:
    assert read_number(text) == number
