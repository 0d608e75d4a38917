"""Length of time and key stage: bands without gaps, shares of their own base, parts that add."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from onroll.reports.conditions import completed_months, stage
from onroll.reports.definition import figure_definitions
from unit.reports.counted import AS_AT, BORN, child, counted

BANDS = [
    "Under 1 month",
    "1 to under 3 months",
    "3 to under 7 months",
    "7 to under 12 months",
    "12 to under 24 months",
    "24 months and over",
]


def months_before(months: int) -> date:
    year, month = divmod(AS_AT.year * 12 + AS_AT.month - 1 - months, 12)
    return date(year, month + 1, AS_AT.day)


@pytest.mark.parametrize(
    ("since", "as_at", "months"),
    [
        (date(2024, 1, 5), date(2024, 1, 5), 0),
        (date(2023, 12, 5), date(2024, 1, 4), 0),
        (date(2023, 12, 5), date(2024, 1, 5), 1),
        (date(2023, 1, 31), date(2023, 2, 27), 0),
        (date(2023, 1, 31), date(2023, 2, 28), 1),
        (date(2022, 1, 5), date(2024, 1, 4), 23),
        (date(2022, 1, 5), date(2024, 1, 5), 24),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2024, 3, 1), date(2024, 1, 5), -2),
        (None, date(2024, 1, 5), None),
    ],
)
def test_months_are_completed_months(since: date | None, as_at: date, months: int | None) -> None:
    assert completed_months(since, as_at) == months


@pytest.mark.parametrize(
    ("months", "band"),
    [(0, 0), (1, 1), (2, 1), (3, 2), (6, 2), (7, 3), (11, 3), (12, 4), (23, 4), (24, 5), (60, 5)],
)
def test_every_length_falls_in_one_band(months: int, band: int) -> None:
    table = counted("cme-length", [child(1, "cme-statutory", since=months_before(months))])
    assert [table.cell("Total", each).count for each in BANDS] == [int(n == band) for n in range(6)]


def test_no_day_of_three_years_falls_between_two_bands() -> None:
    children = [child(n, "cme-statutory", since=AS_AT - timedelta(days=n)) for n in range(1_100)]
    table = counted("cme-length", children)
    assert sum(table.cell("Total", band).count or 0 for band in BANDS) == 1_100


def test_the_share_over_two_years_is_of_the_rows_own_base() -> None:
    lengths = {0: 45, 1: 57, 3: 73, 7: 24, 12: 30, 24: 31}  # the grand total row of the source
    told = [months for months, number in lengths.items() for _ in range(number)]
    table = counted("cme-length", [child(n, "cme-statutory", months_before(m)) for n, m in enumerate(told)])
    over_two = table.cell("Total", "24 months and over")
    assert (table.cell("Total", "Total").count, over_two.count, over_two.percent) == (260, 31, 11.9)
    assert "all children missing education in the same row" in " ".join(table.notes)


def test_a_share_of_an_empty_row_is_no_number() -> None:
    table = counted("cme-length", [child(1, "cme-statutory", months_before(30))])
    assert table.cell("Key stage 1", "24 months and over").count == 0
    assert table.cell("Key stage 1", "24 months and over").percent is None


def test_a_start_nobody_wrote_down_has_its_own_column() -> None:
    table = counted("cme-length", [child(1, "cme-statutory")])
    assert table.cell("Total", "Start not known").count == 1


@pytest.mark.parametrize("wanted", ["EYFS", "KS1", "KS2", "KS3", "KS4"])
def test_the_key_stage_is_that_expected_from_the_date_of_birth(wanted: str) -> None:
    assert stage(child(1, date_of_birth=BORN[wanted]), AS_AT) == wanted


def test_children_outside_school_age_have_no_key_stage() -> None:
    for born in ("too young", "too old"):
        assert stage(child(1, date_of_birth=BORN[born]), AS_AT) == "not of compulsory school age"


def test_a_child_in_year_11_has_a_key_stage_until_the_last_friday_in_june() -> None:
    year_11 = child(1, date_of_birth=date(2008, 1, 1))
    assert stage(year_11, date(2024, 6, 28)) == "KS4"
    assert stage(year_11, date(2024, 6, 29)) == "not of compulsory school age"


def test_key_stages_add_to_the_total_and_phases_say_whom_they_leave_out() -> None:
    born = {"EYFS": 14, "KS1": 71, "KS2": 220, "KS3": 334, "KS4": 366, "too young": 8}
    told = [stage for stage, number in born.items() for _ in range(number)]
    table = counted("ehe-key-stage", [child(n, date_of_birth=BORN[each]) for n, each in enumerate(told)])
    parts = ["Foundation", "Key stage 1", "Key stage 2", "Key stage 3", "Key stage 4", "Not of compulsory school age"]
    assert sum(table.cell(part, "Total").count or 0 for part in parts) == table.cell("Total", "Total").count == 1_013
    primary = table.cell("Primary (Foundation to key stage 2)", "Total")
    secondary = table.cell("Secondary (key stages 3 and 4)", "Total")
    assert (primary.percent, secondary.percent) == (30.1, 69.1)
    note = next(note for note in table.notes if "leave out" in note)
    assert "8 of the 1,013: Not of compulsory school age (8)" in note


def test_nothing_is_left_out_where_phases_hold_everybody() -> None:
    table = counted("ehe-key-stage", [child(1), child(2, date_of_birth=BORN["KS1"])])
    assert not [note for note in table.notes if "leave out" in note]


def test_a_child_without_date_of_birth_has_a_row_of_its_own() -> None:
    assert counted("cme-key-stage", [child(1, "cme-statutory", date_of_birth=None)]).cell(
        "Date of birth not known", "Total"
    ).count == 1  # fmt: skip


def test_every_figure_says_its_question_its_cohort_its_source_and_its_base() -> None:
    from unit.reports.counted import FIGURES

    for figure in figure_definitions(FIGURES).values():
        assert figure.question.endswith("?") and figure.counts_in_words and figure.source
        assert figure.percent_in_words or not figure.percent_of
