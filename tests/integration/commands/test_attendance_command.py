"""`onroll attendance`: the columns others rely on, and answers that the registers give."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest

from onroll.attendance.axis import first_monday, slot_of
from onroll.attendance.codes import byte_of
from onroll.registers.models import DayReceived, RegisterYear
from onroll.reports.attendance.keeping import forget

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 9, 7), date(2026, 9, 25)


@pytest.fixture(autouse=True)
def registers() -> None:
    forget()
    for upn, urn, away in (
        ("A941200425023", "990001", "O"),
        ("B941200425024", "990001", "I"),
        ("C941200425025", "990002", "#"),
    ):
        held = bytearray(520)
        for number in range((LAST - FIRST).days + 1):
            day = FIRST + timedelta(days=number)
            if day.weekday() < 5:
                code = away if day >= date(2026, 9, 21) else "/"
                held[slot_of(day, 0, monday=first_monday(2026))] = held[slot_of(day, 1, monday=first_monday(2026))] = (
                    byte_of(code)
                )
        RegisterYear.objects.create(year=2026, urn=urn, upn=upn, marks=bytes(held).rstrip(b"\0"))


def rows(cli, *arguments: str) -> list[dict[str, str]]:
    answer = cli("attendance", "--from", str(FIRST), "--to", str(LAST), *arguments)
    assert answer.code == 0
    return list(csv.DictReader(io.StringIO(answer.out)))


def test_a_row_a_pupil_in_the_columns_of_the_contract(cli) -> None:
    found = rows(cli, "--by", "pupil")
    assert list(found[0]) == [
        "upn", "urn", "possible", "present", "authorised", "unauthorised", "persistent", "severe", "penalty_threshold_on",
        "longest_unauthorised_run", "illness_sessions",
    ]  # fmt: skip
    assert [tuple(row.values()) for row in found] == [
        ("A941200425023", "990001", "30", "20", "0", "10", "T", "F", "2026-09-25", "5", "0"),
        ("B941200425024", "990001", "30", "20", "10", "0", "T", "F", "", "0", "10"),
        ("C941200425025", "990002", "20", "20", "0", "0", "F", "F", "", "0", "0"),
    ]


def test_only_the_period_counts(cli) -> None:
    answer = cli("attendance", "--from", "2026-09-07", "--to", "2026-09-18", "--by", "pupil", "--format", "json")
    assert {(row["possible"], row["unauthorised"], row["persistent"]) for row in answer.json} == {(20, 0, "F")}


def test_schools_and_the_authority_add_up(cli) -> None:
    schools = rows(cli, "--by", "school")
    assert [(row["urn"], row["enrolments"], row["absence_percent"], row["persistent"]) for row in schools] == [
        ("990001", "2", "33.3", "2"),
        ("990002", "1", "0.0", "0"),
    ]
    (la,) = rows(cli, "--by", "la")
    assert (la["enrolments"], la["possible"], la["absence_percent"], la["persistent_percent"]) == (
        "3",
        "80",
        "25.0",
        "66.7",
    )


def test_a_period_that_ends_before_it_begins_is_refused(cli) -> None:
    answer = cli("attendance", "--from", "2026-09-25", "--to", "2026-09-07")
    assert answer.code == 1 and "before" in answer.err and answer.out == ""


def test_the_figures_of_attendance_are_printed_like_any_other(cli) -> None:
    DayReceived.objects.create(urn="990001", on=LAST, recorded_at=datetime(2026, 9, 25, tzinfo=UTC))
    kpis = cli("figures", "attendance-kpis", "--as-at", str(LAST)).json
    found = {(row["row"], row["column"]): (row["count"], row["percent"]) for row in kpis["rows"]}
    assert found[("Persistently absent", "Total")] == (2, 66.7) and found[("Overall absence", "Total")] == (None, 25.0)
    hidden = cli("figures", "attendance-kpis", "--as-at", str(LAST), "--audience", "scrutiny").json
    assert all(row["count"] in (None, 0) and row["percent"] is None for row in hidden["rows"])  # three pupils in all
    codes = cli("figures", "absence-codes", "--as-at", str(LAST)).json
    assert {row["row"][:2]: row["count"] for row in codes["rows"]} == {"I:": 10, "O:": 10, "Ot": 0}
    trend = cli("figures", "absence-trend", "--as-at", str(LAST)).json
    assert any(row["row"] == "Severely absent, 2023/24" and row["column"] == "England" for row in trend["rows"])
    assert cli("figures", "attendance-kpis", "--as-at", "2020-01-01").code == 1
