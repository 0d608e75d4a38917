"""How do registers become a block? Rows of bytes and the calendars of their schools, laid along one axis.

For the rooms above, which hold registers as bytes and know no arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np

from onroll.attendance.axis import SESSIONS_A_WEEK
from onroll.attendance.model import Block


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
    if first_monday.weekday() != 0 or slots % SESSIONS_A_WEEK:
        raise ValueError(f"An axis begins on a Monday and holds whole weeks, not {first_monday} and {slots} sessions.")
    marks = np.frombuffer(registers, np.uint8)
    if marks.size != len(upns) * slots:
        raise ValueError(f"{len(upns)} registers of {slots} sessions are not {marks.size} bytes.")
    held = sorted(calendars)
    place = {urn: number for number, urn in enumerate(held, 1)}
    masks = [otherwise, *(calendars[urn] for urn in held)]
    open_ = np.zeros((len(masks), slots), np.uint8)
    for number, mask in enumerate(masks):
        open_[number, : len(mask)] = np.frombuffer(mask[:slots], np.uint8)
    calendar_of = np.fromiter((place.get(urn, 0) for urn in urns), np.int32, len(urns))
    return Block(upns, urns, first_monday, marks.reshape(len(upns), slots), calendar_of, open_)
