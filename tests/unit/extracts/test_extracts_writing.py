"""Can a value that we were sent do harm in the spreadsheet of whoever opens our export?"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest

from onroll.extracts.writing import csv_text, safe_cell


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "@SUM(A1)",
        "-2+3",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\ufeff=1",
        "\u00a0=1",
        "\uff1d1",
        "+44 1604 555000",
        "--",
        "-x",
    ],
)
def test_what_a_spreadsheet_might_run_is_written_as_text(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["-", "-12.5", "12", "O'Neill", "Anne-Marie", "a=b", "", "2026-11-01", "01604 555000"])
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "T"), (False, "F"), (7, "7"), (-7, "-7"), (-1.5, "-1.5"), (date(2026, 11, 1), "2026-11-01"),
     (datetime(2026, 11, 1, 9, 30, tzinfo=UTC), "2026-11-01 09:30:00+00:00"), ("a\x00b", "a\ufffdb")],
)  # fmt: skip
def test_a_value_is_written_in_one_way(value: object, text: str) -> None:
    assert safe_cell(value) == text


def test_a_table_comes_back_as_it_was_but_for_the_apostrophe() -> None:
    text = csv_text(["surname", "note"], [["O'Neill", 'said "no",\nthen left'], ["=1", None]])
    assert list(csv.reader(StringIO(text))) == [["surname", "note"], ["O'Neill", 'said "no",\nthen left'], ["'=1", ""]]
    assert csv_text(["a"], [], bom=True) == "\ufeffa\n"
