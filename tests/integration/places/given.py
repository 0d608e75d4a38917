"""Rows of a file of places as a reader would hand them over."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from onroll.extracts.rows import ReadRow
from onroll.places.loading import Loaded, load

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[3] / "shared" / "data"
FIRST = datetime(2026, 1, 5, 9, tzinfo=UTC)
LATER = datetime(2026, 2, 5, 9, tzinfo=UTC)


def rows(told: Iterable[Mapping[str, str]]) -> list[ReadRow]:
    return [
        ReadRow(line, "", "", str(line), {name: value for name, value in row.items() if value})
        for line, row in enumerate(told, start=2)
    ]


def file_rows(path: Path, encoding: str = "utf-8-sig") -> list[ReadRow]:
    with path.open(encoding=encoding, newline="") as file:
        return rows(list(csv.DictReader(file)))


def shared(name: str, encoding: str = "utf-8-sig") -> list[ReadRow]:
    """The rows of a real file, or a skip that says why."""
    if not (SHARED / name).exists():
        pytest.skip(f"the real file {name} is not on this machine")
    return file_rows(SHARED / name, encoding)


def loaded(
    feed: str,
    told: list[ReadRow],
    *,
    as_at: date = date(2026, 1, 1),
    recorded_at: datetime = FIRST,
    file_name: str = "",
) -> Loaded:
    return load(feed, told, as_at=as_at, recorded_at=recorded_at, file_name=file_name)


def counts(outcome: Loaded) -> tuple[int, int, int, int]:
    return outcome.new, outcome.changed, outcome.unchanged, len(outcome.set_aside)
