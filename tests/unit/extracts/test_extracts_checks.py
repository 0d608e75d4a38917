"""Is a row set aside for nothing but what the contract names, and is everything else kept with a warning?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from onroll.extracts import FEEDS, ReadRow, SetAside
from unit.extracts.invented_files import CHILD, OWN, read_one, rules_of


@pytest.mark.parametrize("feed", OWN)
@pytest.mark.parametrize("blank", ["", " ", "NULL", "N/K", "Unknown", "-"])
def test_a_row_without_an_id_is_set_aside(tmp_path: Path, feed: str, blank: str) -> None:
    row = read_one(tmp_path, feed, source_id=blank)
    assert isinstance(row, SetAside)
    assert (row.fault.rule, row.line) == ("no-source-id", 2)
    assert row.raw["surname"] == "Okafor"


@pytest.mark.parametrize("feed", OWN)
def test_a_row_without_any_name_is_set_aside_and_one_name_is_enough(tmp_path: Path, feed: str) -> None:
    assert rules_of(read_one(tmp_path, feed, surname="", forename="N/K")) == {"no-name"}
    row = read_one(tmp_path, feed, surname="")
    assert isinstance(row, ReadRow) and rules_of(row) == {"name-part-missing"}
    assert isinstance(read_one(tmp_path, feed, surname="", forename="", preferred_surname="Obi"), ReadRow)


EVENTS = [
    (name, column.name) for name in OWN for column in FEEDS[name].columns if column.starred and column.kind == "date"
]


@pytest.mark.parametrize(("feed", "column"), EVENTS)
def test_a_starred_event_date_missing_or_unreadable_sets_the_row_aside(tmp_path: Path, feed: str, column: str) -> None:
    missing = read_one(tmp_path, feed, **{column: "NULL"})
    assert isinstance(missing, SetAside) and missing.fault.rule == "event-date-missing"
    unreadable = read_one(tmp_path, feed, **{column: "09/31/2020"})
    assert isinstance(unreadable, SetAside) and unreadable.fault.rule == "event-date-unreadable"
    assert (unreadable.fault.column, unreadable.fault.value) == (column, "09/31/2020")
    assert "day before month" in unreadable.fault.sentence and "Okafor" not in unreadable.fault.sentence


ODD = [
    ("date_of_birth", "", "dob-missing"),
    ("date_of_birth", "31/02/2015", "dob-unreadable"),
    ("date_of_birth", "2027-01-01", "dob-in-future"),
    ("date_of_birth", "1986-05-01", "dob-implausible"),
    ("date_of_birth", "2021-01-01", "dob-after-event"),
    ("sex", "K", "sex-unknown-code"),
    ("surname", "=HYPERLINK(1)", "name-odd"),
    ("forename", "Ada2", "name-odd"),
    ("forename", "???", "name-odd"),
    ("postcode", "NN1", "postcode-form"),
    ("urn", "999", "urn-form"),
    ("urn", "136731", "urn-unknown"),
    ("urn", "", "value-missing"),
    ("upn", "A941200116001", "upn-check"),
    ("uln", "1234567890", "uln-check"),
    ("nhs_number", "123", "nhs-number-check"),
    ("enrolment_status", "Z", "code-unknown"),
    ("part_time", "sometimes", "flag-unreadable"),
    ("leaving_date", "soon", "date-unreadable"),
    ("destination_urn", "Leeds", "urn-form"),
]


@pytest.mark.parametrize(("column", "value", "rule"), ODD)
def test_an_odd_value_loads_with_a_warning_and_is_kept_as_it_came(
    tmp_path: Path, column: str, value: str, rule: str
) -> None:
    row = read_one(tmp_path, "roll", known_urns={"136730"}, **{column: value})
    assert isinstance(row, ReadRow)
    assert rules_of(row) == {rule}
    assert row.raw.get(column, "") == value
    (fault,) = row.warnings
    assert fault.sentence.startswith("Line 2") and fault.sentence.endswith(".")
    others = {text for name, text in CHILD.items() if name != column}
    assert not any(text in fault.sentence for text in others if len(text) > 3), (
        "no more of the child than the value itself"
    )


def test_the_age_of_a_child_of_forty_is_told(tmp_path: Path) -> None:
    (fault,) = read_one(tmp_path, "health", date_of_birth="1986-05-01").warnings
    assert "aged 40" in fault.sentence


def test_a_young_person_of_twenty_five_is_plausible(tmp_path: Path) -> None:
    assert rules_of(read_one(tmp_path, "ehc_plans", date_of_birth="2000-12-01")) == set()


def test_a_number_that_fails_its_check_is_weak_and_never_the_number(tmp_path: Path) -> None:
    person = read_one(tmp_path, "roll", upn="A941200116001", nhs_number="943 476 5919").person
    assert person.upn == ""
    assert person.weak == {"upn": "A941200116001"}
    assert person.nhs_number == "9434765919"


@pytest.mark.parametrize(
    ("text", "sex"), [("Male", "M"), ("2", "F"), ("0", "U"), ("u", "U"), ("Unknown", ""), ("", "")]
)
def test_sexes_are_read_in_every_code_of_the_contract(tmp_path: Path, text: str, sex: str) -> None:
    row = read_one(tmp_path, "roll", sex=text)
    assert (row.person.sex, row.warnings) == (sex, ())


def test_an_unknown_school_is_not_warned_of_where_no_schools_are_held(tmp_path: Path) -> None:
    assert rules_of(read_one(tmp_path, "roll", known_urns=None)) == set()


def test_a_sighting_after_the_extract_is_odd(tmp_path: Path) -> None:
    assert rules_of(read_one(tmp_path, "sightings", seen_date="2026-12-01")) == {"date-in-future"}


def test_a_date_of_birth_in_any_form_is_read(tmp_path: Path) -> None:
    assert read_one(tmp_path, "health", date_of_birth="17-06-2014").person.date_of_birth == date(2014, 6, 17)


def test_a_starred_value_that_is_no_date_may_be_blank_with_a_warning(tmp_path: Path) -> None:
    for feed, column in (
        ("placements", "provider_id"),
        ("sightings", "agency"),
        ("part_time", "hours_per_week"),
        ("social_care", "status"),
    ):
        row = read_one(tmp_path, feed, **{column: ""})
        assert isinstance(row, ReadRow), feed
        assert rules_of(row) == {"value-missing"}
