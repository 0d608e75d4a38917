"""On which session is the threshold of a penalty notice reached? Of the few registers that miss enough, compiled.

Two ways with one answer: by the unauthorised days alone, each told by the number of its school week, for nearly everybody;
week by week for a pupil who had a session while the school's calendar was closed, or sessions that an earlier notice used.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from onroll.attendance.classes import UNAUTHORISED
from onroll.attendance.days import LOW, MISSED_AT, NOUGHT, ONE, WORD
from onroll.attendance.lanes import lowest


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


@njit(cache=True, boundscheck=False, inline="always")
def reached_soon(days, begins, missed_days, told, flags, of_week, sessions, weeks, held):  # noqa: ANN001, ANN202, PLR0913 - typed by Numba
    """The slot of the first unauthorised session whose so-manieth before it lies within the school weeks; -1 never."""
    found = 0
    for word in range(missed_days.size):
        rest = missed_days[word]
        while rest != NOUGHT:
            bit = lowest(rest)
            rest &= rest - ONE
            day = word * WORD + bit
            week = of_week[day // 5]
            held[found] = held[found + 1] = week
            here = np.int64(told[days[begins + day]] >> MISSED_AT & np.uint64(3))
            for number in range(here):
                found += 1
                if found >= sessions and week - held[found - sessions] < weeks:
                    afternoon = number == 1 or flags[days[begins + day] & 255] & UNAUTHORISED == 0
                    return day * 2 + afternoon
    return -1


@njit(cache=True, boundscheck=False, inline="always")
def met_while_closed(days, begins, whole, other, closed, told):  # noqa: ANN001, ANN202, PLR0913 - typed by Numba
    """Whether a pupil had a session in a week in which the school's calendar is closed: a school week of their own."""
    for word in range(whole.size):
        if (whole[word] | other[word]) & closed[word] == NOUGHT:
            continue
        if whole[word] & closed[word] != NOUGHT:
            return True
        rest = other[word] & closed[word]
        while rest != NOUGHT:
            if told[days[begins + word * WORD + lowest(rest)]] & LOW != NOUGHT:
                return True
            rest &= rest - ONE
    return False


@njit(cache=True, boundscheck=False)
def reached(line, start, end, counts, flags, school, used, sessions, weeks, window):  # noqa: ANN001, ANN202, PLR0913 - typed by Numba
    """The slot at which the window of school weeks first holds so many sessions; -1 never."""
    window[:] = 0
    at = total = 0
    for week in range(school.size):
        low, high = max(start, week * 5), min(end, week * 5 + 5)
        met = school[week]
        for day in range(low, high):
            met |= counts[line[day]] & LOW != NOUGHT
        if not met:
            continue
        here = _missed(line, low, high, flags, used)
        total -= window[at]
        if total + here >= sessions:
            needed = sessions - total
            for day in range(low, high):
                for half in range(2):
                    flag = flags[line[day] & 255] if half == 0 else flags[line[day] >> 8]
                    if flag & UNAUTHORISED and (used.size == 0 or used[day * 2 + half] == 0):
                        needed -= 1
                        if needed == 0:
                            return day * 2 + half
        window[at] = here
        total += here
        at = at + 1 if at + 1 < weeks else 0
    return -1
