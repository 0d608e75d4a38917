"""The key numbers of home education and of children missing education, with every trap of the report they come from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from onroll.reports.notes import People
from onroll.reports.table import DoesNotAdd
from unit.reports.counted import BORN, NORTHANTS, child, counted, many

CURRENT = "Current home-educated children"
MISSING = "Current children missing education"


def test_west_northamptonshires_home_education_rate_is_reproduced() -> None:
    table = counted("ehe-key-stats", many("ehe", F=532, M=480, U=1), people=NORTHANTS)
    total = table.cell(CURRENT, "Total")
    assert (total.count, total.rate) == (1013, 158.31)


def test_west_northamptonshires_missing_education_rate_is_reproduced() -> None:
    table = counted("cme-key-stats", many("cme-statutory", F=123, M=133, U=4), people=NORTHANTS)
    total = table.cell(MISSING, "Total")
    assert (total.count, total.rate) == (260, 40.63)


def test_without_a_population_no_rate_is_guessed() -> None:
    table = counted("ehe-key-stats", many("ehe", F=10))
    assert table.cell(CURRENT, "Total").rate is None
    assert any("No rate is given" in note for note in table.notes)
    assert table.denominator.startswith("none")


def test_rates_by_sex_need_a_population_by_sex() -> None:
    girls_and_boys = People(year=2020, everybody=63_990, female=31_420, male=32_570)
    both = counted("ehe-key-stats", many("ehe", F=532, M=480, U=1), people=girls_and_boys)
    assert both.cell(CURRENT, "Female").rate == 169.32
    assert both.cell(CURRENT, "Male").rate == 147.37
    assert both.cell(CURRENT, "Not known").rate is None
    together = counted("ehe-key-stats", many("ehe", F=532, M=480, U=1), people=NORTHANTS)
    assert together.cell(CURRENT, "Female").rate is None
    assert any("doesn't tell girls from boys" in note for note in together.notes)


def test_the_denominator_names_its_ages_its_year_and_its_size() -> None:
    table = counted("ehe-key-stats", many("ehe", F=1), people=NORTHANTS)
    assert "63,990 people aged 4 to 15, mid-2020" in table.denominator


def test_both_dates_are_shown_where_the_population_is_older_than_the_children() -> None:
    table = counted("ehe-key-stats", many("ehe", F=1), people=NORTHANTS)
    assert any("mid-2020" in note and "5 January 2024" in note for note in table.notes)


@pytest.mark.parametrize("sex", ["U", "", "X"])
def test_a_sex_not_known_is_a_category_always_shown(sex: str) -> None:
    table = counted("cme-key-stats", [child(1, "cme-statutory", sex=sex)])
    assert table.cell(MISSING, "Not known").count == 1
    empty = counted("cme-key-stats", [])
    assert empty.cell(MISSING, "Not known").count == 0


def test_the_sexes_add_to_the_total_in_every_row() -> None:
    children = [
        replace(
            each, social_care=frozenset({"CIN"}) if each.child_id % 3 else frozenset(), has_plan=each.child_id % 5 == 0
        )
        for each in many("ehe", F=17, M=11, U=2)
    ]
    table = counted("ehe-key-stats", children)
    rows, columns, cells = table.grid()
    for row in rows:
        assert cells[row, "Total"].count == sum(
            cells[row, column].count or 0 for column in columns if column != "Total"
        )


def test_each_child_open_to_social_care_is_counted_once() -> None:
    told = [{"CIN"}, {"CIN", "CP"}, {"CP", "LAC"}, {"LAC"}, set()]
    table = counted("ehe-key-stats", [child(n, social_care=frozenset(each)) for n, each in enumerate(told)])
    rows = ("in need (CIN)", "protection plan (CP)", "looked after (LAC)")
    assert [table.cell(f"Open to social care: {row}", "Total").count for row in rows] == [1, 1, 2]


def test_plans_are_a_share_of_the_children_in_their_own_column() -> None:
    children = [replace(each, has_plan=each.child_id <= 49) for each in many("ehe", F=532, M=480, U=1)]
    table = counted("ehe-key-stats", children)
    assert table.cell("EHC plan in force", "Total").percent == 4.8
    assert table.cell("EHC plan in force", "Female").percent == 9.2  # 49 of 532, not of 1,013
    assert "home-educated children in the same column" in " ".join(table.notes)


def test_free_school_meals_are_last_known_with_their_dates() -> None:
    table = counted(
        "cme-key-stats",
        [
            child(1, "cme-statutory", free_school_meals=True, free_school_meals_on=date(2021, 10, 7)),
            child(2, "cme-statutory", free_school_meals=False, free_school_meals_on=date(2023, 10, 5)),
            child(3, "cme-statutory"),
        ],
    )
    cell = table.cell("Claimed free school meals (last known)", "Total")
    assert (cell.count, cell.percent) == (1, 33.3)
    note = next(note for note in table.notes if "last known" in note)
    assert "7 October 2021" in note and "5 October 2023" in note and "1 of the children nothing was ever known" in note


def test_children_not_of_school_age_are_inside_the_totals_and_shown_apart() -> None:
    children = [child(1), child(2, date_of_birth=BORN["too young"]), child(3, date_of_birth=BORN["too old"])]
    table = counted("ehe-key-stats", children)
    assert table.cell(CURRENT, "Total").count == 3
    assert table.cell("Not of compulsory school age (inside the totals)", "Total").count == 2
    assert any("2 of the 3 counted are not of compulsory school age" in note for note in table.notes)


def test_a_child_without_date_of_birth_counts_as_of_school_age_and_is_flagged() -> None:
    table = counted("ehe-key-stats", [child(1, date_of_birth=None)])
    assert table.cell("Not of compulsory school age (inside the totals)", "Total").count == 0
    assert any("no date of birth" in note for note in table.notes)


def test_only_children_under_the_definition_count() -> None:
    table = counted("ehe-key-stats", [child(1), child(2, "cme-statutory"), child(3, "cme-local-broad")])
    assert table.cell(CURRENT, "Total").count == 1


def test_the_definition_is_named_and_says_what_it_leaves_out() -> None:
    table = counted("cme-key-stats", [])
    assert table.definition.startswith("cme-statutory: ")
    assert "on a roll who don't attend are not counted" in table.definition


def test_every_cell_opens_to_its_children_for_those_who_may() -> None:
    table = counted("ehe-key-stats", [child(7, has_plan=True), child(8), child(9, has_plan=True)])
    assert table.who("EHC plan in force", "Total") == (7, 9)
    for cell in table.cells:
        assert len(table.who(cell.row, cell.column)) == cell.count
    with pytest.raises(PermissionError):
        counted("ehe-key-stats", [child(7)], audience="management").who(CURRENT, "Total")


def test_the_answer_has_the_stable_names() -> None:
    answer = counted("ehe-key-stats", [child(1, sex="F")], people=NORTHANTS).as_json()
    assert list(answer) == ["figure", "as_at", "known_at", "definition", "denominator", "rows", "notes"]
    assert answer["rows"][0] == {"row": CURRENT, "column": "Total", "count": 1, "percent": 100.0, "rate": 0.16}
    assert (answer["figure"], answer["as_at"], answer["known_at"]) == ("ehe-key-stats", "2024-01-05", None)


def test_an_empty_cohort_has_no_percentages() -> None:
    table = counted("ehe-key-stats", [], people=NORTHANTS)
    assert {cell.count for cell in table.cells} == {0}
    assert {cell.percent for cell in table.cells} == {None}


def test_a_start_after_the_day_is_refused_and_not_lost() -> None:
    with pytest.raises(DoesNotAdd, match="none of the parts"):
        counted("cme-length", [child(1, "cme-statutory", since=date(2024, 3, 1))])
