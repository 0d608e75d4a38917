"""How do tests write small extracts? A folder of CSV files from rows as dicts."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from onroll.audit.actor import SYSTEM
from onroll.intake.loading import FolderResult, load_folder

FIRST = date(2026, 10, 1)
SECOND = date(2026, 11, 1)
THIRD = date(2026, 12, 1)


def write(folder: Path, **feeds: Sequence[Mapping[str, str]]) -> Path:
    """One CSV a feed, with every column that any row has."""
    folder.mkdir(parents=True, exist_ok=True)
    for feed, rows in feeds.items():
        columns = list(dict.fromkeys(name for row in rows for name in row))
        with (folder / f"{feed}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def load(folder: Path, as_at: date = FIRST, **terms: object) -> FolderResult:
    """Load a folder as at a day, received at nine that morning."""
    received = terms.pop("received_at", datetime(as_at.year, as_at.month, as_at.day, 9, tzinfo=UTC))
    return load_folder(folder=folder, as_at=as_at, received_at=received, actor=SYSTEM, **terms)  # type: ignore[arg-type]


def roll_row(number: int = 1, **other: str) -> dict[str, str]:
    """One pupil on a roll."""
    return {
        "source_id": f"R{number}", "surname": "Smith", "forename": f"Amy{number}", "date_of_birth": "2016-05-04", "sex": "F",
        "upn": "", "urn": "990001", "entry_date": "2020-09-01", "leaving_date": "", "enrolment_status": "M",
        "address_line_1": f"{number} High Street", "postcode": "NN1 5BD", **other,
    }  # fmt: skip
