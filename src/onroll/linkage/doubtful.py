"""Which identifiers are on records they don't belong to, and so are no evidence?

A school types the brother's UPN; a system fills one NHS number into thousands of rows. Both would join children who are
not one. Found from the records alone: a number is its owner's where most of its records agree on forename or date of
birth; on a record that disagrees on both, or whose name and date carry another number elsewhere, it is borrowed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from onroll.linkage.alike import forenames_alike
from onroll.linkage.preparing import NONE, NUMBERS, Prepared
from onroll.people.likeness import Likeness

OVERUSED_RECORDS = 8
OVERUSED_CHILDREN = 4


def set_doubtful_aside(ready: Prepared) -> dict[tuple[str, str], str]:
    """Blank every borrowed or over-used number in `ready`; a sentence for each number too widely used to be anyone's, by kind
    and number."""
    notes = {}
    for kind in NUMBERS:
        groups = list(_disputed(ready.number[kind], ready))
        others = _numbers_by_child(ready, kind, groups)
        for members in groups:
            parts = _parts(ready, members)
            children = {(int(ready.forename[at]), int(ready.birth[at])) for at in members}
            if len(members) > OVERUSED_RECORDS and len(parts) >= OVERUSED_CHILDREN:
                value = ready.numbers[kind].values[ready.number[kind][members[0]]]
                word = {"upn": "UPN", "nhs_number": "NHS number", "uln": "ULN"}[kind]
                notes[kind, value] = (
                    f"{word} {value} stands on {len(members):,} records of at least {min(len(children), len(parts)):,}"
                    " different children, so it is not used to link any."
                )
                ready.number[kind][members] = NONE
            elif len(parts) > 1:
                ready.number[kind][_borrowers(ready, kind, parts, others)] = NONE
    return notes


def _disputed(codes: np.ndarray, ready: Prepared) -> Iterator[list[int]]:
    """The records of each number whose records don't all give one forename and date of birth."""
    having = np.flatnonzero(codes != NONE)
    having = having[np.argsort(codes[having], kind="stable")]
    if not len(having):
        return
    starts = np.flatnonzero(np.r_[True, np.diff(codes[having]) != 0])
    ends = np.r_[starts[1:], len(having)]
    seen = ready.forename[having].astype(np.int64) * 100_000_000 + ready.birth[having]
    mixed = np.minimum.reduceat(seen, starts) != np.maximum.reduceat(seen, starts)
    for start, end in zip(starts[mixed].tolist(), ends[mixed].tolist(), strict=True):
        yield having[start:end].tolist()


def _parts(ready: Prepared, members: list[int]) -> list[list[int]]:
    """The members parted into those whose forenames are alike; the first few dozen different names decide."""
    parts: list[tuple[list[tuple[str, ...]], list[int]]] = []
    for at in members:
        names = ready.bundles.values[ready.forenames[at]]
        swapped = ready.bundles.values[ready.surnames[at]]
        for known, part in parts:
            if any(min(forenames_alike(names, k), forenames_alike(swapped, k)) <= Likeness.MISSING for k in known):
                part.append(at)
                if names not in known and len(known) < 5:
                    known.append(names)
                break
        else:
            if len(parts) < 50:
                parts.append(([names], [at]))
            else:
                parts[-1][1].append(at)
    return [part for _, part in parts]


def _numbers_by_child(ready: Prepared, kind: str, groups: list[list[int]]) -> dict[tuple[int, int, int], set[int]]:
    """For each name and date of birth in a dispute, every number of this kind that a record of that name and date bears."""
    disputed = sorted({int(ready.forename[at]) for members in groups for at in members})
    at_all = np.flatnonzero(np.isin(ready.forename, disputed) & (ready.number[kind] != NONE))
    found: dict[tuple[int, int, int], set[int]] = defaultdict(set)
    for at in at_all.tolist():
        found[_child(ready, at)].add(int(ready.number[kind][at]))
    return found


def _child(ready: Prepared, at: int) -> tuple[int, int, int]:
    return int(ready.forename[at]), int(ready.surname[at]), int(ready.birth[at])


def _borrowers(
    ready: Prepared, kind: str, parts: list[list[int]], others: dict[tuple[int, int, int], set[int]]
) -> list[int]:
    """The records of a disputed number that must do without it: all of them, where its owner can't be told."""
    number = int(ready.number[kind][parts[0][0]])
    elsewhere = [any(others[_child(ready, at)] - {number} for at in part) for part in parts]
    owners = [part for part, has in zip(parts, elsewhere, strict=True) if not has] or parts
    largest = max(len(part) for part in owners)
    owner = [part for part in owners if len(part) == largest]
    births = {int(ready.birth[at]) for part in owner for at in part}
    if len(owner) > 1:
        one_birth = len(births) == 1 and 0 not in births
        return [] if one_birth and not any(elsewhere) else [at for part in parts for at in part]
    return [
        at
        for part, has in zip(parts, elsewhere, strict=True)
        if part is not owner[0]
        for at in part
        if has or int(ready.birth[at]) not in births
    ]
