"""The denominator of a rate is what an estimate says, in any of its layouts, or nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from integration.places.given import FIRST, HERE, LATER, counts, file_rows, loaded, rows, shared
from onroll.places.models import Population
from onroll.places.population import aged, newest_year

pytestmark = pytest.mark.django_db
OWN = HERE / "west_northamptonshire_mid2020.csv"


def long_rows(la: str, ages: range, people: int = 100, sex: str = "") -> list[dict[str, str]]:
    return [
        {"la_code": la, "year": "2024", "age": str(age), "sex": sex, "population": str(people + age)} for age in ages
    ]


def test_west_northamptonshire_had_63990_children_aged_4_to_15_at_mid_2020() -> None:
    loaded("population", file_rows(OWN), file_name=OWN.name)
    assert aged("941", 2020, 4, 15) == 63_990


def test_the_real_file_of_every_district_gives_the_same() -> None:
    name = "ons_mid2020_single_year_of_age_ltla21_england.csv"
    told = shared(f"population/{name}")
    assert counts(loaded("population", told, file_name=name)) == (309, 0, 0, 0)
    assert aged("941", 2020, 4, 15) == 63_990
    assert aged("855", 2020, 4, 15) == 98_949  # the sum of Leicestershire's seven districts
    assert newest_year("941", 4, 15) == 2020


def test_districts_and_counties_together_count_nobody_twice() -> None:
    for layout in ("ltla21", "utla20"):
        name = f"ons_mid2020_single_year_of_age_{layout}_england.csv"
        loaded("population", shared(f"population/{name}"), file_name=name)
    assert aged("855", 2020, 4, 15) == 98_949


def test_a_band_of_ages_answers_for_itself_only() -> None:
    name = "ons_mye_0_17_by_la_2012_2024.csv"
    outcome = loaded("population", shared(f"population/{name}"), file_name=name)
    assert outcome.read == 2_132
    assert aged("941", 2024, 0, 17) == 96_295
    assert aged("941", 2024, 4, 15) is None
    assert {fault.fault.column for fault in outcome.set_aside} == {"population_estimate"}


def test_nothing_held_is_no_number() -> None:
    assert aged("941", 2020, 4, 15) is None


def test_another_year_or_a_gap_in_the_ages_is_no_number() -> None:
    loaded("population", rows(long_rows("941", range(4, 15))))
    assert aged("941", 2024, 4, 15) is None
    assert aged("941", 2023, 4, 14) is None
    assert aged("941", 2024, 4, 14) == sum(100 + age for age in range(4, 15))


def test_both_sexes_are_the_sum_where_only_each_is_held() -> None:
    loaded("population", rows(long_rows("941", range(4, 16), 10, "F") + long_rows("941", range(4, 16), 20, "Male")))
    girls, boys = aged("941", 2024, 4, 15, "F"), aged("941", 2024, 4, 15, "M")
    assert (girls, boys) == (12 * 10 + 114, 12 * 20 + 114)
    assert aged("941", 2024, 4, 15) == girls + boys


def test_a_sex_not_held_is_no_number() -> None:
    loaded("population", rows(long_rows("941", range(4, 16))))
    assert aged("941", 2024, 4, 15, "F") is None


def test_a_revised_estimate_answers_from_its_own_moment_on() -> None:
    loaded("population", rows(long_rows("941", range(4, 16), 100)))
    revised = rows(long_rows("941", range(4, 16), 200))
    assert counts(loaded("population", revised, as_at=date(2026, 2, 1), recorded_at=LATER)) == (0, 12, 0, 0)
    assert aged("941", 2024, 4, 15) == 12 * 200 + 114
    assert aged("941", 2024, 4, 15, known_at=LATER - timedelta(seconds=1)) == 12 * 100 + 114
    assert aged("941", 2024, 4, 15, known_at=LATER) == 12 * 200 + 114
    assert aged("941", 2024, 4, 15, known_at=FIRST - timedelta(seconds=1)) is None


def test_an_older_extract_revises_nothing() -> None:
    loaded("population", rows(long_rows("941", range(4, 16), 200)))
    older = rows(long_rows("941", range(4, 16), 100))
    assert counts(loaded("population", older, as_at=date(2025, 1, 1), recorded_at=LATER)) == (0, 0, 12, 0)
    assert aged("941", 2024, 4, 15) == 12 * 200 + 114


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ({"la_code": ""}, "population-without-area"),
        ({"year": ""}, "population-without-year"),
        ({"age": "old"}, "population-without-age"),
        ({"population": "x"}, "population-unreadable"),
        ({"sex": "Q"}, "population-sex"),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside(fault: dict[str, str], rule: str) -> None:
    outcome = loaded("population", rows([long_rows("941", range(4, 5))[0] | fault]))
    assert [set_aside.fault.rule for set_aside in outcome.set_aside] == [rule]
    assert not Population.objects.exists()


def test_ninety_and_over_is_open_ended() -> None:
    loaded("population", rows([{"la_code": "941", "year": "2024", "age": "90+", "population": "7"}]))
    assert Population.objects.get().high_age is None
