"""What is a child of this family called? Names by birth year at their real frequency, with each origin's own customs.

Given names of England and Wales come from births registered (ONS); those of other origins are mixed from their country's
common names and the English ones, as families do. The shares of origins are those of a mixed shire county, our own choice.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from onroll.simulator.chance import Dice, Weighted

# origin: share of families, countries of its forenames, chance that a child has an English and Welsh forename, DfE
# ethnicity code, DfE language code
ORIGINS: dict[str, tuple[float, tuple[str, ...], float, str, str]] = {
    "british": (0.755, ("GB",), 0.99, "WBRI", "ENG"),
    "irish": (0.012, ("IE",), 0.7, "WIRI", "ENG"),
    "traveller": (0.004, ("IE", "GB"), 0.8, "WIRT", "ENG"),
    "polish": (0.034, ("PL",), 0.35, "WEEU", "POL"),
    "romanian": (0.036, ("RO",), 0.4, "WEEU", "RUM"),
    "lithuanian": (0.012, ("LT", "LV"), 0.4, "WEEU", "LIT"),
    "bulgarian": (0.008, ("BG",), 0.3, "WEEU", "BUL"),
    "portuguese": (0.008, ("PT",), 0.4, "WOTW", "POR"),
    "ukrainian": (0.006, ("UA",), 0.1, "WEEU", "UKR"),
    "african": (0.042, ("GB",), 0.95, "BAFR", "ENG"),
    "somali": (0.010, ("EG", "AE"), 0.3, "BSOM", "SOM"),
    "caribbean": (0.009, ("GB",), 0.98, "BCRB", "ENG"),
    "indian": (0.024, ("IN",), 0.55, "AIND", "GUJ"),
    "pakistani": (0.009, ("PK",), 0.75, "APKN", "URD"),
    "bangladeshi": (0.012, ("BD", "PK"), 0.7, "ABAN", "BNG"),
    "arabic": (0.009, ("EG", "AE", "SA", "IQ", "IR", "MA"), 0.3, "OARA", "ARA"),
    "chinese": (0.005, ("CN",), 0.55, "CHNE", "CHI"),
    "vietnamese": (0.002, ("US",), 0.8, "OVIE", "VIE"),
    "turkish": (0.003, ("TR",), 0.25, "WTUR", "TUR"),
}
BAND_OF_YEAR = {year: 0 if year < 2009 else min((year - 2006) // 3, 5) for year in range(1990, 2060)}
PARENT_NAMES = {
    "F": ["Sarah", "Emma", "Claire", "Laura", "Gemma", "Kelly", "Rebecca", "Nicola", "Michelle", "Samantha", "Lisa", "Rachel", "Amy", "Hannah", "Victoria", "Natalie", "Louise", "Jessica", "Charlotte", "Lauren", "Stacey", "Katie", "Hayley", "Kerry", "Danielle", "Leanne", "Zoe", "Jade", "Stephanie", "Joanne"],
    "M": ["David", "James", "Christopher", "Matthew", "Daniel", "Andrew", "Michael", "Paul", "Mark", "Lee", "Craig", "Stephen", "Robert", "Ryan", "Adam", "Thomas", "Richard", "Jamie", "Simon", "Scott", "Gareth", "Liam", "Martin", "Kevin", "Anthony", "Peter", "Ian", "Darren", "Neil", "Jason"],
}  # fmt: skip
MUHAMMADS = ("Muhammad", "Mohammed", "Mohammad")


class Named(NamedTuple):
    """The names a child truly has; `preferred` is what the family uses where it isn't the first forename."""

    forename: str
    middle: str
    preferred: str


def _rows(name: str) -> list[dict[str, str]]:
    with files("onroll.simulator.tables").joinpath(name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@cache
def _given() -> dict[tuple[str, int], Weighted[str]]:
    rows = _rows("given_names.csv")
    bands = [column for column in rows[0] if column not in ("sex", "name")]
    tables = {}
    for sex in "FM":
        for band, column in enumerate(bands):
            held = [(row["name"], int(row[column] or 0)) for row in rows if row["sex"] == sex and row[column]]
            tables[sex, band] = Weighted([name for name, _ in held], [count for _, count in held])
    return tables


@cache
def _abroad() -> dict[tuple[str, str], Weighted[str]]:
    held: dict[tuple[str, str], dict[str, float]] = {}
    for row in _rows("names_by_country.csv"):
        names = held.setdefault((row["country"], row["kind"]), {})
        names.setdefault(row["name"], 1.0 / (int(row["rank"]) + 4))
    return {key: Weighted.of(names) for key, names in held.items()}


@cache
def _surnames() -> dict[str, Weighted[str]]:
    held: dict[str, dict[str, float]] = {}
    for row in _rows("surnames.csv"):
        held.setdefault(row["origin"], {})[row["name"]] = float(row["weight"])
    return {origin: Weighted.of(names) for origin, names in held.items()}


@cache
def origins() -> Weighted[str]:
    """The mix of origins, to draw a family's from."""
    return Weighted.of({origin: facts[0] for origin, facts in ORIGINS.items()})


def surname(dice: Dice, origin: str) -> str:
    """A family's surname, by its origin; some English ones are double, as are half of the Portuguese."""
    name = _surnames()[origin].draw(dice)
    if origin in ("british", "irish", "caribbean") and dice.yes(0.035) and "-" not in name:
        return f"{name}-{_surnames()['british'].draw(dice)}"
    if origin == "portuguese" and dice.yes(0.5):
        return f"{name} {_surnames()[origin].draw(dice)}"
    return name


def surname_of_daughter(dice: Dice, origin: str, name: str) -> str:
    """A girl's form of the family's surname where custom has one; some families here keep the father's."""
    custom = dice.yes(0.65)
    if not custom:
        return name
    if origin in ("polish", "ukrainian") and name.endswith(("ski", "cki", "dzki")):
        return name[:-1] + "a"
    if origin == "bulgarian" and name.endswith(("ov", "ev")):
        return name + "a"
    if origin == "lithuanian" and name.endswith("auskas"):
        return name[:-2] + "aitė"
    if origin in ("pakistani", "bangladeshi") and dice.yes(0.25):
        return dice.pick(("Begum", "Bibi", "Khatun", "Akhtar", "Sultana"))
    return name


def _forename(dice: Dice, origin: str, sex: str, year: int) -> str:
    facts = ORIGINS[origin]
    if dice.u() >= facts[2]:
        table = _abroad().get((dice.pick(facts[1]), sex))
        if table is not None:
            return table.draw(dice)
    return _given()[sex, BAND_OF_YEAR[year]].draw(dice)


def given(dice: Dice, origin: str, sex: str, year: int, taken: set[str]) -> Named:
    """A child's forename, middle names and the name in use; `taken` are the forenames of brothers and sisters."""
    forename = _forename(dice, origin, sex, year)
    for _ in range(8):
        if forename not in taken:
            break
        forename = _forename(dice, origin, sex, year)
    preferred = ""
    middle = _forename(dice, origin, sex, year) if dice.yes(0.72) else ""
    if middle == forename:
        middle = ""
    if origin in ("pakistani", "bangladeshi") and sex == "M" and forename not in MUHAMMADS and dice.yes(0.2):
        return Named(dice.pick(MUHAMMADS), forename, forename)
    if origin == "indian" and dice.yes(0.3):
        middle = "Singh" if sex == "M" else "Kaur"
    elif origin in ("chinese", "vietnamese") and dice.yes(0.3):
        preferred = _given()[sex, BAND_OF_YEAR[year]].draw(dice)
    elif middle and dice.yes(0.02):
        preferred = middle
    return Named(forename, middle, preferred)


def adult(dice: Dice, origin: str, sex: str) -> str:
    """A parent's forename."""
    facts = ORIGINS[origin]
    table = _abroad().get((facts[1][0], sex))
    if table is not None and dice.u() >= facts[2]:
        return table.draw(dice)
    return dice.pick(PARENT_NAMES[sex])
