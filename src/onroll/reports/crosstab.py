"""How are children counted into rows and columns, and what must the table say of itself? Pure: rows in, a figure out.

A child belongs to a cell where it meets the conditions of the row and of the column. Where the definition says that parts
add to a total, every child must be in exactly one of them, or nothing is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from onroll.reports.child import FigureChild
from onroll.reports.conditions import FOR_EACH, Asked, fits
from onroll.reports.definition import Figure, Line
from onroll.reports.disclosure import Key, Sum
from onroll.reports.notes import People, denominator_in_words, notes_for
from onroll.reports.protecting import protected
from onroll.reports.rounding import per, percent
from onroll.reports.table import Cell, DoesNotAdd, FigureTable


@dataclass(frozen=True, slots=True)
class Counted:
    """Who is in each cell, by the ids of row and column."""

    figure: Figure
    asked: tuple[Asked, ...]
    members: Mapping[Key, frozenset[int]]

    def count(self, row: str, column: str) -> int:
        return len(self.members[(row, column)])


def cross_tab(
    figure: Figure,
    children: Iterable[FigureChild],
    *,
    as_at: date,
    people: People | None = None,
    audience: str = "operational",
    labels: Mapping[str, str] | None = None,
) -> FigureTable:
    """Counts the figure over the children.

    `people` is the population for its rate, None where none is held; `labels` names what a `row_for_each` finds (schools by
    URN). Raises DoesNotAdd where parts don't make their total, ValueError for an audience it can't print for.
    """
    asked = tuple(
        Asked(child, as_at, figure.counts[0])
        for child in children
        if any(definition in child.definitions for definition in figure.counts)
    )
    figure = _with_rows_found(figure, asked, labels or {})
    counted = Counted(figure, asked, _members(figure, asked))
    table = FigureTable(
        figure=figure.id,
        title=figure.title,
        question=figure.question,
        as_at=as_at,
        known_at=None,
        definition=f"{', '.join(figure.counts)}: {figure.counts_in_words}",
        denominator=denominator_in_words(figure, people),
        cells=tuple(_cell(counted, row, column, people) for row in figure.rows for column in figure.columns),
        notes=notes_for(figure, asked, counted.members, people, as_at, exact=True),
        notes_outside=notes_for(figure, asked, counted.members, people, as_at, exact=False),
        source=figure.source,
        members=_by_label(counted),
        sums=_sums(counted),
    )
    return protected((table,), audience)[0]


def _by_label(counted: Counted) -> dict[Key, frozenset[int]]:
    rows, columns = counted.figure.rows, counted.figure.columns
    return {(row.label, column.label): counted.members[(row.id, column.id)] for row in rows for column in columns}


def _with_rows_found(figure: Figure, asked: tuple[Asked, ...], labels: Mapping[str, str]) -> Figure:
    """A row for each school, rule or the like that any child counted has: most children first."""
    word = figure.row_for_each
    if not word:
        return figure
    found = Counter(value for each in asked for value in FOR_EACH[word](each.child))
    order = sorted(found, key=lambda value: (-found[value], labels.get(value, value)))
    rows = (Line(f"{word}:{value}", labels.get(value) or value or "Not known", {word: value}) for value in order)
    return replace(figure, rows=(*figure.rows, *rows))


def _members(figure: Figure, asked: tuple[Asked, ...]) -> dict[Key, frozenset[int]]:
    found: dict[Key, set[int]] = {(row.id, column.id): set() for row in figure.rows for column in figure.columns}
    for each in asked:
        rows = _lines(figure.id, figure.rows, figure.rows_add_to, each)
        columns = _lines(figure.id, figure.columns, figure.columns_add_to, each)
        for row in rows:
            for column in columns:
                found[(row, column)].add(each.child.child_id)
    return {key: frozenset(ids) for key, ids in found.items()}


def _lines(figure: str, lines: tuple[Line, ...], total: str, asked: Asked) -> list[str]:
    """The lines the child stands in. Raises DoesNotAdd where it is in the total and not in exactly one part."""
    held = [line for line in lines if fits(asked, line.conditions)]
    if total and any(line.id == total for line in held):
        parts = [line.label for line in held if line.id != total and not line.subtotal]
        if len(parts) != 1:
            where = " and ".join(parts) or "none of the parts"
            raise DoesNotAdd(f"{figure}: child {asked.child.child_id} stands in {where}, so the parts don't add up.")
    return [line.id for line in held]


def _cell(counted: Counted, row: Line, column: Line, people: People | None) -> Cell:
    count = counted.count(row.id, column.id)
    base = _base(counted.figure, row, column)
    share = None if base is None else percent(count, counted.count(*base))
    rate = counted.figure.rate
    if rate is None or rate.row != row.id or people is None:
        return Cell(row.label, column.label, count, share)
    return Cell(row.label, column.label, count, share, per(count, people.of(column), rate.per))


def _base(figure: Figure, row: Line, column: Line) -> Key | None:
    """Which cell a percentage is of."""
    if figure.percent_of == "column":
        return figure.rows_add_to or figure.rows[0].id, column.id
    return (row.id, figure.columns_add_to) if figure.percent_of == "row" else None


def _sums(counted: Counted) -> tuple[Sum, ...]:
    """What adds to what, by the printed labels."""
    rows = {row.id: row.label for row in counted.figure.rows}
    columns = {column.id: column.label for column in counted.figure.columns}
    return tuple(
        Sum((rows[total[0]], columns[total[1]]), tuple((rows[row], columns[column]) for row, column in parts))
        for total, parts in [*_sums_across(counted.figure), *_sums_down(counted)]
    )


def _sums_across(figure: Figure) -> list[Sum]:
    total = figure.columns_add_to
    parts = [column.id for column in figure.columns if column.id != total and not column.subtotal]
    return [Sum((row.id, total), tuple((row.id, part) for part in parts)) for row in figure.rows if total]


def _sums_down(counted: Counted) -> list[Sum]:
    figure, total = counted.figure, counted.figure.rows_add_to
    if not total:
        return []
    parts = [row.id for row in figure.rows if row.id != total and not row.subtotal]
    sums = []
    for column in figure.columns:
        sums.append(Sum((total, column.id), tuple((part, column.id) for part in parts)))
        for row in figure.rows:
            if row.subtotal:
                whole = counted.members[(row.id, column.id)]
                within = tuple((part, column.id) for part in parts if counted.members[(part, column.id)] <= whole)
                sums.append(Sum((row.id, column.id), within))
    return sums
