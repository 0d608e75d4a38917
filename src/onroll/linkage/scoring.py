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
    rates = {field: model.weights[field][found] for field, found in levels.items()}
    for kind in NUMBERS:
        same = np.isnan(rates[kind][:, STRANGERS])
        rates[kind][same, STRANGERS] = _MISTYPED / shares.records
    _by_frequency(ready, shares, levels, rates, a)
    return {field: np.log(rate) for field, rate in rates.items()}


def _by_frequency(
    ready: Prepared, shares: Frequencies, levels: Levels, rates: dict[str, np.ndarray], a: np.ndarray
) -> None:
    equal_first, equal_last = levels["forename"] == Name.EQUAL, levels["surname"] == Name.EQUAL
    first, last = shares.forename[ready.forename[a]], shares.surname[ready.surname[a]]
    rates["surname"][equal_last, STRANGERS] = last[equal_last]
    rates["forename"][equal_first, STRANGERS] = first[equal_first]
    both = equal_first & equal_last
    together = np.maximum(first * last * _KIN_OF_NAMES, shares.namesakes[a])
    rates["forename"][both, STRANGERS] = (together / np.maximum(last, 1e-12))[both]
    same_middle = levels["middle_name"] == Name.EQUAL
    rates["middle_name"][same_middle, STRANGERS] = np.maximum(shares.forename[ready.middle[a]], 0.0005)[same_middle]
    same_day = levels["birth_date"] == Birth.EQUAL
    rates["birth_date"][same_day, STRANGERS] = shares.birth[a][same_day]
    same_home = (levels["place"] == Place.SAME) | (levels["place"] == Place.NEIGHBOUR)
    home = np.minimum(shares.postcode[ready.postcode[a]], 0.01) + 2 / shares.records
    rates["place"][same_home, STRANGERS] = home[same_home]
    same_house = levels["place"] == Place.HOUSE
    house = np.minimum(shares.home[ready.home[a]], 0.01) + 2 / shares.records
    rates["place"][same_house, STRANGERS] = house[same_house]


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
