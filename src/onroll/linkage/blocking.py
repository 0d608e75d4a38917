"""Which pairs of records are worth comparing?

Two records are compared where they share a number, or a date of birth and a word of a name by ear, or a postcode and a
date or forename, or both names and part of the date. A key that too many records share proves nothing and is left
out; the same child nearly always shares another.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from onroll.linkage.preparing import NONE, NUMBERS, Prepared

LARGEST_BLOCK = 80
LARGEST_NAMES_BLOCK = 25

Keyed = tuple[np.ndarray, np.ndarray]  # keys int64, positions of the records that bear them


class Block(NamedTuple):
    """One way of sharing something. Of two records that share a key one must be `leading` (bool[records]), where that is
    given; keys that no leading record bears may be left out. Else a record's keys depend on no other record."""

    keys: np.ndarray
    positions: np.ndarray
    largest: int
    leading: np.ndarray | None = None


def candidates(ready: Prepared) -> tuple[np.ndarray, np.ndarray]:
    """All pairs to compare as positions a < b, int64[pairs], each pair once, in order."""
    size = len(ready)
    packed = [np.zeros(0, np.int64)]
    for block in blocks(ready):
        packed.append(distinct(pairs_within(block, size)))
    pairs = distinct(np.concatenate(packed))
    return pairs // size, pairs % size


def blocks(ready: Prepared) -> Iterator[Block]:
    """Every way in which records may share something, with the records that bear each key."""
    everyone = np.arange(len(ready), dtype=np.int64)
    for kind in NUMBERS:
        yield Block(*_numbered(ready, kind), LARGEST_BLOCK)
        weak = np.zeros(len(ready), bool)
        weak[list(ready.weak[kind])] = True
        yield Block(*_weakly_numbered(ready, kind), LARGEST_BLOCK, weak)
    born = _either_way(ready.birth)
    ears, bearer, is_forename, initials = _ears(ready)
    known = born[bearer] > 0
    yield Block(_joint(born[bearer], ears)[known], bearer[known], LARGEST_BLOCK)
    homes, home_of = _homes(ready)
    lived = homes != NONE
    homes, home_of = homes[lived], home_of[lived]
    dated = born[home_of] > 0
    yield Block(_joint(homes, born[home_of])[dated], home_of[dated], LARGEST_BLOCK)
    first, last = (np.full(len(ready), NONE, np.int64) for _ in range(2))
    first[bearer[is_forename][::-1]] = ears[is_forename][::-1]
    last[bearer[~is_forename][::-1]] = ears[~is_forename][::-1]
    for home in (ready.postcode, ready.home):
        housed = is_forename & (home[bearer] != NONE)
        yield Block(_joint(home[bearer], ears)[housed], bearer[housed], LARGEST_BLOCK)
        undated = np.isin(home, home[(ready.birth == 0) & (home != NONE)])
        kin = ~is_forename & undated[bearer]
        yield Block(_joint(home[bearer], ears)[kin], bearer[kin], LARGEST_BLOCK, ready.birth == 0)
    both = (first != NONE) & (last != NONE)
    names = _joint(np.minimum(first, last), np.maximum(first, last))
    yield Block(names[both], everyone[both], LARGEST_NAMES_BLOCK)
    dated = both & (ready.birth > 0)
    year, month, day = ready.birth // 10000, ready.birth // 100 % 100, ready.birth % 100
    yield Block(_joint(names, year)[dated], everyone[dated], LARGEST_NAMES_BLOCK)
    either = _joint(names, np.minimum(month, day), np.maximum(month, day))
    yield Block(either[dated], everyone[dated], LARGEST_NAMES_BLOCK)
    for one, other in ((year, month), (year, day + 50), (month + 100, day)):
        yield Block(_joint(last, initials[first], one, other)[dated], everyone[dated], LARGEST_NAMES_BLOCK)


def pairs_within(block: Block, size: int) -> np.ndarray:
    """Every pair of records that share a key, as a * size + b with a < b."""
    order = np.argsort(block.keys)
    keys, positions, largest, leading = block.keys[order], block.positions[order], block.largest, block.leading
    starts = np.flatnonzero(np.r_[True, np.diff(keys) != 0]) if len(keys) else np.zeros(0, np.int64)
    counts = np.diff(np.r_[starts, len(keys)])
    wanted = (counts > 1) & (counts <= largest)
    starts, counts = starts[wanted], counts[wanted]
    found = [np.zeros(0, np.int64)]
    step = 1
    while len(starts):
        many = counts - step
        first = np.repeat(starts - (np.cumsum(many) - many), many) + np.arange(many.sum())
        x, y = positions[first], positions[first + step]
        apart = x != y if leading is None else (x != y) & (leading[x] | leading[y])
        found.append(np.minimum(x, y)[apart] * size + np.maximum(x, y)[apart])
        step += 1
        longer = counts > step
        starts, counts = starts[longer], counts[longer]
    return np.concatenate(found)


def distinct(packed: np.ndarray) -> np.ndarray:
    """In order, each once: by sorting, which is several times quicker here than `numpy.unique`."""
    packed.sort()
    return packed[np.r_[True, packed[1:] != packed[:-1]]] if len(packed) else packed


def _joint(*parts: np.ndarray) -> np.ndarray:
    """One key of several codes (below 2**31 each): equal where all are. Mixed so that unlike keys practically never meet."""
    mixed = np.zeros(len(parts[0]), np.uint64)
    with np.errstate(over="ignore"):
        for part in parts:
            mixed = (mixed ^ part.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
    return mixed.view(np.int64)


def _either_way(birth: np.ndarray) -> np.ndarray:
    """The date with day and month in ascending order, so that an exchange of the two keeps the key."""
    month, day = birth // 100 % 100, birth % 100
    return (birth // 10000 * 10000 + np.minimum(month, day) * 100 + np.maximum(month, day)).astype(np.int64)


def _numbered(ready: Prepared, kind: str) -> Keyed:
    codes = ready.number[kind]
    having = np.flatnonzero(codes != NONE)
    earlier = [(code, at) for at, more in ready.more.get(kind, {}).items() for code in more if code != NONE]
    more = np.array(earlier, np.int64).reshape(-1, 2)
    return np.concatenate([codes[having], more[:, 0]]).astype(np.int64), np.concatenate([having, more[:, 1]])


def _weakly_numbered(ready: Prepared, kind: str) -> Keyed:
    """A number that failed its check meets its like, and right numbers that share its first or last seven characters."""
    weak = ready.weak[kind]
    if not weak:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    texts = {text for text in weak.values() if len(text) >= 9}
    heads, tails = {text[:7] for text in texts}, {text[-7:] for text in texts}
    keys: list[int] = []
    positions: list[int] = []
    codes: dict[str, int] = {}

    def put(text: str, at: int) -> None:
        for part, borne in (("<" + text[:7], text[:7] in heads), (">" + text[-7:], text[-7:] in tails)):
            if borne:
                keys.append(codes.setdefault(part, len(codes)))
                positions.append(at)

    for at, text in weak.items():
        if text in texts:
            put(text, at)
    values = ready.numbers[kind].values
    near = np.array([value[:7] in heads or value[-7:] in tails for value in values] + [False])
    for at in np.flatnonzero(near[ready.number[kind]]).tolist():
        put(values[ready.number[kind][at]], at)
    return np.array(keys, np.int64), np.array(positions, np.int64)


def _homes(ready: Prepared) -> Keyed:
    """Postcodes, and house with street as codes beyond them."""
    beyond = len(ready.postcodes.values)
    now = np.arange(len(ready), dtype=np.int64)
    houses = np.where(ready.home == NONE, NONE, ready.home.astype(np.int64) + beyond)
    earlier = [(code, at) for at, more in ready.more["postcode"].items() for code in more if code != NONE]
    more = np.array(earlier, np.int64).reshape(-1, 2)
    codes = np.concatenate([ready.postcode.astype(np.int64), more[:, 0], houses])
    return codes, np.concatenate([now, more[:, 1], now])


def _ears(ready: Prepared) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Each record's words of names by ear: codes int64, the records that bear them, whether the word is of a forename; and
    the first letter of each code.

    For each record the words stand in the order of its fields, its first forename first.
    """
    ready.ears.hear(ready.bundles.values)
    counts, flat = ready.ears.counts, ready.ears.flat
    starts = np.cumsum(counts) - counts
    parts, bearers, sides = [], [], []
    for bundles, is_forename in ((ready.forenames, True), (ready.surnames, False)):
        many = counts[bundles]
        bearer = np.repeat(np.arange(len(ready), dtype=np.int64), many)
        within = np.arange(len(bearer)) - np.repeat(np.cumsum(many) - many, many)
        parts.append(flat[np.repeat(starts[bundles], many) + within])
        bearers.append(bearer)
        sides.append(np.full(len(bearer), is_forename))
    initials = np.array([ord(ear[0]) if ear else 0 for ear in ready.ears.codes] + [0], np.int64)
    return np.concatenate(parts), np.concatenate(bearers), np.concatenate(sides), initials
