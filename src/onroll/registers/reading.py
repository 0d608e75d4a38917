"""What do the registers hold of these pupils between two days? One block, ready to be measured, or one pupil's own.

Asked as known at a moment, marks altered later stand as they stood, and days first heard of later are left out. A mark added
later to a day that was already known (a blank filled in) is shown as it is now: additions to a known day aren't kept apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from django.db import connection
from django.db.models import Max
from psycopg import Cursor

from onroll.attendance.axis import first_monday, slot_of, slots_of, year_of
from onroll.attendance.building import packed
from onroll.attendance.codes import byte_of
from onroll.attendance.model import Block
from onroll.registers.calendars import AUTHORITY, open_masks
from onroll.registers.models import DayReceived, MarkChange, RegisterYear


def block(
    first: date,
    last: date,
    *,
    urns: Collection[str] | None = None,
    upns: Collection[str] | None = None,
    known_at: datetime | None = None,
) -> Block:
    """The registers of all academic years that the period touches, end to end, ordered by school and pupil.

    `urns`, `upns`: these schools, these pupils; None is everybody. Measures are asked for the period itself.
    """
    years = range(year_of(first), year_of(max(first, last)) + 1)
    monday = first_monday(years[0])
    width = sum(slots_of(year) for year in years)
    found = [_rows(year, urns, upns) for year in years]
    if len(found) == 1:
        keys = [(urn, upn) for urn, upn, _ in found[0]]
        registers = [marks.ljust(width, b"\0") for _, _, marks in found[0]]
    else:
        by_year = [{(urn, upn): marks for urn, upn, marks in rows} for rows in found]
        keys = sorted({key for rows in by_year for key in rows})
        widths = [slots_of(year) for year in years]
        registers = [
            b"".join(rows.get(key, b"").ljust(slots, b"\0") for rows, slots in zip(by_year, widths, strict=True))
            for key in keys
        ]
    if known_at is not None:
        registers = _as_known(keys, registers, monday, first, last, known_at)
    masks = dict(open_masks({urn for urn, _ in keys}, first_monday=monday, slots=width))
    otherwise = masks.pop(AUTHORITY)
    return packed(
        [upn for _, upn in keys], [urn for urn, _ in keys], b"".join(registers), masks, first_monday=monday, slots=width, otherwise=otherwise
    )  # fmt: skip


def _rows(year: int, urns: Collection[str] | None, upns: Collection[str] | None) -> list[tuple[str, str, bytes]]:
    """(urn, upn, register) of a year, by school and pupil; in binary: bytes needn't be spelt out and read again."""
    where, values = ["year = %s"], [year]
    if urns is not None:
        where.append("urn = ANY(%s)")
        values.append(list(urns))
    if upns is not None:
        where.append("upn = ANY(%s)")
        values.append(list(upns))
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(
            f'SELECT urn, upn, marks FROM registers_registeryear WHERE {" AND ".join(where)} ORDER BY urn COLLATE "C", upn COLLATE "C"',
            values,
            binary=True,
        )
        return cursor.fetchall()


def _as_known(
    keys: list[tuple[str, str]], registers: list[bytes], monday: date, first: date, last: date, known_at: datetime
) -> list[bytes]:
    """The registers with later alterations taken back and days first heard of later left out."""
    altered: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    changes = MarkChange.objects.filter(recorded_at__gt=known_at, on__gte=monday, on__lte=last).order_by("-recorded_at", "-pk")  # fmt: skip
    for urn, upn, on, session, old in changes.values_list("urn", "upn", "on", "session", "old"):
        altered[(urn, upn)].append((slot_of(on, session, monday=monday), byte_of(old) or 0))
    hidden: dict[str, list[int]] = defaultdict(list)
    later = DayReceived.objects.filter(recorded_at__gt=known_at, on__gte=monday, on__lte=last)
    for urn, on in later.values_list("urn", "on"):
        hidden[urn].append(slot_of(on, 0, monday=monday))
    answer = []
    for key, register in zip(keys, registers, strict=True):
        if key not in altered and key[0] not in hidden:
            answer.append(register)
            continue
        marks = bytearray(register)
        for slot, old in altered.get(key, ()):
            marks[slot] = old
        for slot in hidden.get(key[0], ()):
            marks[slot] = marks[slot + 1] = 0
        answer.append(bytes(marks))
    return answer


def newest_days() -> dict[str, date]:
    """URN → the newest day with a mark, for "marks up to"; a school that never sent one isn't there."""
    return dict(DayReceived.objects.order_by().values_list("urn").annotate(newest=Max("on")))


def newest_day() -> date | None:
    """The newest day with a mark of any school."""
    return DayReceived.objects.aggregate(newest=Max("on"))["newest"]


def years_held() -> list[int]:
    """Academic years with a register, newest first."""
    return sorted(RegisterYear.objects.order_by().values_list("year", flat=True).distinct(), reverse=True)
