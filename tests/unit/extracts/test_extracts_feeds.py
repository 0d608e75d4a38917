"""Does every feed's own layout load as it is, and state the facts that the rules expect of it?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from onroll import extracts
from onroll.extracts import FEEDS, ReadRow, SetAside
from onroll.rules.facts import KINDS, Fact
from unit.extracts.invented_files import AS_AT, NO_CHILD, OWN, read_one, read_rows, row_of, rules_of, write_table

SCHOOL = "136730"
# feed → kind, first day, last day, place, code, some of the detail
STATED = {
    "roll": ("roll", date(2019, 9, 3), None, SCHOOL, "", {}),
    "roll_elsewhere": ("roll", date(2019, 9, 3), None, SCHOOL, "", {"elsewhere": "T"}),
    "ehe": ("home_education", date(2024, 1, 8), None, "", "", {}),
    "cme": ("cme", date(2024, 1, 8), None, "", "unknown", {}),
    "exclusions": ("suspension", date(2024, 1, 8), date(2024, 1, 10), SCHOOL, "", {}),
    "social_care": ("social_care", date(2024, 1, 8), None, "", "CIN", {}),
    "ehc_plans": ("ehc_plan", date(2024, 1, 8), None, "", "", {}),
    "health": ("health", date(2015, 4, 20), None, "", "", {}),
    "sightings": ("sighting", date(2026, 5, 6), date(2026, 5, 6), "", "in_person", {"agency": "housing"}),
    "school_returns": ("school_return", date(2026, 5, 6), date(2026, 5, 6), SCHOOL, "deletion", {}),
    "youth_justice": ("youth_justice", date(2024, 1, 8), None, "", "custody", {}),
    "missing_episodes": ("missing_episode", date(2024, 1, 8), date(2024, 1, 9), "", "", {}),
    "applications": ("application", date(2026, 1, 15), None, SCHOOL, "offered", {}),
    "placements": ("placement", date(2024, 1, 8), None, "", "tuition", {"hours_per_week": "12.5", "provider_id": "P1"}),
    "part_time": ("part_time", date(2024, 1, 8), None, SCHOOL, "reduced", {"hours_per_week": "10"}),
    "post16": ("post16", date(2024, 1, 8), None, "", "neet", {}),
}


@pytest.mark.parametrize("feed", OWN)
def test_a_whole_row_of_every_feed_loads_without_a_warning_and_states_its_fact(tmp_path: Path, feed: str) -> None:
    row = read_one(tmp_path, feed)
    assert isinstance(row, ReadRow)
    assert row.warnings == ()
    assert row.person is not None and row.person.date_of_birth == date(2014, 6, 17) and row.person.postcode == "NN1 1AA"
    stated = row.facts[0]
    kind, first, last, place, code, detail = STATED[feed]
    assert (stated.kind, stated.started_on, stated.ended_on, stated.place, stated.code) == (
        kind,
        first,
        last,
        place,
        code,
    )
    assert detail.items() <= stated.detail.items()
    assert stated.feed == feed and stated.kind in FEEDS[feed].fact_kinds
    assert [fact.kind for fact in row.facts] == [kind, "address"]


@pytest.mark.parametrize("feed", NO_CHILD)
def test_a_whole_row_of_every_feed_without_a_child_loads_without_a_warning(tmp_path: Path, feed: str) -> None:
    row = read_one(tmp_path, feed)
    assert isinstance(row, ReadRow)
    assert (row.warnings, row.person, row.facts) == ((), None, ())


def test_every_feed_of_the_contract_is_known_and_only_published_waits() -> None:
    assert set(FEEDS) == set(OWN) | set(NO_CHILD) | {"marks", "published"}
    assert {name for name, feed in FEEDS.items() if not feed.loadable} == {"published"}


def test_feeds_load_places_first_and_adults_last() -> None:
    order = [feed.name for feed in sorted(FEEDS.values(), key=lambda feed: feed.order) if feed.loadable]
    assert order[:4] == ["schools", "school_links", "term_dates", "population"]
    assert order[-2:] == ["marks", "adults"]


def test_extracts_that_are_full_unless_said_otherwise_are_those_of_the_contract() -> None:
    full = {name for name, feed in FEEDS.items() if feed.full_by_default}
    assert full == {
        "roll",
        "ehe",
        "cme",
        "social_care",
        "ehc_plans",
        "health",
        "placements",
        "part_time",
        "post16",
        "roll_elsewhere",
    }
    assert {name for name, feed in FEEDS.items() if feed.full_per_qualifier} == {"roll"}


def test_every_kind_of_fact_has_a_feed_that_states_it() -> None:
    stated = {kind for feed in FEEDS.values() for kind in feed.fact_kinds}
    assert stated == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "stated"), [("SUSP", "suspension"), ("perm", "permanent_exclusion"), ("LNCH", "lunch_exclusion")]
)
def test_an_exclusion_is_stated_as_what_it_is(tmp_path: Path, kind: str, stated: str) -> None:
    assert read_one(tmp_path, "exclusions", kind=kind).facts[0].kind == stated


def test_an_exclusion_of_an_unknown_kind_states_none_and_says_so(tmp_path: Path) -> None:
    row = read_one(tmp_path, "exclusions", kind="FIXD")
    assert [fact.kind for fact in row.facts] == ["address"]
    assert "code-unknown" in rules_of(row)


def test_the_details_of_a_roll_come_in_one_way_of_writing(tmp_path: Path) -> None:
    row = read_one(
        tmp_path,
        "roll",
        enrolment_status="m",
        part_time="yes",
        leaving_date="31/08/2025",
        leaving_ground="H",
        fsm_eligible="0",
    )
    fact = row.facts[0]
    assert (fact.code, fact.ended_on) == ("M", date(2025, 8, 31))
    assert fact.detail == {"part_time": "T", "leaving_ground": "h", "fsm_eligible": "F"}


def test_a_sighting_without_a_contact_is_paperwork(tmp_path: Path) -> None:
    assert read_one(tmp_path, "sightings", contact="").facts[0].code == "paperwork"


def test_unknown_whereabouts_and_the_reason_unknown_are_values(tmp_path: Path) -> None:
    fact = read_one(tmp_path, "cme", whereabouts="Unknown", reason="Unknown").facts[0]
    assert fact.code == "unknown"
    assert fact.detail["reason"] == "Unknown"


def test_a_neighbours_undated_roll_starts_when_it_is_first_seen(tmp_path: Path) -> None:
    assert read_one(tmp_path, "roll_elsewhere", entry_date="").facts[0].started_on == AS_AT


def address_of(row: ReadRow | SetAside) -> Fact:
    return next(fact for fact in row.facts if fact.kind == "address")


def test_an_address_is_asserted_until_the_rows_last_day_and_never_after_the_extract(tmp_path: Path) -> None:
    assert address_of(read_one(tmp_path, "ehe")).detail == {"asserted_on": "2026-11-01", "postcode": "NN1 1AA"}
    closed = address_of(read_one(tmp_path, "ehe", end_date="2025-02-01"))
    assert closed.detail["asserted_on"] == "2025-02-01"
    assert closed.started_on == date(2024, 1, 8)
    assert address_of(read_one(tmp_path, "sightings")).detail["asserted_on"] == "2026-05-06"
    ahead = address_of(read_one(tmp_path, "roll", entry_date="2027-01-04"))
    assert (ahead.started_on, ahead.detail["asserted_on"]) == (AS_AT, "2026-11-01")


def test_an_address_that_says_abroad_lies_abroad_unless_a_postcode_says_otherwise(tmp_path: Path) -> None:
    assert address_of(read_one(tmp_path, "health", address_line_1="Moved abroad", town="", postcode="")).la == "XX"
    assert address_of(read_one(tmp_path, "health", address_line_1="1 Abroad Lane", postcode="NN1 1AA")).la == ""
    assert address_of(read_one(tmp_path, "health", address_line_1="1 High Street", postcode="")).la == ""


def test_an_end_before_its_start_leaves_one_day_and_a_warning(tmp_path: Path) -> None:
    row = read_one(tmp_path, "ehe", end_date="2023-01-08")
    assert (row.facts[0].started_on, row.facts[0].ended_on) == (date(2024, 1, 8), date(2024, 1, 8))
    assert rules_of(row) == {"end-before-start"}


def test_a_nil_return_names_no_child_and_states_no_fact(tmp_path: Path) -> None:
    headings = {"urn": SCHOOL, "return": "nil", "return_date": "2026-10-30"}
    (row,) = read_rows(write_table(tmp_path / "school_returns.csv", [headings]), "school_returns")
    assert isinstance(row, ReadRow)
    assert (row.person, row.facts, row.source_id, row.key) == (None, (), "", f"{SCHOOL}|nil|2026-10-30|")


def test_an_attendance_return_without_a_child_is_the_schools_and_a_deletion_without_one_is_set_aside(
    tmp_path: Path,
) -> None:
    rows = [{"urn": SCHOOL, "return": kind, "return_date": "2026-10-30"} for kind in ("attendance", "deletion")]
    attendance, deletion = read_rows(write_table(tmp_path / "school_returns.csv", rows), "school_returns")
    assert isinstance(attendance, ReadRow)
    assert isinstance(deletion, SetAside) and deletion.fault.rule == "no-source-id"


def test_an_adult_hangs_on_the_childs_record_with_how_they_may_be_reached(tmp_path: Path) -> None:
    changes = {
        "parental_responsibility": "Y",
        "address": "9 Fox Road",
        "postcode": "nn12ab",
        "phone": "+44 1604 1",
        "safe_contact": "Never_Write",
    }
    row = read_one(tmp_path, "adults", **changes)
    assert (row.qualifier, row.source_id, row.key) == ("health", "77", "health|77|Grace Okafor")
    adult = row.adult
    assert (adult.name, adult.relationship, adult.parental_responsibility) == ("Grace Okafor", "mother", True)
    assert (adult.address, adult.postcode, adult.safe_contact) == ("9 Fox Road", "NN1 2AB", "never_write")


def test_an_unreadable_safe_contact_mark_counts_as_the_most_careful(tmp_path: Path) -> None:
    row = read_one(tmp_path, "adults", safe_contact="do not ring")
    assert row.adult.safe_contact == "no_contact"
    assert "safe-contact-unreadable" in rules_of(row)


def test_a_row_is_told_by_its_key_and_school_however_its_dates_are_written(tmp_path: Path) -> None:
    first, second = read_one(tmp_path, "roll"), read_one(tmp_path, "roll", entry_date="03/09/2019")
    assert first.key == second.key == "136730|77|2019-09-03"
    assert (first.qualifier, first.source_id) == ("136730", "77")
    assert read_one(tmp_path, "sightings").qualifier == "housing"
    assert read_one(tmp_path, "health").qualifier == ""


def test_the_digest_knows_neither_the_order_of_columns_nor_blank_ones(tmp_path: Path) -> None:
    def digest(row: dict[str, str]) -> bytes:
        reading = extracts.read(write_table(tmp_path / "health.csv", [row]), as_at=AS_AT)
        return next(iter(reading.raw_rows())).digest

    row = row_of("health", notes="a")
    assert digest(row) == digest(dict(reversed(row.items()))) == digest(row | {"gp_practice": "", "more": ""})
    assert digest(row) != digest(row | {"notes": "b"})
    assert digest(row) != digest(row | {"surname": "Okafo", "forename": "rAda"})


def test_a_blank_does_not_erase_what_an_earlier_extract_gave(tmp_path: Path) -> None:
    path = write_table(tmp_path / "roll.csv", [row_of("roll", postcode="NULL", leaving_date=None)])
    reading = extracts.read(path, as_at=AS_AT)
    row = next(iter(reading.raw_rows()))
    read = reading.check(row, {"postcode": "NN2 2AA", "leaving_date": "2025-07-20", "surname": "Other"})
    assert (read.person.postcode, read.facts[0].ended_on, read.person.surname) == (
        "NN2 2AA",
        date(2025, 7, 20),
        "Okafor",
    )
    assert "postcode" not in read.raw and "leaving_date" not in read.raw
    assert reading.cells(row) == read.raw
