"""With what weights are records compared, and which file of weights was it?

The weights stand in `model.toml`: for each field and way of looking alike, how often it occurs between two records of one
child, of brothers or sisters, of twins, and of strangers. Weighing against brothers and sisters and not only against
strangers is what keeps a household's shared surname, address and birthday from counting as proof.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files

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


@dataclass(frozen=True, slots=True)
class Model:
    """The weights as arrays. `weights[field]`: float64[levels, 4] of one child, siblings, twins, strangers; NaN in the last
    column where the frequency among the records themselves stands in."""

    version: str
    digest: str
    prior: dict[str, float]
    link_from: float
    review_from: float
    complete_from: float  # where what two groups have and lack had to be weighed too
    guarded_from: float  # the same, where the guard or two surnames stood against it
    reconsider_from: float  # pairs less likely than this are not looked at again when groups are known
    weights: dict[str, np.ndarray]


@cache
def published_model() -> Model:
    """The fixed starting weights that come with OnRoll."""
    raw = (files("onroll.linkage") / "model.toml").read_bytes()
    read = tomllib.loads(raw.decode("utf-8"))
    weights = {}
    for field, levels in LEVELS.items():
        table = np.full((len(levels), 4), np.nan)
        for level in levels:
            table[level] = [np.nan if isinstance(rate, str) else rate for rate in read[field][level.name]]
        weights[field] = table
    thresholds = read["thresholds"]
    digest = hashlib.sha256(raw).hexdigest()[:16]
    return Model(
        read["version"],
        digest,
        read["prior"],
        thresholds["link"],
        thresholds["review"],
        thresholds["complete"],
        thresholds["guarded"],
        thresholds["reconsider"],
        weights,
    )
