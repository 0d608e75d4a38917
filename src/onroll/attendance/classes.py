"""What does each byte of a register count as? One table of flags over the 256 bytes, read from the rule book's lists.

A code of 2024 counts as the list of 2024 says, a code that only older registers hold as the legacy list says. A byte that is
no code counts as nothing; loading lets none through.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from onroll.attendance.codes import BYTES
from onroll.rules.rulebook.book import rule_book

POSSIBLE, PRESENT, AUTHORISED, UNAUTHORISED, LATE, ILL, ON_SITE = 1, 2, 4, 8, 16, 32, 64
ABSENT = AUTHORISED | UNAUTHORISED

LISTS = ("attendance-legacy", "attendance-2024")  # the later list wins where both hold a code
_CLASSES = {
    "present": PRESENT | ON_SITE,
    "approved educational activity": PRESENT,
    "authorised absence": AUTHORISED,
    "unauthorised absence": UNAUTHORISED,
}
LATE_CODES = ("L", "U")
ILL_CODES = ("I",)


@cache
def flags() -> np.ndarray:
    """uint8[256]: for each byte of a register what it counts as, as a sum of the flags above; 0 for no mark."""
    table = np.zeros(256, np.uint8)
    book = rule_book()
    for name in LISTS:
        for code, said in book.codes[name].codes.items():
            if code not in BYTES:
                continue
            flag = _CLASSES.get(str(said.more.get("statistical_class", "")), 0)
            if said.more.get("possible"):
                flag |= POSSIBLE
            if code in LATE_CODES:
                flag |= LATE
            if code in ILL_CODES:
                flag |= ILL
            table[BYTES[code]] = flag
    table.setflags(write=False)
    return table
