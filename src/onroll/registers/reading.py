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
from onroll.attendance.building import SchoolYear, gathered
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
    found = [(slots_of(year), _schools(year, urns, upns)) for year in years]
    met = {school.urn for _, schools in found for school in schools}
    masks = dict(open_masks(met, first_monday=monday, slots=sum(width for width, _ in found)))
    otherwise = masks.pop(AUTHORITY)
    held = gathered(found, masks, first_monday=monday, otherwise=otherwise)
    if known_at is not None:
        _as_known(held, first, last, known_at)
    return held


def _schools(year: int, urns: Collection[str] | None, upns: Collection[str] | None) -> list[SchoolYear]:
    """The registers of a year, a row a school: a hundred thousand rows one by one would take twice as long to fetch."""
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
            f"""SELECT urn, string_agg(upn, ','), string_agg(int4send(length(marks)), ''::bytea), string_agg(marks, ''::bytea)
            FROM registers_registeryear WHERE {" AND ".join(where)} GROUP BY urn ORDER BY urn COLLATE "C"
            """,
            values,
            binary=True,
        )
        return [SchoolYear(urn, upns.split(","), lengths, marks) for urn, upns, lengths, marks in cursor]


def _as_known(held: Block, first: date, last: date, known_at: datetime) -> None:
    """Takes later alterations back, and leaves out days first heard of later."""
    monday, rows = held.first_monday, defaultdict(list)
    place = {}
    for row, (urn, upn) in enumerate(zip(held.urns, held.upns, strict=True)):
        place[(urn, upn)] = row
        rows[urn].append(row)
    changes = MarkChange.objects.filter(recorded_at__gt=known_at, on__gte=monday, on__lte=last).order_by("-recorded_at", "-pk")  # fmt: skip
    for urn, upn, on, session, old in changes.values_list("urn", "upn", "on", "session", "old"):
        if (urn, upn) in place:
            held.marks[place[(urn, upn)], slot_of(on, session, monday=monday)] = byte_of(old) or 0
    later = DayReceived.objects.filter(recorded_at__gt=known_at, on__gte=monday, on__lte=last)
    for urn, on in later.values_list("urn", "on"):
        slot = slot_of(on, 0, monday=monday)
        held.marks[rows[urn], slot : slot + 2] = 0


def newest_days() -> dict[str, date]:
    """URN → the newest day with a mark, for "marks up to"; a school that never sent one isn't there."""
    return dict(DayReceived.objects.order_by().values_list("urn").annotate(newest=Max("on")))


def newest_day() -> date | None:
    """The newest day with a mark of any school."""
    return DayReceived.objects.aggregate(newest=Max("on"))["newest"]


def years_held() -> list[int]:
    """Academic years with a register, newest first."""
    return sorted(RegisterYear.objects.order_by().values_list("year", flat=True).distinct(), reverse=True)
