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
    ALL_ILL,
    ALL_UNAUTHORISED,
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
def _run(days, start, end, kinds, wanted):  # noqa: ANN001, ANN202 - typed by Numba
    run = best = 0
    for day in range(start, end):
        kind = kinds[days[day]]
        if kind & wanted:
            run += 1
            if run > best:
                best = run
        elif kind & MET:
            run = 0
    return best


@njit(cache=True, boundscheck=False)
def _reached(days, start, end, flags, school, used, sessions, weeks):  # noqa: ANN001, ANN202 - typed by Numba
    window = np.zeros(weeks, np.int32)
    at = 0
    total = 0
    for week in range(school.size):
        missed = 0
        possible = False
        for day in range(max(start, week * 5), min(end, week * 5 + 5)):
            for half in range(2):
                flag = flags[days[day] & 255] if half == 0 else flags[days[day] >> 8]
                possible = possible or (flag & 1) != 0
                if flag & UNAUTHORISED and (used.size == 0 or used[day * 2 + half] == 0):
                    missed += 1
        if not (school[week] or possible):
            continue
        total -= window[at]
        if total + missed >= sessions:
            needed = sessions - total
            for day in range(max(start, week * 5), min(end, week * 5 + 5)):
                for half in range(2):
                    flag = flags[days[day] & 255] if half == 0 else flags[days[day] >> 8]
                    if flag & UNAUTHORISED and (used.size == 0 or used[day * 2 + half] == 0):
                        needed -= 1
                        if needed == 0:
                            return day * 2 + half
        window[at] = missed
        total += missed
        at = (at + 1) % weeks
    return -1


@njit(cache=True, boundscheck=False, parallel=True)
def _count(days, calendar_of, start, end, counts, kinds, flags, school, after, after_from, sessions, weeks, used, out):  # noqa: ANN001, ANN202, E501, PLR0913 - typed by Numba
    rows = days.shape[0]
    first_week, last_week = start // 5, (end + 4) // 5
    absent_at, field = np.uint64(2 * BITS), np.uint64(FIELD)
    present_at, missed_at = np.uint64(BITS), np.uint64(3 * BITS)
    for chunk in prange(CHUNKS):
        total = np.zeros(6, np.int32)
        for row in range(rows * chunk // CHUNKS, rows * (chunk + 1) // CHUNKS):
            line = days[row]
            total[:] = 0
            word = np.uint64(0)
            ends = np.uint64(0)  # Mondays and Fridays
            mon_fri = broken = 0
            for week in range(first_week, last_week):
                here = np.uint64(0)
                low, high = week * 5, week * 5 + 5
                if low >= start and high <= end:
                    monday, friday = counts[line[low]], counts[line[low + 4]]
                    here = monday + counts[line[low + 1]] + counts[line[low + 2]] + counts[line[low + 3]] + friday
                    ends += monday + friday
                else:
                    for day in range(max(low, start), min(high, end)):
                        one = counts[line[day]]
                        here += one
                        if day == low or day == low + 4:
                            ends += one
                absent = ((here >> absent_at) & field) + ((here >> missed_at) & field)
                if absent != 0 and ((here >> present_at) & field) != 0:
                    broken += 1
                word += here
                if (week - first_week) % WEEKS_A_WORD == WEEKS_A_WORD - 1:
                    for place in range(6):
                        total[place] += np.int32((word >> np.uint64(place * BITS)) & field)
                    mon_fri += np.int32(((ends >> absent_at) & field) + ((ends >> missed_at) & field))
                    word = ends = np.uint64(0)
            for place in range(6):
                total[place] += np.int32((word >> np.uint64(place * BITS)) & field)
            mon_fri += np.int32(((ends >> absent_at) & field) + ((ends >> missed_at) & field))
            for place in range(6):
                out[row, place] = total[place]
            out[row, 6] = mon_fri
            out[row, 7] = broken
            calendar = calendar_of[row]
            missed_after = 0
            for number in range(after_from[calendar], after_from[calendar + 1]):
                one = counts[line[after[number]]]
                if ((one >> absent_at) & field) + ((one >> missed_at) & field) != 0:
                    missed_after += 1
            out[row, 8] = missed_after
            out[row, 9] = _run(line, start, end, kinds, ALL_UNAUTHORISED) if total[3] else 0
            out[row, 10] = _run(line, start, end, kinds, ALL_ILL) if total[5] else 0
            out[row, 11] = -1
            if total[3] >= sessions:
                out[row, 11] = _reached(
                    line,
                    start,
                    end,
                    flags,
                    school[calendar],
                    used[row] if used.size else used.reshape(0),
                    sessions,
                    weeks,
                )
            out[row, 12] = -1
            for day in range(end - 1, start - 1, -1):
                if kinds[line[day]] & SEEN_ON_SITE:
                    out[row, 12] = day * 2
                    break
