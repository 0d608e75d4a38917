"""What does each school's register say of this child, and how much more can be missed? One page a child and school year."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from onroll.audit.log import looked
from onroll.children.selectors.child import school_names
from onroll.children.selectors.numbers import upns_of
from onroll.places.calendars import SchoolCalendars
from onroll.reports.attendance.comparators import year_words
from onroll.reports.attendance.pupil import (
    PupilRegister,
    chance_of,
    changes_of,
    first_days,
    registers_of,
    term_end,
    years_of,
)
from onroll.reports.attendance.sessions import (
    AFTER_HOLIDAY,
    HALVES,
    KIND_WORDS,
    absences,
    by_code,
    by_weekday,
    code_of,
    tally,
)
from onroll.reports.rounding import percent
from onroll.rules.calendars import SchoolDays
from onroll.web.access import path_for
from onroll.web.components.addresses import address_with
from onroll.web.components.register_calendar import months
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.parts.words import counted, written_day
from onroll.web.views.child import around_child, child_asked

WEEKDAYS = (("Monday", "M"), ("Tuesday", "T"), ("Wednesday", "W"), ("Thursday", "T"), ("Friday", "F"))
FEW = 10  # possible sessions below which a rate says little (rule book, pa-caveat)


def register_page(request: HttpRequest, child_id: int) -> HttpResponse:
    """The calendar of each school, what its codes add to, patterns, and every mark that was altered afterwards."""
    child = child_asked(request, child_id)
    if isinstance(child, HttpResponse):
        return child
    looked(request, child_id, "attendance")
    upns = upns_of(child_id)
    years = years_of(upns)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else years[0] if years else None
    held = registers_of(upns, year, child.on) if year is not None else []
    names = school_names([one.urn for one in held])
    calendars = SchoolCalendars()
    context = {
        "registers": [_register(number, one, names.get(one.urn, f"URN {one.urn}"), calendars.of(one.urn)) for number, one in enumerate(held, 1)],
        "years": [
            {"words": year_words(one), "href": address_with(request, year=one), "current": one == year, "count": ""} for one in years
        ],
        "year": year_words(year) if year is not None else "", "weekdays": WEEKDAYS, "kinds": list(KIND_WORDS.items()),
        "changes": _changes(upns, child.on), "may_correct": bool(held) and request.user.may("attendance.correct"),
    }  # fmt: skip
    return render(request, "attendance/pupil.html", {**around_child(request, child, "attendance"), **context})


def _register(number: int, held: PupilRegister, name: str, calendar: SchoolDays) -> dict[str, Any]:
    """Everything the page says of one school's register."""
    counted_all = tally(held.sessions)
    last = held.last or date.min
    ends = term_end(held.urn, last)
    return {
        "id": f"register-{number}", "urn": held.urn, "name": name, "last": last, "first": held.sessions[0].on, "tally": counted_all,
        "months": months(held.sessions),
        "attended": percent(counted_all.present, counted_all.possible), "missed": percent(counted_all.absent, counted_all.possible),
        "authorised": percent(counted_all.authorised, counted_all.possible), "unauthorised": percent(counted_all.unauthorised, counted_all.possible),
        "few": counted_all.possible < FEW, "chance": chance_of(held, ends, calendar) if ends else None,
        "persistent": counted_all.possible > 0 and counted_all.absent * 10 >= counted_all.possible,
        "severe": counted_all.possible > 0 and counted_all.absent * 2 >= counted_all.possible,
        "codes": _codes(held, number), "patterns": _patterns(held), "absences": _absences(held, number),
    }  # fmt: skip


def _codes(held: PupilRegister, number: int) -> Table:
    base = tally(held.sessions).possible
    rows = [
        [Cell(one.code), one.means.capitalize(), KIND_WORDS[one.kind], f"{one.count:,}", _share(one.count, base) if one.kind != "not-possible" else "not of those possible"]
        for one in by_code(held.sessions)
    ]  # fmt: skip
    columns = [Column("Code", heads_row=True), Column("Meaning"), Column("Counts as"), Column("Sessions", numeric=True),
               Column("Of those possible", numeric=True)]  # fmt: skip
    return Table("Sessions by code", columns, rows, id=f"codes-{number}")


def _absences(held: PupilRegister, number: int) -> Table:
    rows = [
        [_days(one.first, one.last), f"{one.code}: {one.means}", KIND_WORDS[one.kind], str(one.sessions)]
        for one in absences(held.sessions)
    ]
    columns = [Column("When", heads_row=True), Column("Code"), Column("Counts as"), Column("Sessions", numeric=True)]
    return Table("Each absence", columns, rows, empty="No absence in this register.", id=f"absences-{number}")


def _patterns(held: PupilRegister) -> list[str]:
    """What stands out, each with its numbers; nothing where there is nothing to count."""
    days = by_weekday(held.sessions)
    found = [
        f"{one.name}s: absent for {one.absent} of {one.possible} sessions ({_share(one.absent, one.possible)})"
        for one in days
        if one.possible and one.absent
    ]
    after = first_days(held, AFTER_HOLIDAY)
    away = [day for day in after if any(one.absent for one in held.sessions if one.on == day)]
    if after:
        on = f": {', '.join(map(written_day, away))}" if away else ""
        found.append(f"First day after a holiday: absent on {len(away)} of {len(after)}{on}")
    late = tally(held.sessions).late
    if late:
        found.append(f"Late: {counted(late, 'session', 'sessions')}")
    return found


def _changes(upns: list[str], until: date) -> Table | None:
    changes = changes_of(upns, until)
    if not changes:
        return None
    rows = [
        [
            f"{written_day(one.on)}, {HALVES[one.session]}", _meaning(one.old, one.on), _meaning(one.new, one.on),
            Cell(one.changed_by, hint=one.reason), written_day(one.recorded_at.date()),
        ]
        for one in changes
    ]  # fmt: skip
    columns = [
        Column("Session", heads_row=True),
        Column("Was"),
        Column("Became"),
        Column("By whom, and why"),
        Column("Recorded"),
    ]
    return Table("Marks altered after we first held them", columns, rows, id="changes")


def _meaning(code: str, on: date) -> str:
    found = code_of(code, on) if code else None
    return f"{code}: {found.means}" if found else code or "no mark"


def _days(first: date, last: date) -> str:
    return written_day(first) if first == last else f"{written_day(first)} to {written_day(last)}"


def _share(count: int, base: int) -> str:
    found = percent(count, base)
    return "" if found is None else f"{found} %"


routes = [
    path_for(
        "children/<int:child_id>/attendance", register_page, permission="attendance.view", name="child-attendance"
    ),
]
