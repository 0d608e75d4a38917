"""How do the tables of a pack leave the service so that nobody can work a child out, not even from all of them together?

Cells of several tables that count the same children are one number: hidden in one, hidden in all. Tables come in as counted
for "operational" (exact, with who is in each cell) and go out for one audience. What other packs, of other days, give away
is not looked at; nor is what the department publishes of us, which is rounded to ten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from onroll.reports.disclosure import LEAST_SHOWN, Key
from onroll.reports.publication import published
from onroll.reports.rounding import percent
from onroll.reports.statistics.suppression import Needs, Problem, suppressed
from onroll.reports.table import Cell, FigureTable

EXACT = ("operational", "management")
AUDIENCES = (*EXACT, "scrutiny", "publication")
HIDDEN_NOTE = "Numbers from 1 to 4 are hidden, and others from which they could be worked out."


def protected(tables: Sequence[FigureTable], audience: str) -> tuple[FigureTable, ...]:
    """The tables of one pack as this audience may have them, in their order.

    "operational" as they are; "management" exact, without the way to children; "scrutiny" with small numbers hidden and
    whatever else they could be worked out from, over all the tables; "publication" in the department's rounding. A sentence
    of `says` that might hold a hidden number is taken away: word it from the cells that are left. Raises ValueError for
    another audience, and for a table whose numbers were hidden or rounded already.
    """
    if audience not in AUDIENCES:
        raise ValueError(f"A figure is printed for {', '.join(AUDIENCES)}, not for {audience!r}.")
    if any(table.audience not in EXACT for table in tables):
        raise ValueError("Only exact tables can be protected together: count them for operational use first.")
    if audience == "operational":
        return tuple(tables)
    if audience == "management":
        return tuple(replace(table, audience=audience, members={}) for table in tables)
    if audience == "publication":
        return tuple(outward(published(table), table) for table in tables)
    pack = pack_of(tables)
    hidden = suppressed(pack.problem)
    return tuple(outward(_without(table, pack.names[n], hidden), table) for n, table in enumerate(tables))


Name = tuple[Any, ...]  # which number a cell holds, the same in every table


@dataclass
class Pack:
    """All tables as one problem, and for each table the name of the number in each of its cells."""

    problem: Problem
    names: list[dict[Key, Name]] = field(default_factory=list)


def pack_of(tables: Sequence[FigureTable]) -> Pack:
    """What the tables together print: every number once, what adds to what, and what must not be known."""
    names = [{(c.row, c.column): _name(t, c) for c in t.cells if c.count is not None} for t in tables]
    counts: dict[Name, int] = {}
    sums: list[tuple[Name, tuple[Name, ...]]] = []
    rests: dict[Name, int] = {}
    for table, named in zip(tables, names, strict=True):
        counts |= {named[(c.row, c.column)]: c.count for c in table.cells if c.count is not None}
        for each in table.sums:
            if each.total not in printed_in(table) and all(part in named for part in each.parts):
                # A total that nobody prints ties its parts to those of another sum all the same.
                named[each.total] = ("through", table.figure, table.as_at, each.total)
                rests[named[each.total]] = sum(counts[named[part]] for part in each.parts)
            if each.total in named and all(part in named for part in each.parts):
                sums.append((named[each.total], tuple(named[part] for part in each.parts)))
        for whole, part, rest in _nearly_all(table):
            name = ("all but", named[whole], named[part])
            rests[name] = rest
            sums.append((named[whole], (named[part], name)))
    counts |= rests
    small = [
        Needs(name, LEAST_SHOWN)
        for name, count in counts.items()
        if 0 < count < LEAST_SHOWN and not (name in rests and name[0] == "through")
    ]
    totals = frozenset(total for total, _ in sums)
    return Pack(Problem(counts, list(dict.fromkeys(sums)), small, frozenset(rests), totals), names)


def printed_in(table: FigureTable) -> frozenset[Key]:
    """The labels of the table's cells."""
    return frozenset((cell.row, cell.column) for cell in table.cells)


def _name(table: FigureTable, cell: Cell) -> Name:
    """What makes two cells the same number: the same children; where nobody is counted, the same words and day."""
    who = table.members.get((cell.row, cell.column))
    if who:
        return "who", who, cell.count
    return "what", table.definition, table.as_at, cell.row, cell.column, cell.count


def _nearly_all(table: FigureTable) -> Iterator[tuple[Key, Key, int]]:
    """Cells that hold all but 1 to 4 of the first row's, who could be told by what they lack: whole, part and the rest."""
    if not table.cells:
        return
    first = table.cells[0].row
    adding = {(each.total, part) for each in table.sums for part in each.parts}
    for cell in table.cells:
        whole, part = (first, cell.column), (cell.row, cell.column)
        within = table.members.get(part)
        around = table.members.get(whole)
        if cell.row == first or not within or not around or (whole, part) in adding or cell.count != len(within):
            continue
        if within < around and len(around - within) < LEAST_SHOWN:
            yield whole, part, len(around - within)


def _without(table: FigureTable, names: dict[Key, Name], hidden: frozenset[Name]) -> FigureTable:
    """The table with the hidden numbers taken out, and every share from which one could be had."""
    gone = {key for key, name in names.items() if name in hidden}
    if not gone:
        return table
    counts = {key: table.cell(*key).count for key in gone}
    cells = []
    for cell in table.cells:
        if (cell.row, cell.column) in gone:
            cells.append(replace(cell, count=None, percent=None, rate=None, state="hidden"))
        elif cell.percent is not None and any(
            (cell.row == row or cell.column == column) and percent(cell.count, counts[(row, column)]) == cell.percent
            for row, column in gone
        ):
            cells.append(replace(cell, percent=None))  # it may be a share of a hidden number, and would tell it
        else:
            cells.append(cell)
    return replace(table, cells=tuple(cells))


def outward(table: FigureTable, exact: FigureTable) -> FigureTable:
    """The table without its children, its exact notes, and a sentence that holds a number no longer shown."""
    audience = table.audience if table.audience not in EXACT else "scrutiny"
    lost = {
        before.count
        for before, after in zip(exact.cells, table.cells, strict=True)
        if before.count is not None and after.count != before.count
    }
    notes = exact.notes_outside if exact.notes_outside is not None else _harmless(exact.notes, lost)
    more = (HIDDEN_NOTE,) if audience == "scrutiny" and HIDDEN_NOTE not in notes else ()
    rounding = tuple(note for note in table.notes if note not in exact.notes)
    says = "".join(_harmless((exact.says,), lost)) if exact.says else ""
    return replace(table, audience=audience, members={}, notes=(*notes, *more, *rounding), says=says)


def _harmless(sentences: Sequence[str], lost: set[int]) -> tuple[str, ...]:
    """The sentences that give no number that is hidden or small. Years and days of dates are not looked at as counts."""
    dates = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}|\b(19|20)\d\d(/\d\d)?\b|mid-\d{4}|aged \d+ to \d+")
    kept = []
    for sentence in sentences:
        numbers = {int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", dates.sub("", sentence)) if n.strip(",")}
        if not numbers & (lost | set(range(1, LEAST_SHOWN))):
            kept.append(sentence)
    return tuple(kept)
