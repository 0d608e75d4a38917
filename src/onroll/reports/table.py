"""What is printed? A figure counted: its cells, its base, its notes, and the children behind each cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from onroll.reports.disclosure import Sum

HEADINGS = ("row", "column", "count", "percent", "rate")


# Why a cell has no number, or none but a published sign. "" is a plain number; nothing here is ever nought.
State = Literal["", "hidden", "not yet", "not collected", "not supplied", "not known", "low", "x", "z", "c"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One number with where it stands; None is "not known", "not yet" or hidden, as `state` says, and never nought."""

    row: str
    column: str
    count: int | None
    percent: float | None = None
    rate: float | None = None
    state: State = ""


@dataclass(frozen=True, slots=True)
class Comparator:
    """A published number beside one of ours: of whom, for when, by whose definition. `measure` names the cell's field.

    `value` is None where the publisher printed a sign, which `state` keeps as it came.
    """

    row: str
    column: str
    place: str  # "England", "East Midlands", "Statistical neighbours (2021 model)"
    measure: Literal["count", "percent", "rate"]
    value: float | None
    period: str  # as published: "autumn term 2025/26", "2023/24"
    source: str
    definition: str
    state: State = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """What of a table is drawn: the rows along the axis and the columns as series, or the other way about."""

    kind: Literal["line", "bar"]
    measure: Literal["count", "percent", "rate"] = "count"
    rows: tuple[str, ...] = ()  # labels; () draws all but totals
    columns: tuple[str, ...] = ()
    along: Literal["rows", "columns"] = "rows"


class DoesNotAdd(ValueError):
    """Parts that don't make their total: the figure is not printed."""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """One figure as at one day. The names of `as_json` are stable.

    `known_at` is written by whoever asked the record (`reports.figures`): counting itself knows no moment.
    """

    figure: str
    title: str
    question: str
    as_at: date
    known_at: datetime | None
    definition: str
    denominator: str
    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()
    notes_outside: tuple[str, ...] | None = None  # the notes as worded where counts are hidden or rounded
    source: str = ""
    audience: str = "operational"
    members: Mapping[tuple[str, str], frozenset[int]] = field(default_factory=dict, repr=False)
    says: str = ""  # the sentence of what the table shows; a chart's title
    chart: Chart | None = None
    comparators: tuple[Comparator, ...] = ()
    refused: tuple[str, ...] = ()  # comparisons that can't be made, each with why
    sums: tuple[Sum, ...] = ()  # which cells add to which: what an attacker may use, and disclosure control must

    def as_json(self) -> dict[str, Any]:
        """The answer of `onroll figures --format json`."""
        return {
            "figure": self.figure,
            "as_at": self.as_at.isoformat(),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "definition": self.definition,
            "denominator": self.denominator,
            "rows": [dict(zip(HEADINGS, row, strict=True)) for row in self.as_rows()],
            "notes": list(self.notes),
        }

    def as_rows(self) -> list[tuple[str, str, int | None, float | None, float | None]]:
        """The cells under `HEADINGS`, for CSV."""
        return [(cell.row, cell.column, cell.count, cell.percent, cell.rate) for cell in self.cells]

    def cell(self, row: str, column: str) -> Cell:
        """The cell under these labels. Raises KeyError."""
        for cell in self.cells:
            if (cell.row, cell.column) == (row, column):
                return cell
        raise KeyError(f"{self.figure} has no cell {row!r}, {column!r}")

    def grid(self) -> tuple[list[str], list[str], Mapping[tuple[str, str], Cell]]:
        """Row labels, column labels and cells by both, for a page."""
        at = {(cell.row, cell.column): cell for cell in self.cells}
        rows, columns = dict.fromkeys(row for row, _ in at), dict.fromkeys(column for _, column in at)
        return list(rows), list(columns), at

    def who(self, row: str, column: str) -> tuple[int, ...]:
        """The ids of the children counted in a cell, in order. Raises KeyError; PermissionError where cells are hidden."""
        if self.audience != "operational":
            raise PermissionError("Only the operational figure opens to the children behind it.")
        return tuple(sorted(self.members[(row, column)]))
