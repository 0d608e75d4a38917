"""Which columns does `onroll attendance` print? The same names whoever asks; stable, and explained in docs/officers/attendance.md.

T and F are raw: a pupil of whom few sessions were possible is flagged like any other, and `possible` stands beside it. A row by
pupil is an enrolment; it appears where the register holds any mark in the period, possible or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import compress
from typing import Any

from onroll.attendance.axis import SESSIONS_A_WEEK, day_of, slot_of
from onroll.attendance.measures import Measures
from onroll.attendance.model import PupilMeasures
from onroll.registers.measuring import measures
from onroll.reports.attendance.kpis import Kpis, grouped, kpis
from onroll.reports.attendance.people import PHASES, schools

BY_PUPIL = "pupil"
PUPIL = (
    "upn", "urn", "possible", "present", "authorised", "unauthorised", "persistent", "severe", "penalty_threshold_on",
    "longest_unauthorised_run", "illness_sessions",
)  # fmt: skip
KPIS = (
    "enrolments", "possible", "attendance_percent", "authorised_percent", "unauthorised_percent", "absence_percent",
    "persistent", "persistent_percent", "severe", "severe_percent",
)  # fmt: skip
SCHOOL = ("urn", "school", "phase", *KPIS)
LA = ("la", *KPIS)


def headings_of(by: str) -> tuple[str, ...]:
    """The headings of a form of the answer."""
    return {BY_PUPIL: PUPIL, "school": SCHOOL, "la": LA}[by]


def by_pupil(first: date, last: date, *, urn: str | None = None) -> Iterator[tuple[Any, ...]]:
    """A row a register, by URN and UPN; column by column, since a county has a hundred thousand."""
    found = measures(first, last, urns=[urn] if urn else None)
    sessions = [found.column(name).tolist() for name in ("possible", "present", "authorised", "unauthorised")]
    flags = [["T" if held else "F" for held in each.tolist()] for each in (found.persistent, found.severe)]
    monday = found.block.first_monday
    reached = [
        day_of(slot, monday=monday)[0].isoformat() if slot >= 0 else ""
        for slot in found.column("threshold_slot").tolist()
    ]
    others = [found.column(name).tolist() for name in ("longest_unauthorised_run", "illness_sessions")]
    rows = zip(found.block.upns, found.block.urns, *sessions, *flags, reached, *others, strict=True)
    return compress(rows, marked_in(found, first, last))


def by_school(first: date, last: date, *, urn: str | None = None) -> Iterator[tuple[Any, ...]]:
    """A row a school, by URN."""
    names = schools()
    found = grouped((row.urn, row) for row in _held(first, last, urn) if row.possible)
    for number, held in sorted(found.items()):
        school = names.get(number)
        yield (number, school.name if school else "", PHASES[school.phase] if school else "", *_kpis(held))


def by_la(first: date, last: date, *, la: str, urn: str | None = None) -> Iterator[tuple[Any, ...]]:
    """One row: every register we hold. None where no mark is held."""
    held = kpis(row for row in _held(first, last, urn) if row.possible)
    if held.enrolments:
        yield (la, *_kpis(held))


def _kpis(held: Kpis) -> tuple[Any, ...]:
    return (
        held.enrolments, held.possible, held.share("attendance"), held.share("authorised"), held.share("unauthorised"),
        held.share("absence"), held.persistent, held.share("persistent"), held.severe, held.share("severe"),
    )  # fmt: skip


def _held(first: date, last: date, urn: str | None) -> Iterator[PupilMeasures]:
    """The registers with any mark in the period; a school's and the authority's sums leave out those with no possible session."""
    found = measures(first, last, urns=[urn] if urn else None)
    for row, marked in zip(found.rows(), marked_in(found, first, last), strict=True):
        if marked:
            yield row


def marked_in(found: Measures, first: date, last: date) -> list[bool]:
    """For each register whether it holds a mark in the period."""
    monday = found.block.first_monday
    begin, end = _slot(first, monday), _slot(last, monday) + (2 if last.weekday() < 5 else 0)
    return found.block.marks[:, max(begin, 0) : max(end, 0)].any(axis=1).tolist()


def _slot(day: date, monday: date) -> int:
    """Where the day begins on the axis; a weekend where the next Monday does."""
    if day.weekday() < 5:
        return slot_of(day, 0, monday=monday)
    return ((day - monday).days // 7 + 1) * SESSIONS_A_WEEK
