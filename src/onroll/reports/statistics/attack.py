"""What could a reader who holds every printed table work out of a number that isn't printed? Its least and greatest value.

The reader knows which cells add to which, that counts are whole and not negative, and every printed number, rounded ones as
the band that rounds to them and shares as a band of the part by its whole. The answer is exact: whole numbers, by MILP.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

FAR = 1_000_000  # more children than any authority has: "no bound is known"
CLOSE = 1e-6


class Band(NamedTuple):
    """The least and greatest count that what is printed allows, both included."""

    low: int
    high: int


class Share(NamedTuple):
    """A printed share: the part is at least `low` and at most `high` of the whole (0.065 and 0.075 for "7 %")."""

    part: Hashable
    whole: Hashable
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Printed:
    """Everything a reader holds. A cell without a band is known to be 0 or more, no better.

    `sums` are pairs of a total and its parts. A cell named nowhere but in `sums` was never printed.
    """

    bands: Mapping[Hashable, Band]
    sums: Sequence[tuple[Hashable, Sequence[Hashable]]]
    shares: Sequence[Share] = ()


class Attack:
    """One reader's knowledge, ready to be asked of any cell."""

    def __init__(self, printed: Printed) -> None:
        named = [cell for total, parts in printed.sums for cell in (total, *parts)]
        named += [cell for share in printed.shares for cell in share[:2]]
        self.cells = list(dict.fromkeys([*printed.bands, *named]))
        self.place = {cell: index for index, cell in enumerate(self.cells)}
        self._printed = printed
        self._parts = components(self.cells, _links(printed))

    def range_of(self, cell: Hashable) -> tuple[int, int | None]:
        """The least and the greatest whole number that the cell can be; None where nothing bounds it from above.

        Raises ValueError where what is printed contradicts itself.
        """
        if cell not in self.place:
            return 0, None
        low, high = (self.extreme(cell, greatest=greatest)[cell] for greatest in (False, True))
        return low, None if high >= FAR - 1 else high

    def extreme(self, cell: Hashable, *, greatest: bool) -> dict[Hashable, int]:
        """Whole numbers for every cell tied to this one that fit what is printed, with this one as great or small as can be."""
        around = self._parts[cell]
        place = {each: index for index, each in enumerate(around)}
        cost = numpy.zeros(len(around))
        cost[place[cell]] = -1.0 if greatest else 1.0
        bands = [self._printed.bands.get(each, Band(0, FAR)) for each in around]
        bounds = Bounds([band.low for band in bands], [band.high for band in bands])
        lines = list(_lines(self._printed, place))
        for whole in (0, 1):  # an answer of the LP that is whole is the answer; else the MILP's is
            found = milp(cost, integrality=numpy.full(len(around), whole), bounds=bounds, constraints=lines)
            if not found.success:
                raise ValueError("What is printed contradicts itself: no numbers add up to it.")
            rounded = numpy.round(found.x)
            if whole or numpy.abs(found.x - rounded).max() < CLOSE:
                break
        return {each: int(count) for each, count in zip(around, rounded, strict=True)}


def _lines(printed: Printed, place: Mapping[Hashable, int]) -> Iterator[LinearConstraint]:
    rows, low, high = [], [], []
    for total, parts in printed.sums:
        if total in place:
            rows.append([(total, 1.0), *((part, -1.0) for part in parts)])
            low.append(0.0)
            high.append(0.0)
    for share in printed.shares:
        if share.part in place:
            rows += [[(share.part, 1.0), (share.whole, -share.low)], [(share.part, 1.0), (share.whole, -share.high)]]
            low += [-CLOSE, -numpy.inf]
            high += [numpy.inf, CLOSE]
    if rows:
        yield LinearConstraint(matrix(rows, place), low, high)


def matrix(rows: Sequence[Iterable[tuple[Hashable, float]]], place: Mapping[Hashable, int]) -> Any:
    """float64[rows, cells]: each row's factors under its cells; a cell named twice in a row adds up."""
    told = [(number, place[cell], factor) for number, row in enumerate(rows) for cell, factor in row]
    lines, columns, factors = zip(*told, strict=True) if told else ((), (), ())
    return csr_array((factors, (lines, columns)), shape=(len(rows), len(place)))


def _links(printed: Printed) -> Iterator[Sequence[Hashable]]:
    for total, parts in printed.sums:
        yield (total, *parts)
    for share in printed.shares:
        yield share[:2]


def components(cells: Sequence[Hashable], links: Iterable[Sequence[Hashable]]) -> dict[Hashable, list[Hashable]]:
    """Every cell with those it is tied to by some chain of sums, itself among them."""
    leader = {cell: cell for cell in cells}

    def lead(cell: Hashable) -> Hashable:
        while leader[cell] != cell:
            leader[cell] = leader[leader[cell]]
            cell = leader[cell]
        return cell

    for link in links:
        for other in link[1:]:
            leader[lead(other)] = lead(link[0])
    together: dict[Hashable, list[Hashable]] = {}
    for cell in cells:
        together.setdefault(lead(cell), []).append(cell)
    return {cell: together[lead(cell)] for cell in cells}
