"""How is what stands written down as bytes and read again in a fraction of a second?

Parts by name: arrays as they are in memory, texts end to end. `engine` says by which code: what other code wrote is not read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from onroll.linkage.model import LEVELS
from onroll.linkage.patching import COLUMNS, TABLES
from onroll.linkage.preparing import NUMBERS, Codes, Ears, Prepared
from onroll.linkage.standing import Standing
from onroll.linkage.weighing import Weighed

_TUPLES = ("bundles", "phrases", "sources")  # tables whose values are several texts each
_LINE, _WITHIN = "\n", "\x1f"
_PAIRS = ("a", "b", "chance", "outcome", "rule")
_TYPES = {
    "ids": np.int64, "birth": np.int32, "filler_birth": np.bool_, "adopted": np.bool_, "sex": np.int8, "a": np.int32, "b": np.int32,
    "chance": np.float64, "outcome": np.uint8, "rule": np.uint8, "final_chance": np.float64, "final_rule": np.uint8,
    "said": np.uint8, "label": np.int32, "ears": np.int32, "ears_of": np.int32,
}  # fmt: skip


@cache
def engine() -> str:
    """A digest of all code and lists that an answer hangs on: `linkage` and `people`."""
    found = hashlib.sha256()
    for package in ("onroll.linkage", "onroll.people"):
        folder = files(package)
        for entry in sorted([*folder.iterdir(), *_data(folder)], key=lambda file: file.name):
            if entry.is_file():
                found.update(entry.name.encode() + entry.read_bytes())
    return found.hexdigest()[:16]


def _data(folder: Any) -> list[Any]:
    inner = folder / "data"
    return list(inner.iterdir()) if inner.is_dir() else []


def parts_of(standing: Standing) -> dict[str, bytes]:
    """What stands, as bytes by name."""
    ready, weighed = standing.ready, standing.weighed
    arrays = {"ids": ready.ids, **{name: getattr(ready, name) for name in COLUMNS}}
    arrays |= {name: getattr(weighed, name) for name in _PAIRS}
    arrays |= {
        "final_chance": standing.chance,
        "final_rule": standing.rule,
        "said": standing.said,
        "label": standing.label,
    }
    arrays |= {f"level:{field}": weighed.levels[field] for field in LEVELS}
    for kind in NUMBERS:
        arrays |= {f"number:{kind}": ready.number[kind], f"given:{kind}": standing.given[kind]}
    arrays |= {"ears": ready.ears.flat, "ears_of": ready.ears.counts}
    found = {name: np.ascontiguousarray(array, _type(name)).tobytes() for name, array in arrays.items()}
    tables = {name: getattr(ready, name).values for name in TABLES}
    tables |= {f"numbers:{kind}": ready.numbers[kind].values for kind in NUMBERS}
    found |= {f"table:{name}": _written(values, name in _TUPLES) for name, values in tables.items()}
    found["table:heard"] = _written(list(ready.ears.codes), False)
    return found | {"few": _few(standing)}


def standing_from(parts: Mapping[str, bytes]) -> Standing:
    """What `parts_of` wrote. Raises KeyError or ValueError where something is missing."""
    few = json.loads(parts["few"])
    tables = {name: _read(parts[f"table:{name}"], name in _TUPLES) for name in TABLES}
    ears = Ears()
    ears.codes = {text: code for code, text in enumerate(_read(parts["table:heard"], False).values)}
    ears.flat, ears.counts = (_array(parts, name).astype(np.int64) for name in ("ears", "ears_of"))
    ready = Prepared(
        records=(), ids=_array(parts, "ids"), **{name: _array(parts, name) for name in COLUMNS}, **tables, ears=ears,
        numbers={kind: _read(parts[f"table:numbers:{kind}"], False) for kind in NUMBERS},
        number={kind: _array(parts, f"number:{kind}") for kind in NUMBERS},
        more={name: {int(at): tuple(codes) for at, codes in held.items()} for name, held in few["more"].items()},
        weak={name: {int(at): text for at, text in held.items()} for name, held in few["weak"].items()},
    )  # fmt: skip
    levels = {field: _array(parts, f"level:{field}") for field in LEVELS}
    a, b, *others = (_array(parts, name) for name in _PAIRS)
    return Standing(
        few["model"], few["reference"], ready, {kind: _array(parts, f"given:{kind}") for kind in NUMBERS},
        Weighed(a.astype(np.int64), b.astype(np.int64), *others, levels), _array(parts, "final_chance"),
        _array(parts, "final_rule"), _array(parts, "said"), _array(parts, "label").astype(np.int64),
        {(a, b): same for a, b, same in few["decisions"]}, {(one, other): said for one, other, said in few["notes"]},
    )  # fmt: skip


def _few(standing: Standing) -> bytes:
    ready = standing.ready
    return json.dumps({
        "model": standing.model, "reference": standing.reference, "more": ready.more, "weak": ready.weak,
        "decisions": [[a, b, same] for (a, b), same in standing.decisions.items()],
        "notes": [[*about, said] for about, said in standing.notes.items()],
    }).encode()  # fmt: skip


def _type(name: str) -> Any:
    return _TYPES.get(name, np.uint8 if name.startswith("level:") else np.int32)


def _array(parts: Mapping[str, bytes], name: str) -> np.ndarray:
    return np.frombuffer(parts[name], _type(name)).copy()


def _written(values: list, several: bool) -> bytes:
    """Texts end to end; a table of none is told from a table of one empty text by its first character."""
    texts = [_WITHIN.join(value) for value in values] if several else values
    return (("+" + _LINE.join(texts)) if texts else "-").encode("utf-8", "surrogatepass")


def _read(content: bytes, several: bool) -> Codes:
    text = content.decode("utf-8", "surrogatepass")
    if text == "-":
        return Codes()
    lines = text[1:].split(_LINE)
    return Codes([tuple(line.split(_WITHIN)) for line in lines] if several else lines)
