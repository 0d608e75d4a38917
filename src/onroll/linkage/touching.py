"""When some records changed, which pairs must be compared again?

Those of a changed record with all it shares a key with, and those of the records whose block has just grown too large to prove
anything, or small enough again. Every other pair is compared as before, with the same answer.
"""

from __future__ import annotations

import numpy as np

from onroll.linkage.blocking import Block, blocks, distinct, pairs_within
from onroll.linkage.doubtful import set_doubtful_aside
from onroll.linkage.patching import beside, positions, take
from onroll.linkage.preparing import NONE, NUMBERS, Prepared

_FEWEST_SLOTS, _MOST_SLOTS = 10, 22  # in powers of two


def touched(ready: Prepared, changed: np.ndarray, former: Prepared) -> tuple[np.ndarray, np.ndarray]:
    """Which records (bool[records]) have pairs to compare again, and those pairs as a * size + b, each once, in order.

    `changed`: bool[records], new records and those whose row is another; `former`: the rows that changed records had, and
    those of records that are gone.
    """
    size = len(ready)
    both = list(blocks(beside(ready, former)))
    sharing = [_sharing_with(block, size, changed) for block in both]
    loosened = _loosened(both, sharing, size, changed)
    again = changed | loosened
    packed = [np.zeros(0, np.int64)]
    for block, at in zip(both, sharing, strict=True):
        if loosened.any():
            at = _sharing_with(block, size, again)
        at = at[block.positions[at] < size]
        pairs = pairs_within(Block(block.keys[at], block.positions[at], block.largest, block.leading), size)
        packed.append(pairs[again[pairs // size] | again[pairs % size]])
    return again, distinct(np.concatenate(packed))


def _sharing_with(block: Block, size: int, concerned: np.ndarray) -> np.ndarray:
    """Where in a block keys stand that a concerned record bears, or bore: int64, in order of the keys."""
    bearing = block.positions >= size
    here = ~bearing
    bearing[here] = concerned[block.positions[here]]
    at = among(block.keys, block.keys[bearing])
    return at[np.argsort(block.keys[at])]


def _loosened(both: list[Block], sharing: list[np.ndarray], size: int, changed: np.ndarray) -> np.ndarray:
    """Records of blocks that were too large and no longer are, or have become so: bool[records]."""
    found = np.zeros(size, bool)
    for block, at in zip(both, sharing, strict=True):
        if not len(at):
            continue
        former = block.positions[at] >= size
        now = ~former
        now[now] = changed[block.positions[at[now]]]
        keys = block.keys[at]
        starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
        after = np.add.reduceat((~former).astype(np.int64), starts)
        before = np.add.reduceat((~now).astype(np.int64), starts)
        crossed = (after > block.largest) != (before > block.largest)
        if crossed.any():
            members = block.positions[at[np.repeat(crossed, np.diff(np.r_[starts, len(at)]))]]
            found[members[members < size]] = True
    return found


def doubt_again(
    ready: Prepared, given: dict[str, np.ndarray], concerned: np.ndarray, former: Prepared
) -> tuple[dict[tuple[str, str], str], set[tuple[str, str]]]:
    """Set doubtful numbers aside again where a changed record can have changed the answer.

    `ready.number` is changed in place from `given`, the numbers as the records give them. `concerned`: bool[records], records
    that changed; `former`: the rows they had, with numbers as given. Returns the notes on those numbers, and which they were.
    """
    children = _children(ready)
    same_child = np.zeros(len(ready), bool)
    same_child[among(children, np.r_[children[concerned], _children(former)])] = True
    notes: dict[tuple[str, str], str] = {}
    asked: set[tuple[str, str]] = set()
    for kind in NUMBERS:
        values = ready.numbers[kind].values
        wanted = np.zeros(len(values) + 1, bool)
        wanted[given[kind][same_child | concerned]] = wanted[former.number[kind]] = True
        wanted[NONE] = False
        bearing = wanted[given[kind]]
        around = bearing.copy()
        around[among(children, children[bearing])] = True
        at = np.flatnonzero(around)
        part = take(ready, at)
        part.number = {other: np.full(len(at), NONE, np.int32) for other in NUMBERS} | {kind: given[kind][at]}
        found = set_doubtful_aside(part)
        ready.number[kind][bearing] = part.number[kind][bearing[at]]
        numbers = {(kind, values[code]) for code in np.flatnonzero(wanted).tolist()}
        notes |= {key: sentence for key, sentence in found.items() if key in numbers}
        asked |= numbers
    return notes, asked


def _children(ready: Prepared) -> np.ndarray:
    """A number for forename, surname and date of birth together: int64[records]."""
    names = (ready.forename.astype(np.uint64) << np.uint64(32)) | ready.surname.astype(np.uint32)
    with np.errstate(over="ignore"):
        return ((names * np.uint64(0x9E3779B97F4A7C15)) ^ ready.birth.astype(np.uint64)).view(np.int64)


def among(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Where in `keys` any of `wanted` stands: a table of their last bits leaves few to look at closely."""
    if not len(keys) or not len(wanted):
        return np.zeros(0, np.int64)
    last = np.uint64((1 << min(max((16 * len(wanted)).bit_length(), _FEWEST_SLOTS), _MOST_SLOTS)) - 1)
    table = np.zeros(int(last) + 1, bool)
    table[_slots(wanted, last)] = True
    near = np.flatnonzero(table[_slots(keys, last)])
    return near[positions(np.sort(wanted), keys[near]) != NONE]


def _slots(keys: np.ndarray, last: np.uint64) -> np.ndarray:
    bits = keys.view(np.uint64)
    return (bits ^ (bits >> np.uint64(29))) & last
