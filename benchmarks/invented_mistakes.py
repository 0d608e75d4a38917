"""What six systems write of an invented child: who has a record where, with which numbers, and with which mistakes.

`mistakes` multiplies every chance of one. At 1.0 about half of the records differ from the truth in some field (an old address
counts), and the exact passes that councils use reach what they reached in the trials of the specification; 2.5 is the hard
setting. Familiar and foreign forms of forenames come from the package gender-guesser (`nam_dict.txt`, Jörg Michael, GFDL), which
`onroll.people` doesn't use; without it there are none but a few spellings by ear.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from onroll.linkage import LinkRecord
from onroll.people.identifiers import check_nhs_number, check_upn

FEEDS = {
    "roll": 0.93,
    "health": 0.62,
    "social_care": 0.2,
    "sightings": 0.35,
    "applications": 0.28,
    "ehe": 0.03,
    "post16": 0.14,
}
_HAS_UPN = {
    "roll": 0.985,
    "health": 0.1,
    "social_care": 0.65,
    "sightings": 0.2,
    "applications": 0.75,
    "ehe": 0.7,
    "post16": 0.85,
}
_HAS_NHS = {"health": 0.98, "social_care": 0.45, "sightings": 0.1}
_HEARD = {"Mohammed": "Muhammad", "Muhammad": "Mohamed", "Sofia": "Sophia", "Sophia": "Sofia", "Yusuf": "Yousef", "Aisha": "Ayesha",
          "Isaac": "Izaak", "Zachary": "Zackary", "Ayesha": "Aisha", "Mohamed": "Mohammed", "Lily": "Lilly", "Aiden": "Aidan",
          "Ibrahim": "Ebrahim", "Hussain": "Hussein", "Fatima": "Fatimah", "Zainab": "Zaynab", "Maryam": "Mariam", "Omar": "Umar"}  # fmt: skip
_SHORT_STREETS = {
    "Road": "Rd",
    "Street": "St",
    "Close": "Cl",
    "Avenue": "Ave",
    "Drive": "Dr",
    "Crescent": "Cres",
    "Lane": "Ln",
}


@dataclass(frozen=True, slots=True)
class Child:
    """One invented child and the homes they have had, each address and postcode."""

    person: int
    household: int
    forename: str
    middle: str
    surname: str
    former_surname: str
    birth: date
    sex: str
    origin: str
    upn: str
    second_upn: str
    nhs: str
    homes: tuple[tuple[str, str], ...]


@cache
def other_forms() -> dict[str, list[str]]:
    """Short, familiar and foreign forms of forenames in gender-guesser's list; empty where the package is absent."""
    package = find_spec("gender_guesser")
    if package is None or not package.origin:
        return {}
    forms: dict[str, list[str]] = {}
    text = (Path(package.origin).parent / "data" / "nam_dict.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        words = line[2:29].split()
        if line.startswith("=") and len(words) == 2:
            short, full = (word.replace("+", "") for word in words)
            forms.setdefault(full, []).append(short)
    return forms


class Scribe:
    """Writes records with mistakes; the same dice, the same mistakes."""

    def __init__(self, dice: random.Random, mistakes: float) -> None:
        self._dice = dice
        self._mistakes = mistakes
        self._forms = other_forms()

    def records_of(self, child: Child, sibling: Child | None, ids: list[int]) -> Iterator[LinkRecord]:
        """Every record that the systems hold of a child; `ids` are taken from its end."""
        for feed, share in FEEDS.items():
            if self._dice.random() < share:
                for _ in range(2 if feed in ("roll", "sightings") and self._dice.random() < 0.05 else 1):
                    yield self._written(ids.pop(), feed, child, sibling)

    def _chance(self, rate: float) -> bool:
        return self._dice.random() < rate * self._mistakes

    def _written(self, pk: int, feed: str, child: Child, sibling: Child | None) -> LinkRecord:
        dice = self._dice
        forename, surname, middle = self._names(child)
        upn, weak = self._upn(feed, child, sibling)
        nhs = child.nhs if dice.random() < _HAS_NHS.get(feed, 0) else ""
        if nhs and self._chance(0.003):
            nhs, weak = ("", weak | {"nhs_number": _slip(nhs, dice)})
            nhs = check_nhs_number(weak["nhs_number"]).value
        if nhs and sibling and self._chance(0.001):
            nhs = sibling.nhs
        address, postcode = self._home(child)
        sex = child.sex
        if self._chance(0.01):
            sex = dice.choice(("U", "", "F" if sex == "M" else "M"))
        return LinkRecord(
            pk, feed, str(100_000 + child.person % 300) if feed == "roll" else "", f"{feed[:2]}{pk}", surname, forename,
            middle_names=middle, date_of_birth=self._birth(child.birth), sex=sex, upn=upn, weak=weak, address=address,
            postcode=postcode, nhs_number=nhs,
        )  # fmt: skip

    def _names(self, child: Child) -> tuple[str, str, str]:
        dice, forename, surname, middle = self._dice, child.forename, child.surname, child.middle
        if child.former_surname and dice.random() < 0.3:
            surname = child.former_surname
        forms = self._forms.get(forename)
        if forms and self._chance(0.05):
            forename = dice.choice(forms)
        elif forename in _HEARD and self._chance(0.06):
            forename = _HEARD[forename]
        elif self._chance(0.016):
            forename = _slip(forename, dice)
        elif middle and self._chance(0.012):
            forename = dice.choice((middle, f"{forename} {middle}", f"{forename} {middle}"))
        elif self._chance(0.002):
            forename = forename[:1]
        if self._chance(0.018):
            surname = _slip(surname, dice)
        elif ("-" in surname or " " in surname) and self._chance(0.18):
            first, last = surname.replace("-", " ").split(" ", 1)
            surname = dice.choice((first, last, f"{first} {last}", f"{last} {first}", f"{first}{last}"))
        elif "'" in surname and self._chance(0.4):
            surname = surname.replace("'", dice.choice(("", " ")))
        elif child.origin in ("PL", "UA") and surname.endswith("ska") and self._chance(0.1):
            surname = surname[:-1] + "i"
        forename, surname = self._encoded(forename), self._encoded(surname)
        if self._chance(0.03 if child.origin in ("CN", "VN", "TR") else 0.003):
            forename, surname = surname, forename
        elif child.origin in ("IN", "PK") and self._chance(0.004):
            forename, surname = f"{forename} {surname}", dice.choice(("FNU", "", "."))
        return forename, surname, middle if dice.random() < 0.4 else ""

    def _encoded(self, name: str) -> str:
        """Accents dropped, lost or mangled."""
        if name.isascii():
            return name
        u = self._dice.random()
        if u < 0.5:
            bare = unicodedata.normalize("NFKD", name)
            return "".join(letter for letter in bare if not unicodedata.combining(letter))
        if u < 0.5 + 0.08 * self._mistakes:
            return "".join(letter if letter.isascii() else self._dice.choice("?\ufffd") for letter in name)
        if u < 0.5 + 0.14 * self._mistakes:
            return name.encode().decode("cp1252", "replace")
        return name

    def _birth(self, birth: date) -> date | None:
        dice = self._dice
        if birth.day <= 12 and self._chance(0.012):
            return birth.replace(month=birth.day, day=birth.month)
        if self._chance(0.008):
            return _digit(birth, dice)
        if self._chance(0.006):
            return None
        return birth.replace(month=1, day=1) if self._chance(0.003) else birth

    def _upn(self, feed: str, child: Child, sibling: Child | None) -> tuple[str, dict[str, str]]:
        dice = self._dice
        upn = child.upn if dice.random() < _HAS_UPN[feed] else ""
        if not upn:
            return "", {}
        if child.second_upn and dice.random() < 0.5:
            return child.second_upn, {}
        if sibling and self._chance(0.003):
            return sibling.upn, {}
        if self._chance(0.006):
            upn = _slip(upn, dice)
            return ("", {"upn": upn}) if not check_upn(upn).value else (upn, {})
        return upn, {}

    def _home(self, child: Child) -> tuple[str, str]:
        dice = self._dice
        address, postcode = child.homes[-1] if len(child.homes) == 1 or not self._chance(0.4) else child.homes[0]
        line, _, kind = address.rpartition(" ")
        if dice.random() < 0.3:
            address = f"{line} {_SHORT_STREETS.get(kind, kind)}"
        if self._chance(0.02):
            postcode = postcode[:-1] + dice.choice("ABDEFGHJ")
        elif self._chance(0.05):
            postcode = ""
        if self._chance(0.1):
            address = ""
        return address, postcode


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
    """One digit typed wrongly, or the year or the month next to it; a date all the same."""
    text = day.strftime("%d%m%Y")
    while True:
        kind = dice.random()
        at = dice.choice((0, 1, 1, 3, 7, 7))
        typed = text[:at] + dice.choice("0123456789") + text[at + 1 :]
        year, month = int(typed[4:]), int(typed[2:4])
        if kind < 0.2:
            year, month = int(text[4:]) + dice.choice((-1, 1)), int(text[2:4])
        elif kind < 0.35:
            month = int(text[2:4]) % 12 + 1
        try:
            found = date(year, month, int(typed[:2]))
        except ValueError:
            continue
        if found != day and abs(found.year - day.year) < 20:
            return found
