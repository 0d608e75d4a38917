"""Small files to read, for the tests of this folder. Every child is invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from onroll import extracts
from onroll.extracts import ReadRow, SetAside
from onroll.extracts.layouts import FEEDS

AS_AT = date(2026, 11, 1)

# A child for every feed, and for each feed the values that its own starred columns must have.
CHILD = {
    "source_id": "77",
    "surname": "Okafor",
    "forename": "Ada",
    "date_of_birth": "2014-06-17",
    "sex": "F",
    "address_line_1": "4 Mill Lane",
    "town": "Northampton",
    "postcode": "nn1 1aa",
}
OWN = {
    "roll": {"urn": "136730", "entry_date": "2019-09-03"},
    "roll_elsewhere": {"la_code": "940", "urn": "136730", "entry_date": "2019-09-03"},
    "ehe": {"start_date": "2024-01-08"},
    "cme": {"referral_date": "2024-01-08", "whereabouts": "unknown"},
    "exclusions": {"urn": "136730", "kind": "SUSP", "start_date": "2024-01-08", "end_date": "2024-01-10"},
    "social_care": {"status": "CIN", "start_date": "2024-01-08"},
    "ehc_plans": {"plan_start": "2024-01-08"},
    "health": {"registered_date": "2015-04-20"},
    "sightings": {"agency": "housing", "seen_date": "2026-05-06", "contact": "in_person"},
    "school_returns": {"urn": "136730", "return": "deletion", "return_date": "2026-05-06"},
    "youth_justice": {"status": "custody", "start_date": "2024-01-08"},
    "missing_episodes": {"missing_from": "2024-01-08", "returned_on": "2024-01-09"},
    "applications": {"application_date": "2026-01-15", "offer_urn": "136730", "outcome": "offered"},
    "placements": {
        "provider_id": "P1", "provider_name": "Harbour", "kind": "tuition", "hours_per_week": "12.5", "start_date": "2024-01-08",
    },
    "part_time": {"urn": "136730", "hours_per_week": "10", "start_date": "2024-01-08"},
    "post16": {"activity": "neet", "start_date": "2024-01-08"},
}  # fmt: skip
NO_CHILD = {
    "schools": {"URN": "136730", "LA (code)": "941", "EstablishmentName": "Mill Lane School"},
    "school_links": {
        "URN": "136730",
        "LinkURN": "100001",
        "LinkType": "Predecessor",
        "LinkEstablishedDate": "01-09-2021",
    },
    "term_dates": {"urn": "", "academic_year": "2026/27", "start": "2026-09-02", "end": "2026-10-23", "kind": "term"},
    "population": {"la_code": "941", "year": "2024", "age": "7", "sex": "F", "population": "2411"},
    "adults": {"source_system": "health", "source_id": "77", "adult_name": "Grace Okafor", "relationship": "mother"},
}


def row_of(feed: str, **changes: str) -> dict[str, str]:
    """A whole row of the feed, with some values changed (a value of None takes the column out)."""
    row = NO_CHILD[feed] if feed in NO_CHILD else CHILD | OWN[feed]
    return {name: value for name, value in (row | changes).items() if value is not None}


def write_table(path: Path, rows: Sequence[dict[str, str]], *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """Write rows with the headings of the first as CSV, quoting what needs it."""
    headings = list(rows[0])
    lines = [headings, *([row.get(name, "") for name in headings] for row in rows)]
    text = "".join(delimiter.join(_quoted(value, delimiter) for value in line) + "\r\n" for line in lines)
    path.write_bytes(text.encode(encoding))
    return path


def read_rows(path: Path, feed: str, **options: object) -> list[ReadRow | SetAside]:
    """Every answer of a file."""
    return list(extracts.read(path, feed=FEEDS[feed], as_at=AS_AT, **options))


def read_one(tmp_path: Path, feed: str, /, known_urns: set[str] | None = None, **changes: str) -> ReadRow | SetAside:
    """The answer for one row of a feed."""
    path = write_table(tmp_path / f"{feed}.csv", [row_of(feed, **changes)])
    return read_rows(path, feed, known_urns=known_urns)[0]


def rules_of(result: ReadRow | SetAside) -> set[str]:
    """The ids of what is odd about a row."""
    return {result.fault.rule} if isinstance(result, SetAside) else {fault.rule for fault in result.warnings}


def _quoted(value: str, delimiter: str) -> str:
    return (
        '"' + value.replace('"', '""') + '"' if any(mark in value for mark in (delimiter, '"', "\n", "\r")) else value
    )
