"""A line or bar chart drawn by the server: one message, said in its title; readable in grey, by ear, and on paper.

    chart = LineChart("Absence has fallen since the autumn", "Per cent of possible sessions", labels=["7 September", …],
                      lines=[Line("2026/27", [6.1, 6.4, None]), Line("2025/26", [6.5, 6.6, 6.9])])
    {% include "components/chart.html" with chart=chart id="trend" %}        {% load %} needs nothing

Lines differ by dashes and marks as well as by colour. Bars begin at nought. A value of None is a gap, never nought; the same
numbers stand in a table below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

WIDTH, HEIGHT = 760.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 16.0, 14.0, 34.0
DASHES = ("", "7 5", "2 4", "12 4 2 4")
STEPS = (1, 2, 5, 10, 20, 25, 50, 100)
MOST_LABELS = 9
NOTHING = "–"
PERCENT = " %"


@dataclass(frozen=True, slots=True)
class Line:
    """One series; None where there is no value."""

    words: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A series' path (a gap starts it anew), its dots, and how it looks."""

    words: str
    path: str
    dots: tuple[tuple[str, str, str], ...]
    dashes: str
    number: int


@dataclass(frozen=True, slots=True)
class Tick:
    """One mark of an axis."""

    at: str
    words: str
    anchor: str = "middle"


def _said(value: float | None, unit: str) -> str:
    if value is None:
        return NOTHING
    return f"{value:.1f}{unit}" if unit == PERCENT else f"{value:,g}{unit}"


@dataclass(frozen=True)
class LineChart:
    """Up to four lines over the same labels. `from_zero` where the height itself is read; else the axis says where it begins."""

    title: str
    measure: str
    labels: Sequence[str]
    lines: Sequence[Line]
    unit: str = PERCENT
    from_zero: bool = True
    note: str = ""

    @property
    def size(self) -> str:
        return f"0 0 {WIDTH:g} {HEIGHT:g}"

    @property
    def bottom(self) -> str:
        return f"{HEIGHT - BOTTOM:g}"

    @property
    def left(self) -> str:
        return f"{LEFT:g}"

    @property
    def right(self) -> str:
        return f"{WIDTH - RIGHT:g}"

    @property
    def empty(self) -> bool:
        return not any(value is not None for line in self.lines for value in line.values)

    @property
    def drawn(self) -> list[DrawnLine]:
        return [self._drawn(number, line) for number, line in enumerate(self.lines)]

    @property
    def up(self) -> list[Tick]:
        """The marks of the upright axis, with the place of their words."""
        low, high, step = self._scale
        count = round((high - low) / step)
        return [Tick(f"{self._y(low + step * n):.1f}", f"{low + step * n:g}") for n in range(count + 1)]

    @property
    def along(self) -> list[Tick]:
        """As many labels as have room."""
        every = max(ceil(len(self.labels) / MOST_LABELS), 1)
        ends = {0: "start", len(self.labels) - 1: "end"}
        return [
            Tick(f"{self._x(n):.1f}", words, ends.get(n, "middle"))
            for n, words in enumerate(self.labels)
            if n % every == 0
        ]

    @property
    def table(self) -> list[tuple[str, list[str]]]:
        """The numbers, a row a label."""
        return [
            (label, [_said(line.values[n], self.unit) for line in self.lines]) for n, label in enumerate(self.labels)
        ]

    @property
    def _scale(self) -> tuple[float, float, float]:
        values = [value for line in self.lines for value in line.values if value is not None] or [1.0]
        low = 0.0 if self.from_zero else floor(min(values))
        high = max(max(values), low + 1)
        step = next((step for step in STEPS if (high - low) / step <= 6), STEPS[-1])
        return low, low + step * ceil((high - low) / step), step

    def _x(self, number: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * number / max(len(self.labels) - 1, 1)

    def _y(self, value: float) -> float:
        low, high, _ = self._scale
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low))

    def _drawn(self, number: int, line: Line) -> DrawnLine:
        path, pen = [], "M"
        dots = []
        for n, value in enumerate(line.values):
            if value is None:
                pen = "M"
                continue
            x, y = f"{self._x(n):.1f}", f"{self._y(value):.1f}"
            path.append(f"{pen}{x} {y}")
            dots.append((x, y, f"{line.words}, {self.labels[n]}: {_said(value, self.unit)}"))
            pen = "L"
        return DrawnLine(line.words, " ".join(path), tuple(dots), DASHES[number % len(DASHES)], number % len(DASHES))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words, its value, and where a comparator's mark stands; None is not drawn."""

    words: str
    value: float | None
    mark: float | None = None


@dataclass(frozen=True)
class BarChart:
    """Bars from nought, lying, so that long names fit; drawn as a list whose numbers are text."""

    title: str
    measure: str
    bars: Sequence[Bar]
    unit: str = PERCENT
    mark_words: str = ""

    @property
    def drawn(self) -> list[tuple[str, str, str, str]]:
        """(words, value in words, width in per cent, the mark's place)."""
        most = max([value for bar in self.bars for value in (bar.value, bar.mark) if value is not None], default=0) or 1
        return [
            (
                bar.words, _said(bar.value, self.unit), f"{100 * (bar.value or 0) / most:.2f}",
                "" if bar.mark is None else f"{100 * bar.mark / most:.2f}",
            )
            for bar in self.bars
        ]  # fmt: skip
