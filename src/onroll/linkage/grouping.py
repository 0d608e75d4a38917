"""Which records form one child, once every pair has been weighed?

Pairs are joined strongest first. Before two groups become one, the whole of both is looked at: a person's decision, a
second current number, a protected identity, or records that contradict one another with no number to bridge them keep
them apart, and the pair goes to a person. So a chain A to B to C that A and C refute is never closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from onroll.linkage.alike import births_alike, forenames_alike, surnames_alike
from onroll.linkage.interface import Decision
from onroll.linkage.model import Birth
from onroll.linkage.preparing import NONE, Prepared
from onroll.people.likeness import Likeness

ONE_OF = ("upn", "nhs_number")


@dataclass(slots=True)
class Group:
    """Records held to be one child: positions, and what they must not contradict."""

    members: list[int]
    faces: set[tuple[int, int, int]]  # forenames, surnames, date of birth
    numbers: tuple[set[int], set[int]]  # current UPNs, NHS numbers
    adopted: bool
    surnames: set[int] = field(default_factory=set)
    apart: set[int] = field(default_factory=set)  # records that a person said are another child


class Groups:
    """Records in groups, each its own at first; `join` makes two groups one unless something forbids it."""

    def __init__(self, ready: Prepared, decisions: Sequence[Decision]) -> None:
        self._ready = ready
        self._at = {int(pk): at for at, pk in enumerate(ready.ids.tolist())}
        self._of: list[Group | None] = [None] * len(ready)
        self._temporary = [not value[-1:].isdecimal() for value in ready.numbers["upn"].values]
        self._clashes: dict[tuple, int] = {}
        last = {(min(d.a, d.b), max(d.a, d.b)): d.same for d in decisions}
        known = [
            (self._at[x], self._at[y], same) for (x, y), same in sorted(last.items()) if x in self._at and y in self._at
        ]
        for x, y, same in known:
            if not same:
                self.of(x).apart.add(y)
                self.of(y).apart.add(x)
        self.decided_same = [(x, y) for x, y, same in known if same]
        self.decided_different = [(x, y) for x, y, same in known if not same]

    def of(self, at: int) -> Group:
        """The group of the record at a position."""
        group = self._of[at]
        if group is None:
            ready = self._ready
            face = (int(ready.forenames[at]), int(ready.surnames[at]), int(ready.birth[at]))
            upn, nhs = int(ready.number["upn"][at]), int(ready.number["nhs_number"][at])
            upns = {upn} if upn != NONE and not self._temporary[upn] else set()
            group = self._of[at] = Group(
                [at], {face}, (upns, {nhs} if nhs != NONE else set()), bool(ready.adopted[at]), {int(ready.surname[at])}
            )
        return group

    def together(self, a: int, b: int) -> bool:
        """True where both are already one child's."""
        return self.of(a) is self.of(b)

    def join(self, a: int, b: int, *, bridged: bool = False, decided: bool = False) -> str:
        """Make the groups of two records one; "" when done, else the rule that forbids it.

        `bridged`: the pair shares a number, so differing names or dates between the groups don't forbid. `decided`: a
        person said so, and only another decision or a protected identity forbids.
        """
        x, y = self.of(a), self.of(b)
        if x is y:
            return ""
        if not x.apart.isdisjoint(y.members):
            return "decided-different"
        if (x.adopted or y.adopted) and len(x.surnames | y.surnames) > 1:
            return "adopted"
        if not decided:
            if self._second_number(x, y):
                return "two-numbers"
            if not bridged and len(x.members) + len(y.members) > 2 and self._contradict(x, y):
                return "group"
        self._merge(x, y)
        return ""

    def _second_number(self, x: Group, y: Group) -> bool:
        return any(p and q and p.isdisjoint(q) for p, q in zip(x.numbers, y.numbers, strict=True))

    def _contradict(self, x: Group, y: Group) -> bool:
        """True where some records of the two differ in forename or date of birth, and none agree on both."""
        verdicts = {self._verdict(p, q) for p in x.faces for q in y.faces}
        return -1 in verdicts and 1 not in verdicts

    def _verdict(self, p: tuple[int, int, int], q: tuple[int, int, int]) -> int:
        """1 where forename and date of birth agree, -1 where one of them refutes, 0 where neither."""
        if p[0] == q[0] and p[2] == q[2] and p[2]:
            return 1
        key = (p, q) if p <= q else (q, p)
        if key not in self._clashes:
            self._clashes[key] = self._weigh(p, q)
        return self._clashes[key]

    def _weigh(self, p: tuple[int, int, int], q: tuple[int, int, int]) -> int:
        texts = self._ready.bundles.values
        first = forenames_alike(texts[p[0]], texts[q[0]])
        if first is Likeness.DIFFERENT and surnames_alike(texts[p[0]], texts[q[1]]) <= Likeness.VARIANT:
            first = Likeness.VARIANT
        no = np.zeros(1, bool)
        births = births_alike(np.array([p[2]]), np.array([q[2]]), no, no)[0]
        if first is Likeness.DIFFERENT or births == Birth.DIFFERENT:
            return -1
        return 1 if first < Likeness.INITIAL and births <= Birth.NEAR else 0

    def _merge(self, x: Group, y: Group) -> None:
        keep, gone = (x, y) if len(x.members) >= len(y.members) else (y, x)
        for at in gone.members:
            self._of[at] = keep
        keep.members += gone.members
        keep.faces |= gone.faces
        for kept, more in zip(keep.numbers, gone.numbers, strict=True):
            kept |= more
        keep.adopted |= gone.adopted
        keep.surnames |= gone.surnames
        keep.apart |= gone.apart

    def all(self) -> list[tuple[int, ...]]:
        """Every group as record ids in order, groups in order of their first."""
        ids = self._ready.ids
        seen: set[int] = set()
        found = []
        for at in range(len(self._of)):
            group = self._of[at]
            if group is None:
                found.append((int(ids[at]),))
            elif id(group) not in seen:
                seen.add(id(group))
                found.append(tuple(int(ids[member]) for member in sorted(group.members)))
        return found
