"""The counting compiled: one pass over each register, two threads, whole numbers only.

A day is one look-up (`days`). What few pupils need (runs, the threshold of a penalty notice) is worked out in a second look
at those registers alone. Compiled once a machine and kept beside the code where that may be written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit, prange

from onroll.attendance.classes import UNAUTHORISED, flags
from onroll.attendance.days import (
    BITS,
    FIELD,
    MET,
    SEEN_ON_SITE,
    WEEKS_A_WORD,
    counts,
    kinds,
)

if TYPE_CHECKING:
    from onroll.attendance.measures import Terms
    from onroll.attendance.model import Block

CHUNKS = 64  # of pupils, shared among the threads
NO_USED = np.zeros((0, 0), np.uint8)
LOW = np.uint64(FIELD)
PRESENT_AT, ABSENT_AT, MISSED_AT = np.uint64(BITS), np.uint64(2 * BITS), np.uint64(3 * BITS)
FULL = np.uint64(10 | 10 << BITS)  # a week of ten sessions, all present and in time


def count(block: Block, terms: Terms, used: np.ndarray | None) -> np.ndarray:
    """int32[pupils, columns of measures.COLUMNS], exactly as `plain.count`."""
    values = np.empty((len(block.upns), 13), np.int32)
    days = np.ascontiguousarray(block.marks).view(np.uint16)
    _count(
        days, block.calendar_of, terms.days[0], terms.days[1], counts(), kinds(), flags(), terms.school_weeks, terms.after_holiday, terms.after_from,
        terms.sessions, terms.weeks, NO_USED if used is None else used, values,
    )  # fmt: skip
    return values


@njit(cache=True, boundscheck=False)
def _weeks(line, start, end, counts, kinds, out):  # noqa: ANN001, ANN202 - typed by Numba
    """The totals, the broken weeks and the longest runs of one register."""
    word = ends = np.uint64(0)
    held = run = best = ill_run = ill_best = 0
    last_week = (end + 4) // 5
    for week in range(start // 5, last_week):
        low, high = max(week * 5, start), min(week * 5 + 5, end)
        here = np.uint64(0)
        if high - low == 5:
            here = (
                counts[line[low]]
                + counts[line[low + 1]]
                + counts[line[low + 2]]
                + counts[line[low + 3]]
                + counts[line[low + 4]]
            )
        else:
            for day in range(low, high):
                here += counts[line[day]]
        if here & LOW != 0:  # else nothing possible: a holiday neither counts nor breaks a run
            word += here
            held += 1
        if here == FULL:
            run = ill_run = 0
        elif here & LOW != 0:
            if low == week * 5:
                ends += counts[line[low]]
            if high == week * 5 + 5:
                ends += counts[line[high - 1]]
            if ((here >> ABSENT_AT) & LOW) + ((here >> MISSED_AT) & LOW) != 0 and (here >> PRESENT_AT) & LOW != 0:
                out[7] += 1
            for day in range(low, high):  # no branch: days differ too much to be foretold
                kind = np.int64(kinds[line[day]])
                rest = 1 - (kind & MET)
                missed, ill = (kind >> 1) & 1, (kind >> 2) & 1
                run = (run + missed) * (missed | rest)
                best = max(best, run)
                ill_run = (ill_run + ill) * (ill | rest)
                ill_best = max(ill_best, ill_run)
        if held == WEEKS_A_WORD or week == last_week - 1:
            for place in range(6):
                out[place] += np.int32((word >> np.uint64(place * BITS)) & LOW)
            out[6] += np.int32(((ends >> ABSENT_AT) & LOW) + ((ends >> MISSED_AT) & LOW))
            word = ends = np.uint64(0)
            held = 0
    out[9], out[10] = best, ill_best


@njit(cache=True, boundscheck=False)
def _absent_on(line, days, first, last, counts):  # noqa: ANN001, ANN202 - typed by Numba
    """On how many of these days a session was missed."""
    found = 0
    for number in range(first, last):
        one = counts[line[days[number]]]
        if ((one >> ABSENT_AT) & LOW) + ((one >> MISSED_AT) & LOW) != 0:
            found += 1
    return found


@njit(cache=True, boundscheck=False)
def _last_seen(line, start, end, kinds):  # noqa: ANN001, ANN202 - typed by Numba
    """The morning of the last day with a mark on site; -1 where there is none."""
    for day in range(end - 1, start - 1, -1):
        if kinds[line[day]] & SEEN_ON_SITE:
            return day * 2
    return -1


@njit(cache=True, boundscheck=False)
def _missed(line, low, high, flags, used):  # noqa: ANN001, ANN202 - typed by Numba
    """Unauthorised sessions of these days that no earlier notice used."""
    missed = 0
    for day in range(low, high):
        for half in range(2):
            flag = flags[line[day] & 255] if half == 0 else flags[line[day] >> 8]
            if flag & UNAUTHORISED and (used.size == 0 or used[day * 2 + half] == 0):
                missed += 1
    return missed


@njit(cache=True, boundscheck=False)
def _reached(line, start, end, counts, flags, school, used, sessions, weeks, window):  # noqa: ANN001, ANN202, PLR0913 - typed by Numba
    """The slot at which the window of school weeks first holds so many sessions; -1 never."""
    window[:] = 0
    at = total = 0
    field = np.uint64(FIELD)
    for week in range(school.size):
        low, high = max(start, week * 5), min(end, week * 5 + 5)
        here = np.uint64(0)
        for day in range(low, high):
            here += counts[line[day]]
        if not school[week] and here & field == 0:
            continue
        missed = np.int64((here >> np.uint64(3 * BITS)) & field)
        if missed and used.size:
            missed = _missed(line, low, high, flags, used)
        total -= window[at]
        if total + missed >= sessions:
            needed = sessions - total
            for day in range(low, high):
                for half in range(2):
                    flag = flags[line[day] & 255] if half == 0 else flags[line[day] >> 8]
                    if flag & UNAUTHORISED and (used.size == 0 or used[day * 2 + half] == 0):
                        needed -= 1
                        if needed == 0:
                            return day * 2 + half
        window[at] = missed
        total += missed
        at = at + 1 if at + 1 < weeks else 0
    return -1


@njit(cache=True, boundscheck=False, parallel=True)
def _count(days, calendar_of, start, end, counts, kinds, flags, school, after, after_from, sessions, weeks, used, out):  # noqa: ANN001, ANN202, E501, PLR0913 - typed by Numba
    rows = days.shape[0]
    for chunk in prange(CHUNKS):
        window = np.zeros(weeks, np.int64)
        for row in range(rows * chunk // CHUNKS, rows * (chunk + 1) // CHUNKS):
            line, mine, calendar = days[row], out[row], calendar_of[row]
            mine[:] = 0
            _weeks(line, start, end, counts, kinds, mine)
            mine[8] = _absent_on(line, after, after_from[calendar], after_from[calendar + 1], counts)
            mine[11] = -1
            if mine[3] >= sessions:
                relied_on = used[row] if used.size else used.reshape(0)
                mine[11] = _reached(
                    line, start, end, counts, flags, school[calendar], relied_on, sessions, weeks, window
                )
            mine[12] = _last_seen(line, start, end, kinds)
