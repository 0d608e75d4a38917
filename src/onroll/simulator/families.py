"""Which families live in the simulated world, who are their children, and where have they lived?

A family is made from the seed and its own number alone, over a fixed horizon, whatever the as-at date: so a later extract
continues the same lives.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from onroll.simulator import names, rates
from onroll.simulator.calendars import day
from onroll.simulator.chance import Dice, Weighted
from onroll.simulator.numbers import MOST, Numbered, Numbers, upn_from_elsewhere
from onroll.simulator.postcodes import Postcodes, street_of, town_of
from onroll.simulator.spells import (
    FOREVER,
    Address,
    Adult,
    Application,
    Care,
    Exclusion,
    Justice,
    Placement,
    Plan,
    ReducedTimetable,
    Segment,
)

FIRST_BIRTHS = (day(1997, 1, 1), day(2030, 9, 1))
LISTED_AFTER = 730  # days for which agencies go on listing a family that left
SIZES = Weighted.of(rates.CHILDREN_IN_FAMILY)
LEFT_TO = Weighted.of(rates.LEFT_TO)


@dataclass(slots=True, eq=False)
class Child:
    """One child, with the whole life that the simulator gave to it. Days are ordinals."""

    number: int
    family: Family
    birth: int
    sex: str
    named: names.Named
    surname: str
    former_surname: str = ""
    renamed: int = FOREVER
    person: str = ""
    seed: int = 0
    upn: str = ""
    foreign_upn: bool = False
    upn_from: int = FOREVER
    second_upn: str = ""
    uln: str = ""
    nhs_number: str = ""
    need: str = "N"  # N none, K support, E plan
    trouble: float = 0.0
    known_from: int = 0
    known_to: int = FOREVER
    dies: int = FOREVER
    adopted: int = FOREVER  # the day an adoption gave a new identity: the old one ends here
    old_self: Child | None = None
    life: list[Segment] = field(default_factory=list)
    care: list[Care] = field(default_factory=list)
    plan: Plan | None = None
    exclusions: list[Exclusion] = field(default_factory=list)
    part_time: list[ReducedTimetable] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    justice: list[Justice] = field(default_factory=list)
    missing: list[tuple[int, int]] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    numbered: Numbered | None = None

    def own_upn(self) -> str:
        """The UPN: brought from another authority, given here on coming from abroad, or given at the usual school."""
        if not self.upn and self.numbered is not None:
            came, school_age = self.family.came, self.birth + 5 * 365
            self.upn = self.numbered.upn
            if came > school_age:
                year = date.fromordinal(school_age if self.foreign_upn else came).year
                here = "" if self.foreign_upn else self.numbered.la
                self.upn = upn_from_elsewhere(self.number, self.seed, year, la=here)
        return self.upn


@dataclass(slots=True, eq=False)
class Family:
    """Brothers and sisters with their parents, homes and moves."""

    index: int
    dice: Dice
    origin: str
    surname: str
    other_surname: str
    border: bool
    deprived: bool
    risk: float
    came: int
    came_from: str  # "", "elsewhere", "abroad"
    left: int
    left_to: str
    addresses: list[Address] = field(default_factory=list)
    second_home: Address | None = None
    refuge: int = FOREVER
    adults: list[Adult] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)

    def address_on(self, on: int) -> Address:
        """Where the family truly lived that day (its first known home, for a day before)."""
        held = self.addresses[0]
        for address in self.addresses[1:]:
            if address.since > on:
                break
            held = address
        return held

    @property
    def moves(self) -> list[int]:
        """The days on which it moved house inside the authority."""
        return [address.since for address in self.addresses[1:] if address.since < self.left]


class Homes:
    """Real postcodes to live at: the authority's own, and its neighbours'."""

    def __init__(self, here: Postcodes, neighbours: list[Postcodes]) -> None:
        self.here = here
        self.neighbours = neighbours

    def at(self, dice: Dice, since: int, there: Postcodes | None = None) -> Address:
        """A home from that day on."""
        place = there or self.here
        spot = dice.below(len(place.codes))
        postcode = place.codes[spot]
        number = str(dice.between(1, 140))
        line = (
            f"Flat {dice.between(1, 12)}, {number} {street_of(postcode)}"
            if dice.yes(0.09)
            else f"{number} {street_of(postcode)}"
        )
        return Address(since, line, town_of(postcode), postcode, place.la, spot)

    def away(self, dice: Dice, since: int) -> Address:
        """A home in one of the neighbouring authorities."""
        return self.at(dice, since, dice.pick(self.neighbours) if self.neighbours else None)


def births(dice: Dice, first: int) -> list[tuple[int, int]]:
    """The days of birth in a family, each with how many were born on it."""
    held, on = [], first
    for _ in range(SIZES.draw(dice)):
        u = dice.u()
        held.append((on, 3 if u < rates.TRIPLETS else 2 if u < rates.TWINS else 1))
        on += dice.between(430, 1700)
    return held


def make_family(seed: int, index: int, homes: Homes, numbers: Numbers, until: int) -> Family | None:
    """The family with this number, or None where it has nobody whom an extract of the day could list.

    Families must be asked for in order: every birth takes its number, whether or not the family is wanted.
    """
    dice = Dice(seed, 21, index)
    born = births(dice, dice.between(*FIRST_BIRTHS))
    given = [numbers.give(index, on) for on, how_many in born for _ in range(how_many)]
    if born[0][0] > until or born[-1][0] < until - 20 * 365:
        return None
    family = _household(dice, index, born[0][0])
    if not family.border and (family.left < until - LISTED_AFTER or family.came > until):
        return None
    _homes(family, homes, born[0][0])
    _adults(family)
    taken: set[str] = set()
    places = [(on, place) for place, (on, how_many) in enumerate(born) for _ in range(how_many)]
    for (on, place), numbered in zip(places, given, strict=True):
        if on > until:
            break  # the unborn come last, so that leaving them out changes nobody else
        child = _child(family, numbered, on, place, taken)
        child.seed = seed
        family.children.append(child)
    return family


def _household(dice: Dice, index: int, first: int) -> Family:
    origin = names.origins().draw(dice)
    surname = names.surname(dice, origin)
    other = names.surname(dice, origin)
    border = dice.yes(rates.BORDER_FAMILIES)
    deprived = dice.yes(rates.DEPRIVED)
    risk = (0.4 + 1.2 * dice.u() ** 2) * (2.0 if deprived else 0.75)
    arrives = dice.yes(rates.ARRIVING_FAMILIES if origin in ("british", "irish", "caribbean") else 0.55)
    arrival = first + dice.between(0, 17 * 365)
    came_from = "" if not arrives else "abroad" if dice.yes(0.1 if origin == "british" else 0.6) else "elsewhere"
    came = arrival if arrives else 0
    left = max(came, first) + 40 + int(dice.wait(rates.YEARS_TO_LEAVING * 365))
    left_to = LEFT_TO.draw(dice)
    return Family(index, dice, origin, surname, other, border, deprived, risk, came, came_from, left, left_to)


def _homes(family: Family, homes: Homes, first: int) -> None:
    dice = family.dice
    if family.border:
        family.addresses.append(homes.away(dice, 0))
        return
    on = max(family.came, first - 400)
    if family.came_from:
        if family.came_from == "elsewhere":
            family.addresses.append(homes.away(dice, 0))
        family.addresses.append(homes.at(dice, family.came))
    else:
        family.addresses.append(homes.at(dice, 0))
    mean = (rates.YEARS_BETWEEN_MOVES_RENTING if family.deprived else rates.YEARS_BETWEEN_MOVES) * 365
    on += 60 + int(dice.wait(mean))
    while on < family.left and on < first + 32 * 365:
        family.addresses.append(homes.at(dice, on))
        on += 60 + int(dice.wait(mean))
    if family.left_to == "abroad":
        country = names.ORIGINS[family.origin][1][0]
        family.addresses.append(Address(family.left, "Address abroad", f"Abroad ({country})", "", "XX"))
    else:
        family.addresses.append(homes.away(dice, family.left))
    if dice.yes(rates.TWO_HOMES):
        family.second_home = homes.at(dice, 0)
    if dice.yes(rates.REFUGE):
        family.refuge = max(first, family.came) + dice.between(200, 5000)


def _phone(dice: Dice) -> str:
    return f"07700 900{dice.between(0, 999):03d}"  # the numbers kept for drama


def _adults(family: Family) -> None:
    dice = family.dice
    mother = names.adult(dice, family.origin, "F")
    father = names.adult(dice, family.origin, "M")
    shape = dice.u()
    lone = shape < 0.22
    own = names.surname_of_daughter(
        dice, family.origin, family.surname if not lone or dice.yes(0.5) else family.other_surname
    )
    family.adults.append(Adult(f"{mother} {own}", "mother", True, _phone(dice)))
    if lone and family.second_home is None:
        return
    step = shape > 1 - rates.STEP_FAMILIES
    family.adults.append(
        Adult(f"{father} {family.surname}", "stepfather" if step else "father", not step, _phone(dice), lone)
    )


def _child(family: Family, numbered: Numbered, birth: int, place: int, taken: set[str]) -> Child:
    dice = family.dice
    sex = "M" if dice.yes(0.512) else "F"
    named = names.given(dice, family.origin, sex, date.fromordinal(birth).year, taken)
    taken.add(named.forename)
    step = any(adult.relationship == "stepfather" for adult in family.adults)
    surname = family.other_surname if step and place == 0 else family.surname
    if sex == "F":
        surname = names.surname_of_daughter(dice, family.origin, surname)
    child = Child(numbered.number, family, birth, sex, named, surname, person=f"P{numbered.number:07d}")
    child.numbered = numbered
    child.foreign_upn = family.came_from == "elsewhere" and family.came > birth + 5 * 365
    renames = dice.u()
    if renames < (0.3 if step and place == 0 else rates.RENAMED):
        child.former_surname, child.surname = surname, family.surname if step else family.other_surname
        child.renamed = birth + dice.between(900, 5600)
        if child.former_surname == child.surname:
            child.former_surname, child.renamed = "", FOREVER
    u = dice.u()
    child.need = "E" if u < rates.PLANS else "K" if u < rates.PLANS + rates.SEN_SUPPORT else "N"
    child.trouble = dice.u()
    early = dice.yes(rates.KNOWN_FROM_BIRTH)
    child.known_from = max(family.came, birth if early else birth + 3 * 365 + dice.between(0, 300))
    if dice.yes(rates.DEATHS):
        child.dies = birth + dice.between(0, 18 * 365)
    if dice.yes(rates.ADOPTED) and not family.border:
        child.adopted = birth + 500 + dice.below(2900)
    child.known_to = birth + (18 if dice.yes(0.85) else 19) * 365 + 4
    return child


def before_adoption(child: Child, homes: Homes) -> Child:
    """The identity that an adopted child had before: other names, numbers and home, never to be joined to the new one."""
    family, dice = child.family, Dice(child.seed, 23, child.number)
    surname = names.surname(dice, family.origin)
    birth_family = replace(family, surname=surname, addresses=[homes.at(dice, 0)], adults=[], children=[], came=0,
                           refuge=FOREVER, second_home=None)  # fmt: skip
    _adults(birth_family)
    named = (
        child.named
        if dice.yes(0.6)
        else names.given(dice, family.origin, child.sex, date.fromordinal(child.birth).year, set())
    )
    number = child.number + MOST
    old = Child(
        number, birth_family, child.birth, child.sex, named, surname, person=f"{child.person}A", seed=child.seed
    )
    old.upn = upn_from_elsewhere(number, child.seed, date.fromordinal(child.birth).year + 4)
    old.adopted, old.known_from = child.adopted, child.birth
    old.care = [Care("LAC", max(child.birth + 30, child.adopted - 800), child.adopted - 1)]
    child.person, child.known_from, child.adopted = f"{child.person}B", max(child.known_from, child.adopted), FOREVER
    child.old_self = old
    return old
