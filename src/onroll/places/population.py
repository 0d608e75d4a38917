"""How many children of these ages live here? The denominator of rates; None where nobody has told us.

Never guessed: an estimate of another year, another area or a wider age band is not used in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from onroll.places.authorities import areas_of
from onroll.places.models import Population


@dataclass(frozen=True, slots=True)
class Aged:
    """A number of people, of which mid-year estimate, and the file it came from."""

    people: int
    year: int
    source: str


def aged(
    la_code: str, year: int, low: int, high: int, sex: str | None = None, *, known_at: datetime | None = None
) -> int | None:
    """People of the authority aged `low` to `high` at last birthday at mid-`year`; None unless every age is held.

    `sex` "F" or "M"; None is everybody. `known_at` asks what was held at that moment, default now.
    """
    found = estimate(la_code, year, low, high, sex, known_at=known_at)
    return found.people if found else None


def estimate(
    la_code: str, year: int, low: int, high: int, sex: str | None = None, *, known_at: datetime | None = None
) -> Aged | None:
    """As `aged`, with where it came from."""
    held = _known(known_at).filter(year=year, low_age__gte=low, high_age__lte=high)
    for areas in areas_of(la_code):
        for sexes in ((sex,),) if sex else (("",), ("F", "M")):
            found = _whole(held, areas, sexes, low, high)
            if found:
                return Aged(found[0], year, found[1])
    return None


def years(la_code: str, *, known_at: datetime | None = None) -> list[int]:
    """The years of which any estimate of the authority is held, newest first."""
    areas = {area for way in areas_of(la_code) for area in way}
    return sorted(set(_known(known_at).filter(area__in=areas).values_list("year", flat=True)), reverse=True)


def newest_year(
    la_code: str, low: int, high: int, *, not_after: int | None = None, known_at: datetime | None = None
) -> int | None:
    """The newest year (no later than `not_after`) of which every one of these ages is held."""
    for year in years(la_code, known_at=known_at):
        if (not_after is None or year <= not_after) and estimate(la_code, year, low, high, known_at=known_at):
            return year
    return None


def _known(known_at: datetime | None) -> QuerySet[Population]:
    if known_at is None:
        return Population.objects.filter(superseded_at=None)
    still_held = Q(superseded_at=None) | Q(superseded_at__gt=known_at)
    return Population.objects.filter(still_held, recorded_at__lte=known_at)


def _whole(
    held: QuerySet[Population], areas: tuple[str, ...], sexes: tuple[str | None, ...], low: int, high: int
) -> tuple[int, str] | None:
    """The sum over areas and sexes where bands cover `low` to `high` without gap or overlap in each, else None."""
    rows = held.filter(area__in=areas, sex__in=sexes).order_by("area", "sex", "low_age", "high_age")
    total, files = 0, set()
    cover: dict[tuple[str, str], dict[tuple[int, int], int]] = {}
    for row in rows:
        cover.setdefault((row.area, row.sex), {})[(row.low_age, row.high_age)] = row.people
        files.add(row.source)
    if len(cover) != len(areas) * len(sexes):
        return None
    for bands in cover.values():
        people = _cover(bands, low, high)
        if people is None:
            return None
        total += people
    return total, ", ".join(sorted(files))


def _cover(bands: dict[tuple[int, int], int], low: int, high: int) -> int | None:
    """The whole band where it is given as one, else the years of age one by one."""
    if (low, high) in bands:
        return bands[(low, high)]
    singles = [bands.get((age, age)) for age in range(low, high + 1)]
    return None if None in singles else sum(number for number in singles if number is not None)
