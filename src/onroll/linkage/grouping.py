"""Which records form one child, once every pair has been weighed?

Pairs are joined strongest first. Before two groups become one, the whole of both is looked at: a person's decision, a
second current number, a protected identity, or records that contradict one another with no number to bridge them keep
them apart, and the pair goes to a person. So a chain A to B to C that A and C refute is never closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from onroll.linkage.alike import forenames_alike, surnames_alike
from onroll.linkage.interface import Decision
from onroll.linkage.preparing import NONE, Prepared
from onroll.people.birth_dates import how_alike
from onroll.people.likeness import Likeness, familiar_form

_NOTHING: frozenset[int] = frozenset()
TOGETHER = "together"


class Group:
    """Records held to be one child: positions, and what they must not contradict.

    `faces` are the differing (forenames, surnames, date of birth); `upns` and `nhs` hold former numbers too; `apart` the records a person said are another child.
    """

    __slots__ = ("members", "faces", "upns", "nhs", "adopted", "apart")

    def __init__(
        self, at: int, face: tuple[int, int, int], upns: Iterable[int], nhs: Iterable[int], adopted: bool
    ) -> None:
        self.members = [at]
        self.faces = {face}
        self.upns = frozenset(upns)
        self.nhs = frozenset(nhs)
        self.adopted = adopted
        self.apart: set[int] | frozenset[int] = _NOTHING


class Groups:
    """Records in groups, each its own at first; `join` makes two groups one unless something forbids it."""

    def __init__(self, ready: Prepared, decisions: Sequence[Decision]) -> None:
        self._ready = ready
        self._of: list[Group | None] = [None] * len(ready)
        temporary = np.array([not value[-1:].isdecimal() for value in ready.numbers["upn"].values] + [True])
        upns = np.where(temporary[ready.number["upn"]], NONE, ready.number["upn"])
        faces = zip(ready.forenames.tolist(), ready.surnames.tolist(), ready.birth.tolist(), strict=True)
        self._faces = list(faces)
        self.upns = upns
        self._upns, self._nhs = upns.tolist(), ready.number["nhs_number"].tolist()
        self._root = np.zeros(0, np.int64)  # of the plain groups, once they are known
        self._clashes: dict[tuple, int] = {}
        at = {pk: position for position, pk in enumerate(ready.ids.tolist())} if decisions else {}
        last = {(min(d.a, d.b), max(d.a, d.b)): d.same for d in decisions}
        known = [(at[x], at[y], same) for (x, y), same in sorted(last.items()) if x in at and y in at]
        for x, y, same in known:
            if not same:
                self.of(x).apart |= {y}
                self.of(y).apart |= {x}
        self.decided_same = [(x, y) for x, y, same in known if same]
        self.decided_different = [(x, y) for x, y, same in known if not same]

    def of(self, at: int) -> Group:
        """The group of the record at a position."""
        group = self._of[at]
        if group is None and len(self._root) and self._root[at] != NONE:
            return self._plain(int(self._root[at]))
        if group is None:
            upns, nhs = self._numbers(at, "upn", self._upns), self._numbers(at, "nhs_number", self._nhs)
            group = Group(at, self._faces[at], upns, nhs, bool(self._ready.adopted[at]))
            self._of[at] = group
        return group

    def are_together(self, a: int, b: int) -> bool:
        """True where two records are in one group already."""
        group = self._of[a]
        if group is None and len(self._root) and self._of[b] is None:
            return bool(self._root[a] != NONE and self._root[a] == self._root[b])
        return group is not None and group is self._of[b]

    def put_together(self, root: np.ndarray) -> None:
        """Take over groups that nothing speaks against: int64[records], the first record of each one's group, NONE where none."""
        self._root = root
        self._by_root = np.argsort(root, kind="stable")
        self._roots = root[self._by_root]

    def _plain(self, root: int) -> Group:
        start, end = np.searchsorted(self._roots, [root, root + 1])
        first, *others = self._by_root[start:end].tolist()
        self._root[[first, *others]] = NONE
        for other in others:
            self._merge(self.of(first), self.of(other))
        return self.of(first)

    def decided(self) -> list[int]:
        """Positions of the records that decisions are about, and of those joined by them."""
        about = (at for pair in (*self.decided_same, *self.decided_different) for at in pair)
        return sorted({member for at in about for member in self.of(at).members})

    def _numbers(self, at: int, kind: str, current: list[int]) -> tuple[int, ...]:
        """A record's own number, with those it had before: a number that follows another is no second one."""
        number = current[at]
        return (number, *self._ready.more[kind].get(at, ())) if number != NONE else ()

    def join(self, a: int, b: int, *, bridged: bool = False, decided: bool = False) -> str:
        """Make the groups of two records one; "" when done, TOGETHER where they were, else the rule that forbids it.

        `bridged`: the pair shares a number, so differing names or dates between the groups don't forbid. `decided`: a
        person said so, and only another decision or a protected identity forbids.
        """
        x, y = self.of(a), self.of(b)
        if x is y:
            return TOGETHER
        if not x.apart.isdisjoint(y.members):
            return "decided-different"
        if (x.adopted or y.adopted) and len({int(self._ready.surname[at]) for at in x.members + y.members}) > 1:
            return "adopted"
        if not decided:
            if self._second_number(x, y):
                return "two-numbers"
            if not bridged and len(x.members) + len(y.members) > 2 and self.contradict(x, y):
                return "group"
        self._merge(x, y)
        return ""

    def contradict(self, x: Group, y: Group) -> bool:
        """True where some records of the two differ in forename or date of birth, and none agree on both."""
        refuted = False
        for p in x.faces:
            for q in y.faces:
                verdict = self._verdict(p, q)
                if verdict == 1:
                    return False
                refuted = refuted or verdict == -1
        return refuted

    def _second_number(self, x: Group, y: Group) -> bool:
        one_each = x.upns and y.upns and x.upns.isdisjoint(y.upns)
        return bool(one_each or (x.nhs and y.nhs and x.nhs.isdisjoint(y.nhs)))

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
        if (texts[p[0]], texts[p[1]], p[2]) > (texts[q[0]], texts[q[1]], q[2]):
            p, q = q, p  # in the order of the texts: the order in which they were coded can't change an answer
        first = forenames_alike(texts[p[0]], texts[q[0]])
        if first is Likeness.DIFFERENT and surnames_alike(texts[p[0]], texts[q[1]]) <= Likeness.VARIANT:
            first = Likeness.VARIANT
        births = how_alike(_date(p[2]), _date(q[2])) if p[2] and q[2] else "unknown"
        if (
            first is Likeness.DIFFERENT
            and births == "same"
            and surnames_alike(texts[p[1]], texts[q[1]]) < Likeness.MISSING
        ):
            first = Likeness.NICKNAME if familiar_form(texts[p[0]][0], texts[q[0]][0]) else first
        if first is Likeness.DIFFERENT or not births:
            return -1
        return 1 if first < Likeness.INITIAL and births not in ("unknown", "one is a placeholder", "one part") else 0

    def _merge(self, x: Group, y: Group) -> None:
        keep, gone = (x, y) if len(x.members) >= len(y.members) else (y, x)
        for at in gone.members:
            self._of[at] = keep
        keep.members += gone.members
        keep.faces |= gone.faces
        keep.upns |= gone.upns
        keep.nhs |= gone.nhs
        keep.adopted |= gone.adopted
        keep.apart |= gone.apart

    def labels(self) -> np.ndarray:
        """For each record a number that the records of its group share: int64[records]."""
        found = np.arange(len(self._of), dtype=np.int64)
        if len(self._root):
            found = np.where(self._root != NONE, self._root, found)
        for at, group in enumerate(self._of):
            if group is not None:
                found[at] = group.members[0]
        return found

    def first_of_group(self) -> np.ndarray:
        """For each record the lowest position in its group: int64[records]."""
        labels = self.labels()
        lowest = np.full(len(labels), len(labels), np.int64)
        np.minimum.at(lowest, labels, np.arange(len(labels)))
        return lowest[labels]

    def all(self) -> list[tuple[int, ...]]:
        """Every group as record ids in order, groups in order of their first."""
        first = self.first_of_group()
        order = np.argsort(first, kind="stable")
        in_order, size = first[order], len(order)
        starts = np.flatnonzero(np.r_[size > 0, in_order[1:] != in_order[:-1]]).tolist()
        ids = self._ready.ids[order].tolist()
        return [tuple(ids[start:end]) for start, end in zip(starts, [*starts[1:], size], strict=False)]


def _date(number: int) -> date:
    return date(number // 10000, number // 100 % 100, number % 100)
