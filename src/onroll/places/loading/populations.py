"""What does an estimate of population say, in any of the layouts in which it comes?

Long rows (`la_code, year, age, sex, population`), the ONS table with a column a year of age (0 … 90+), and the DfE's
table with one age band a row. A revised estimate closes the row it replaces, so that a rate as known before stays so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from onroll.extracts.rows import ReadRow
from onroll.places.copying import copy_objects
from onroll.places.loading.columns import Columns
from onroll.places.loading.outcome import Loaded, When, in_batches
from onroll.places.models import Population

AREA = (
    "la_code",
    "ltla21_code",
    "utla20_code",
    "area_code",
    "code",
    "ladcode21",
    "new_la_code",
    "region_code",
    "country_code",
)
SEXES = {"f": "F", "female": "F", "females": "F", "2": "F", "m": "M", "male": "M", "males": "M", "1": "M"}
BOTH = {"", "0", "9", "all", "both", "person", "persons", "people", "total", "t", "p"}
PEOPLE = ("population", "population_estimate", "value")
BATCH = 500


class Band(NamedTuple):
    """Whose number it is: ages at last birthday, both included; `high` None is "and over"; `sex` "" is both."""

    area: str
    year: int
    low: int
    high: int | None
    sex: str


def load_population(rows: Iterable[ReadRow], when: When) -> Loaded:
    """Adds and revises estimates; an older extract never revises a newer."""
    loaded = Loaded()
    for batch in in_batches(rows, BATCH):
        told: list[dict[Band, int]] = []
        for row in batch:
            try:
                told.append(dict(_estimates(Columns(row.raw), when.file_name)))
            except _Unusable as fault:
                loaded.refuse(row, fault.column, fault.rule, str(fault))
        _apply(told, when, loaded)
    return loaded


def _apply(told: list[dict[Band, int]], when: When, loaded: Loaded) -> None:
    areas = {band.area for estimates in told for band in estimates}
    standing = {
        Band(held.area, held.year, held.low_age, held.high_age, held.sex): held
        for held in Population.objects.filter(area__in=areas, superseded_at=None).select_for_update()
    }
    new: dict[Band, Population] = {}
    closed: list[int] = []
    for estimates in told:
        effects = set()
        for band, people in estimates.items():
            held = standing.get(band)
            if held is None or (held.people != people and when.as_at >= held.as_at):
                effects.add("new" if held is None else "changed")
                if held is not None and held.pk:
                    closed.append(held.pk)
                standing[band] = new[band] = Population(
                    area=band.area, year=band.year, low_age=band.low, high_age=band.high, sex=band.sex, people=people,
                    source=when.file_name, as_at=when.as_at, recorded_at=when.recorded_at,
                )  # fmt: skip
        loaded.count(effects)
    Population.objects.filter(pk__in=closed).update(superseded_at=when.recorded_at)
    copy_objects(Population, new.values())


class _Unusable(ValueError):
    def __init__(self, column: str, rule: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.rule = column, rule


def _estimates(columns: Columns, file_name: str) -> Iterator[tuple[Band, int]]:
    area, year = columns.text(*AREA), _year(columns, file_name)
    if not area:
        raise _Unusable("la_code", "population-without-area", "The row names no area; give its code under la_code.")
    if year is None:
        raise _Unusable("year", "population-without-year", "No year in the row or, like mid2020, in the file's name.")
    wide = {heading: _age(heading) for heading in columns.headings() if heading[:1].isdigit() and _age(heading)}
    if wide:
        sex = _sex(columns)
        for heading, ages in wide.items():
            people = columns.whole(heading)
            if people is None:
                raise _Unusable(heading, "population-unreadable", f"The number under {heading} can't be read.")
            yield Band(area, year, *ages, sex), people
        return
    ages = _age(columns.text("age", "age_group"))
    heading = next((each for each in PEOPLE if each in columns.headings()), PEOPLE[0])
    people = columns.whole(heading)
    if ages is None:
        raise _Unusable("age", "population-without-age", "The age can't be read; write 4, 0-17 or 90+.")
    if people is None:
        raise _Unusable(heading, "population-unreadable", "The number of people can't be read; write 63990.")
    yield Band(area, year, *ages, _sex(columns)), people


def _year(columns: Columns, file_name: str) -> int | None:
    told = re.search(r"\b(?:19|20)\d\d", columns.text("year", "time_period")) or re.search(
        r"(?<=mid)(?:[-_ ]?)((?:19|20)\d\d)", file_name.casefold()
    )
    return int(told[0].lstrip("-_ ")) if told else None


def _age(text: str) -> tuple[int, int | None] | None:
    """4 → (4, 4); 90+ → (90, None); 0-17, 0 to 17, Children aged 0 to 17 years → (0, 17)."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if len(numbers) == 1:
        return numbers[0], None if text.rstrip().endswith("+") or "over" in text else numbers[0]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


def _sex(columns: Columns) -> str:
    told = columns.text("sex", "gender").casefold()
    if told in SEXES:
        return SEXES[told]
    if told in BOTH:
        return ""
    raise _Unusable("sex", "population-sex", f"{told!r} is no sex of a population; write F, M or leave it blank.")
