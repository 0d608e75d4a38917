"""Are the simulated marks the same for the same seed, go on as time goes on, and agree with the pupils' lives?"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from onroll.simulator import simulate

FEEDS = ("roll", "exclusions")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> dict[str, Path]:
    folders = {}
    for name, on in (("first", date(2026, 10, 9)), ("again", date(2026, 10, 9)), ("later", date(2026, 11, 20))):
        folders[name] = tmp_path_factory.mktemp(name)
        simulate(la="941", children=700, seed=3, as_at=on, feeds=FEEDS, marks=True, to=folders[name])
    return folders


def marks(folder: Path, year: int = 2026) -> dict[tuple[str, str, str], tuple[str, str]]:
    rows = parquet.read_table(folder / f"marks_{year}.parquet").to_pylist()
    return {(row["upn"], row["urn"], row["date"]): (row["am"], row["pm"]) for row in rows}


def test_same_seed_same_bytes(made) -> None:
    for name in ("marks_2025.parquet", "marks_2026.parquet"):
        assert (made["first"] / name).read_bytes() == (made["again"] / name).read_bytes()


def test_later_extracts_say_the_same_but_for_reasons_found_out(made) -> None:
    first, later = marks(made["first"]), marks(made["later"])
    both = first.keys() & later.keys()
    assert len(both) > 0.95 * len(first)
    moved = Counter((old, new) for key in both for old, new in zip(first[key], later[key], strict=True) if old != new)
    assert set(moved) <= {("N", "O")} and moved[("N", "O")] > 0


def test_absence_is_near_what_is_published_and_suspensions_are_marked(made) -> None:
    held = marks(made["first"], 2025)
    codes = Counter(code for pair in held.values() for code in pair)
    absent = sum(codes[code] for code in ("I", "O", "N", "G", "M", "U", "E", "C2", "C", "R"))
    assert 0.045 < absent / (sum(codes.values()) - codes["S"]) < 0.11
    with (made["first"] / "exclusions.csv").open(encoding="utf-8", newline="") as stream:
        events = [row for row in csv.DictReader(stream) if row["kind"] == "SUSP" and row["upn"]]
    found = [
        pair
        for row in events
        for (upn, urn, on), pair in held.items()
        if (upn, urn) == (row["upn"], row["urn"]) and row["start_date"] <= on <= row["end_date"]
    ]
    assert all(pair == ("E", "E") for pair in found)


def test_no_mark_on_a_day_off_the_roll_or_at_the_weekend(made) -> None:
    with (made["first"] / "roll.csv").open(encoding="utf-8", newline="") as stream:
        entered = {(row["upn"], row["urn"]): row["entry_date"] for row in csv.DictReader(stream) if row["upn"]}
    for upn, urn, on in marks(made["first"]):
        assert date.fromisoformat(on).weekday() < 5
        assert (upn, urn) in entered
