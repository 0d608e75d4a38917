"""What does this figure count, of whom, in which rows and columns, and by what is it divided? From `rulebook/figures`.

One TOML file a figure, readable by the officer who answers for it; a word it uses that nobody knows is an error when it is
read, not a silent nought when it is counted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from onroll.reports.conditions import CONDITIONS, FOR_EACH

LINE_WORDS = {"id", "label", "subtotal"}
BASES = {"", "row", "column"}


class BrokenFigure(ValueError):
    """A figure's file can't be used; the message names the file and what is wrong."""


class UnknownFigure(ValueError):
    """There is no figure of that name; the message lists those there are."""


class UnknownBreakdown(ValueError):
    """A figure can't be broken down by that; the message lists what it can be."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row or column: whom it holds. A subtotal adds up lines that stand beside it."""

    id: str
    label: str
    conditions: Mapping[str, Any] = field(default_factory=dict)
    subtotal: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """In which row a rate is printed, for how many people, of which ages (both included)."""

    row: str
    per: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure's definition.

    `rows_add_to` and `columns_add_to` name the line to which all the others (subtotals apart) add up, each child being in
    exactly one; "" where a child may be in several or none. `percent_of` is "column" (the share of the first row, in the
    same column), "row" (the share of the row's own total column) or "" for no percentages.
    """

    id: str
    title: str
    question: str
    kind: str
    counts: tuple[str, ...]
    counts_in_words: str
    source: str
    rows: tuple[Line, ...] = ()
    columns: tuple[Line, ...] = ()
    rows_add_to: str = ""
    columns_add_to: str = ""
    row_for_each: str = ""
    percent_of: str = ""
    percent_in_words: str = ""
    rate: Rate | None = None
    notes: tuple[str, ...] = ()


@cache
def figure_definitions(folder: Path) -> Mapping[str, Figure]:
    """Every figure of the rule book's folder, by id. Raises BrokenFigure."""
    return {path.stem: read_figure(path) for path in sorted(folder.glob("*.toml"))}


def figure_definition(name: str, folder: Path) -> Figure:
    """The figure of that name. Raises UnknownFigure."""
    known = figure_definitions(folder)
    if name not in known:
        raise UnknownFigure(f"There is no figure {name!r}; there are {', '.join(known)}.")
    return known[name]


def read_figure(path: Path) -> Figure:
    """One file. Raises BrokenFigure with the file and the word that is wrong."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        figure = _figure(told)
    except (KeyError, TypeError, ValueError) as fault:
        raise BrokenFigure(f"{path.name}: {fault}") from fault
    if figure.id != path.stem:
        raise BrokenFigure(f"{path.name}: its id is {figure.id!r}, which is not its file's name")
    return figure


def broken_down(figure: Figure, by: str, book: Path) -> Figure:
    """The same figure with the columns of a breakdown of `breakdowns.toml`, which add to its total.

    Raises UnknownBreakdown for a breakdown nobody wrote, and for a figure that doesn't count children.
    """
    known = tomllib.loads(book.read_text(encoding="utf-8"))
    if by not in known or figure.kind != "cross-tab":
        can_be = f"{', '.join(known)}" if figure.kind == "cross-tab" else "nothing"
        raise UnknownBreakdown(f"{figure.id} can't be broken down by {by!r}; it can be by {can_be}.")
    columns = (Line("total", "Total"), *_lines(known[by]["column"]))
    note = f"Broken down by {known[by]['label']}."
    return replace(figure, columns=columns, columns_add_to="total", notes=(*figure.notes, note))


def _figure(told: dict[str, Any]) -> Figure:
    known = {*Figure.__slots__, "row", "column"} - {"rows", "columns"}
    strange = set(told) - known
    if strange:
        raise ValueError(f"nobody knows the words {', '.join(sorted(strange))}")
    counts = told["counts"]
    figure = Figure(
        id=told["id"], title=told["title"], question=told["question"], kind=told.get("kind", "cross-tab"),
        counts=(counts,) if isinstance(counts, str) else tuple(counts), counts_in_words=told["counts_in_words"],
        source=told["source"], rows=_lines(told.get("row", [])), columns=_lines(told.get("column", [])),
        rows_add_to=told.get("rows_add_to", ""), columns_add_to=told.get("columns_add_to", ""),
        row_for_each=told.get("row_for_each", ""), percent_of=told.get("percent_of", ""),
        percent_in_words=told.get("percent_in_words", ""), rate=_rate(told.get("rate")),
        notes=tuple(told.get("notes", ())),
    )  # fmt: skip
    _check(figure)
    return figure


def _lines(told: list[dict[str, Any]]) -> tuple[Line, ...]:
    lines = []
    for line in told:
        conditions = {word: value for word, value in line.items() if word not in LINE_WORDS}
        strange = set(conditions) - set(CONDITIONS)
        if strange:
            raise ValueError(f"nobody knows the conditions {', '.join(sorted(strange))} of {line['id']!r}")
        lines.append(Line(line["id"], line["label"], conditions, line.get("subtotal", False)))
    return tuple(lines)


def _rate(told: dict[str, Any] | None) -> Rate | None:
    if told is None:
        return None
    low, high = told["ages"]
    return Rate(told["row"], told["per"], low, high)


def _check(figure: Figure) -> None:
    for lines, total in ((figure.rows, figure.rows_add_to), (figure.columns, figure.columns_add_to)):
        ids = [line.id for line in lines]
        if len(ids) != len(set(ids)):
            raise ValueError("two rows or columns have one id")
        if total and total not in ids:
            raise ValueError(f"the others add to {total!r}, which is none of them")
    if figure.percent_of not in BASES:
        raise ValueError(f"a percentage is of a row or a column, not of {figure.percent_of!r}")
    if figure.percent_of and not figure.percent_in_words:
        raise ValueError("a percentage must say its base: percent_in_words is missing")
    if figure.percent_of == "row" and not figure.columns_add_to:
        raise ValueError("a percentage of the row needs a total column")
    if figure.row_for_each and figure.row_for_each not in FOR_EACH:
        raise ValueError(f"there can't be a row for each {figure.row_for_each!r}")
    if figure.rate and figure.rate.row not in {line.id for line in figure.rows}:
        raise ValueError(f"the rate stands in {figure.rate.row!r}, which is no row")
