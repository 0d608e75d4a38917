"""How are some rows of prepared records taken by themselves, put beside others, or put in the place of older ones?

For linking what changed: a few thousand records are prepared alone and take their places among hundreds of thousands that were
prepared on an earlier night. Texts keep the codes they have; new ones get the next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from onroll.linkage.preparing import NONE, NUMBERS, Codes, Prepared, districts

COLUMNS = (
    "forename", "surname", "middle", "forenames", "surnames", "words", "birth", "filler_birth", "sex", "postcode", "home",
    "district", "source", "feed", "adopted",
)  # fmt: skip
TABLES = ("names", "bundles", "postcodes", "homes", "phrases", "sources", "feeds")


def take(ready: Prepared, at: np.ndarray) -> Prepared:
    """The rows at these positions (ascending or not) as records by themselves, with the same code tables."""
    place = np.full(len(ready), NONE, np.int64)
    place[at] = np.arange(len(at))
    noted = {p: int(place[p]) for p in _noted(ready) if place[p] != NONE}
    return _rows(ready, lambda column: column[at], noted)


def beside(ready: Prepared, more: Prepared) -> Prepared:
    """The rows of both, which share their code tables, one lot after the other."""
    size = len(ready)
    both = _rows(ready, lambda column: column, None)
    for name in ("ids", *COLUMNS):
        setattr(both, name, np.concatenate([getattr(ready, name), getattr(more, name)]))
    both.number = {kind: np.concatenate([ready.number[kind], more.number[kind]]) for kind in NUMBERS}
    for mine, others in ((both.more, more.more), (both.weak, more.weak)):
        for name, held in others.items():
            mine[name] = {**mine[name], **{at + size: values for at, values in held.items()}}
    return both


def placed(ready: Prepared, fresh: Prepared, ids: np.ndarray) -> Prepared:
    """The records `ids`: the rows of `fresh` (prepared alone), and for the others those of `ready`."""
    fresh = recoded(fresh, ready)
    stay = (positions(ids, ready.ids) != NONE) & (positions(fresh.ids, ready.ids) == NONE)
    both = beside(ready, fresh)
    came_from = np.concatenate([np.flatnonzero(stay), len(ready) + np.arange(len(fresh))])
    return take(both, came_from[np.argsort(both.ids[came_from])])


def positions(ids: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Where each wanted number stands among `ids` (in order); NONE where it doesn't: int64[wanted]."""
    if not len(ids):
        return np.full(len(wanted), NONE, np.int64)
    at = np.searchsorted(ids, wanted)
    at[at == len(ids)] = 0
    return np.where(ids[at] == wanted, at, NONE)


def recoded(fresh: Prepared, known: Prepared) -> Prepared:
    """The rows of `fresh` in the codes of `known`, whose tables learn what they lack."""
    names = _codes(fresh.names, known.names)
    bundles = _codes(fresh.bundles, known.bundles)
    postcodes = _codes(fresh.postcodes, known.postcodes)
    numbers = {kind: _codes(fresh.numbers[kind], known.numbers[kind]) for kind in NUMBERS}
    by_column = {
        "forename": names, "surname": names, "middle": names, "forenames": bundles, "surnames": bundles,
        "words": _codes(fresh.phrases, known.phrases), "postcode": postcodes, "home": _codes(fresh.homes, known.homes),
        "source": _codes(fresh.sources, known.sources), "feed": _codes(fresh.feeds, known.feeds),
    }  # fmt: skip
    columns = {name: codes[getattr(fresh, name)] for name, codes in by_column.items()}
    columns["number"] = {kind: numbers[kind][fresh.number[kind]] for kind in NUMBERS}
    more = dict(fresh.more)
    for name, codes in (*numbers.items(), ("postcode", postcodes)):
        more[name] = {at: tuple(codes[list(values)].tolist()) for at, values in fresh.more[name].items()}
    tables = {name: getattr(known, name) for name in TABLES}
    found = replace(fresh, **columns, **tables, numbers=known.numbers, ears=known.ears, more=more)
    found.district = districts(found)
    return found


def _codes(fresh: Codes, known: Codes) -> np.ndarray:
    """For each code of a table its code in another, NONE for NONE."""
    return np.array([*(known.of(value) for value in fresh.values), NONE], np.int32)


def _noted(ready: Prepared) -> set[int]:
    """Positions of the records of which more is known than the columns hold."""
    return {at for held in (*ready.more.values(), *ready.weak.values()) for at in held}


def _rows(ready: Prepared, column: Callable[[np.ndarray], np.ndarray], noted: dict[int, int] | None) -> Prepared:
    found = replace(
        ready, records=(), ids=column(ready.ids), **{name: column(getattr(ready, name)) for name in COLUMNS}
    )
    found.number = {kind: column(codes) for kind, codes in ready.number.items()}
    if noted is None:
        found.more, found.weak = dict(ready.more), dict(ready.weak)
    else:
        found.more = {name: _moved(held, noted) for name, held in ready.more.items()}
        found.weak = {name: _moved(held, noted) for name, held in ready.weak.items()}
    return found


def _moved(held: dict[int, Any], noted: dict[int, int]) -> dict[int, Any]:
    return {noted[at]: values for at, values in held.items() if at in noted}
