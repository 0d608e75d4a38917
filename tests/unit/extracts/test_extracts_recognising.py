"""Is each file of a folder known for what it is, by the longest feed name that fits and then by its headings?"""

from __future__ import annotations

from pathlib import Path

import pytest

from onroll import extracts
from onroll.extracts import FEEDS, Refused
from onroll.extracts.recognising import feed_of, recognise
from unit.extracts.invented_files import AS_AT, NO_CHILD, OWN, row_of, write_table


@pytest.mark.parametrize(
    ("name", "feed"),
    [("roll.csv", "roll"), ("roll_2026-11-01_2113.csv", "roll"), ("roll_elsewhere_940.csv", "roll_elsewhere"), ("Social Care (2).CSV", "social_care"),
     ("school_links.csv", "school_links"), ("school-returns.csv", "school_returns"), ("part_time1.xlsx", "part_time")],
)  # fmt: skip
def test_the_longest_feed_name_that_begins_the_file_name_decides(name: str, feed: str) -> None:
    assert feed_of(Path(name), list(row_of(feed))).name == feed


@pytest.mark.parametrize("feed", [*OWN, *NO_CHILD])
def test_a_file_of_a_feeds_name_is_that_feeds(tmp_path: Path, feed: str) -> None:
    assert recognise(write_table(tmp_path / f"{feed}_x.csv", [row_of(feed)])) == (FEEDS[feed], "")


@pytest.mark.parametrize("name", ["truth.csv", "truth_status.csv", "notes.csv"])
def test_a_file_that_is_no_feed_is_ignored_with_a_reason(tmp_path: Path, name: str) -> None:
    path = write_table(tmp_path / name, [{"feed": "roll", "source_id": "1", "person_id": "2"}])
    feed, why = recognise(path)
    assert feed is None and "Neither the name nor the headings" in why
    with pytest.raises(Refused, match="no feed that OnRoll knows"):
        extracts.read(path, as_at=AS_AT)


@pytest.mark.parametrize(
    ("name", "headings", "feed"),
    [
        ("edubasealldata20261101.csv", ["URN", "LA (code)", "EstablishmentName", "Postcode"], "schools"),
        (
            "links_edubasealldata20261101.csv",
            ["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"],
            "school_links",
        ),
        (
            "trusts.csv",
            ["Group UID", "Group Name", "Academy URN", "Trust Academy Establishment Name", "LA (code)"],
            "schools",
        ),
        ("ons_mid2020.csv", ["utla20_code", "utla20_name", "total_population", "0", "1"], "population"),
        (
            "mye.csv",
            ["time_period", "geographic_level", "new_la_code", "age_group", "population_estimate"],
            "population",
        ),
        (
            "ehe_census.csv",
            ["time_period", "time_identifier", "geographic_level", "old_la_code", "ehe_census_date"],
            "published",
        ),
        ("pupils.csv", list(row_of("roll", leaving_date="", year_group="")), "roll"),
        ("export.csv", list(row_of("placements")), "placements"),
    ],
)
def test_where_the_name_does_not_tell_the_headings_do(name: str, headings: list[str], feed: str) -> None:
    assert feed_of(Path(name), headings).name == feed


def test_headings_that_fit_two_feeds_as_well_tell_nothing() -> None:
    assert feed_of(Path("cases.csv"), [*row_of("youth_justice"), "end_date"]) is None


def test_a_feed_by_name_without_its_starred_columns_stays_that_feed_and_is_refused(tmp_path: Path) -> None:
    path = write_table(tmp_path / "roll.csv", [row_of("ehe", start_date=None, entry_date="2020-01-01")])
    assert recognise(path) == (FEEDS["roll"], "")
    with pytest.raises(Refused, match='no column "urn"'):
        extracts.read(path, as_at=AS_AT)


def test_an_image_under_a_feeds_name_is_that_feeds_so_that_its_refusal_is_told(tmp_path: Path) -> None:
    path = tmp_path / "roll.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    assert recognise(path) == (FEEDS["roll"], "")


@pytest.mark.parametrize("name", ["published_cme.csv"])
def test_feeds_that_can_not_be_loaded_yet_are_ignored_with_that_reason(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("upn,urn,date\n")
    feed, why = recognise(path)
    assert feed is None and "does not load them yet" in why


@pytest.mark.parametrize(
    ("name", "word"),
    [("photo.png", ".png"), (".roll.csv.swp", "hidden"), ("~$roll.xlsx", "temporary"), ("README", "nothing")],
)
def test_other_files_are_ignored(tmp_path: Path, name: str, word: str) -> None:
    (tmp_path / name).write_text("x")
    feed, why = recognise(tmp_path / name)
    assert feed is None and word in why
