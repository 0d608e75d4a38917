"""What does one system make of who a child is? The truth, with that system's own slips, gaps and out-of-date values.

One record is drawn once for all time from its own dice: the same slips come back in every extract, as they do in life.
`errors` scales every chance of a slip; at 1.0 about 53 % of records are clean.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from onroll.people.identifiers import make_upn
from onroll.simulator.calendars import iso
from onroll.simulator.chance import Dice
from onroll.simulator.families import Child
from onroll.simulator.spells import Address


class System(NamedTuple):
    """The habits of one kind of system."""

    upn_missing: float  # chance that a child who has a UPN is held without it
    nhs_held: float
    slips: float  # multiplies every chance of a slip
    lag: float  # mean days until a house move is written down
    never: float  # chance that a move goes unnoticed for years
    upper: bool = False  # names in capitals
    plain: bool = False  # accents dropped by design
    digits: bool = False  # sex as 1 and 2


SYSTEMS = {
    "school": System(0.012, 0.0, 0.95, 60.0, 0.42),
    "education": System(0.2, 0.0, 1.1, 90.0, 0.4),
    "care": System(0.32, 0.25, 1.15, 70.0, 0.4),
    "send": System(0.12, 0.2, 1.05, 120.0, 0.4),
    "health": System(1.0, 0.99, 1.05, 400.0, 0.55, upper=True, plain=True, digits=True),
    "agency": System(1.0, 0.04, 1.5, 30.0, 0.4),
    "neighbour": System(0.03, 0.0, 1.0, 120.0, 0.4),
    "independent": System(0.75, 0.0, 1.0, 80.0, 0.4),
    "justice": System(0.5, 0.1, 1.2, 60.0, 0.4),
    "post16": System(0.06, 0.0, 1.05, 120.0, 0.4),
    "admissions": System(0.16, 0.0, 0.95, 30.0, 0.25),
}
NICKNAMES = {
    "Alexander": "Alex", "Alexandra": "Alex", "Amelia": "Millie", "Andrew": "Andy", "Anthony": "Tony", "Benjamin": "Ben",
    "Charlotte": "Lottie", "Christopher": "Chris", "Daniel": "Danny", "Edward": "Eddie", "Eleanor": "Ellie", "Elizabeth": "Lizzie",
    "Emily": "Em", "Frederick": "Freddie", "Gabriel": "Gabe", "Grace": "Gracie", "Harrison": "Harry", "Henry": "Harry",
    "Isabella": "Bella", "Isabelle": "Izzy", "Jack": "Jackie", "Jacob": "Jake", "James": "Jamie", "Jessica": "Jess",
    "Joseph": "Joe", "Joshua": "Josh", "Katherine": "Katie", "Leonardo": "Leo", "Lily": "Lil", "Lucas": "Luke", "Lucy": "Lu",
    "Madison": "Maddie", "Matilda": "Tilly", "Matthew": "Matt", "Maximilian": "Max", "Mohammed": "Mo", "Muhammad": "Mo",
    "Megan": "Meg", "Michael": "Mike", "Nathaniel": "Nathan", "Nicholas": "Nick", "Oliver": "Ollie", "Olivia": "Liv",
    "Patrick": "Paddy", "Poppy": "Pop", "Rebecca": "Becky", "Robert": "Bobby", "Rosie": "Rose", "Samuel": "Sam",
    "Scarlett": "Scar", "Sebastian": "Seb", "Sophia": "Sophie", "Theodore": "Theo", "Thomas": "Tom", "Toby": "Tobes",
    "Victoria": "Tori", "William": "Will", "Zachary": "Zach", "Abigail": "Abi", "Archie": "Arch", "Evelyn": "Evie",
    "Florence": "Flo", "Francesca": "Fran", "Georgia": "George", "Jonathan": "Jon", "Natasha": "Tash", "Tobias": "Toby",
}  # fmt: skip
KEYS = {"a": "s", "b": "v", "c": "x", "d": "s", "e": "r", "f": "g", "g": "f", "h": "j", "i": "o", "k": "l", "l": "k", "m": "n",
        "n": "m", "o": "i", "p": "o", "r": "e", "s": "a", "t": "r", "u": "y", "v": "b", "w": "e", "y": "i", "z": "x"}  # fmt: skip
_OTHER_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ı": "i", "ß": "ss", "æ": "ae"}
)


def plain(name: str) -> str:
    """A name without its accents, as many systems keep it."""
    if name.isascii():
        return name
    bare = unicodedata.normalize("NFKD", name.translate(_OTHER_LETTERS))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


class Held(NamedTuple):
    """Who the child is in one system: the columns of a person, as that system writes them."""

    upn: str
    former_upn: str
    uln: str
    nhs_number: str
    surname: str
    forename: str
    middle_names: str
    former_surname: str
    preferred_forename: str
    date_of_birth: str
    sex: str
    address: Address | None
    postcode: str
    clean: bool


def _typo(name: str, dice: Dice) -> str:
    if len(name) < 3:
        return name + name[-1:]
    at, kind = 1 + dice.below(len(name) - 2), dice.below(4)
    if kind == 0:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if kind == 1:
        return name[:at] + name[at + 1 :]
    if kind == 2:
        return name[:at] + name[at] + name[at:]
    return name[:at] + KEYS.get(name[at].lower(), "e") + name[at + 1 :]


def _spelling(name: str, system: System, dice: Dice, errors: float) -> tuple[str, bool]:
    """Accents, hyphens and apostrophes as the system leaves them, and whether it kept the name whole."""
    u = dice.u()
    if not name.isascii():
        if system.plain or u < 0.45 * errors:
            return plain(name), system.plain
        if u < 0.57 * errors:
            return "".join("?" if ord(letter) > 255 else letter for letter in name), False
        if u < 0.64 * errors:
            return name.encode("utf-8").decode("cp1252", "replace"), False
    elif "-" in name or "'" in name or " " in name:
        if u < 0.22 * errors:
            return name.replace("-", " ").replace("'", " "), False
        if u < 0.38 * errors:
            return name.replace("-", "").replace("'", "").replace(" ", ""), False
        if u < 0.46 * errors and "-" in name:
            return name.split("-")[dice.below(2)], False
    return name, True


def _forename(child: Child, e: float, dice: Dice) -> tuple[str, bool]:
    named, u = child.named, dice.u() / e if e > 0 else 1.0
    name = named.forename
    if u < 0.021:
        return _typo(name, dice), False
    if u < 0.085:
        other = named.preferred or NICKNAMES.get(name, "")
        return (other, False) if other else (name, True)
    if u < 0.1:
        return (f"{name} {named.middle}", False) if named.middle else (name, True)
    if u < 0.104:
        return name[:1], False
    return name, True


def _surname(child: Child, e: float, on: int, dice: Dice) -> tuple[str, str, bool]:
    """The surname held, the former one noted beside it, and whether it is right."""
    current = child.surname if on >= child.renamed else child.former_surname or child.surname
    former = child.former_surname if child.former_surname and on >= child.renamed else ""
    slip, late = dice.u() / e if e > 0 else 1.0, dice.u()
    if former and late < 0.3 * min(e, 2.0):
        return former, "", False
    if slip < 0.021:
        return _typo(current, dice), "", False
    if slip < 0.028 and child.family.other_surname != current:
        return child.family.other_surname, "", False
    return current, former if late > 0.6 else "", True


def _birth(birth: int, e: float, dice: Dice) -> tuple[str, bool]:
    text, u = iso(birth), dice.u() / e if e > 0 else 1.0
    year, month, number = text[:4], text[5:7], text[8:]
    if u < 0.009 and int(number) <= 12 and number != month:
        return f"{year}-{number}-{month}", False
    if u < 0.018:
        near = (int(number) + dice.pick((-1, 1, 10, -10)) - 1) % 28 + 1
        return f"{year}-{month}-{near:02d}", near == int(number)
    if u < 0.021:
        return f"{int(year) + dice.pick((-1, 1))}-{month}-{min(int(number), 28):02d}", False
    if u < 0.024:
        return f"{year}-01-01", text[5:] == "01-01"
    if u < 0.03:
        return dice.pick(("", "", "N/K")), False
    return text, True


def _upn(child: Child, system: System, e: float, on: int, dice: Dice) -> tuple[str, str, bool]:
    """The UPN held, a former one beside it, and whether it is right."""
    missing, u, second = dice.u(), dice.u() / e if e > 0 else 1.0, dice.u()
    if not child.upn or on < child.upn_from or system.upn_missing >= 1.0:
        return "", "", True
    if missing < system.upn_missing * min(e, 2.0):
        return "", "", False
    upn = child.upn
    if child.second_upn and second < 0.35:
        return child.second_upn, child.upn if second < 0.08 else "", False
    if u < 0.008:
        at = 4 + dice.below(9)
        return upn[:at] + str((int(upn[at]) + 1 + dice.below(8)) % 10) + upn[at + 1 :], "", False
    if u < 0.013:
        return make_upn(upn[1:4], upn[4:8], int(upn[8:10]), f"{dice.below(100):02d}{dice.pick('ABC')}"), "", False
    if u < 0.0146:
        elder = [other for other in child.family.children if other is not child and other.birth <= child.birth]
        if elder:
            return dice.pick(elder).own_upn(), "", False
    return upn, "", True


def _address(child: Child, system: System, e: float, on: int, dice: Dice) -> tuple[Address, bool]:
    """Where the system thinks the child lives on a day, and whether that is so."""
    family = child.family
    second, stuck, lag = dice.u(), dice.u(), dice.wait(system.lag)
    truly = family.address_on(on)
    if family.second_home is not None and second < 0.22 * min(e, 2.0) and not family.border and on < family.left:
        return family.second_home, False
    if stuck < system.never * e:
        lag += 1500
    if e == 0:
        lag = 0
    held = family.address_on(max(on - int(lag), family.came, child.known_from))
    return held, held is truly


def held_by(child: Child, name: str, dice: Dice, on: int, errors: float) -> Held:
    """The child as one system holds it on a day. `dice` belong to this record alone."""
    system = SYSTEMS[name]
    e = errors * system.slips
    forename, right_f = _forename(child, e, dice)
    surname, former, right_s = _surname(child, e, on, dice)
    forename, whole_f = _spelling(forename, system, dice, errors)
    surname, whole_s = _spelling(surname, system, dice, errors)
    birth, right_d = _birth(child.birth, e, dice)
    upn, former_upn, right_u = _upn(child, system, e, on, dice)
    address, right_a = _address(child, system, e, on, dice)
    order, sex_u, post, middle, nhs = dice.u() / e if e > 0 else 1.0, dice.u(), dice.u(), dice.u(), dice.u()
    right = right_f and right_s and whole_f and whole_s and right_d and right_u and right_a
    if order < (0.03 if child.family.origin in ("chinese", "vietnamese", "somali", "arabic") else 0.005):
        forename, surname, right = surname, forename, False
    sex = child.sex
    if sex_u < 0.005 * e:
        sex, right = "M" if sex == "F" else "F", False
    elif sex_u < 0.025 * e:
        sex, right = dice.pick(("", "U", "N/K")), False
    if system.digits:
        sex = {"M": "1", "F": "2", "U": "9"}.get(sex, sex)
    postcode = address.postcode
    if post < 0.11 * e:
        postcode, right = dice.pick(("", "", "N/K")), False
    elif post < 0.15 * e and postcode:
        postcode, right = postcode[:-1] + ("A" if postcode[-1] != "A" else "B"), False
    elif post > 0.94:
        postcode = postcode.replace(" ", "")
    if system.upper:
        surname = surname.upper()
    return Held(
        upn, former_upn, child.uln if on - child.birth > 14 * 365 else "", child.nhs_number if nhs < system.nhs_held else "",
        surname, forename, child.named.middle if middle < 0.7 else "", former,
        child.named.preferred if middle > 0.4 else "", birth, sex, address, postcode, right,
    )  # fmt: skip
