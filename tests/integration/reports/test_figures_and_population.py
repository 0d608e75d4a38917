"""The rates that West Northamptonshire printed come out of the real population, or none do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from integration.places.given import FIRST, HERE, file_rows, loaded, rows, shared
from onroll.reports.child import CohortSpell, FigureChild
from onroll.reports.definition import UnknownBreakdown, UnknownFigure, figure_definition
from onroll.reports.figures import figure, figure_names, who
from onroll.reports.reading import CONTRADICTED, EXIT
from onroll.rules.rulebook.book import rule_book
from unit.reports.counted import child, many

pytestmark = pytest.mark.django_db

AS_AT = date(2024, 1, 5)
MISSING = "Current children missing education"


@dataclass
class Invented:
    """A central record of invented children."""

    children: list[FigureChild]
    moved: tuple[CohortSpell, ...] = ()

    def on(self, definitions: Collection[str], as_at: date, known_at: datetime | None) -> Iterable[FigureChild]:
        return self.children

    def received(self, as_at: date, known_at: datetime | None) -> Mapping[str, date]:
        return {"roll": date(2023, 12, 1), "ehe": date(2023, 6, 1)}

    def spells(self, definition: str, first: date, last: date, known_at: datetime | None) -> Iterable[CohortSpell]:
        assert (definition, first) == ("ehe", date(2023, 9, 1))
        return self.moved


HOME_EDUCATED = Invented(many("ehe", F=532, M=480, U=1))
MISSING_EDUCATION = Invented(many("cme-statutory", F=123, M=133, U=4))


@pytest.fixture(autouse=True)
def west_northamptonshire(settings) -> None:  # type: ignore[no-untyped-def]
    settings.AUTHORITY = "941"


def population(path: Path = HERE / "west_northamptonshire_mid2020.csv") -> None:
    loaded("population", file_rows(path), file_name=path.name)


def test_the_published_rates_are_reproduced() -> None:
    population()
    at_home = figure("ehe-key-stats", as_at=AS_AT, children=HOME_EDUCATED)
    missing = figure("cme-key-stats", as_at=AS_AT, children=MISSING_EDUCATION)
    assert at_home.cell("Current home-educated children", "Total").rate == 158.31
    assert missing.cell(MISSING, "Total").rate == 40.63
    assert "63,990 people aged 4 to 15, mid-2020 estimate (West Northamptonshire" in missing.denominator


@pytest.mark.slow
def test_the_published_rates_are_reproduced_from_the_real_file_of_every_area() -> None:
    name = "ons_mid2020_single_year_of_age_utla20_england.csv"
    loaded("population", shared(f"population/{name}"), file_name=name)
    name = "ons_mid2020_single_year_of_age_ltla21_england.csv"
    loaded("population", shared(f"population/{name}"), file_name=name)
    assert figure("cme-key-stats", as_at=AS_AT, children=MISSING_EDUCATION).cell(MISSING, "Total").rate == 40.63


def test_an_empty_installation_prints_counts_and_no_rates() -> None:
    table = figure("cme-key-stats", as_at=AS_AT, children=MISSING_EDUCATION)
    assert table.cell(MISSING, "Total").count == 260
    assert {cell.rate for cell in table.cells} == {None}
    assert any("No rate is given" in note for note in table.notes)


def test_a_population_of_a_later_year_than_the_day_is_not_used_unless_asked_for() -> None:
    later = [{"la_code": "941", "year": "2030", "age": str(age), "population": "1000"} for age in range(4, 16)]
    loaded("population", rows(later))
    assert figure("cme-key-stats", as_at=AS_AT, children=MISSING_EDUCATION).cell(MISSING, "Total").rate is None
    asked = figure("cme-key-stats", as_at=AS_AT, children=MISSING_EDUCATION, population_year=2030)
    assert asked.cell(MISSING, "Total").rate == 216.67
    absent = figure("cme-key-stats", as_at=AS_AT, children=MISSING_EDUCATION, population_year=2029)
    assert absent.cell(MISSING, "Total").rate is None


def test_as_known_before_the_population_came_there_was_no_rate() -> None:
    population()
    before = FIRST - timedelta(days=1)
    table = figure("cme-key-stats", as_at=AS_AT, known_at=before, children=MISSING_EDUCATION)
    assert table.cell(MISSING, "Total").rate is None
    assert table.as_json()["known_at"] == before.isoformat()


def test_a_figure_as_known_now_prints_the_moment_of_asking() -> None:
    table = figure("cme-key-stats", as_at=AS_AT, asked_at=FIRST, children=MISSING_EDUCATION)
    assert table.as_json()["known_at"] == FIRST.isoformat()


def test_rates_by_sex_where_the_population_tells_them_apart() -> None:
    told = [
        {"la_code": "941", "year": "2023", "age": str(age), "sex": sex, "population": str(people)}
        for age in range(4, 16)
        for sex, people in (("F", 2_000), ("M", 2_500))
    ]
    loaded("population", rows(told))
    table = figure("cme-key-stats", as_at=AS_AT, children=MISSING_EDUCATION)
    rates = [table.cell(MISSING, column).rate for column in ("Total", "Female", "Male", "Not known")]
    assert rates == [48.15, 51.25, 44.33, None]


def test_a_cell_opens_to_its_children() -> None:
    record = Invented([child(4, has_plan=True), child(5)])
    assert who("ehe-key-stats", "EHC plan in force", "Total", as_at=AS_AT, children=record) == (4,)
    with pytest.raises(KeyError):
        who("ehe-key-stats", "EHC plan in force", "Everyone", as_at=AS_AT, children=record)


def test_starters_and_leavers_are_asked_for_from_the_first_of_september() -> None:
    record = Invented([], (CohortSpell(1, date(2023, 10, 2)),))
    table = figure("ehe-starters-leavers", as_at=AS_AT, children=record)
    assert table.cell("October 2023", "Starters").count == 1


def test_schools_are_named_where_the_register_knows_them() -> None:
    loaded("schools", rows([{"URN": "900001", "LA (code)": "941", "EstablishmentName": "Sorrel Bank"}]))
    record = Invented([child(1, "unexplained-exit", place="900001"), child(2, "unexplained-exit", place="900002")])
    labels = {row[0] for row in figure("unexplained-exits", as_at=AS_AT, children=record).as_rows()}
    assert labels == {"Total", "Sorrel Bank", "900002"}


def test_every_figure_can_be_printed_of_nobody() -> None:
    assert {"ehe-key-stats", "cme-key-stats", "cme-length"} <= set(figure_names())
    for name in figure_names():
        table = figure(name, as_at=AS_AT, children=Invented([]))
        assert table.as_json()["figure"] == name
        assert name == "coverage" or not [cell for cell in table.cells if cell.count]


def test_coverage_tells_a_list_that_is_good_from_one_too_old_and_one_never_received() -> None:
    table = figure("coverage", as_at=AS_AT, children=Invented([]))
    rows, columns, cells = table.grid()
    shown = {row: [cells[row, column].count for column in columns] for row in rows}
    assert shown["A school of this authority"] == [35, 120, 1]
    assert shown["Home education"] == [218, 60, 0]
    assert shown["Alternative provision, tuition or hospital education"] == [None, 60, 0]
    assert any(note.startswith("1 of the") for note in table.notes)
    assert any("Never received" in note and "tuition" in note for note in table.notes)


@pytest.mark.parametrize(
    ("by", "columns"),
    [
        ("sex", {"Female": 532, "Male": 480, "Not known": 1}),
        ("key-stage", {"Key stage 3": 1013}),
        ("social-care", {"Not open to social care": 1013}),
        ("plan", {"No EHC plan": 1013}),
    ],
)
def test_any_count_of_children_can_be_broken_down(by: str, columns: dict[str, int]) -> None:
    table = figure("ehe-key-stats", as_at=AS_AT, children=HOME_EDUCATED, by=by)
    shown = {cell.column: cell.count for cell in table.cells if cell.row == "Current home-educated children"}
    assert {column: count for column, count in shown.items() if count} == {"Total": 1013} | columns


@pytest.mark.parametrize(
    ("name", "by"), [("ehe-key-stats", "hat"), ("ehe-starters-leavers", "sex"), ("coverage", "sex")]
)
def test_a_breakdown_that_cannot_be_is_refused(name: str, by: str) -> None:
    with pytest.raises(UnknownBreakdown, match=name):
        figure(name, as_at=AS_AT, children=HOME_EDUCATED, by=by)


def test_every_breakdown_holds_every_child_once() -> None:
    whereabouts = [replace(each, whereabouts="seen") for each in many("cme-statutory", F=3, M=2, U=1)]
    for by in ("sex", "key-stage", "social-care", "plan", "whereabouts"):
        table = figure("cme-key-stats", as_at=AS_AT, children=Invented(whereabouts), by=by)
        rows, columns, cells = table.grid()
        for row in rows:
            assert cells[row, "Total"].count == sum(cells[row, column].count or 0 for column in columns[1:])


def test_every_definition_counted_is_the_rule_books_or_said_in_the_figure_alone() -> None:
    book = rule_book(Path(settings.RULEBOOK))
    for name in figure_names():
        for counted in figure_definition(name, Path(settings.RULEBOOK) / "figures").counts:
            assert counted in book.definition_names or counted in {EXIT, CONTRADICTED}


def test_a_figure_names_its_definition_with_its_version_and_citation() -> None:
    table = figure("cme-length", as_at=AS_AT, children=Invented([]))
    assert table.definition.startswith("cme-statutory, version 2007-02-27 (Education Act 1996 s.436A(1); in force): ")


def test_a_figure_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownFigure):
        figure("ehe", as_at=AS_AT, children=Invented([]))
