"""Which cells are to be hidden, as few and as small as can be, so that no small number can be worked out from the others?

The cell suppression problem of Fischetti and Salazar-González (Management Science 47, 2001): a MILP chooses what is hidden;
an attacker (an LP for each small number) shows what is wrong with the choice, and its dual is the line that mends it. The
last word is the attacker's over whole numbers (`attack`). All tables that share a number are one problem.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from onroll.reports.statistics.attack import FAR, Attack, Band, Printed, components, matrix

ROUNDS = 200
SECONDS = 5.0
REACH = 100_000.0  # how far a hidden count may go in the attacker's LP; any number well above the threshold serves
CLOSE = 1e-6

Sums = Sequence[tuple[Hashable, Sequence[Hashable]]]


@dataclass(frozen=True, slots=True)
class Needs:
    """One number to be kept: a reader must find it possible that it is `at_least`."""

    cell: Hashable
    at_least: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Counts, what adds to what, what must not be known, what isn't printed at all, and how dear each cell is to hide."""

    counts: Mapping[Hashable, int]
    sums: Sums
    needs: Sequence[Needs]
    unprinted: frozenset[Hashable] = frozenset()
    dear: frozenset[Hashable] = frozenset()  # totals: hidden last


def suppressed(problem: Problem) -> frozenset[Hashable]:
    """The printed cells to hide: those in `needs` and the cheapest others without which a reader could work them out."""
    hidden: set[Hashable] = set()
    tied = components(list(problem.counts), [(total, *parts) for total, parts in problem.sums])
    seen: set[int] = set()
    for need in problem.needs:
        around = tied[need.cell]
        if id(around) not in seen:
            seen.add(id(around))
            hidden |= _within(problem, around)
    return frozenset(hidden - problem.unprinted)


def _within(problem: Problem, around: Sequence[Hashable]) -> set[Hashable]:
    """The answer for one set of cells tied together."""
    inside = set(around)
    sums = [(total, parts) for total, parts in problem.sums if total in inside]
    needs = [need for need in problem.needs if need.cell in inside]
    search = _Search(problem, list(around), sums, needs)
    hidden = search.solved()
    while (open_one := exposed(problem.counts, sums, hidden, needs)) is not None:
        if not search.forbid(open_one, hidden):
            break
        hidden = search.solved()
    needed = {need.cell for need in needs} | problem.unprinted
    reader = _Reader(problem.counts, sums, hidden)
    # What can be worked out though hidden, and needn't be hidden: to hide it tells a reader nothing less.
    return hidden - {cell for cell in hidden - needed if reader.knows(cell)}


def exposed(
    counts: Mapping[Hashable, int], sums: Sums, hidden: Collection[Hashable], needs: Sequence[Needs]
) -> Hashable | None:
    """A number that a reader of everything not hidden would know to be less than it needs, to the whole number."""
    found = _Reader(counts, sums, hidden)
    return next((n.cell for n in needs if n.cell not in hidden or not found.reaches(n.cell, n.at_least)), None)


class _Reader:
    """Someone who holds every shown cell, and remembers each set of whole numbers that fits what is shown."""

    def __init__(self, counts: Mapping[Hashable, int], sums: Sums, hidden: Collection[Hashable]) -> None:
        named = {cell for total, parts in sums for cell in (total, *parts)}
        bands = {cell: Band(counts[cell], counts[cell]) for cell in named - set(hidden)}
        bands |= {cell: Band(-FAR, FAR) for cell in named & set(hidden) if counts[cell] < 0}
        self.counts, self.named = counts, named
        self.attack = Attack(Printed(bands, sums))
        self.least: dict[Hashable, int] = dict(counts)
        self.most: dict[Hashable, int] = dict(counts)

    def reaches(self, cell: Hashable, at_least: int) -> bool:
        """Whether the cell can be as many."""
        if cell not in self.named:
            return True
        if self.most[cell] < at_least:
            self._remember(self.attack.extreme(cell, greatest=True))
        return self.most[cell] >= at_least

    def knows(self, cell: Hashable) -> bool:
        """Whether the cell can be only what it is."""
        for greatest in (True, False):
            if cell in self.named and self.least[cell] == self.most[cell]:
                self._remember(self.attack.extreme(cell, greatest=greatest))
        return cell in self.named and self.least[cell] == self.most[cell]

    def _remember(self, fitting: Mapping[Hashable, int]) -> None:
        for cell, count in fitting.items():
            self.least[cell], self.most[cell] = min(self.least[cell], count), max(self.most[cell], count)


class _Search:
    """The choice of what is hidden, and the lines that attackers have added to it."""

    def __init__(self, problem: Problem, cells: list[Hashable], sums: Sums, needs: Sequence[Needs]) -> None:
        self.counts, self.cells, self.needs = problem.counts, cells, needs
        self.place = {cell: index for index, cell in enumerate(cells)}
        rows = [[(total, 1.0), *((part, -1.0) for part in parts)] for total, parts in sums]
        self.adds = matrix(rows, self.place) if rows else None
        self.value = numpy.array([float(problem.counts[cell]) for cell in cells])
        self.cost = numpy.array([_cost(problem, cell) for cell in cells])
        must = {need.cell for need in needs} | problem.unprinted
        self.least = numpy.array([float(cell in must) for cell in cells])
        self.lines: list[Any] = list(self._no_sum_has_one_hidden(sums))
        self.reach_down = numpy.where(self.value < 0, REACH, self.value)

    def _no_sum_has_one_hidden(self, sums: Sums) -> Iterator[tuple[Any, float]]:
        """Every sum that holds a number to be kept hides another of its cells: to begin with, what everybody sees."""
        kept = {need.cell for need in self.needs}
        for total, parts in sums:
            cells = dict.fromkeys((total, *parts))
            for cell in cells:
                if cell in kept and len(cells) > 1:
                    line = numpy.zeros(len(self.cells))
                    line[[self.place[other] for other in cells if other != cell]] = 1.0
                    yield line, 1.0

    def solved(self) -> set[Hashable]:
        """The cheapest choice that no attacker of the LP breaks; everything, where none is found in time."""
        for _ in range(ROUNDS):
            chosen = self._cheapest()
            if chosen is None or not self._mended(chosen):
                break
        if chosen is None:
            return set(self.cells)
        return {cell for cell, is_hidden in zip(self.cells, chosen, strict=True) if is_hidden > 0.5}

    def forbid(self, cell: Hashable, hidden: set[Hashable]) -> bool:
        """Something more must be hidden than this. False where nothing more is left."""
        more = numpy.array([float(each not in hidden) for each in self.cells])
        self.lines.append((more, 1.0))
        return bool(more.any())

    def _cheapest(self) -> Any | None:
        held = [LinearConstraint(numpy.array([line]), at_least, numpy.inf) for line, at_least in self.lines]
        found = milp(
            self.cost,
            integrality=numpy.ones(len(self.cells)),
            bounds=Bounds(self.least, numpy.ones(len(self.cells))),
            constraints=held,
            options={"time_limit": SECONDS, "mip_rel_gap": 0.01},
        )
        return None if found.x is None else numpy.round(found.x)

    def _mended(self, chosen: Any) -> bool:
        """Adds a line for every number that an attacker pins; False where there is none."""
        if self.adds is None:
            return False
        low, high = self.value - chosen * self.reach_down, self.value + chosen * REACH
        before = len(self.lines)
        possible = self.value  # the greatest that any answer found so far gives each cell
        for need in self.needs:
            at = self.place[need.cell]
            if possible[at] >= need.at_least - CLOSE:
                continue
            aim = numpy.zeros(len(self.cells))
            aim[at] = -1.0
            found = linprog(
                aim, A_eq=self.adds, b_eq=numpy.zeros(self.adds.shape[0]), bounds=numpy.column_stack((low, high))
            )
            possible = numpy.maximum(possible, found.x)
            wanted = need.at_least - self.value[at]
            if -found.fun - self.value[at] >= wanted - CLOSE:
                continue
            # The dual's price of each bound: how far the number could go if that cell were hidden too.
            line = -found.upper.marginals * REACH + found.lower.marginals * self.reach_down
            self.lines.append((numpy.minimum(numpy.maximum(line, 0.0), wanted), wanted))
        return len(self.lines) > before


def _cost(problem: Problem, cell: Hashable) -> float:
    """Hide few, then small ones; noughts rather not, and totals last (a table without its totals tells least)."""
    count = problem.counts[cell]
    return 1.0 + math.log1p(abs(count)) / 4 + (2.0 if count == 0 else 0.0) + (4.0 if cell in problem.dear else 0.0)
