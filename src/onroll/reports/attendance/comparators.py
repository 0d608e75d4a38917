"""What is published of England, our region and other authorities, and of which time? For every attendance number of ours.

A comparator says its source and its period. Ours of another period isn't put beside it without both being said
(figures.md, "comparator older than the local figure"). Files and their licence: `reports/data/README.md`.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files

ENGLAND = "970"
PHASES = ("total", "primary", "secondary", "special")
MEASURES = ("absence", "authorised", "unauthorised", "persistent", "severe")


@dataclass(frozen=True, slots=True)
class Source:
    """One publication: whose, what its numbers mean, and which part of an academic year they cover."""

    id: str
    publisher: str
    title: str
    licence: str
    published: str
    definition: str
    covers: str
    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Published:
    """One published percentage: of which area, phase, measure and period."""

    area: str
    name: str
    phase: str
    measure: str
    year: int  # the autumn the academic year begins in
    value: Decimal
    source: Source

    @property
    def shown(self) -> Decimal:
        """The value to one place, half up like every other share."""
        return self.value.quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def first(self) -> date:
        """The first day it covers."""
        return date(self.year, *self.source.first)

    @property
    def last(self) -> date:
        """The last day it covers."""
        return date(self.year + 1, *self.source.last)

    def other_period(self, first: date, last: date) -> str:
        """A sentence where it covers another time than ours, with both; "" where it is the same academic year, whole."""
        if (self.first.year, self.last) == (first.year, last) and first.month in (8, 9):
            return ""
        return (
            f"published of {self.source.covers}, {year_words(self.year)} ({_written(self.first)} to {_written(self.last)}); "
            f"ours is of {_written(first)} to {_written(last)}."
        )


def year_words(year: int) -> str:
    """An academic year as people write it: 2023/24."""
    return f"{year}/{(year + 1) % 100:02d}"


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@cache
def sources() -> dict[str, Source]:
    """Every publication used, by its id."""
    text = (files("onroll.reports") / "data" / "absence_sources.toml").read_text(encoding="utf-8")
    return {
        key: Source(key, **(held | {"first": tuple(held["first"]), "last": tuple(held["last"])}))
        for key, held in tomllib.loads(text).items()
    }


@cache
def _areas() -> dict[str, tuple[str, str]]:
    return {row["area"]: (row["name"], row["region"]) for row in _rows("areas.csv")}


@cache
def _values() -> dict[tuple[str, str, str, int], dict[str, str]]:
    return {
        (source, row["area"], row["phase"], int(row["year"])): row
        for source in sources()
        for row in _rows(f"absence_{source}.csv")
    }


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (files("onroll.reports") / "data" / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def region_of(area: str) -> str:
    """The region's number of an authority; "" where nobody says."""
    return _areas().get(area, ("", ""))[1]


def area_name(area: str) -> str:
    """What a page calls the area."""
    return _areas().get(area, (f"Area {area}", ""))[0]


def published(source: str, area: str, phase: str, measure: str, year: int) -> Published | None:
    """One number, None where it isn't published (never nought). `measure` may be a register code, "C2" or "K"."""
    row = _values().get((source, area, phase, year))
    if row is None or not row.get(measure):
        return None
    return Published(area, area_name(area), phase, measure, year, Decimal(row[measure]), sources()[source])


def newest(area: str, phase: str, measure: str, *, before: int) -> Published | None:
    """The newest published number of an academic year not after `before`: the daily collection's where both have the year."""
    years = sorted({year for _, _, _, year in _values() if year <= before}, reverse=True)
    for year in years:
        for source in ("daily", "lait"):
            if found := published(source, area, phase, measure, year):
                return found
    return None


def series(source: str, area: str, phase: str, measure: str) -> list[Published]:
    """Every year's number, oldest first: for `absence-trend`. A year not published is left out, not drawn as nought."""
    years = sorted({year for kind, where, what, year in _values() if (kind, where, what) == (source, area, phase)})
    found = (published(source, area, phase, measure, year) for year in years)
    return [one for one in found if one is not None]


def beside(area: str, phase: str, measure: str, *, before: int) -> list[Published]:
    """England, the region and the authority itself, as far as published."""
    places = [place for place in (ENGLAND, region_of(area), area) if place]
    found = (newest(place, phase, measure, before=before) for place in places)
    return [one for one in found if one is not None]
