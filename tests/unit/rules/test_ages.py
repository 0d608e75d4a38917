"""Ages in law: the worked examples of the rule book, and the edges it names."""

from __future__ import annotations

from datetime import date

import pytest

from onroll.rules.ages import (
    age_on,
    ages,
    birthday,
    key_stage,
    last_friday_in_june,
    participation_until,
    school_age_from,
    school_age_to,
    year_group,
    year_group_name,
)


@pytest.mark.parametrize(
    ("birth", "begins", "ends", "year"),
    [
        ("2021-08-31", "2026-08-31", "2037-06-26", 1),
        ("2021-09-01", "2026-12-31", "2038-06-25", 0),
        ("2021-12-31", "2026-12-31", "2038-06-25", 0),
        ("2022-01-01", "2027-03-31", "2038-06-25", 0),
        ("2022-04-01", "2027-08-31", "2038-06-25", 0),
        ("2010-08-31", "2015-08-31", "2026-06-26", 12),
        ("2010-09-01", "2015-12-31", "2027-06-25", 11),
        ("2011-08-31", "2016-08-31", "2027-06-25", 11),
    ],
)
def test_the_worked_examples_of_school_age(birth: str, begins: str, ends: str, year: int) -> None:
    born = date.fromisoformat(birth)
    assert school_age_from(born) == date.fromisoformat(begins)
    assert school_age_to(born) == date.fromisoformat(ends)
    assert year_group(born, date(2026, 9, 1)) == year_group(born, date(2027, 8, 31)) == year


def test_the_last_friday_in_june() -> None:
    days = [last_friday_in_june(year) for year in range(2025, 2030)]
    assert [f"{day:%m-%d}" for day in days] == ["06-27", "06-26", "06-25", "06-30", "06-29"]
    assert {day.weekday() for day in days} == {4}


def test_a_birthday_on_a_prescribed_day_begins_school_age_that_day() -> None:
    assert school_age_from(date(2021, 3, 31)) == date(2026, 3, 31)
    assert school_age_from(date(2021, 4, 1)) == date(2026, 8, 31)


def test_a_child_of_29_february_reaches_an_age_on_1_march_in_other_years() -> None:
    born = date(2020, 2, 29)
    assert birthday(born, 5) == date(2025, 3, 1)
    assert birthday(born, 4) == date(2024, 2, 29)
    assert age_on(born, date(2025, 2, 28)) == 4
    assert age_on(born, date(2025, 3, 1)) == 5
    assert school_age_from(born) == date(2025, 3, 31)
    assert participation_until(born) == date(2038, 3, 1)


def test_a_july_child_leaves_school_age_while_still_15() -> None:
    born = date(2011, 7, 20)
    assert age_on(born, school_age_to(born)) == 15


@pytest.mark.parametrize(
    ("year", "stage", "name"),
    [
        (-3, "EYFS", "Below nursery age"),
        (-1, "EYFS", "Nursery"),
        (0, "EYFS", "Reception"),
        (1, "KS1", "Year 1"),
        (2, "KS1", "Year 2"),
        (3, "KS2", "Year 3"),
        (6, "KS2", "Year 6"),
        (7, "KS3", "Year 7"),
        (9, "KS3", "Year 9"),
        (10, "KS4", "Year 10"),
        (11, "KS4", "Year 11"),
        (12, "Post-16", "Year 12"),
        (15, "Post-16", "Year 14+"),
    ],
)
def test_year_groups_and_key_stages_by_name(year: int, stage: str, name: str) -> None:
    assert key_stage(year) == stage
    assert year_group_name(year) == name


def test_the_answer_of_the_age_command() -> None:
    assert ages(date(2010, 9, 1), date(2026, 11, 22)) == {
        "school_age_from": date(2015, 12, 31),
        "school_age_to": date(2027, 6, 25),
        "year_group": 11,
        "key_stage": "KS4",
        "participation_until": date(2028, 9, 1),
    }
