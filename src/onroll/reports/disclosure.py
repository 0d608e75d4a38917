"""Which cells must be hidden so that no child can be told from a printed table, not even by subtraction?

For audiences outside the service: counts of 1 to 4 are hidden, then the fewest further cells without which a reader would
know that a hidden count is less than five (`statistics.suppression`). Several tables together: `reports.protecting`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from onroll.reports.statistics.suppression import Needs, Problem, suppressed

LEAST_SHOWN = 5

Key = tuple[str, str]  # row, column


class Sum(NamedTuple):
    """A total and the parts that make it."""

    total: Key
    parts: tuple[Key, ...]


def hidden_cells(counts: Mapping[Key, int], sums: Sequence[Sum], also: frozenset[Key] = frozenset()) -> frozenset[Key]:
    """The cells to hide: counts of 1 to 4, those in `also`, and the others without which they could be worked out."""
    small = [Needs(cell, LEAST_SHOWN) for cell, count in counts.items() if 0 < count < LEAST_SHOWN]
    more = [Needs(cell, counts[cell] + 1) for cell in sorted(also) if not 0 < counts[cell] < LEAST_SHOWN]
    totals = frozenset(each.total for each in sums)
    return frozenset(suppressed(Problem(counts, sums, [*small, *more], dear=totals)))  # type: ignore[arg-type]
