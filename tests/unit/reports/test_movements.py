"""Starters and leavers: every month adds, months to come have no numbers, Year 11 stands apart."""

from __future__ import annotations

from datetime import date

import pytest

from onroll.reports.child import CohortSpell
from onroll.reports.movements import COLUMNS, months_of_year, movements
from onroll.reports.table import DoesNotAdd, FigureTable
from unit.reports.counted import definition


def moved(spells: list[CohortSpell], as_at: date = date(2024, 1, 5), **terms: str) -> FigureTable:
    return movements(definition("ehe-starters-leavers"), spells, as_at=as_at, **terms)  # type: ignore[arg-type]


def row(table: FigureTable, month: str) -> list[int | None]:
    return [table.cell(month, column).count for column in COLUMNS]


def test_opening_and_starters_less_leavers_is_closing() -> None:
    spells = [
        CohortSpell(1, date(2022, 5, 1)),
        CohortSpell(2, None, date(2023, 9, 30)),
        CohortSpell(3, date(2023, 9, 1)),
        CohortSpell(4, date(2023, 9, 4), date(2023, 9, 20)),
        CohortSpell(5, date(2023, 10, 2)),
    ]
    table = moved(spells)
    assert row(table, "September 2023") == [2, 2, 2, 0, 0, 2]
    assert row(table, "October 2023") == [2, 1, 0, 0, 1, 3]
    assert row(table, "Year to date") == [2, 3, 2, 0, 1, 3]


def test_a_month_that_has_not_begun_has_no_numbers() -> None:
    table = moved([CohortSpell(1, date(2022, 5, 1))])
    assert row(table, "January 2024") == [1, 0, 0, 0, 0, 1]
    assert row(table, "February 2024") == [None] * 6
    assert any("January 2024 is a part month, to 5 January" in note for note in table.notes)


def test_year_11_leavers_in_june_stand_apart() -> None:
    spells = [
        CohortSpell(1, date(2020, 1, 1), date(2024, 6, 28), school_age_ended=True),
        CohortSpell(2, date(2020, 1, 1), date(2024, 6, 10)),
    ]
    assert row(moved(spells, date(2024, 7, 31)), "June 2024") == [2, 0, 1, 1, -2, 0]


def test_an_end_still_to_come_is_open_on_the_day() -> None:
    assert row(moved([CohortSpell(1, date(2023, 1, 1), date(2024, 1, 20))]), "January 2024") == [1, 0, 0, 0, 0, 1]


def test_the_months_are_of_the_academic_year_of_the_day() -> None:
    assert [months_of_year(date(2024, 8, 31))[n][0] for n in (0, 11)] == ["September 2023", "August 2024"]
    assert months_of_year(date(2024, 9, 1))[0][0] == "September 2024"


def test_a_spell_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(DoesNotAdd):
        moved([CohortSpell(1, date(2024, 1, 1), date(2023, 1, 1))])


def test_one_who_started_is_hidden_from_scrutiny_and_not_to_be_had_from_the_rest() -> None:
    old = [CohortSpell(n, date(2023, 1, 9)) for n in range(50)]
    table = moved([*old, CohortSpell(99, date(2023, 10, 2))], audience="scrutiny")
    october = [table.cell("October 2023", column).count for column in ("Opening", "Starters", "Net change", "Closing")]
    assert october[1] is None and (october[0] is None or october[3] is None) and october[2] is None


def test_who_moved_is_known() -> None:
    table = moved([CohortSpell(7, date(2023, 10, 2))])
    assert table.who("October 2023", "Starters") == (7,)
