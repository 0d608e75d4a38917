"""A register as months of small squares, a code in each: readable without its colours, by a screen reader, and on paper.

    {% for month in months(sessions) %}{% include "attendance/month.html" %}{% endfor %}

Kinds and what they look like are in `attendance.css`: present, approved, authorised, unauthorised, not-possible; a square
without a mark is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

SCHOOL_DAYS = 5


class Marked(Protocol):
    """A session with its mark."""

    on: date
    half: int
    code: str
    kind: str

    @property
    def words(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Square:
    """One session; `on` None where the day belongs to another month, `marked` None where no mark is held."""

    on: date | None
    half: int
    marked: Marked | None = None

    @property
    def begins_day(self) -> bool:
        return self.half == 0


@dataclass(frozen=True, slots=True)
class Week:
    """One row: the day its heading names (the first of the week within the month), and ten squares."""

    starts_on: date
    squares: tuple[Square, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """One month's name and its weeks."""

    name: str
    id: str
    weeks: tuple[Week, ...]


def months(held: Sequence[Marked]) -> tuple[Month, ...]:
    """The months from the first mark to the last."""
    if not held:
        return ()
    marks = {(one.on, one.half): one for one in held}
    first, last = min(marks)[0], max(marks)[0]
    return tuple(_month(year, month, marks) for year, month in _each(first, last))


def _each(first: date, last: date) -> Iterable[tuple[int, int]]:
    for index in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield index // 12, index % 12 + 1


def _month(year: int, month: int, marks: dict[tuple[date, int], Marked]) -> Month:
    start = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    monday = start - timedelta(days=start.weekday())
    weeks = []
    while monday < after:
        days = [monday + timedelta(days=number) for number in range(SCHOOL_DAYS)]
        within = [day for day in days if start <= day < after]
        if within:
            squares = tuple(
                Square(day if day in within else None, half, marks.get((day, half)) if day in within else None)
                for day in days
                for half in (0, 1)
            )
            weeks.append(Week(within[0], squares))
        monday += timedelta(days=7)
    return Month(f"{start:%B %Y}", f"month-{year}-{month}", tuple(weeks))
