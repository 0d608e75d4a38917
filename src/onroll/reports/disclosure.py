"""Which cells must be hidden so that no child can be told from a printed table, not even by subtraction?

For audiences outside the service: counts of 1 to 4 are hidden, then further cells until no hidden count can be worked out
exactly from what is shown, and no group of hidden parts is known to hold fewer than five children between them. This is the
simple form: it doesn't guard against a reader who also holds other tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

LEAST_SHOWN = 5

Key = tuple[str, str]  # row, column


class Sum(NamedTuple):
    """A total and the parts that make it."""

    total: Key
    parts: tuple[Key, ...]


def hidden_cells(counts: Mapping[Key, int], sums: Sequence[Sum], also: frozenset[Key] = frozenset()) -> frozenset[Key]:
    """The cells to hide: counts of 1 to 4, those in `also`, and the others without which they could be worked out."""
    hidden = {cell for cell, count in counts.items() if 0 < count < LEAST_SHOWN} | also
    while (exposed := _exposed_in(counts, sums, hidden)) is not None:
        shown = [cell for cell in (*exposed.parts, exposed.total) if cell not in hidden]
        hidden.add(min(shown, key=lambda cell: (cell == exposed.total, counts[cell] == 0, counts[cell], cell)))
    return frozenset(hidden)


def _exposed_in(counts: Mapping[Key, int], sums: Sequence[Sum], hidden: set[Key]) -> Sum | None:
    """A sum, with something still shown in it, through which a hidden count is given away."""
    for each in sums:
        parts = [cell for cell in each.parts if cell in hidden]
        if parts and each.total not in hidden and 0 < sum(counts[cell] for cell in parts) < LEAST_SHOWN:
            return each
    known = worked_out(sums, hidden)
    for each in sums:
        cells = {each.total, *each.parts}
        if cells & known and cells - hidden:
            return each
    return None


def worked_out(sums: Sequence[Sum], hidden: set[Key] | frozenset[Key]) -> frozenset[Key]:
    """The hidden cells whose exact count follows from the shown ones: those that the sums, solved, leave alone in a line."""
    lines = []
    for each in sums:
        line = {cell: Fraction(1) for cell in each.parts if cell in hidden}
        if each.total in hidden:
            line[each.total] = Fraction(-1)
        if line:
            lines.append(line)
    return frozenset(next(iter(line)) for line in _solved(lines) if len(line) == 1)


def _solved(lines: list[dict[Key, Fraction]]) -> list[dict[Key, Fraction]]:
    """Gauss and Jordan: every line led by a cell that stands in no other."""
    done: list[tuple[Key, dict[Key, Fraction]]] = []
    for line in lines:
        for lead, other in done:
            line = _less(line, other, line.get(lead, Fraction(0)))
        if not line:
            continue
        lead = min(line)
        line = {cell: value / line[lead] for cell, value in line.items()}
        done = [(led, _less(other, line, other.get(lead, Fraction(0)))) for led, other in done]
        done.append((lead, line))
    return [line for _, line in done]


def _less(line: dict[Key, Fraction], other: dict[Key, Fraction], times: Fraction) -> dict[Key, Fraction]:
    if not times:
        return line
    cells = line.keys() | other.keys()
    left = {cell: line.get(cell, Fraction(0)) - times * other.get(cell, Fraction(0)) for cell in cells}
    return {cell: value for cell, value in left.items() if value}
