"""Which feed is this file? For `intake`, which loads every feed that it finds in a folder and lists the rest as ignored.

The longest feed name that begins the file's name decides, then the headings (feeds.md, "Feeds").
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from onroll.extracts.headings import matched_columns
from onroll.extracts.layouts import FEEDS, Feed
from onroll.extracts.layouts.person import PERSON
from onroll.extracts.rows import Refused
from onroll.extracts.tables import SHEET_ENDINGS, TEXT_ENDINGS, open_table

_PERSON = frozenset(column.name for column in PERSON)
_LEAST = 2  # own columns of a feed that a file must show to be told by its headings alone


def feed_of(path: Path, headings: Sequence[str]) -> Feed | None:
    """The feed of a file, or None for a file that is none (`truth.csv`).

    A name that fits holds even where a starred column is missing (the file is then refused, and the column named), unless
    none of the feed's own headings are there and they are those of another feed: DfE's `ehe_census.csv` is no `ehe`.
    """
    by_name = feed_named(path)
    by_headings = _by_headings(headings)
    if by_headings is not None and by_headings.name in ("published", "population"):
        return by_headings  # their marks (`time_period` beside `geographic_level`, a column a year of age) are in no other feed
    if by_name is None:
        return by_headings
    if by_headings is not None and not any(matched_columns(headings, by_name)):
        return by_headings
    return by_name


def feed_named(path: Path) -> Feed | None:
    """The feed with the longest name that begins the file's name, or None."""
    stem = path.name.lower().replace("-", "_").replace(" ", "_")
    fitting = [feed for feed in FEEDS.values() if stem.startswith(feed.name)]
    return max(fitting, key=lambda feed: len(feed.name), default=None)


def recognise(path: Path) -> tuple[Feed | None, str]:
    """The feed of a file in a folder of extracts, or None and a sentence why the file is to be ignored.

    A file that has a feed's name and can't be read is that feed's: reading it will say what is wrong. Never raises.
    """
    if path.name.startswith((".", "~$")):
        return None, "A hidden or temporary file, not an extract."
    named = feed_named(path)
    if named is not None and not named.loadable:
        return None, named.why_not_yet
    if path.suffix.lower() == ".parquet" and named is not None and named.for_registers:
        return named, ""
    if path.suffix.lower() not in TEXT_ENDINGS | SHEET_ENDINGS:
        return (
            None,
            f"Files ending in {path.suffix or 'nothing'} are not extracts that can be loaded; CSV and XLSX are.",
        )
    try:
        headings = open_table(path).headings
    except Refused as refused:
        return (named, "") if named is not None else (None, str(refused))
    feed = feed_of(path, headings)
    if feed is None:
        return None, "Neither the name nor the headings are those of a feed."
    if not feed.loadable:
        return None, feed.why_not_yet
    return feed, ""


def _by_headings(headings: Sequence[str]) -> Feed | None:
    """The one feed whose starred columns are all there and which knows the most of the others; None if two fit as well."""
    lower = {heading.lower() for heading in headings}
    if {"time_period", "geographic_level"} <= lower:
        return FEEDS["population" if "population_estimate" in lower else "published"]
    if lower & {"ltla21_code", "utla20_code"} or ({"la_code", "population"} <= lower):
        return FEEDS["population"]
    scores: dict[str, tuple[int, int]] = {}
    for feed in FEEDS.values():
        found = set(matched_columns(headings, feed)) - {""}
        own = found - _PERSON if feed.about_a_child else found
        if feed.for_registers and not found & {"am", "pm", "code"}:
            continue
        if feed.loadable and len(own) >= _LEAST and found.issuperset(feed.starred):
            scores[feed.name] = (len(own), len(feed.starred))
    best = max(scores.values(), default=None)
    fitting = [name for name, score in scores.items() if score == best]
    return FEEDS[fitting[0]] if len(fitting) == 1 else None
