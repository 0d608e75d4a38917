"""How does a table look in the department's published style? Counts to the nearest ten, `low` for what rounds to nought.

Shares are whole numbers from the exact counts. The department's own table prints `low` beside a share, from which the count
can be had (7 per cent of 50 is 3): here a share that tells a `low` is taken out, and so are the others of its sums
until a reader of the whole table can't tell any `low` exactly; where only a withheld count helps, it is `c`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from onroll.reports.disclosure import Key
from onroll.reports.statistics.attack import FAR, Attack, Band, Printed, Share
from onroll.reports.table import Cell, FigureTable

NEAREST = 10  # rulebook/codes/publication_rounding.toml, round-la
LOW = Band(1, 4)
NOTE = (
    "Counts are rounded to the nearest ten and shares to whole numbers, so parts need not add to their total; “low” is a "
    "number that isn't nought and rounds to nought."
)


def published(table: FigureTable) -> FigureTable:
    """The table rounded, with no share left that narrows a `low`."""
    cells = {(cell.row, cell.column): _rounded(cell) for cell in table.cells}
    exact = {(cell.row, cell.column): cell.count for cell in table.cells if cell.count is not None}
    lows = [key for key, cell in cells.items() if cell.state == "low"]
    bases = _bases(table)
    while narrowed := _narrowed(table, cells, bases, lows):
        near = {
            key for each in table.sums for key in (each.total, *each.parts) if narrowed in (each.total, *each.parts)
        }
        near = {key for key in near if key in cells and cells[key].percent is not None} or {
            key for key, cell in cells.items() if cell.percent is not None
        }
        if near:
            cells |= {key: replace(cells[key], percent=None) for key in near}
            continue
        # Counts alone tell it: the smallest it is summed with is withheld as well, one that is shown before a `low`.
        beside = [key for key in _with(table, narrowed) if exact.get(key) and cells[key].state in ("", "low")]
        least = min(beside, key=lambda key: (cells[key].state, key == narrowed, exact[key], key))
        cells[least] = replace(cells[least], count=None, percent=None, rate=None, state="c")
    in_order = tuple(cells[(cell.row, cell.column)] for cell in table.cells)
    return replace(table, cells=in_order, audience="publication", notes=(*table.notes, NOTE))


def to_ten(count: int) -> int:
    """To the nearest ten, five upward."""
    return (count + NEAREST // 2) // NEAREST * NEAREST


def _rounded(cell: Cell) -> Cell:
    if cell.count is None or cell.count < 0:
        return cell
    if 0 < cell.count < NEAREST // 2:
        return Cell(cell.row, cell.column, None, state="low")
    share = None if cell.percent is None else _places(cell.percent, 0)
    rate = None if cell.rate is None else _places(cell.rate, 1)
    # A share or rate of children who are there is never printed as nought.
    return replace(
        cell,
        count=to_ten(cell.count),
        percent=None if share == 0 and cell.count else share,
        rate=None if rate == 0 and cell.count else rate,
    )


def _places(value: float, places: int) -> float:
    return float(Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def _bases(table: FigureTable) -> dict[Key, list[Key]]:
    """The cells that a share may be of, by its exact value: a reader will try them all."""
    at = {(cell.row, cell.column): cell.count for cell in table.cells}
    found: dict[Key, list[Key]] = {}
    for cell in table.cells:
        if cell.percent is None or not cell.count:
            continue
        for (row, column), base in at.items():
            near = row == cell.row or column == cell.column
            if near and base and base >= cell.count and abs(100 * cell.count / base - cell.percent) <= 0.051:
                found.setdefault((cell.row, cell.column), []).append((row, column))
    return found


def printed_of(table: FigureTable, cells: Mapping[Key, Cell], bases: Mapping[Key, list[Key]]) -> Printed:
    """What a reader of the rounded table holds: a band for each count, a band for each share, and what adds to what."""
    bands = {key: _band(cell) for key, cell in cells.items() if cell.count is not None or cell.state in ("low", "c")}
    sums = [each for each in table.sums if each.total in bands and all(part in bands for part in each.parts)]
    return Printed(bands, sums, list(_shares(cells, bases)))


def _shares(cells: Mapping[Key, Cell], bases: Mapping[Key, list[Key]]) -> Iterator[Share]:
    for key, of in bases.items():
        share = cells[key].percent
        if share is not None:
            # A share to one place was rounded to a whole number: half up twice reaches down to .45.
            yield from (Share(key, base, (share - 0.55) / 100, (share + 0.5) / 100) for base in of)


def _band(cell: Cell) -> Band:
    if cell.state == "low":
        return LOW
    if cell.count is None:
        return Band(0, FAR)
    return Band(max(cell.count - NEAREST // 2, 0), cell.count + NEAREST // 2 - 1) if cell.count else Band(0, 0)


def _narrowed(
    table: FigureTable, cells: Mapping[Key, Cell], bases: Mapping[Key, list[Key]], lows: list[Key]
) -> Key | None:
    attack = Attack(printed_of(table, cells, bases))
    for key in lows:
        if cells[key].state == "low":
            low, high = attack.range_of(key)
            if low == high:
                return key
    return None


def _with(table: FigureTable, key: Key) -> list[Key]:
    return [one for each in table.sums if key in (each.total, *each.parts) for one in (*each.parts, each.total)]
