"""The counting compiled: one pass over each register, two threads, whole numbers only.

Most days of most registers are one of three: present all day, no mark, closed. Those are found sixty at a time and counted as
bits (`lanes`); only the other days are looked at one by one, a look-up each (`days`). What few pupils need (the threshold of a
penalty notice) is worked out in a second look at those days alone. Compiled once a machine and kept beside the code where
that may be written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit, prange

from onroll.attendance.classes import flags
from onroll.attendance.codes import BYTES
from onroll.attendance.days import (
    ABSENT_AT,
    ANY_PRESENT,
    BITS,
    FIELDS,
    LOW,
    MET,
    MISSED_AT,
    NOUGHT,
    ONE,
    PRESENT_AT,
    SEEN_ON_SITE,
    WORD,
    counts,
    kinds,
    told,
)
from onroll.attendance.lanes import LANES, highest, how_many, lowest, same_days
from onroll.attendance.threshold import met_while_closed, reached, reached_soon

if TYPE_CHECKING:
    from onroll.attendance.measures import Terms
    from onroll.attendance.model import Block

CHUNKS = 64  # of pupils, shared among the threads
WEEKS_A_WORD = WORD // 5
WEEK_BITS = np.array([0b11111 << week * 5 for week in range(WEEKS_A_WORD)], np.uint64)
NO_USED = np.zeros((0, 0), np.uint8)
PRESENT_DAY = np.uint16(BYTES["/"] | BYTES["\\"] << 8)
CLOSED_DAY = np.uint16(BYTES["#"] | BYTES["#"] << 8)
NO_MARKS = np.uint16(0)
ALL_COUNTS = np.uint64((1 << 6 * BITS) - 1)
MET_AT, MISSED_DAY_AT, ILL_DAY_AT, SEEN_AT = (np.uint64(6 * BITS + place) for place in range(4))
MONDAYS = np.uint64(sum(1 << day for day in range(0, WORD, 5)))
MONDAYS_AND_FRIDAYS = np.uint64(sum(1 << day | 1 << (day + 4) for day in range(0, WORD, 5)))


def count(block: Block, terms: Terms, used: np.ndarray | None) -> np.ndarray:
    """int32[pupils, columns of measures.COLUMNS], exactly as `plain.count`."""
    _as_taken_for_granted()
    values = np.empty((len(block.upns), 13), np.int32)
    days = np.ascontiguousarray(block.marks).view(np.uint16)
    if days.shape[1] < LANES:
        days = np.pad(days, ((0, 0), (0, LANES - days.shape[1])))
    start, end = terms.days
    words = -(-days.shape[1] // WORD)
    period = np.array([_bits(start, end, word) for word in range(words)], np.uint64)
    after = np.zeros((len(terms.after_from) - 1, words), np.uint64)
    calendars = np.repeat(np.arange(len(after)), np.diff(terms.after_from))
    bits = ONE << (terms.after_holiday % WORD).astype(np.uint64)
    np.bitwise_or.at(after, (calendars, terms.after_holiday // WORD), bits)
    closed = np.zeros((len(after), words * WEEKS_A_WORD), np.uint64)
    closed[:, : terms.school_weeks.shape[1]] = ~terms.school_weeks
    closed = (closed.reshape(len(after), words, WEEKS_A_WORD) * WEEK_BITS).sum(axis=2, dtype=np.uint64)
    _count(
        days.reshape(-1), days.shape[1], block.calendar_of, start, end, period, after, closed, np.cumsum(terms.school_weeks, axis=1), told(),
        flags(), terms.school_weeks, terms.sessions, terms.weeks, NO_USED if used is None else used, values,
    )  # fmt: skip
    return values


def _bits(start: int, end: int, word: int) -> int:
    """Which days of a word lie in the period."""
    low, high = (min(max(day - word * WORD, 0), WORD) for day in (start, end))
    return (1 << high) - (1 << low) if high > low else 0


def _as_taken_for_granted() -> None:
    """The three days that aren't looked up count as the code below says: the rule book could be changed under it."""
    present = sum(2 << place * BITS for place in range(2))  # possible and present, twice
    day = int(PRESENT_DAY), int(CLOSED_DAY)
    held = int(counts()[day[0]]), int(kinds()[day[0]]), int(counts()[day[1]]), int(counts()[0]), int(kinds()[day[1]])
    if len(FIELDS) != 6 or held != (present, MET | SEEN_ON_SITE | ANY_PRESENT, 0, 0, 0):
        raise ValueError("The rule book's list of attendance codes no longer has / and \\ present, # not possible.")


@njit(cache=True, boundscheck=False, inline="always")
def _days_like(days, at, end, value):  # noqa: ANN001, ANN202 - typed by Numba
    """Which days from `at` on are this day, a bit each, up to the register's end."""
    beyond = at + LANES - end
    if beyond <= 0:
        return same_days(days, at, value)
    return same_days(days, end - LANES, value) >> np.uint64(beyond)


@njit(cache=True, boundscheck=False, inline="always")
def _weeks_of(bits):  # noqa: ANN001, ANN202 - typed by Numba
    """The weeks with any of these days, each told by its Monday's bit."""
    return (bits | bits >> ONE | bits >> np.uint64(2) | bits >> np.uint64(3) | bits >> np.uint64(4)) & MONDAYS


@njit(cache=True, boundscheck=False, inline="always")
def _field(sums, place):  # noqa: ANN001, ANN202 - typed by Numba
    return np.int64((sums >> np.uint64(place * BITS)) & LOW)


@njit(cache=True, boundscheck=False, inline="always")
def _pupil(days, row, width, period, after, calendar, told, whole, other, missed_days, out):  # noqa: ANN001, ANN202, PLR0913 - typed by Numba
    """The totals, the broken weeks and the longest runs of one register; its days by kind are left in `whole`, `other`."""
    out[row, :] = 0
    whole_days, seen, begins = 0, -1, row * width
    run = best = ill_run = ill_best = NOUGHT
    for word in range(period.size):
        at = begins + word * WORD
        full = _days_like(days, at, begins + width, PRESENT_DAY)
        nothing = _days_like(days, at, begins + width, NO_MARKS) | _days_like(days, at, begins + width, CLOSED_DAY)
        rest = ~(full | nothing) & period[word]
        full &= period[word]
        whole[word], other[word], missed_days[word] = full, rest, NOUGHT
        whole_days += how_many(full)
        on_site, before = full, NOUGHT
        if rest != NOUGHT:
            sums = at_ends = missed_on = here_on = unauthorised_on = NOUGHT
            while rest != NOUGHT:
                bit = np.uint64(lowest(rest))
                one = rest & (NOUGHT - rest)
                rest ^= one
                day = told[days[np.uint64(at) + bit]]
                counted = day & ALL_COUNTS
                sums += counted
                at_ends += counted & (NOUGHT - (MONDAYS_AND_FRIDAYS >> bit & ONE))
                absent = (counted >> ABSENT_AT | counted >> MISSED_AT) & np.uint64(3)
                missed_on |= one & (NOUGHT - np.uint64(absent != NOUGHT))
                unauthorised_on |= one & (NOUGHT - np.uint64(counted >> MISSED_AT & np.uint64(3) != NOUGHT))
                here_on |= one & (NOUGHT - (counted >> PRESENT_AT & ONE | counted >> (PRESENT_AT + ONE) & ONE))
                on_site |= one & (NOUGHT - (day >> SEEN_AT))
                unbroken = NOUGHT - np.uint64(full & (one - ONE) & ~before == NOUGHT)
                before = one | (one - ONE)
                missed, sick, unmet = day >> MISSED_DAY_AT & ONE, day >> ILL_DAY_AT & ONE, ONE - (day >> MET_AT & ONE)
                run = ((run & unbroken) + missed) & (NOUGHT - (missed | unmet))
                ill_run = ((ill_run & unbroken) + sick) & (NOUGHT - (sick | unmet))
                best, ill_best = max(best, run), max(ill_best, ill_run)
            for place in range(6):
                out[row, place] += _field(sums, place)
            out[row, 6] += _field(at_ends, 2) + _field(at_ends, 3)
            missed_days[word] = unauthorised_on
            out[row, 7] += how_many(_weeks_of(missed_on) & _weeks_of(full | here_on))
            out[row, 8] += how_many(missed_on & after[calendar, word])
        if full & ~before != NOUGHT:
            run = ill_run = NOUGHT
        if on_site != NOUGHT:
            seen = (word * WORD + highest(on_site)) * 2
    out[row, 0] += whole_days * 2
    out[row, 1] += whole_days * 2
    out[row, 9], out[row, 10], out[row, 12] = best, ill_best, seen
    return out[row, 3]


@njit(cache=True, boundscheck=False, parallel=True)
def _count(
    days,
    width,
    calendar_of,
    start,
    end,
    period,
    after,
    closed,
    of_week,
    told,
    flags,
    school,
    sessions,
    weeks,
    used,
    out,
):  # noqa: ANN001, ANN202, E501, PLR0913 - typed by Numba
    rows = out.shape[0]
    for chunk in prange(CHUNKS):
        window, held = np.zeros(weeks, np.int64), np.zeros(width * 2 + 2, np.int64)
        whole, other = np.zeros(period.size, np.uint64), np.zeros(period.size, np.uint64)
        missed_days = np.zeros(period.size, np.uint64)
        for row in range(rows * chunk // CHUNKS, rows * (chunk + 1) // CHUNKS):
            calendar, begins = calendar_of[row], row * width
            missed = _pupil(days, row, width, period, after, calendar, told, whole, other, missed_days, out)
            out[row, 11] = -1
            if missed < sessions:
                continue
            if used.size or met_while_closed(days, begins, whole, other, closed[calendar], told):
                line, relied_on = days[begins : begins + width], used[row] if used.size else used.reshape(0)
                out[row, 11] = reached(line, start, end, told, flags, school[calendar], relied_on, sessions, weeks, window)  # fmt: skip
            else:
                out[row, 11] = reached_soon(days, begins, missed_days, told, flags, of_week[calendar], sessions, weeks, held)  # fmt: skip
