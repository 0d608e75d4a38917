"""Are hours added up as claimed, years drawn as they were, and an address kept silent however somebody wrote it?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onroll.children.models import StatusSpell
from onroll.children.selectors.chronology import chronology
from onroll.children.selectors.hours import week_on
from onroll.children.selectors.knowing import who_knows
from onroll.children.selectors.protection import TAKEN_OUT, _pieces, _silence, tells_where
from onroll.rules.facts import Fact
from onroll.web.parts.years import years_strip

DAY = date(2026, 11, 20)


def placed(hours: str, name: str = "The Forge", **other: object) -> Fact:
    detail = {"provider_name": name} | ({"hours_per_week": hours} if hours else {})
    return Fact("placement", date(2026, 9, 1), feed="placements", code="alternative_provision", detail=detail, **other)


def nameless(_: str) -> str:
    return ""


def test_hours_are_added_and_held_against_full_time() -> None:
    week = week_on([placed("15"), placed("7.5", "Tutors")], DAY, nameless)
    assert (week.total, week.short_by, week.complete) == (Decimal("22.5"), Decimal("2.5"), True)


def test_a_setting_that_gives_no_hours_is_never_counted_as_none() -> None:
    week = week_on([placed("15"), placed("")], DAY, nameless)
    assert [one.hours for one in week.settings] == [Decimal(15), None]
    assert not week.complete


@pytest.mark.parametrize("text", ["lots", "NaN", "-3", "400", "1e999"])
def test_hours_that_cannot_be_are_not_given(text: str) -> None:
    assert week_on([placed(text)], DAY, nameless).settings[0].hours is None


def test_no_placement_no_week() -> None:
    over = placed("15", ended_on=date(2026, 10, 1))
    assert week_on([over, Fact("roll", date(2020, 9, 1), place="1")], DAY, nameless) is None


def spell(status: str, started_on: date | None, ended_on: date | None, place: str = "") -> StatusSpell:
    return StatusSpell(status=status, started_on=started_on, ended_on=ended_on, place=place)


def test_a_suspension_stands_above_the_school_and_does_not_break_it() -> None:
    spells = [
        spell("in_school", date(2022, 9, 1), date(2025, 6, 4), "1"), spell("suspended", date(2025, 6, 5), date(2025, 6, 6), "1"),
        spell("in_school", date(2025, 6, 7), None, "1"),
    ]  # fmt: skip
    bands = years_strip(spells, DAY, {"1": "Vale School"}).bands
    assert [(band.words, band.started_on, band.ended_on, band.row) for band in bands] == [
        ("In school, Vale School", date(2022, 9, 1), None, 1), ("Suspended", date(2025, 6, 5), date(2025, 6, 6), 0),
    ]  # fmt: skip


def test_a_gap_breaks_the_band_and_a_beginning_nobody_gave_is_said() -> None:
    spells = [
        spell("in_school", None, date(2024, 3, 1), "1"), spell("unexplained", date(2024, 3, 2), date(2024, 4, 1)),
        spell("in_school", date(2024, 4, 2), None, "1"),
    ]  # fmt: skip
    words = [band.words for band in years_strip(spells, DAY, {"1": "Vale"}).bands]
    assert words == ["In school, Vale", "Unexplained", "In school, Vale (and before, no start held)"]


def test_what_is_yet_to_come_is_not_drawn() -> None:
    spells = [
        spell("in_school", date(2022, 9, 1), date(2027, 6, 1), "1"),
        spell("over_school_age", date(2027, 6, 2), None),
    ]
    bands = years_strip(spells, DAY, {}).bands
    assert [(band.words, band.ended_on) for band in bands] == [("In school", None)]


def test_a_leap_day_has_its_six_years() -> None:
    assert years_strip([], date(2028, 2, 29), {}).first == date(2022, 2, 1)


KEPT = ("77 Refuge Lane, Daventry", "NN11 9ZZ", "07700 900123", "maya@refuge.example")


@pytest.mark.parametrize(
    "written",
    ["77 Refuge Lane, Daventry", "77 refuge  lane", "NN119ZZ", "nn11 9zz", "07700900123", "07700 900 123", "MAYA@refuge.example", "at 77, Refuge Lane"],
)  # fmt: skip
def test_an_address_is_taken_out_however_it_is_written(written: str) -> None:
    silence = _silence({piece for value in KEPT for piece in _pieces(value)})
    said = silence.keep(f"Seen ({written}) by the nurse")
    assert TAKEN_OUT in said
    assert written not in said
    assert silence.keep("Daventry Academy told us") == "Daventry Academy told us"


@given(st.text(max_size=60), st.text(max_size=200))
def test_no_address_breaks_the_silence(address: str, text: str) -> None:
    assert isinstance(_silence(_pieces(address)).keep(text), str)


@pytest.mark.parametrize(("column", "where"), [("address_line_1", True), ("Home Address", True), ("postcode", True), ("parent_email", True), ("phone", True),
                                               ("town", True), ("surname", False), ("urn", False), ("entry_date", False)])  # fmt: skip
def test_columns_that_tell_where(column: str, where: bool) -> None:
    assert tells_where(column) is where


def test_the_chronology_reads_codes_and_dates_in_words() -> None:
    facts = [
        Fact("suspension", date(2026, 9, 1), date(2026, 9, 2), feed="exclusions", place="1", detail={"reason_1": "PP"}),
        Fact("application", date(2026, 1, 5), feed="applications", place="1", code="offered", detail={"offer_date": "2026-04-16"}),
        Fact("roll", date(2027, 1, 1), feed="roll", place="1"),
    ]  # fmt: skip
    events = chronology(facts, lambda urn: "Vale School" if urn == "1" else "", until=DAY)
    assert [(event.on, event.words, event.detail) for event in events] == [
        (date(2026, 9, 2), "Suspension from Vale School ended", ""),
        (date(2026, 9, 1), "Suspended from Vale School", "Physical assault against a pupil (PP)"),
        (
            date(2026, 1, 5),
            "Applied for a school place; offered Vale School",
            "Outcome: offered; offered on: 16 April 2026",
        ),
    ]


def test_who_knows_the_child_and_since_when() -> None:
    facts = [
        Fact("health", date(2015, 5, 1), feed="health"), Fact("sighting", date(2026, 2, 3), feed="sightings", code="spoken", detail={"agency": "police"}),
    ]  # fmt: skip
    assert [(one.agency, one.since) for one in who_knows(facts, DAY)] == [
        ("police", date(2026, 2, 3)),
        ("health", date(2015, 5, 1)),
    ]
