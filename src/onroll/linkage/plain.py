"""Which records can be put together without looking at groups one by one, because nothing in them could stand against it?

Nine tenths of the children are plain: all that ties their records gives one forename and one date of birth, at most one number of a
kind, no decision, no adoption, and nobody else fits. Joining their pairs strongest first would refuse none of them, so they are joined
at once. The rest goes the careful way (`settling`), with the same answer as if all had gone it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onroll.linkage.preparing import NONE, Prepared


@dataclass(frozen=True, slots=True)
class Plain:
    """`root`: int64[records], the first record of each plain record's group, NONE of those to be looked at or alone.
    `joined`: which pairs, in their order, put them together. `left`: bool[pairs], the pairs still to be looked at."""

    root: np.ndarray
    joined: np.ndarray
    left: np.ndarray


def find_plain(
    ready: Prepared,
    a: np.ndarray,
    b: np.ndarray,
    fits: tuple[np.ndarray, np.ndarray],
    decided: list[int],
    upns: np.ndarray,
) -> Plain:
    """`a`, `b`: int64[pairs] the pairs to join, strongest first; `fits`: pairs whose records may be one child as far as the two
    alone show; `decided`: positions of records that a person decided on; `upns`: int32[records], temporary ones left out."""
    root, chosen = _spanning(len(ready), a, b)
    odd = np.zeros(len(ready), bool)
    odd[root[ready.adopted]] = True
    odd[root[decided]] = True
    for kind in ("upn", "nhs_number"):
        odd[root[list(ready.more[kind])]] = True
    odd[root[(ready.forename == NONE) | (ready.birth == 0)]] = True
    faces = ready.forename.astype(np.int64) << 32 | ready.birth
    for values in (faces, upns, ready.number["nhs_number"]):
        odd |= _several(root, values)
    x, y = root[fits[0]], root[fits[1]]
    odd[x[x != y]] = odd[y[x != y]] = True
    found = np.where(odd[root], NONE, root)
    alone = np.bincount(root, minlength=len(ready))[root] == 1
    found[alone] = NONE
    left = odd[root[a]]
    return Plain(found, chosen[~left[chosen]], left)


def _spanning(size: int, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first record of each record's component, and which pairs join two components, taken in their order."""
    parent = list(range(size))
    chosen = []
    for at, (x, y) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        while parent[x] != x:
            parent[x] = x = parent[parent[x]]
        while parent[y] != y:
            parent[y] = y = parent[parent[y]]
        if x != y:
            chosen.append(at)
            if x < y:
                parent[y] = x
            else:
                parent[x] = y
    root = np.array(parent, np.int64)
    while (root[root] != root).any():
        root = root[root]
    return root, np.array(chosen, np.int64)


def _several(root: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Where the records of a component bear several values: bool[records], at its root."""
    having = values >= 0
    lowest = np.full(len(root), np.iinfo(np.int64).max)
    highest = np.full(len(root), -1, np.int64)
    np.minimum.at(lowest, root[having], values[having].astype(np.int64))
    np.maximum.at(highest, root[having], values[having].astype(np.int64))
    return (highest >= 0) & (highest != lowest)
