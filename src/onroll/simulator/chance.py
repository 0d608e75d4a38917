"""How does the simulator throw dice, so that the same seed gives the same bytes on any machine?

Only `random.Random.random()` is used: it is the one method whose sequence Python promises never to change. Every life and
every agency's record has its own dice, so that a later as-at date continues the same lives.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")
_Mersenne = Random.__mro__[1]  # the same generator without the parts written in Python: three times as quick to seed


class Dice:
    """Random choices of one part of the world, from a whole number that names the part."""

    __slots__ = ("u",)

    def __init__(self, *parts: int) -> None:
        number = 0
        for part in parts:
            number = (number * 1_000_003 + part + 12_345) & 0xFFFFFFFFFFFFFFFF
        self.u = _Mersenne(number).random

    def yes(self, chance: float) -> bool:
        """True with this chance; one throw, whatever the chance, so that the rest of the sequence stays put."""
        return self.u() < chance

    def below(self, n: int) -> int:
        """A whole number from 0 to n − 1."""
        return int(self.u() * n)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.u() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, all alike."""
        return options[int(self.u() * len(options))]

    def wait(self, mean: float) -> float:
        """A waiting time with this mean, memoryless."""
        return -mean * math.log(1.0 - self.u())


class Weighted(Generic[T]):
    """Options with weights, drawn by one throw."""

    __slots__ = ("options", "marks", "total")

    def __init__(self, options: Sequence[T], weights: Sequence[float]) -> None:
        self.options = tuple(options)
        self.marks = list(accumulate(weights))
        self.total = self.marks[-1]

    @classmethod
    def of(cls, table: dict[T, float]) -> Weighted[T]:
        """From a table of option → weight."""
        return cls(tuple(table), tuple(table.values()))

    def draw(self, dice: Dice) -> T:
        """One option."""
        return self.options[min(bisect_right(self.marks, dice.u() * self.total), len(self.options) - 1)]
