"""The counting in NumPy alone: the same answers as the compiled way, for a machine without Numba and as its check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from onroll.attendance.classes import UNAUTHORISED, flags
from onroll.attendance.days import (
    ALL_ILL,
    ALL_UNAUTHORISED,
    BITS,
    MET,
    SEEN_ON_SITE,
    WEEKS_A_WORD,
    counts,
    kinds,
    unpacked,
)

if TYPE_CHECKING:
    from onroll.attendance.measures import Terms
    from onroll.attendance.model import Block

ROWS = 4_096  # at a time, so that a county needs no gigabyte
ABSENT_FIELDS = (2, 3)  # authorised and unauthorised, of days.FIELDS


def count(block: Block, terms: Terms, used: np.ndarray | None) -> np.ndarray:
    """int32[pupils, columns of measures.COLUMNS]."""
    values = np.zeros((len(block.upns), 13), np.int32)
    for at in range(0, len(values), ROWS):
        rows = slice(at, at + ROWS)
        values[rows] = _chunk(block, terms, used, rows)
    return values


def _chunk(block: Block, terms: Terms, used: np.ndarray | None, rows: slice) -> np.ndarray:
    start, end = terms.days
    days = np.ascontiguousarray(block.marks[rows]).view(np.uint16).copy()
    days[:, :start] = 0
    days[:, end:] = 0
    words = counts()[days]
    weeks = words.reshape(len(days), -1, 5)
    by_week = weeks.sum(axis=2)
    total = np.zeros((len(days), 6), np.int32)
    for at in range(0, by_week.shape[1], WEEKS_A_WORD):
        total += unpacked(by_week[:, at : at + WEEKS_A_WORD].sum(axis=1))
    kind = kinds()[days]
    absent = _absent(by_week)
    out = np.zeros((len(days), 13), np.int32)
    out[:, :6] = total
    out[:, 6] = _absent(weeks[:, :, 0]).sum(axis=1) + _absent(weeks[:, :, 4]).sum(axis=1)
    out[:, 7] = ((absent > 0) & (_field(by_week, 1) > 0)).sum(axis=1)
    out[:, 8] = _after_holidays(words, terms, block.calendar_of[rows])
    met = (kind & MET) != 0
    out[:, 9] = _longest((kind & ALL_UNAUTHORISED) != 0, met)
    out[:, 10] = _longest((kind & ALL_ILL) != 0, met)
    out[:, 11] = _threshold(days, by_week, terms, block.calendar_of[rows], None if used is None else used[rows])
    out[:, 12] = _last((kind & SEEN_ON_SITE) != 0)
    return out


def _field(words: np.ndarray, place: int) -> np.ndarray:
    return (words >> np.uint64(place * BITS)) & np.uint64((1 << BITS) - 1)


def _absent(words: np.ndarray) -> np.ndarray:
    return (_field(words, ABSENT_FIELDS[0]) + _field(words, ABSENT_FIELDS[1])).astype(np.int32)


def _after_holidays(words: np.ndarray, terms: Terms, calendar_of: np.ndarray) -> np.ndarray:
    """int32[rows]: days after a holiday on which a session was missed."""
    found = np.zeros(len(words), np.int32)
    for calendar in np.unique(calendar_of):
        rows = calendar_of == calendar
        days = terms.after_holiday[terms.after_from[calendar] : terms.after_from[calendar + 1]]
        found[rows] = (_absent(words[rows][:, days]) > 0).sum(axis=1)
    return found


def _longest(good: np.ndarray, met: np.ndarray) -> np.ndarray:
    """int32[rows]: the most good days in a row; days that didn't meet neither count nor break."""
    run = np.zeros(len(good), np.int32)
    best = np.zeros(len(good), np.int32)
    for day in range(good.shape[1]):
        run = np.where(good[:, day], run + 1, np.where(met[:, day], 0, run))
        np.maximum(best, run, out=best)
    return best


def _last(seen: np.ndarray) -> np.ndarray:
    """int32[rows]: the slot of the morning of the last such day, -1 where there is none."""
    width = seen.shape[1]
    back = seen[:, ::-1].argmax(axis=1)
    return np.where(seen.any(axis=1), (width - 1 - back) * 2, -1)


def _threshold(
    days: np.ndarray, by_week: np.ndarray, terms: Terms, calendar_of: np.ndarray, used: np.ndarray | None
) -> np.ndarray:
    """int32[rows]: the slot at which the window of school weeks first held so many unauthorised sessions, -1 never."""
    reached = np.full(len(days), -1, np.int32)
    for row in np.flatnonzero(_field(by_week, 3).sum(axis=1) >= terms.sessions):
        missed = (flags()[days[row].view(np.uint8)] & UNAUTHORISED) != 0
        if used is not None:
            missed &= used[row] == 0
        school = terms.school_weeks[calendar_of[row]] | (_field(by_week[row], 0) > 0)
        weekly = missed.reshape(-1, 10).sum(axis=1)
        lately: list[int] = []
        for week in np.flatnonzero(school):
            lately = [*lately, int(weekly[week])][-terms.weeks :]
            if sum(lately) >= terms.sessions:
                needed = terms.sessions - sum(lately[:-1])
                reached[row] = week * 10 + np.flatnonzero(missed[week * 10 : week * 10 + 10])[needed - 1]
                break
    return reached
