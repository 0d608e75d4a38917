"""Are the simulator's files what the feeds ask for, the same every time, and true to their own truth?"""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from onroll.extracts.layouts import FEEDS as READ_FEEDS
from onroll.extracts.reading import read
from onroll.extracts.rows import SetAside
from onroll.simulator import FEEDS, simulate
from onroll.simulator.truth import STATUSES

QUALIFIER = {"roll": "urn", "exclusions": "urn", "part_time": "urn", "sightings": "agency"}
NOT_ABOUT_A_CHILD = {"schools", "school_links", "term_dates", "adults"}


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        simulate(children=300, seed=3, as_at=date(2026, 11, 1), to=tmp_path / name)
    simulate(children=300, seed=4, as_at=date(2026, 11, 1), to=tmp_path / "other")
    assert _digests(tmp_path / "a") == _digests(tmp_path / "b")
    assert _digests(tmp_path / "a")["roll.csv"] != _digests(tmp_path / "other")["roll.csv"]


def test_bytes_do_not_depend_on_how_python_hashes(tmp_path):
    """Sets and dictionaries order text by a hash that differs from one run to the next; the files must not."""
    made = []
    for number in ("1", "2"):
        program = (
            "import sys; from datetime import date; from pathlib import Path; from onroll.simulator import simulate; "
            "simulate(children=120, seed=3, as_at=date(2026, 11, 1), to=Path(sys.argv[1]))"
        )
        folder = tmp_path / number
        subprocess.run(
            [sys.executable, "-c", program, str(folder)], check=True, env={**os.environ, "PYTHONHASHSEED": number}
        )
        made.append(_digests(folder))
    assert made[0] == made[1]


@pytest.mark.parametrize("feed", FEEDS)
def test_headings_are_those_of_the_feed(summary, feed):
    with (summary.folder / f"{feed}.csv").open(encoding="utf-8", newline="") as lines:
        headings = next(csv.reader(lines))
    layout = READ_FEEDS[feed]
    assert len(headings) == len(set(headings))
    assert set(layout.starred) <= set(headings)
    assert set(headings) <= set(layout.by_name)


@pytest.mark.parametrize("feed", FEEDS)
def test_onroll_reads_every_row(summary, feed):
    reading = read(summary.folder / f"{feed}.csv", as_at=date(2026, 11, 1))
    set_aside = [row for row in reading if isinstance(row, SetAside)]
    assert reading.feed.name == feed
    assert reading.read_count == summary.rows[feed]
    assert not set_aside, set_aside[0]
    assert not reading.unknown_columns


def test_every_record_has_an_owner_and_every_owner_a_record(rows):
    owners = {(row["feed"], row["source_id"]) for row in rows("truth")}
    written = set()
    for feed in FEEDS:
        if feed in NOT_ABOUT_A_CHILD:
            continue
        held = {
            (row["source_id"], row[QUALIFIER[feed]] if feed in QUALIFIER else "")
            for row in rows(feed)
            if row["source_id"]
        }
        alike = Counter(source_id for source_id, _ in held)
        written |= {(feed, f"{i}@{q}" if alike[i] > 1 else i) for i, q in held}
    assert written == owners


def test_an_adult_belongs_to_a_record(rows):
    owners = {(row["feed"], row["source_id"]) for row in rows("truth")}
    adults = {(row["source_system"], row["source_id"]) for row in rows("adults")}
    assert adults and adults <= owners


def test_true_statuses_are_in_order_and_of_the_table(rows):
    changes = rows("truth_status")
    assert {row["status"] for row in changes} <= set(STATUSES)
    assert {row["person_id"] for row in changes} <= {row["person_id"] for row in rows("truth")}
    for before, after in zip(changes, changes[1:], strict=False):
        if before["person_id"] == after["person_id"]:
            assert before["date"] < after["date"] <= "2026-11-01"
            assert before["status"] != after["status"]


def test_nothing_lies_in_the_future(rows):
    for feed, columns in {"roll": ("entry_date", "leaving_date"), "sightings": ("seen_date",), "exclusions": ("start_date",),
                          "social_care": ("start_date", "end_date"), "applications": ("application_date", "offer_date")}.items():  # fmt: skip
        for row in rows(feed):
            for column in columns:
                assert row[column] <= "2026-11-01", (feed, row)


def test_only_chosen_feeds_are_written(tmp_path):
    made = simulate(children=80, seed=1, as_at=date(2026, 11, 1), feeds=["roll", "health"], to=tmp_path)
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["health", "roll", "truth", "truth_status"]
    assert set(made.rows) == {"roll", "health"}


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"feeds": ["marks"]}, "marks"),
        ({"as_at": date(2019, 1, 1)}, "2019-01-01"),
        ({"la": "999"}, "999"),
        ({"children": 0}, "number"),
    ],
)
def test_what_cannot_be_simulated_is_said_in_a_sentence(tmp_path, changed, word):
    asked = {"children": 50, "seed": 1, "as_at": date(2026, 11, 1), "to": tmp_path} | changed
    with pytest.raises(ValueError, match=word):
        simulate(**asked)


@pytest.mark.parametrize("la", ["331", "855"])
def test_other_authorities_can_be_simulated(tmp_path, la):
    simulate(la=la, children=80, seed=1, as_at=date(2026, 11, 1), feeds=["schools", "roll"], to=tmp_path)
    with (tmp_path / "schools.csv").open(encoding="utf-8", newline="") as lines:
        assert next(csv.DictReader(lines))["LA (code)"] == la
