"""How likely are two records one child, given how they are alike and how common their names are?

Four explanations of a pair are weighed against each other: one child, brothers or sisters, twins, strangers. Strangers are
as many as there are records, so that the more children an authority holds the more a pair must show.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onroll.linkage.alike import Levels
from onroll.linkage.model import Birth, Model, Name, Place
from onroll.linkage.preparing import NUMBERS, Prepared

STRANGERS = 3
_KIN_OF_NAMES = 2.0  # a forename and surname go together (Mohammed Khan) more often than by chance
_TYPICAL_POPULATION = 260_000
_TYPICAL_FORENAME, _TYPICAL_SURNAME, _TYPICAL_POSTCODE = 0.003, 0.001, 0.0001
DAYS_OF_CHILDHOOD = 6_570
_MISTYPED = 0.001  # of numbers are, and pass their check, and are another child's


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How common each value is among the records: shares by code, float64, the last entry for "no value".

    `namesakes[records]` is the share of records that bear both names of this one and are another child's.
    """

    records: int
    forename: np.ndarray
    surname: np.ndarray
    birth: np.ndarray  # float64[records]
    postcode: np.ndarray
    home: np.ndarray
    namesakes: np.ndarray  # float64[records]
    common: np.ndarray  # bool by name code: too many bear it for it to be a slip


def typical_frequencies(ready: Prepared) -> Frequencies:
    """For a pair explained on its own, without the authority's records: middling names in a middling authority."""
    names = len(ready.names.values)
    return Frequencies(
        records=_TYPICAL_POPULATION,
        forename=np.full(names + 1, _TYPICAL_FORENAME),
        surname=np.full(names + 1, _TYPICAL_SURNAME),
        birth=np.full(len(ready), 1 / DAYS_OF_CHILDHOOD),
        postcode=np.full(len(ready.postcodes.values) + 1, _TYPICAL_POSTCODE),
        home=np.full(len(ready.homes.values) + 1, _TYPICAL_POSTCODE),
        namesakes=np.full(len(ready), _TYPICAL_FORENAME * _TYPICAL_SURNAME * _KIN_OF_NAMES),
        common=np.zeros(names + 1, bool),
    )


def tell_slips_from_names(ready: Prepared, shares: Frequencies, levels: Levels, a: np.ndarray, b: np.ndarray) -> None:
    """A spelling a letter off is a slip where one of the two is rare; where many bear both, they merely resemble."""
    for field, codes in (("forename", ready.forename), ("surname", ready.surname)):
        found = levels[field]
        both = shares.common[codes[a]] & shares.common[codes[b]]
        found[(found == Name.SPELLING) & both] = Name.RESEMBLES
        found[(found == Name.VARIANT) & ~both] = Name.SPELLING


def evidence(
    ready: Prepared, shares: Frequencies, model: Model, levels: Levels, a: np.ndarray, b: np.ndarray
) -> dict[str, np.ndarray]:
    """For each field, the natural logarithm of how often such a pair occurs under each explanation: float64[pairs, 4]."""
    logs = {field: np.log(model.weights[field])[found] for field, found in levels.items()}
    for kind in NUMBERS:
        same = np.isnan(logs[kind][:, STRANGERS])
        logs[kind][same, STRANGERS] = np.log(_MISTYPED / shares.records)
    _by_frequency(ready, shares, levels, logs, a)
    return logs


def _by_frequency(
    ready: Prepared, shares: Frequencies, levels: Levels, logs: dict[str, np.ndarray], a: np.ndarray
) -> None:
    """Where two records share a value, strangers share it as often as it is common."""

    def put(field: str, where: np.ndarray, share: np.ndarray) -> None:
        logs[field][where, STRANGERS] = np.log(share)

    equal_first = np.flatnonzero(levels["forename"] == Name.EQUAL)
    put("forename", equal_first, shares.forename[ready.forename[a[equal_first]]])
    equal_last = np.flatnonzero(levels["surname"] == Name.EQUAL)
    put("surname", equal_last, shares.surname[ready.surname[a[equal_last]]])
    both = equal_first[levels["surname"][equal_first] == Name.EQUAL]
    first, last = shares.forename[ready.forename[a[both]]], shares.surname[ready.surname[a[both]]]
    together = np.maximum(first * last * _KIN_OF_NAMES, shares.namesakes[a[both]])
    put("forename", both, together / np.maximum(last, 1e-12))
    same_middle = np.flatnonzero(levels["middle_name"] == Name.EQUAL)
    put("middle_name", same_middle, np.maximum(shares.forename[ready.middle[a[same_middle]]], 0.0005))
    same_day = np.flatnonzero(levels["birth_date"] == Birth.EQUAL)
    put("birth_date", same_day, shares.birth[a[same_day]])
    place = levels["place"]
    same_home = np.flatnonzero((place == Place.SAME) | (place == Place.NEIGHBOUR))
    put("place", same_home, np.minimum(shares.postcode[ready.postcode[a[same_home]]], 0.01) + 2 / shares.records)
    same_house = np.flatnonzero(place == Place.HOUSE)
    put("place", same_house, np.minimum(shares.home[ready.home[a[same_house]]], 0.01) + 2 / shares.records)


def probabilities(
    model: Model, shares: Frequencies, logs: dict[str, np.ndarray], same_source: np.ndarray
) -> np.ndarray:
    """The probability that each pair is one child: float64[pairs]."""
    prior = model.prior
    total = np.log([prior["one_child"], prior["siblings"], prior["twins"], float(shares.records)]) + sum(logs.values())
    total[same_source, 0] += np.log(prior["same_source"])
    total -= total.max(axis=1, keepdims=True)
    weights = np.exp(total)
    return weights[:, 0] / weights.sum(axis=1)
