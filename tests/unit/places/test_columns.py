"""A register's row is read by heading, and what is not known is not a value."""

from __future__ import annotations

from datetime import date

import pytest

from onroll.places.loading.columns import Columns, read_whole


def test_headings_are_found_without_regard_to_case_and_outer_spaces() -> None:
    assert Columns({" LA (Code) ": " 941 "}).text("la (code)") == "941"


def test_the_trusts_open_date_is_not_the_schools() -> None:
    columns = Columns({"Open date": "01/05/2011", "OpenDate": "01-09-1990"})
    assert columns.day("OpenDate") == date(1990, 9, 1)


@pytest.mark.parametrize("text", ["", "NULL", "N/K", "Unknown", "-"])
def test_not_known_is_no_value(text: str) -> None:
    assert Columns({"Town": text}).text("Town") == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-09-01", date(2026, 9, 1)),
        ("01/09/2026", date(2026, 9, 1)),
        ("01-09-2026", date(2026, 9, 1)),
        ("31/02/2026", None),
        ("September 2026", None),
        ("", None),
    ],
)
def test_days_are_read_day_first(text: str, day: date | None) -> None:
    assert Columns({"OpenDate": text}).day("OpenDate") == day


@pytest.mark.parametrize(("text", "number"), [("63,990", 63990), ("4.0", 4), ("x", None), ("4.5", None), ("", None)])
def test_whole_numbers(text: str, number: int | None) -> None:
    assert read_whole(text) == number
