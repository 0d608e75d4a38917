"""How does a file of session marks become registers? Whole or not at all, inside the transaction of its load.

Row by row nothing is written: the file is gathered, merged with what is held, and only registers that differ go back. A
mark that was altered is kept with its load; the first time a school's day is heard of, that is kept too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from django.db import connection

from onroll.attendance.files.batches import open_marks
from onroll.attendance.files.gathering import gather
from onroll.attendance.merging import Merged, merge
from onroll.intake import writing
from onroll.intake.applying import Effect
from onroll.intake.copying import copy_rows
from onroll.intake.models import Load
from onroll.places.models import School
from onroll.registers.models import MarkChange

FEED = "marks"


def load_marks(*, load: Load, path: Path) -> Effect:
    """Apply one file of marks; see `intake.appliers`. Raises `Refused` for what can't be read."""
    file = open_marks(path)
    load.encoding, load.delimiter, load.unknown_columns = file.encoding, file.delimiter, list(file.unknown)
    known = frozenset(School.objects.values_list("urn", flat=True)) or None
    gathered = gather(file, known_urns=known, as_at=load.as_at, aside=lambda faults: writing.write_faults(load, faults))
    effect = Effect(read=gathered.read, set_aside=gathered.set_aside, warnings=gathered.warned)
    writing.write_warnings(load, [(fault, None) for fault in gathered.warnings])
    for number in sorted(gathered.years):
        year = gathered.years[number]
        upns = [gathered.upns[upn] for upn in {upn for upn, _ in year.enrolments}]
        merged = merge(gathered, year, held_registers(number, upns), file.shape, corrected())
        effect.new += merged.new
        effect.changed += merged.changed
        write(load, merged)
        del gathered.years[number]
    effect.unchanged = gathered.used - effect.new - effect.changed
    return effect


def known_upns() -> frozenset[str]:
    """Every UPN that the newest two academic years hold a register under."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT upn FROM registers_registeryear WHERE year >= (SELECT max(year) - 1 FROM registers_registeryear)"
        )
        return frozenset(upn for (upn,) in cursor.fetchall())


def held_registers(year: int, upns: Iterable[str]) -> Mapping[tuple[str, str], bytes]:
    """(upn, urn) → register, of these pupils in an academic year."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT upn, urn, marks FROM registers_registeryear WHERE year = %s AND upn = ANY(%s)", [year, list(upns)]
        )
        return {(upn, urn): bytes(marks) for upn, urn, marks in cursor.fetchall()}


def corrected() -> Mapping[tuple[str, str, date, int], str]:
    """(upn, urn, day, session) → the code a person gave it last. Few: they are read whole."""
    words = MarkChange.objects.filter(load=None).order_by("recorded_at", "pk")
    return {(one.upn, one.urn, one.on, one.session): one.new for one in words}


def write(load: Load | None, merged: Merged, *, by: str = "", reason: str = "", at: object = None) -> None:
    """Write the registers that differ, the marks altered and the days first heard of, in one moment."""
    moment = load.recorded_at if load is not None else at
    number = load.pk if load is not None else None
    who = by or (load.loaded_by if load is not None else "")
    why = reason or (f"extract as at {load.as_at:%-d %B %Y}" if load is not None else "")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS registers_given (year smallint, urn text, upn text, marks bytea) ON COMMIT DROP"
        )
        cursor.execute("TRUNCATE registers_given")
        copy_rows("registers_given", ("year", "urn", "upn", "marks"), merged.registers())
        cursor.execute(
            "INSERT INTO registers_registeryear (year, urn, upn, marks) SELECT year, urn, upn, marks FROM registers_given"
            " ON CONFLICT (year, urn, upn) DO UPDATE SET marks = EXCLUDED.marks"
        )
        copy_rows(
            "registers_markchange",
            ("upn", "urn", "on", "session", "old", "new", "load_id", "changed_by", "reason", "recorded_at"),
            (
                (one.upn, one.urn, one.on, one.session, one.old, one.new, number, who, why, moment)
                for one in merged.alterations()
            ),
        )
        days = list(merged.days())
        cursor.execute(
            'INSERT INTO registers_dayreceived (urn, "on", load_id, recorded_at) SELECT urn, d, %s, %s FROM unnest(%s::text[], %s::date[]) AS held(urn, d)'
            ' ON CONFLICT (urn, "on") DO NOTHING',
            [number, moment, [urn for urn, _ in days], [on for _, on in days]],
        )
