"""Which identifiers does a simulated child get? Valid ones that no real child can have, or that name invented schools.

Every number follows from the child's own number alone, so that one extract needs only the children whom it lists.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np

from onroll.people.identifiers import make_nhs_number, make_uln, make_upn
from onroll.simulator.calendars import day, reception_start
from onroll.simulator.postcodes import OLDER_LA

APRIL_2021 = day(2021, 4, 1)  # West and North Northamptonshire took over from Northamptonshire
MOST = 450_000  # child numbers; a child's identity before an adoption has its number plus this
SPARE = 2 * MOST  # serials kept back for those of the 999 range that can have no check digit
OTHER_LAS = ("926", "855", "873", "330", "204", "316", "305", "886", "380", "822", "892", "821")


@cache
def _spare_serials() -> tuple[np.ndarray, np.ndarray]:
    """For serials 0 to 999,999: how many before each are invalid (int64[1000000]), and the valid ones kept back."""
    serial = np.arange(1_000_000)
    total = np.full(1_000_000, 9 * (10 + 9 + 8))
    for place in range(6):
        total = total + (serial // 10 ** (5 - place) % 10) * (7 - place)
    invalid = total % 11 == 1
    rank = np.cumsum(invalid) - invalid
    return rank, serial[SPARE:][~invalid[SPARE:]]


def scrambled(number: int, seed: int) -> int:
    """A child's number moved to another place below 900,000, a different one for every number."""
    return (number * 616_729 + seed * 7_919) % SPARE


def nhs_number(number: int, seed: int) -> str:
    """The child's NHS number, from the range 999 that no real person has.

    Raises ValueError past the number of children that the range can hold.
    """
    if number >= SPARE:
        raise ValueError("The test range of NHS numbers is used up: simulate fewer children.")
    serial = scrambled(number, seed)
    try:
        return make_nhs_number(f"999{serial:06d}")
    except ValueError:
        rank, spare = _spare_serials()
        return make_nhs_number(f"999{int(spare[rank[serial]]):06d}")


def uln(number: int, seed: int) -> str:
    """The child's learner number; '' for the one in eleven for whom no check digit is valid."""
    try:
        return make_uln(f"99{(number * 6_167_291 + seed * 31) % 10_000_000:07d}")
    except ValueError:
        return ""


def upn_from_elsewhere(number: int, seed: int, year: int, *, second: bool = False, la: str = "") -> str:
    """A UPN that a school of some other authority (or of `la`) gave the child, or a second one given in error."""
    serial = scrambled(number, seed)
    block = 2000 if second else 5000 if la else 3000
    return make_upn(la or OTHER_LAS[serial % len(OTHER_LAS)], str(block + serial // 1000), year, serial % 1000)


class Numbered(NamedTuple):
    """What one birth was given: its number, and what its UPN would be at the family's usual school."""

    number: int
    la: str
    establishment: int
    year: int
    serial: int
    seed: int

    @property
    def upn(self) -> str:
        """The UPN that the family's usual school gives."""
        return make_upn(self.la, str(self.establishment), self.year, self.serial)


class Numbers:
    """Gives each birth its number and its place in a school's list of UPNs; births must come in order."""

    def __init__(self, la: str, seed: int, establishments: list[int]) -> None:
        self.la, self.seed, self.establishments = la, seed, establishments
        self.given: dict[tuple[int, int], int] = {}
        self.last = 0

    def give(self, family: int, birth: int) -> Numbered:
        """The next number. Raises ValueError when the range for invented people is used up."""
        self.last += 1
        if self.last >= MOST:
            raise ValueError("The ranges of numbers for invented children are used up: simulate fewer children.")
        first = reception_start(birth)
        year = date.fromordinal(first).year
        establishment = self.establishments[family % len(self.establishments)]
        serial = self.given.get((establishment, year), 0)
        self.given[establishment, year] = serial + 1
        la = OLDER_LA.get(self.la, self.la) if first < APRIL_2021 else self.la
        return Numbered(self.last, la, establishment + 400 * (serial // 1000), year, serial % 1000, self.seed)
