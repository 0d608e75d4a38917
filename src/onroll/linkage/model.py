"""With what weights are records compared, and which file of weights was it?

A model is a file (TOML), dated and hashed, with the evidence it rests on and what each mistake costs, from which its thresholds
follow. It names no engine: here it drives arrays, and `as_splink` writes it out for Splink.
The weights stand in `model.toml`: for each field and way of looking alike, how often it occurs between two records of one
child, of brothers or sisters, of twins, and of strangers. Weighing against brothers and sisters and not only against
strangers is what keeps a household's shared surname, address and birthday from counting as proof.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np


class Name(IntEnum):
    """Ways in which two names are alike: those of `people.likeness`, and two more that need both records or the data."""

    EQUAL = 0
    SPELLING = 1
    VARIANT = 2
    PART = 3
    NICKNAME = 4
    INITIAL = 5
    MISSING = 6
    DIFFERENT = 7
    SWAPPED = 8  # forename and surname exchanged
    RESEMBLES = 9  # a letter or two off, but both are names that many bear: Mia and Mya may be sisters


class Birth(IntEnum):
    """Ways in which two dates of birth are alike."""

    EQUAL = 0
    SWAPPED = 1
    ONE_DIGIT = 2
    NEAR = 3
    FILLER = 4
    MISSING = 5
    DIFFERENT = 6
    TWO_PARTS = 7  # of day, month and year two agree


class Place(IntEnum):
    """Ways in which two addresses are alike."""

    SAME = 0
    NEAR = 1
    DISTRICT = 2
    MISSING = 3
    ELSEWHERE = 4
    HOUSE = 5  # house and street the same, the postcode missing on one, mistyped or of the same district
    NEIGHBOUR = 6  # one postcode, but another house or street


class Number(IntEnum):
    """Ways in which two identifiers of one kind are alike."""

    MISSING = 0
    SAME = 1
    FORMER = 2
    WEAK = 3
    TEMPORARY = 4
    DIFFERENT = 5


class Sex(IntEnum):
    """Whether two records give one sex."""

    MISSING = 0
    SAME = 1
    DIFFERENT = 2


LEVELS: dict[str, type[IntEnum]] = {
    "forename": Name, "surname": Name, "middle_name": Name, "birth_date": Birth, "place": Place, "upn": Number, "nhs_number": Number,
    "uln": Number, "sex": Sex,
}  # fmt: skip

EXPLANATIONS = ("one_child", "siblings", "twins", "strangers")


@dataclass(frozen=True, slots=True)
class Model:
    """The weights as arrays. `weights[field]`: float64[levels, 4] of one child, siblings, twins, strangers; NaN in the last
    column where the frequency among the records themselves stands in.

    `evidence` says what the weights rest on; `costs` are minutes of an officer's time, and set the thresholds (`thresholds`).
    """

    version: str
    digest: str
    prior: dict[str, float]
    link_from: float
    review_from: float
    complete_from: float  # where what two groups have and lack had to be weighed too
    guarded_from: float  # the same, where the guard or two surnames stood against it
    reconsider_from: float  # pairs less likely than this are not looked at again when groups are known
    weights: dict[str, np.ndarray]
    evidence: dict[str, Any] = field(default_factory=dict)
    costs: dict[str, float] = field(default_factory=dict)


def thresholds(costs: dict[str, float]) -> dict[str, float]:
    """From what probability a pair is joined, or shown to a person, so that the expected minutes are fewest.

    Joined where a wrong merge, as likely as it is then, costs less than looking; looked at where a missed link costs more.
    """
    look = costs["look"]
    return {
        "link_from": 1 - look / costs["wrong_merge"],
        "complete_from": 1 - look / costs["wrong_merge_by_groups"],
        "guarded_from": 1 - look / costs["wrong_merge_guarded"],
        "review_from": look / costs["missed_link"],
        "reconsider_from": look / costs["missed_link"] / costs["most_a_group_says"],
    }


@cache
def published_model() -> Model:
    """The fixed starting weights that come with OnRoll."""
    return read_model((files("onroll.linkage") / "model.toml").read_bytes())


def read_model(raw: bytes) -> Model:
    """A model from the bytes of its file. Raises ValueError where they are no model."""
    try:
        read = tomllib.loads(raw.decode("utf-8"))
        weights = {}
        for name, levels in LEVELS.items():
            table = np.full((len(levels), len(EXPLANATIONS)), np.nan)
            for level in levels:
                rates = read[name][level.name]
                table[level] = [np.nan if isinstance(rate, str) else rate for rate in rates]
            weights[name] = table
        limits, costs = thresholds(read["costs"]), read["costs"]
        evidence = read.get("evidence", {})
        digest = hashlib.sha256(raw).hexdigest()[:16]
        return Model(read["version"], digest, read["prior"], weights=weights, evidence=evidence, costs=costs, **limits)
    except (KeyError, TypeError, ValueError, UnicodeDecodeError) as error:
        raise ValueError(f"This is no model of linking: {error}") from error


def write_model(model: Model) -> bytes:
    """A model as the bytes of its file: what `read_model` reads, with another digest only where something differs."""
    lines = [f"version = {_text(model.version)}"]
    for section, values in (("evidence", model.evidence), ("prior", model.prior), ("costs", model.costs)):
        lines += ["", f"[{section}]", *(f"{key} = {_text(value)}" for key, value in values.items())]
    for name, levels in LEVELS.items():
        lines += ["", f"[{name}]  # " + ", ".join(EXPLANATIONS)]
        for level in levels:
            rates = model.weights[name][level].tolist()
            lines.append(f"{level.name} = [{', '.join(_rate(name, rate) for rate in rates)}]")
    return ("\n".join(lines) + "\n").encode("utf-8")


def _text(value: Any) -> str:
    return repr(value) if isinstance(value, int | float) else '"' + str(value).replace("\\", "").replace('"', "'") + '"'


def _rate(name: str, rate: float) -> str:
    if np.isnan(rate):
        return '"rare"' if name in ("upn", "nhs_number", "uln") else '"freq"'
    return repr(float(f"{rate:.6g}"))
