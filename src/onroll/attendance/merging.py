"""What does a file's gathering change in the registers that are held? New marks, altered ones, and the days first heard of.

A mark that a file leaves out is never erased: a register only gains marks, or has one altered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from onroll.attendance.axis import day_of, first_monday, slot_of, year_of
from onroll.attendance.codes import BYTES, CODES
from onroll.attendance.files.batches import ONE
from onroll.attendance.files.gathering import Gathered, Year


@dataclass(frozen=True, slots=True)
class Altered:
    """One mark that stood and is now another."""

    upn: str
    urn: str
    on: date
    session: int
    old: str
    new: str


@dataclass(slots=True)
class Merged:
    """One academic year merged. `new` and `changed` count rows of the file as it came: days, or sessions."""

    year: int
    enrolments: list[tuple[str, str]]  # (upn, urn) of each row
    marks: np.ndarray  # uint8[rows, slots]
    touched: np.ndarray  # bool[rows]: a register that isn't as it was held
    new: int
    changed: int
    altered: np.ndarray  # int64: flat places of the marks that were altered
    before: np.ndarray  # uint8: what they were
    given: np.ndarray  # bool[rows, days]: days with a mark in the file

    def registers(self) -> Iterator[tuple[int, str, str, bytes]]:
        """(year, urn, upn, register) of every register to be written; marks that aren't there at the end are left off."""
        for row in np.flatnonzero(self.touched).tolist():
            upn, urn = self.enrolments[row]
            yield self.year, urn, upn, self.marks[row].tobytes().rstrip(b"\0")

    def alterations(self) -> Iterator[Altered]:
        """Every mark that was altered."""
        slots = self.marks.shape[1]
        monday = first_monday(self.year)
        now = self.marks.reshape(-1)[self.altered]
        for place, old, new in zip(self.altered.tolist(), self.before.tolist(), now.tolist(), strict=True):
            upn, urn = self.enrolments[place // slots]
            on, session = day_of(place % slots, monday=monday)
            yield Altered(upn, urn, on, session, CODES[old], CODES[new])

    def days(self) -> Iterator[tuple[str, date]]:
        """(urn, day) of every school day with a mark in the file."""
        monday = first_monday(self.year)
        schools: dict[str, list[int]] = {}
        for row, (_, urn) in enumerate(self.enrolments):
            schools.setdefault(urn, []).append(row)
        for urn, rows in schools.items():
            for day in np.flatnonzero(self.given[rows].any(axis=0)).tolist():
                yield urn, day_of(day * 2, monday=monday)[0]


def merge(
    gathered: Gathered,
    year: Year,
    held: Mapping[tuple[str, str], bytes],
    shape: str,
    said: Mapping[tuple[str, str, date, int], str] | None = None,
) -> Merged:
    """Merge what a file gives for a year with the registers held, (upn, urn) → bytes; `shape` is the file's.

    `said`: marks that a person corrected, (upn, urn, day, session) → code. They outlive every extract that says otherwise.
    """
    rows = len(year.enrolments)
    given = year.marks[:rows]
    enrolments = [("", "")] * rows
    for (upn, urn), row in year.enrolments.items():
        enrolments[row] = (gathered.upns[upn], gathered.urns[urn])
    before = np.zeros_like(given)
    for row, enrolment in enumerate(enrolments):
        register = held.get(enrolment)
        if register:
            before[row, : len(register)] = np.frombuffer(register, np.uint8)
    _keep_what_was_said(year, enrolments, given, said or {})
    places = np.flatnonzero(given.any(axis=0))
    first, last = (int(places[0]) // 2 * 2, int(places[-1]) // 2 * 2 + 2) if len(places) else (0, 0)
    now, was = given[:, first:last], before[:, first:last]  # a day's file touches two sessions of five hundred
    there = now != 0
    fresh, other = there & (was == 0), there & (was != 0) & (was != now)
    row, slot = np.nonzero(other)
    altered, old = row * year.slots + slot + first, was[row, slot]
    marks = before
    marks[:, first:last] = np.where(there, now, was)
    touched = (fresh | other).any(axis=1)
    of_days = np.zeros((rows, year.slots // 2), bool)
    of_days[:, first // 2 : last // 2] = there[:, ::2] | there[:, 1::2]
    if shape != ONE:
        fresh, other = (cells[:, ::2] | cells[:, 1::2] for cells in (fresh, other))
    changed = int(other.sum())
    new = int((fresh & ~other).sum())
    return Merged(year.year, enrolments, marks, touched, new, changed, altered, old, of_days)


def _keep_what_was_said(
    year: Year, enrolments: list[tuple[str, str]], given: np.ndarray, said: Mapping[tuple[str, str, date, int], str]
) -> None:
    """Put a person's corrections in the place of what the file gives for the same sessions."""
    if not said:
        return
    row_of = {enrolment: row for row, enrolment in enumerate(enrolments)}
    monday = first_monday(year.year)
    for (upn, urn, on, session), code in said.items():
        row = row_of.get((upn, urn))
        if row is not None and year_of(on) == year.year:
            slot = slot_of(on, session, monday=monday)
            if given[row, slot]:
                given[row, slot] = BYTES[code]
