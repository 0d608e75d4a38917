"""How do registers become a block? Rows of bytes and the calendars of their schools, laid along one axis.

For the rooms above, which hold registers as bytes and know no arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from onroll.attendance.axis import SESSIONS_A_WEEK
from onroll.attendance.model import Block


class SchoolYear(NamedTuple):
    """One school's registers of one academic year, in any order, end to end.

    `lengths` holds each register's length as four bytes, the highest first; a register has no marks beyond its length.
    """

    urn: str
    upns: list[str]
    lengths: bytes
    registers: bytes


def block(
    rows: Iterable[tuple[str, str, bytes]],
    calendars: Mapping[str, bytes],
    *,
    first_monday: date,
    slots: int,
    otherwise: bytes = b"",
) -> Block:
    """A block of (upn, urn, register) rows. A register shorter than `slots` has no marks after it; none may be longer.

    `calendars`: URN → one byte a session, 1 where the school met; `otherwise` is the calendar of a school without its own.
    """
    upns: list[str] = []
    urns: list[str] = []
    registers: list[bytes] = []
    for upn, urn, register in rows:
        upns.append(upn)
        urns.append(urn)
        registers.append(bytes(register).ljust(slots, b"\0"))
    return packed(upns, urns, b"".join(registers), calendars, first_monday=first_monday, slots=slots, otherwise=otherwise)  # fmt: skip


def packed(
    upns: Sequence[str],
    urns: Sequence[str],
    registers: bytes | bytearray | memoryview,
    calendars: Mapping[str, bytes],
    *,
    first_monday: date,
    slots: int,
    otherwise: bytes = b"",
) -> Block:
    """The same from one buffer of registers of equal width, which isn't copied. Raises `ValueError` for a wrong width."""
    marks = np.frombuffer(registers, np.uint8)
    if marks.size != len(upns) * slots:
        raise ValueError(f"{len(upns)} registers of {slots} sessions are not {marks.size} bytes.")
    masks = _Masks(calendars, otherwise, slots)
    calendar_of = np.fromiter((masks.of(urn) for urn in urns), np.int32, len(urns))
    return _made(upns, urns, first_monday, marks.reshape(len(upns), slots), calendar_of, masks)


def gathered(
    years: Sequence[tuple[int, Sequence[SchoolYear]]],
    calendars: Mapping[str, bytes],
    *,
    first_monday: date,
    otherwise: bytes = b"",
) -> Block:
    """The registers of academic years end to end, by school and pupil; `years` holds each one's slots and schools, in turn.

    The schools of a year come in the order of their URNs, each once.
    """
    slots = sum(width for width, _ in years)
    masks = _Masks(calendars, otherwise, slots)
    ordered = [[_in_order(school) for school in schools] for _, schools in years]
    if len(years) == 1:
        schools = ordered[0]
        upns = [upn for school in schools for upn in school.upns]
        urns = [urn for school in schools for urn in [school.urn] * len(school.upns)]
        places = [range(len(upns))]
    else:
        of_year = [[(school.urn, upn) for school in schools for upn in school.upns] for schools in ordered]
        keys = sorted({key for held in of_year for key in held})
        upns, urns = [upn for _, upn in keys], [urn for urn, _ in keys]
        place = {key: number for number, key in enumerate(keys)}
        places = [[place[key] for key in held] for held in of_year]
    marks = np.zeros((len(upns), slots), np.uint8)
    begins = 0
    for (width, _), schools, rows in zip(years, ordered, places, strict=True):
        _lay(marks, begins, schools, rows)
        begins += width
    if len(years) == 1:
        of_school = np.array([masks.of(school.urn) for school in ordered[0]], np.int32)
        calendar_of = np.repeat(of_school, [len(school.upns) for school in ordered[0]])
    else:
        calendar_of = np.fromiter((masks.of(urn) for urn in urns), np.int32, len(urns))
    return _made(upns, urns, first_monday, marks, calendar_of, masks)


class _Masks:
    """The calendars as rows of a block's `open`, the first for every school without its own."""

    def __init__(self, calendars: Mapping[str, bytes], otherwise: bytes, slots: int) -> None:
        held = sorted(calendars)
        self._place = {urn: number for number, urn in enumerate(held, 1)}
        masks = [otherwise, *(calendars[urn] for urn in held)]
        self.open = np.zeros((len(masks), slots), np.uint8)
        for number, mask in enumerate(masks):
            self.open[number, : len(mask)] = np.frombuffer(mask[:slots], np.uint8)

    def of(self, urn: str) -> int:
        """The row of a school's calendar."""
        return self._place.get(urn, 0)


def _made(
    upns: Sequence[str],
    urns: Sequence[str],
    first_monday: date,
    marks: np.ndarray,
    calendar_of: np.ndarray,
    masks: _Masks,
) -> Block:
    if first_monday.weekday() != 0 or marks.shape[1] % SESSIONS_A_WEEK:
        raise ValueError(
            f"An axis begins on a Monday and holds whole weeks, not {first_monday} and {marks.shape[1]} sessions."
        )
    return Block(upns, urns, first_monday, marks, calendar_of, masks.open)


class _Ordered(NamedTuple):
    """A school's pupils in order, and where each one's register lies in what was sent: `ends` of them, `lengths` long."""

    urn: str
    upns: Sequence[str]
    lengths: np.ndarray
    ends: np.ndarray
    held: np.ndarray
    order: Sequence[int] | None  # in which they were sent; None: in this


def _in_order(school: SchoolYear) -> _Ordered:
    lengths = np.frombuffer(school.lengths, ">i4").astype(np.int64)
    ends = np.cumsum(lengths)
    held = np.frombuffer(school.registers, np.uint8)
    upns = sorted(school.upns)
    if upns == school.upns:
        return _Ordered(school.urn, upns, lengths, ends, held, None)
    order = sorted(range(len(upns)), key=school.upns.__getitem__)
    return _Ordered(school.urn, upns, lengths[order], ends[order], held, order)


def _lay(marks: np.ndarray, begins: int, schools: Sequence[_Ordered], rows: Sequence[int]) -> None:
    """Each register in its row, from the year's first slot on."""
    number = 0
    for school in schools:
        pupils = len(school.upns)
        into = rows[number : number + pupils]
        width = int(school.lengths[0])
        if isinstance(into, range) and bool((school.lengths == width).all()):
            sent = school.held.reshape(pupils, width)
            marks[into.start : into.stop, begins : begins + width] = (
                sent if school.order is None else sent[school.order]
            )
        else:
            for row, length, end in zip(into, school.lengths.tolist(), school.ends.tolist(), strict=True):
                marks[row, begins : begins + length] = school.held[end - length : end]
        number += pupils
