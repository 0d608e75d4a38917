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
def _run(line, low, high, kinds, wanted, run, best):  # noqa: ANN001, ANN202 - typed by Numba
    """The run at the end of these days and the longest so far, both going on from the days before."""
    for day in range(low, high):
        kind = kinds[line[day]]
        if kind & wanted:
            run += 1
            best = max(best, run)
        elif kind & MET:
            run = 0
    return run, best


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
    first_week, last_week = start // 5, (end + 4) // 5
    field = np.uint64(FIELD)
    present_at, absent_at, missed_at, ill_at = (
        np.uint64(BITS),
        np.uint64(2 * BITS),
        np.uint64(3 * BITS),
        np.uint64(5 * BITS),
    )
    full = np.uint64(10 | 10 << BITS)  # a week of ten sessions, all present and in time
    for chunk in prange(CHUNKS):
        window = np.zeros(weeks, np.int64)
        total = np.zeros(6, np.int32)
        for row in range(rows * chunk // CHUNKS, rows * (chunk + 1) // CHUNKS):
            line = days[row]
            total[:] = 0
            word = ends = np.uint64(0)  # all days; Mondays and Fridays
            mon_fri = broken = run = best = ill_run = ill_best = 0
            for week in range(first_week, last_week):
                low, high = week * 5, week * 5 + 5
                if low >= start and high <= end:
                    monday, friday = counts[line[low]], counts[line[low + 4]]
                    outer = monday + friday
                    here = outer + counts[line[low + 1]] + counts[line[low + 2]] + counts[line[low + 3]]
                else:
                    outer = here = np.uint64(0)
                    for day in range(max(low, start), min(high, end)):
                        one = counts[line[day]]
                        here += one
                        if day == low or day == low + 4:
                            outer += one
                if here & field == 0:
                    continue  # nothing possible: a holiday neither counts nor breaks a run
                word += here
                if here == full:
                    run = ill_run = 0
                else:
                    ends += outer
                    missed, ill = (here >> missed_at) & field, (here >> ill_at) & field
                    if ((here >> absent_at) & field) + missed != 0 and (here >> present_at) & field != 0:
                        broken += 1
                    if missed == 0:
                        run = 0
                    else:
                        run, best = _run(line, max(low, start), min(high, end), kinds, ALL_UNAUTHORISED, run, best)
                    if ill == 0:
                        ill_run = 0
                    else:
                        ill_run, ill_best = _run(
                            line, max(low, start), min(high, end), kinds, ALL_ILL, ill_run, ill_best
                        )
                if (week - first_week) % WEEKS_A_WORD == WEEKS_A_WORD - 1:
                    for place in range(6):
                        total[place] += np.int32((word >> np.uint64(place * BITS)) & field)
                    mon_fri += np.int32(((ends >> absent_at) & field) + ((ends >> missed_at) & field))
                    word = ends = np.uint64(0)
            for place in range(6):
                out[row, place] = total[place] + np.int32((word >> np.uint64(place * BITS)) & field)
            out[row, 6] = mon_fri + np.int32(((ends >> absent_at) & field) + ((ends >> missed_at) & field))
            out[row, 7] = broken
            calendar = calendar_of[row]
            missed_after = 0
            for number in range(after_from[calendar], after_from[calendar + 1]):
                one = counts[line[after[number]]]
                if ((one >> absent_at) & field) + ((one >> missed_at) & field) != 0:
                    missed_after += 1
            out[row, 8] = missed_after
            out[row, 9] = best
            out[row, 10] = ill_best
            out[row, 11] = -1
            if out[row, 3] >= sessions:
                mine = used[row] if used.size else used.reshape(0)
                out[row, 11] = _reached(
                    line, start, end, counts, flags, school[calendar], mine, sessions, weeks, window
                )
            out[row, 12] = -1
            for day in range(end - 1, start - 1, -1):
                if kinds[line[day]] & SEEN_ON_SITE:
                    out[row, 12] = day * 2
                    break
