"""Invented families and their homes: children to be written down by six systems, whose truth is known.

Apart from `onroll.simulator` on purpose: another generator, other names, other mistakes. Forenames are those of the births of
England and Wales (ONS) and of common forenames by country, surnames those of common surnames by country and made-up rare ones;
what the systems write of them stands in `invented_mistakes.py`.
"""

from __future__ import annotations

import csv
import gzip
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from benchmarks.invented_mistakes import Child, Scribe

from onroll.linkage import LinkRecord
from onroll.people.identifiers import make_nhs_number, make_upn

NAMES = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "names"
# Shares of origins, roughly those of a mixed authority: country codes of the name lists, their surnames' writing.
ORIGINS = {
    "GB": 0.66, "IE": 0.05, "PK": 0.055, "IN": 0.04, "BD": 0.025, "PL": 0.035, "RO": 0.03, "LT": 0.012, "NG": 0.02, "PT": 0.02,
    "ES": 0.01, "CN": 0.012, "TR": 0.012, "UA": 0.015, "VN": 0.004,
}  # fmt: skip
_BORROWED = {"PK": "BD", "NG": "GB"}  # lists of surnames that are lacking
_MUSLIM = (
    "Khan", "Hussain", "Ahmed", "Ali", "Begum", "Malik", "Shah", "Iqbal", "Mahmood", "Akhtar", "Butt", "Chaudhry", "Mirza", "Qureshi",
    "Raja", "Rehman", "Saleem", "Sheikh", "Siddiqui", "Yousaf", "Zaman", "Aslam", "Bibi", "Bhatti", "Farooq", "Ghani", "Hassan", "Javed",
)  # fmt: skip
_NIGERIAN = (
    "Adebayo", "Adeyemi", "Okafor", "Okonkwo", "Eze", "Balogun", "Bello", "Ibrahim", "Nwosu", "Obi", "Ogunleye", "Olawale", "Mensah",
    "Owusu", "Boateng", "Asante", "Chukwu", "Danjuma", "Ojo", "Uche", "Abiodun", "Afolabi", "Oyelaran", "Amadi", "Nnamdi",
)  # fmt: skip
_SYLLABLES = (
    "ba",
    "ker",
    "hol",
    "ton",
    "wick",
    "der",
    "man",
    "lo",
    "ash",
    "ford",
    "gre",
    "sti",
    "ver",
    "ney",
    "hart",
    "ley",
)
_MIDDLE = date(2017, 3, 1)
_STREETS = ("Road", "Street", "Close", "Avenue", "Lane", "Drive", "Crescent", "Gardens", "Way", "Court")


@dataclass(frozen=True, slots=True)
class Pool:
    """Values drawn by weight."""

    values: Sequence[str]
    cumulative: Sequence[float]

    def draw(self, dice: random.Random) -> str:
        return dice.choices(self.values, cum_weights=self.cumulative)[0]


def invent(
    children: int, *, seed: int, mistakes: float = 1.0
) -> tuple[list[LinkRecord], dict[int, int], dict[int, int]]:
    """Records, the person of each record, and the household of each person."""
    dice = random.Random(seed)
    families = _families(children, dice)
    scribe = Scribe(dice, mistakes)
    records: list[LinkRecord] = []
    truth: dict[int, int] = {}
    ids = list(range(1, children * 4 + 1_000))
    dice.shuffle(ids)
    for child, sibling in families:
        for record in scribe.records_of(child, sibling, ids):
            records.append(record)
            truth[record.id] = child.person
    records.sort(key=lambda record: record.id)
    return records, truth, {child.person: child.household for child, _ in families}


def _pool(weights: dict[str, float]) -> Pool:
    return Pool(list(weights), list(accumulate(weights.values())))


def _forenames() -> dict[tuple[str, str], Pool]:
    """By country and sex; "" for all births of England and Wales."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    with gzip.open(NAMES / "ew_baby_names_2006_2024.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            pool, name = found.setdefault(("", row["sex"]), {}), row["name"].title()
            pool[name] = pool.get(name, 0) + float(row["n"] or 0)
    with (NAMES / "common-forenames-by-country.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            name, rank = row["Romanized Name"].strip(), int(row["Index"] or 10)
            if name and row["Country"] in ORIGINS:
                found.setdefault((row["Country"], row["Gender"]), {})[name] = 1 / (4 + rank)
    return {key: _pool(weights) for key, weights in found.items()}


def _surnames(children: int, dice: random.Random) -> dict[str, Pool]:
    found: dict[str, dict[str, float]] = {"PK": {}, "BD": {}, "NG": {}}
    with (NAMES / "common-surnames-by-country.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            name = row["Romanized Name"].strip()
            if name and row["Country"] in ORIGINS:
                found.setdefault(row["Country"], {})[name] = 1 / (5 + int(float(row["Rank"] or 50)))
    for country, names in (("PK", _MUSLIM), ("BD", _MUSLIM), ("NG", _NIGERIAN)):
        found[country] |= {name: 1 / (5 + at) for at, name in enumerate(names)}
    rare = {
        "".join(dice.choice(_SYLLABLES) for _ in range(dice.choice((2, 3)))).title()
        for _ in range(max(200, children // 10))
    }
    common = sum(found["GB"].values()) + 0.5
    for name in sorted(rare):
        found["GB"][name] = common * 2 / len(rare)
    for country, share in (("LT", 0.3), ("RO", 0.5), ("UA", 0.3), ("PL", 0.5), ("TR", 0.3), ("IN", 0.5)):
        weight = sum(found[country].values()) * share
        for name in dice.sample(sorted(rare), max(20, len(rare) // 40)):
            found[country][
                name + {"LT": "as", "RO": "escu", "UA": "enko", "PL": "ski", "TR": "oglu", "IN": "a"}[country]
            ] = weight * 40 / len(rare)
    return {country: _pool(weights) for country, weights in found.items()}


def _families(children: int, dice: random.Random) -> list[tuple[Child, Child | None]]:
    forenames, surnames, origins = _forenames(), _surnames(children, dice), _pool(ORIGINS)
    towns = [f"NN{n}" for n in range(1, 30)]
    postcodes = [f"{dice.choice(towns)} {dice.randint(1, 9)}{dice.choice('ABDEFGHJLNPQRSTUWXYZ')}{dice.choice('ABDEFGHJLNPQRSTUWXYZ')}"
                 for _ in range(max(50, children // 9))]  # fmt: skip
    streets = [
        f"{''.join(dice.choice(_SYLLABLES) for _ in range(2)).title()} {dice.choice(_STREETS)}"
        for _ in range(len(postcodes) // 3 + 10)
    ]
    street_of = {postcode: dice.choice(streets) for postcode in postcodes}
    found: list[tuple[Child, Child | None]] = []
    household = 0

    def home() -> tuple[str, str]:
        postcode = dice.choice(postcodes)
        return f"{dice.randint(1, 120)} {street_of[postcode]}", postcode

    while len(found) < children:
        household += 1
        origin = origins.draw(dice)
        names = surnames[origin]
        surname = names.draw(dice)
        if origin in ("PT", "ES") and dice.random() < 0.8:
            surname += " " + names.draw(dice)
        elif dice.random() < 0.05:
            surname += "-" + names.draw(dice)
        homes = (home(), *((home(),) if dice.random() < 0.42 else ()))
        elder: Child | None = None
        called: set[str] = set()
        born = date(2008, 9, 1) + timedelta(days=dice.randint(0, 6200))
        for _ in range(dice.choices((1, 2, 3, 4), (45, 38, 13, 4))[0]):
            if elder and dice.random() >= 0.035:
                apart = timedelta(days=dice.randint(330, 1500))
                born += apart if born < _MIDDLE else -apart
            sex = dice.choice("FM")
            pool = forenames.get((origin, sex)) if origin != "GB" and dice.random() < 0.4 else None
            first = (pool or forenames["", sex]).draw(dice)
            while first in called:
                first = forenames["", sex].draw(dice)
            called.add(first)
            number = len(found) + 1
            own = surname if dice.random() > 0.06 else surnames["GB"].draw(dice)
            if sex == "F" and origin in ("PL", "UA") and own.endswith("ski"):
                own = own[:-1] + "a"
            child = Child(
                number, household, first, forenames["", sex].draw(dice) if dice.random() < 0.55 else "", own,
                surnames["GB"].draw(dice) if dice.random() < 0.03 else "", born, sex, origin, *_numbers(number, dice), homes,
            )  # fmt: skip
            found.append((child, elder))
            elder = child
    return found[:children]


def _numbers(number: int, dice: random.Random) -> tuple[str, str, str]:
    """UPN, a second one of the few who have two, NHS number."""
    upn = make_upn("941", str(2000 + number % 400), 2010 + number // 400_000, number // 400 % 1000)
    second = make_upn("938", str(3000 + number % 400), 2011, number // 400 % 1000) if dice.random() < 0.003 else ""
    for tail in range(11):
        try:
            return upn, second, make_nhs_number(f"{400_000_000 + number * 13 + tail:09d}")
        except ValueError:
            continue
    raise AssertionError("eleven in a row can't fail")
