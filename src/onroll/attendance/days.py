"""What does one day of a register count as? Two bytes are one number, and one look-up answers for the day.

A day is a morning and an afternoon byte, read together as a number below 65,536. `counts()` holds for each such number the six
counts of the day side by side in one 64-bit word, ten bits each, so that a year is counted by adding words; `kinds()` holds
what runs need to know of the day.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from onroll.attendance.classes import AUTHORISED, ILL, LATE, ON_SITE, POSSIBLE, PRESENT, UNAUTHORISED, flags

FIELDS = (POSSIBLE, PRESENT, AUTHORISED, UNAUTHORISED, LATE, ILL)
BITS = 10  # of a field: up to 1,023 sessions
FIELD = (1 << BITS) - 1
WEEKS_A_WORD = 64  # 640 sessions: no field runs over before the word is emptied

WORD = 60  # days told by one number, a bit each: twelve whole weeks
ONE, NOUGHT = np.uint64(1), np.uint64(0)
LOW = np.uint64(FIELD)
PRESENT_AT, ABSENT_AT, MISSED_AT = np.uint64(BITS), np.uint64(2 * BITS), np.uint64(3 * BITS)

MET, ALL_UNAUTHORISED, ALL_ILL, SEEN_ON_SITE, ANY_PRESENT = 1, 2, 4, 8, 16


@cache
def counts() -> np.ndarray:
    """uint64[65536]: for each pair of bytes its sessions possible, present, authorised, unauthorised, late and ill."""
    of_byte = np.zeros(256, np.uint64)
    for place, flag in enumerate(FIELDS):
        of_byte += ((flags() & flag) != 0).astype(np.uint64) << np.uint64(place * BITS)
    table = np.tile(of_byte, 256) + np.repeat(
        of_byte, 256
    )  # the low byte is the morning, on either side it counts alike
    table.setflags(write=False)
    return table


@cache
def kinds() -> np.ndarray:
    """uint8[65536]: whether the day had a possible session, all of them unauthorised, all ill, one on site, one present.

    A session that isn't possible (a holiday, a day due at another school) neither counts nor breaks a run.
    """
    one = flags()
    first, second = np.tile(one, 256), np.repeat(one, 256)
    possible = ((first | second) & POSSIBLE) != 0

    def every(flag: int) -> np.ndarray:
        return possible & (((first & POSSIBLE) == 0) | ((first & flag) != 0)) & (((second & POSSIBLE) == 0) | ((second & flag) != 0))  # fmt: skip

    table = (
        possible * MET
        + every(UNAUTHORISED) * ALL_UNAUTHORISED
        + every(ILL) * ALL_ILL
        + (((first | second) & ON_SITE) != 0) * SEEN_ON_SITE
        + (((first | second) & PRESENT) != 0) * ANY_PRESENT
    ).astype(np.uint8)
    table.setflags(write=False)
    return table


@cache
def told() -> np.ndarray:
    """uint64[65536]: the six counts of a day and, in the four bits above them, what runs need to know of it."""
    above = np.uint64(len(FIELDS) * BITS)
    table = counts() | (kinds() & np.uint8(MET | ALL_UNAUTHORISED | ALL_ILL | SEEN_ON_SITE)).astype(np.uint64) << above
    table.setflags(write=False)
    return table


def unpacked(words: np.ndarray) -> np.ndarray:
    """int32[rows, 6] from uint64[rows]: the six counts, in the order of `FIELDS`."""
    shifts = np.arange(len(FIELDS), dtype=np.uint64) * np.uint64(BITS)
    return ((words[:, None] >> shifts) & np.uint64(FIELD)).astype(np.int32)
