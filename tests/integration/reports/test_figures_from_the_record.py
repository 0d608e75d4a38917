"""From extracts to a printed figure: what the record holds is what is counted, now and as known before."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from integration.intake.extract_files import load, roll_row, write
from onroll.audit.actor import SYSTEM
from onroll.children.catching_up import link_and_rebuild
from onroll.intake.models import Load
from onroll.reports.figures import figure, figure_names
from onroll.reports.record import CentralRecord
from onroll.reports.table import FigureTable

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
LATER = datetime(2027, 1, 1, tzinfo=UTC)

# Nobody shares a name, a birthday or a home with anybody, so that which records are one child is never in doubt.
WHO = {
    "E1": ("Amelia", "Abbott", "2014-03-01", "F", "NN1 5BD"),
    "E2": ("Bertram", "Chaudhry", "2013-11-20", "M", "NN3 2HA"),
    "U3": ("Cosima", "Delacroix", "2012-06-09", "F", "NN4 7AB"),
    "Y0": ("Dorothea", "Eriksen", "2022-05-05", "F", "NN5 5LA"),
    "C1": ("Edmund", "Fairweather", "2015-01-17", "M", "NN12 6AA"),
    "C2": ("Florian", "Guerrero", "2011-10-28", "U", "NN11 4AB"),
    "L1": ("Harriet", "Ivanova", "2014-08-13", "F", "NN13 6AA"),
}


def person(key: str, **told: str) -> dict[str, str]:
    """One invented child."""
    forename, surname, born, sex, postcode = WHO[key]
    return {
        "source_id": key, "surname": surname, "forename": forename, "date_of_birth": born, "sex": sex,
        "postcode": postcode, "address_line_1": f"{surname} Cottage",
    } | told  # fmt: skip


def october(folder: Path) -> None:
    """Four children home educated (one judged unsuitable, one below school age), two missing education, one gone nobody knows where."""
    write(
        folder,
        ehe=[
            person("E1", start_date="2025-09-01", suitability="suitable"),
            person("E2", start_date="2026-02-10", suitability="not_assessed"),
            person("U3", start_date="2024-05-01", suitability="unsuitable", suitability_date="2026-06-15"),
            person("Y0", start_date="2026-09-01"),
        ],
        cme=[
            person("C1", referral_date="2024-01-15", whereabouts="known"),
            person("C2", referral_date="2026-09-20", whereabouts="unknown"),
        ],
        social_care=[
            person("E1", status="CIN", start_date="2025-01-01"),
            person("E1", status="CP", start_date="2026-01-01"),
            person("E2", status="LAC", start_date="2020-01-01", end_date="2021-01-01"),
        ],
        ehc_plans=[person("E2", plan_start="2023-01-01")],
        roll=[
            roll_row(**person("E1", source_id="R1"), entry_date="2018-09-03", leaving_date="2025-07-20",
                     destination_text="Home education", fsm_eligible="T"),
            roll_row(**person("L1", source_id="R2"), entry_date="2018-09-03", leaving_date="2026-07-20",
                     fsm_eligible="F"),
        ],
    )  # fmt: skip
    load(folder, OCTOBER)
    link_and_rebuild(actor=SYSTEM, at=LATER)


@pytest.fixture
def record(tmp_path: Path, settings) -> CentralRecord:  # type: ignore[no-untyped-def]
    settings.AUTHORITY = "941"
    october(tmp_path / "october")
    return CentralRecord()


def total(table: FigureTable, row: str, column: str = "Total") -> int | None:
    return table.cell(row, column).count


def test_home_education_is_counted_from_the_record(record: CentralRecord) -> None:
    table = figure("ehe-key-stats", as_at=OCTOBER, children=record)
    assert [total(table, "Current home-educated children", c) for c in ("Total", "Female", "Male")] == [3, 2, 1]
    assert total(table, "Open to social care: protection plan (CP)") == 1
    assert total(table, "Open to social care: in need (CIN)") == 0
    assert total(table, "Open to social care: looked after (LAC)") == 0
    assert total(table, "EHC plan in force", "Male") == 1
    assert total(table, "Claimed free school meals (last known)") == 1
    assert any("20 July 2025" in note for note in table.notes)
    assert total(table, "Not of compulsory school age (inside the totals)") == 1


def test_home_education_judged_unsuitable_is_missing_education_since_the_decision(record: CentralRecord) -> None:
    table = figure("cme-key-stats", as_at=OCTOBER, children=record)
    row = "Current children missing education"
    assert [total(table, row, c) for c in ("Total", "Female", "Male", "Not known")] == [3, 1, 1, 1]
    length = figure("cme-length", as_at=OCTOBER, children=record)
    shown = {cell.column: cell.count for cell in length.cells if cell.row == "Total" and cell.count}
    assert shown == {"Total": 3, "Under 1 month": 1, "3 to under 7 months": 1, "24 months and over": 1}


def test_a_child_nobody_has_placed_is_not_missing_education_but_a_leaver(record: CentralRecord) -> None:
    exits = figure("unexplained-exits", as_at=OCTOBER, children=record)
    assert total(exits, "Total") == 1
    (left,) = exits.who("Total", "Total")
    missing = figure("cme-key-stats", as_at=OCTOBER, children=record)
    assert left not in missing.who("Current children missing education", "Total")


def test_length_runs_on_when_only_the_whereabouts_change(record: CentralRecord, tmp_path: Path) -> None:
    changed = [
        person("C1", referral_date="2024-01-15", whereabouts="unknown"),
        person("C2", referral_date="2026-09-20", whereabouts="unknown"),
    ]
    load(write(tmp_path / "november", cme=changed), NOVEMBER)
    link_and_rebuild(actor=SYSTEM, at=LATER)
    length = figure("cme-length", as_at=NOVEMBER, children=record)
    assert total(length, "Total", "24 months and over") == 1


def test_what_came_later_does_not_change_what_was_known_before(record: CentralRecord, tmp_path: Path) -> None:
    known = Load.objects.order_by("recorded_at").last().recorded_at  # type: ignore[union-attr]
    closed = [
        person("E1", start_date="2025-09-01", end_date="2026-09-10", suitability="suitable"),
        person("E2", start_date="2026-02-10", suitability="not_assessed"),
        person("U3", start_date="2024-05-01", suitability="unsuitable", suitability_date="2026-06-15"),
        person("Y0", start_date="2026-09-01"),
    ]
    load(write(tmp_path / "november", ehe=closed), NOVEMBER)
    link_and_rebuild(actor=SYSTEM, at=LATER)
    row = "Current home-educated children"
    assert total(figure("ehe-key-stats", as_at=OCTOBER, children=record), row) == 2
    assert total(figure("ehe-key-stats", as_at=OCTOBER, children=record, known_at=known), row) == 3


def test_worked_out_anew_every_figure_is_what_the_stored_timelines_give(record: CentralRecord) -> None:
    for name in figure_names():
        stored = figure(name, as_at=OCTOBER, children=record)
        anew = figure(name, as_at=OCTOBER, children=record, known_at=LATER)
        assert stored.cells == anew.cells, name
        assert stored.members == anew.members, name
        assert stored.notes == anew.notes, name


def test_starters_of_the_year_are_those_the_record_holds(record: CentralRecord) -> None:
    table = figure("ehe-starters-leavers", as_at=OCTOBER, children=record)
    assert [total(table, "September 2026", column) for column in ("Opening", "Starters", "Leavers", "Closing")] == [
        2,
        1,
        0,
        3,
    ]


def test_a_day_before_the_record_begins_counts_nobody(record: CentralRecord) -> None:
    for name in set(figure_names()) - {"coverage"}:
        table = figure(name, as_at=date(2001, 1, 1), children=record)
        assert not [cell for cell in table.cells if cell.count]
