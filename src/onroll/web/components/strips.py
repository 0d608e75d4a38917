"""A child's last years at a glance: one band a spell, drawn to scale, with the same in words beside it.

    Strip(first=date(2022, 9, 1), last=today, bands=[Band("On roll at Abbey Primary", "school", started_on, ended_on)])

Kinds and what they look like are in `onroll.css`: school, home, gap, exclusion, absence, alternative, elsewhere, unknown. Two
bands may overlap (an exclusion while on roll): each kind of `row` is drawn in its own line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, ROW = 1000.0, 22


@dataclass(frozen=True, slots=True)
class Band:
    """One spell; `ended_on` None while it lasts, `row` its line from the top."""

    words: str
    kind: str
    started_on: date
    ended_on: date | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A band's place in the drawing, in its own units."""

    band: Band
    x: str
    y: int
    width: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A year's beginning on the axis."""

    words: str
    x: str


@dataclass(frozen=True)
class Strip:
    """The bands between two days; what lies outside isn't drawn, and still told in words."""

    first: date
    last: date
    bands: Sequence[Band]
    words: str = "Where education was, year by year"

    @property
    def drawn(self) -> list[Drawn]:
        shown = []
        for band in self.bands:
            end = min(band.ended_on or self.last, self.last)
            start = max(band.started_on, self.first)
            if start <= end:
                x = self._x(start)
                width = max(self._x(end) + WIDTH / self._days - x, 2.0)
                shown.append(Drawn(band, f"{x:.1f}", band.row * ROW, f"{min(width, WIDTH - x):.1f}"))
        return shown

    @property
    def marks(self) -> list[Mark]:
        """Each 1 September in sight, the beginning of a school year; without words where they would be cut off."""
        years = range(self.first.year, self.last.year + 1)
        starts = (date(year, 9, 1) for year in years)
        seen = [on for on in starts if self.first <= on <= self.last]
        return [Mark(str(on.year) if self._x(on) < WIDTH - 80 else "", f"{self._x(on):.1f}") for on in seen]

    @property
    def height(self) -> int:
        return ROW * (1 + max((band.row for band in self.bands), default=0))

    @property
    def whole_height(self) -> int:
        return self.height + 18

    @property
    def label_at(self) -> int:
        return self.height + 14

    @property
    def _days(self) -> int:
        return max((self.last - self.first).days + 1, 1)

    def _x(self, on: date) -> float:
        return (on - self.first).days / self._days * WIDTH
