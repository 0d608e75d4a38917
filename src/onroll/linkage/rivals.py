"""Does a record fit two children who can't be one? Then a run may not choose between them.

"A Miller" born that day fits Amelia until her twin Alice is in the records too. What a weak pair shows is judged without the
twin; so before it joins anything, the other pairs of its records are looked at.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from onroll.linkage.alike import Levels
from onroll.linkage.grouping import Groups
from onroll.linkage.model import Name, Number
from onroll.linkage.preparing import NUMBERS, Prepared
from onroll.people.likeness import Likeness, forename_likeness

SURE = 0.999
_AS_GOOD_AS = 20.0  # the odds of the rival pair may be so many times less
_VAGUE = (Name.INITIAL, Name.MISSING, Name.NICKNAME, Name.PART)


class Rivals:
    """For each record of a weak pair, the other records that it fits."""

    def __init__(
        self, ready: Prepared, a: np.ndarray, b: np.ndarray, chance: np.ndarray, levels: Levels, fitting: np.ndarray
    ) -> None:
        """`fitting`: bool[pairs], the pairs whose records may be one child as far as the two alone can show."""
        agreeing = sum((levels[kind] == Number.SAME) | (levels[kind] == Number.FORMER) for kind in NUMBERS)
        vague = np.isin(levels["forename"], _VAGUE)
        names = [*ready.names.values, ""]
        for at in np.flatnonzero((levels["forename"] == Name.PART) & (agreeing == 0)).tolist():
            first, other = names[ready.forename[a[at]]], names[ready.forename[b[at]]]
            vague[at] = forename_likeness(first, other) != Likeness.DIFFERENT  # a middle name fits one twin, not both
        self.weak = (agreeing == 0) & ((chance < SURE) | vague)
        concerned = np.zeros(int(b.max(initial=-1)) + 1, bool)
        concerned[a[self.weak]] = concerned[b[self.weak]] = True
        wanted = fitting & (levels["forename"] != Name.DIFFERENT) & (concerned[a] | concerned[b])
        self.fits = a[wanted], b[wanted]
        self._fits: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for x, y, likely in zip(a[wanted].tolist(), b[wanted].tolist(), chance[wanted].tolist(), strict=True):
            self._fits[x].append((y, likely))
            self._fits[y].append((x, likely))

    def stand_between(self, groups: Groups, a: int, b: int, chance: float) -> bool:
        """True where the group of `a` fits as well, or nearly, a group that contradicts the group of `b`, or the reverse."""
        x, y = groups.of(a), groups.of(b)
        least = chance / (chance + _AS_GOOD_AS * (1 - chance))
        for mine, other in ((x, y), (y, x)):
            for member in mine.members:
                for third, likely in self._fits.get(member, ()):
                    group = groups.of(third)
                    if likely >= least and group is not x and group is not y and groups.contradict(group, other):
                        return True
        return False
