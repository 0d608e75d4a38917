"""Do the real public files beside the repository read whole? Skipped where they are not (a fresh clone has none)."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from onroll import extracts
from onroll.extracts import ReadRow
from onroll.extracts.tables import open_table
from unit.extracts.invented_files import AS_AT

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real public files (../shared/data) are not here")

FILES = [
    ("gias/edubasealldata_subset_real_41.csv", "schools", 41, "utf-8"),
    ("gias/edubasealldata_subset_real_8_mixed_types.csv", "schools", 8, "utf-8"),
    ("gias/edubase_fields_anonymised_60.csv", "schools", 60, "utf-8"),
    ("gias/gias_academy_trust_membership.csv", "schools", 11_759, "utf-8-sig"),
    ("gias/links_edubasealldata20250422.csv", "school_links", 33_801, "cp1252"),
    ("population/ons_mid2020_single_year_of_age_ltla21_england.csv", "population", 309, "utf-8"),
    ("population/ons_mid2020_single_year_of_age_utla20_england.csv", "population", 150, "utf-8"),
    ("population/ons_mye_0_17_by_la_2012_2024.csv", "population", 2_132, "utf-8"),
]


@pytest.mark.parametrize(("name", "feed", "rows", "encoding"), FILES)
def test_a_real_file_is_recognised_and_every_row_of_it_is_read(name: str, feed: str, rows: int, encoding: str) -> None:
    reading = extracts.read(DATA / name, as_at=AS_AT)
    read = list(reading)
    assert (reading.feed.name, reading.encoding, reading.unknown_columns) == (feed, encoding, ())
    assert Counter(type(row) for row in read) == {ReadRow: rows}


def test_the_whole_width_of_a_gias_row_is_kept() -> None:
    path = DATA / "gias/edubasealldata_subset_real_8_mixed_types.csv"
    row = next(iter(extracts.read(path, as_at=AS_AT)))
    with path.open(encoding="utf-8", newline="") as stream:
        first = next(csv.DictReader(stream))
    given = {heading: value.strip() for heading, value in first.items() if value.strip() not in ("", "-")}
    assert len(first) == 140
    assert row.raw == given


def test_windows_quotation_marks_in_real_school_names_are_read() -> None:
    table = open_table(DATA / "gias/school_names_2017_18_cp1252.csv")
    names = [fields[3] for _, fields in table.rows()]
    assert table.encoding == "cp1252"
    assert len(names) == 26_346
    assert any("\u2019" in name for name in names) and not any("\ufffd" in name for name in names)


def test_published_statistics_are_told_from_feeds_of_the_same_name() -> None:
    feed, why = extracts.recognise(DATA / "ees/ehe_academic_year.csv")
    assert feed is None and "Published statistics" in why
