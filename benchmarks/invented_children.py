"""Invented families and what six systems write of them, mistakes included: something to link whose truth is known.

Apart from `onroll.simulator` on purpose: another generator, other names, other mistakes. Rates follow the trials of the
specification (2.6 records a child, about half of them clean); `mistakes` multiplies them.
"""

from __future__ import annotations

import csv
import gzip
import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from onroll.linkage import LinkRecord
from onroll.people.identifiers import check_upn, make_nhs_number, make_upn
from onroll.people.nicknames import nicknames_of

NAMES = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "names"
FEEDS = {
    "roll": 0.93,
    "health": 0.62,
    "social_care": 0.2,
    "sightings": 0.4,
    "applications": 0.25,
    "ehe": 0.06,
    "post16": 0.14,
}
_HAS_UPN = {
    "roll": 0.985,
    "health": 0.02,
    "social_care": 0.45,
    "sightings": 0.03,
    "applications": 0.4,
    "ehe": 0.6,
    "post16": 0.5,
}
_HAS_NHS = {"health": 0.98, "social_care": 0.4}
_HEARD = {"mohammed": "Muhammad", "muhammad": "Mohamed", "sofia": "Sophia", "sophia": "Sofia", "yusuf": "Yousef", "aisha": "Ayesha",
          "isaac": "Izaak", "zachary": "Zackary", "ayesha": "Aisha", "mohamed": "Mohammed", "lily": "Lilly", "aiden": "Aidan"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Child:
    """One invented child and the homes they have had."""

    person: int
    household: int
    forename: str
    middle: str
    surname: str
    former_surname: str
    birth: date
    sex: str
    upn: str
    second_upn: str
    nhs: str
    homes: tuple[str, ...]


def invent(
    children: int, *, seed: int, mistakes: float = 1.0
) -> tuple[list[LinkRecord], dict[int, int], dict[int, int]]:
    """Records, the person of each record, and the household of each person."""
    dice = random.Random(seed)
    families = _families(children, dice)
    records: list[LinkRecord] = []
    truth: dict[int, int] = {}
    for child, brother in families:
        for feed, share in FEEDS.items():
            if dice.random() < share:
                for _ in range(2 if feed in ("roll", "sightings") and dice.random() < 0.06 else 1):
                    pk = len(records) + 1
                    records.append(_written(pk, feed, child, brother, dice, mistakes))
                    truth[pk] = child.person
    order = list(range(1, len(records) + 1))
    dice.shuffle(order)
    records = [replace(record, id=order[record.id - 1]) for record in records]
    truth = {order[pk - 1]: person for pk, person in truth.items()}
    return (
        sorted(records, key=lambda record: record.id),
        truth,
        {child.person: child.household for child, _ in families},
    )


def _pools() -> tuple[dict[str, tuple[list[str], list[int]]], list[str], list[float]]:
    forenames: dict[str, dict[str, int]] = {"F": {}, "M": {}}
    with gzip.open(NAMES / "ew_baby_names_2006_2024.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            pool = forenames[row["sex"]]
            pool[row["name"].title()] = pool.get(row["name"].title(), 0) + int(float(row["n"] or 0))
    with (NAMES / "common-surnames-by-country.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    surnames: dict[str, float] = {}
    weights = {
        "GB": 60.0,
        "IE": 8.0,
        "IN": 6.0,
        "PK": 8.0,
        "BD": 3.0,
        "PL": 5.0,
        "RO": 3.0,
        "NG": 2.0,
        "PT": 2.0,
        "IT": 1.0,
    }
    for row in rows:
        name, weight = row["Romanized Name"].strip(), weights.get(row["Country"], 0.05)
        if name.isascii() and name:
            surnames[name] = surnames.get(name, 0) + weight / (5 + int(float(row["Rank"] or 50)))
    return (
        {sex: (list(pool), list(pool.values())) for sex, pool in forenames.items()},
        list(surnames),
        list(surnames.values()),
    )


def _families(children: int, dice: random.Random) -> list[tuple[Child, Child | None]]:
    forenames, surnames, weights = _pools()
    rare = ["".join(dice.choice(("ba", "ker", "hol", "ton", "wick", "der", "man", "lo", "ash", "ford", "gre", "sti", "ver", "ney"))
                    for _ in range(dice.choice((2, 3)))).title() for _ in range(max(200, children // 12))]  # fmt: skip
    postcodes = [f"NN{dice.randint(1, 29)} {dice.randint(1, 9)}{dice.choice('ABDEFGHJLNPQRSTUWXYZ')}{dice.choice('ABDEFGHJLNPQRSTUWXYZ')}"
                 for _ in range(max(50, children // 9))]  # fmt: skip
    found: list[tuple[Child, Child | None]] = []
    household = 0
    while len(found) < children:
        household += 1
        surname = dice.choices(surnames, weights)[0] if dice.random() < 0.6 else dice.choice(rare)
        if dice.random() < 0.05:
            surname += "-" + dice.choice(surnames)
        homes = (dice.choice(postcodes), *((dice.choice(postcodes),) if dice.random() < 0.2 else ()))
        brother: Child | None = None
        born = date(2008, 9, 1) + timedelta(days=dice.randint(0, 6200))
        for _ in range(dice.choices((1, 2, 3, 4), (45, 38, 13, 4))[0]):
            if brother and dice.random() >= 0.035:
                born += timedelta(days=dice.randint(330, 1500)) * dice.choice((1, -1))
            sex = dice.choice("FM")
            names = [n for n in dice.choices(*forenames[sex], k=2) if not brother or n != brother.forename] or ["Robin"]
            number = len(found) + 1
            own = surname if dice.random() > 0.06 else dice.choice(surnames)
            child = Child(
                number, household, names[0], names[-1] if dice.random() < 0.5 else "", own,
                dice.choice(surnames) if dice.random() < 0.04 else "", born, sex,
                make_upn("941", str(2000 + number % 400), 2010 + number // 400_000, number // 400 % 1000),
                make_upn("938", str(3000 + number % 400), 2011, number // 400 % 1000) if dice.random() < 0.003 else "",
                _nhs(number), homes,
            )  # fmt: skip
            found.append((child, brother))
            brother = child
    return found[:children]


def _nhs(number: int) -> str:
    for tail in range(11):
        try:
            return make_nhs_number(f"{400_000_000 + number * 13 + tail:09d}")
        except ValueError:
            continue
    raise AssertionError("eleven in a row can't fail")


def _written(
    pk: int, feed: str, child: Child, brother: Child | None, dice: random.Random, mistakes: float
) -> LinkRecord:
    def chance(rate: float) -> bool:
        return dice.random() < rate * mistakes

    forename, surname, birth = child.forename, child.surname, child.birth
    if child.former_surname and dice.random() < 0.4:
        surname = child.former_surname
    short = sorted(nicknames_of(forename.lower()))
    if short and chance(0.05):
        forename = dice.choice(short).title()
    elif chance(0.2) and forename.lower() in _HEARD:
        forename = _HEARD[forename.lower()]
    elif chance(0.03):
        forename = _slip(forename, dice)
    elif child.middle and chance(0.02):
        forename = dice.choice((child.middle, f"{forename} {child.middle}"))
    if chance(0.03):
        surname = _slip(surname, dice)
    elif "-" in surname and chance(0.25):
        surname = dice.choice((surname.split("-")[0], surname.split("-")[1], surname.replace("-", " ")))
    if chance(0.008):
        forename, surname = surname, forename
    born: date | None = birth
    if chance(0.012) and birth.day <= 12:
        born = birth.replace(month=birth.day, day=birth.month)
    elif chance(0.012):
        born = _digit(birth, dice)
    elif chance(0.008):
        born = None
    elif chance(0.004):
        born = birth.replace(month=1, day=1)
    upn = child.upn if dice.random() < _HAS_UPN[feed] else ""
    weak: dict[str, str] = {}
    if upn and child.second_upn and dice.random() < 0.5:
        upn = child.second_upn
    elif upn and brother and chance(0.004):
        upn = brother.upn
    elif upn and chance(0.008):
        upn = _slip(upn, dice)
        if not check_upn(upn).value:
            weak, upn = {"upn": upn}, ""
    homes = child.homes
    postcode = homes[0] if len(homes) == 1 or dice.random() < 0.5 else homes[1]
    if chance(0.015):
        postcode = postcode[:-1] + dice.choice("ABDEFGHJ")
    elif chance(0.03):
        postcode = ""
    return LinkRecord(
        pk, feed, str(100_000 + child.person % 300) if feed == "roll" else "", f"{feed[:2]}{pk}", surname, forename,
        middle_names=child.middle if dice.random() < 0.4 else "", date_of_birth=born,
        sex=child.sex if not chance(0.005) else "U", upn=upn, weak=weak, postcode=postcode,
        nhs_number=child.nhs if dice.random() < _HAS_NHS.get(feed, 0) else "",
    )  # fmt: skip


def _slip(text: str, dice: random.Random) -> str:
    at = dice.randrange(max(len(text) - 1, 1))
    kind = dice.random()
    if kind < 0.3:
        return text[:at] + text[at + 1 :] or text
    if kind < 0.6:
        return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
    letter = dice.choice("0123456789" if text[at].isdigit() else "aeiourstnl")
    return text[:at] + letter + (text[at:] if kind < 0.75 else text[at + 1 :])


def _digit(day: date, dice: random.Random) -> date:
    kind = dice.random()
    if kind < 0.5:
        return day + timedelta(days=dice.choice((-10, -1, 1, 10)))
    moved = day.replace(day=min(day.day, 28))
    return (
        moved.replace(year=day.year + dice.choice((-1, 1))) if kind < 0.8 else moved.replace(month=day.month % 12 + 1)
    )
