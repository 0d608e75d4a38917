"""For whom is attendance falling, and what has nobody done about it? One list a question, exactly that to take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from onroll.audit.log import listed
from onroll.casework.selectors.cases import open_work_of
from onroll.reports.attendance.keeping import kept
from onroll.reports.attendance.knowing import known_on
from onroll.reports.attendance.lists import KINDS, ListKind, counts, on_list
from onroll.reports.attendance.people import PHASES
from onroll.reports.attendance.standing import Enrolment, Period, edition, enrolments, year_so_far
from onroll.reports.rounding import percent
from onroll.rules.ages import year_group, year_group_name
from onroll.web.access import path_for, require
from onroll.web.components.addresses import address_with
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.components.tables import Cell, Column, Sorting, Table, sorting
from onroll.web.parts.days import AskedDay, asked_day
from onroll.web.parts.exports import csv_response
from onroll.web.parts.words import STATUS_COLOURS, counted, status_name
from onroll.web.views.attendance.dashboards import ways

PAGE = 25
HEADINGS = (
    "child_id", "upn", "surname", "forename", "date_of_birth", "urn", "school", "possible", "absent", "unauthorised", "absence_percent",
    "why", "status",
)  # fmt: skip
ORDERS = {
    "name": lambda one: (one.pupil is None, one.pupil.surname.casefold() if one.pupil else "", one.pupil.forename.casefold() if one.pupil else one.measures.upn),
    "school": lambda one: (one.school.name.casefold(), one.measures.upn),
    "absence": lambda one: one.absent / one.measures.possible,
    "unauthorised": lambda one: one.measures.unauthorised,
}  # fmt: skip


@dataclass(frozen=True)
class Narrowed:
    """The filters of the page and the registers that they leave."""

    choices: list[Choice]
    rows: list[Enrolment]


def lists_page(request: HttpRequest) -> HttpResponse:
    """Every list with how many stand on it."""
    day = asked_day(request)
    period = year_so_far(day.on)
    found = _counted(day, period) if period else {}
    query = f"?on={day.on.isoformat()}" if day.given else ""
    lists = [
        {"kind": kind, "count": found.get(kind.id, 0), "href": reverse("attendance-list", args=[kind.id]) + query}
        for kind in KINDS.values()
    ]
    context = {
        "lists": lists,
        "period": period,
        "on": day.on,
        "pages": ways("attendance-lists"),
        "filters": Filters([day.filter], request),
    }
    return render(request, "attendance/lists.html", context)


def _counted(day: AskedDay, period: Period) -> Mapping[str, int]:
    known = known_on(day.on, period)
    key = (edition(), period, known.open_cases, known.provided)
    return kept("counts", key, lambda: counts(enrolments(period), known))


def list_page(request: HttpRequest, kind: str) -> HttpResponse:
    """One list, its filters with counts, its page; `?form=csv` gives all of it."""
    asked = KINDS.get(kind)
    if asked is None:
        raise Http404(f"No list of attendance is called {kind}.")
    day = asked_day(request)
    period = year_so_far(day.on)
    narrowed = _narrowed(
        request, on_list(asked, enrolments(period) if period else (), known_on(day.on, period)), period
    )
    order = sorting(request, allowed=(*ORDERS, "worst"), default="worst")
    rows = _ordered(narrowed.rows, order)
    if request.GET.get("form") == "csv":
        return _export(request, asked, rows, day)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    listed(request, f"attendance: {asked.id}", [one.pupil.child for one in shown if one.pupil])
    context = {
        "kind": asked, "table": _table(request, asked, shown, order, day), "page": page, "period": period, "on": day.on, "how_many": counted(len(rows), "pupil", "pupils"),
        "filters": Filters([*narrowed.choices, day.filter], request), "total": len(rows), "pages": ways("attendance-lists"),
        "export": address_with(request, form="csv", page=None) if request.user.may("attendance.export") else "",
    }  # fmt: skip
    return render(request, "attendance/list.html", context)


def _narrowed(request: HttpRequest, rows: Sequence[Enrolment], period: Period | None) -> Narrowed:
    """By school, phase and year group; each choice says how many of the whole list it holds."""

    def year(one: Enrolment) -> str:
        born = one.pupil.born if one.pupil else None
        return str(year_group(born, period.last)) if born and period else "unknown"

    of = {"school": lambda one: one.school.urn, "phase": lambda one: one.school.phase, "year": year}
    names = {one.school.urn: one.school.name for one in rows}
    words = {
        "school": lambda value: names.get(value, value), "phase": lambda value: PHASES[value],
        "year": lambda value: "Year group not known" if value == "unknown" else year_group_name(int(value)),
    }  # fmt: skip
    choices = []
    left = list(rows)
    for name, title in (("school", "School"), ("phase", "Phase"), ("year", "Year group")):
        held: dict[str, int] = {}
        for one in rows:
            held[of[name](one)] = held.get(of[name](one), 0) + 1
        order = sorted(
            held,
            key=lambda value: (
                (int(value) if value.lstrip("-").isdigit() else 99) if name == "year" else words[name](value).casefold()
            ),
        )
        options = [Option(value, words[name](value), held[value]) for value in order]
        choice = Choice(name, title, options, single=name == "school", any_words="Any school").read(request)
        choices.append(choice)
        if choice.chosen:
            left = [one for one in left if of[name](one) in choice.chosen]
    return Narrowed(choices, left)


def _ordered(rows: list[Enrolment], order: Sorting) -> list[Enrolment]:
    if order.by not in ORDERS:
        return rows
    return sorted(rows, key=ORDERS[order.by], reverse=order.descending)


def _table(request: HttpRequest, kind: ListKind, shown: list[Enrolment], order: Sorting, day: AskedDay) -> Table:
    work = open_work_of(request.user, [one.pupil.child for one in shown if one.pupil])
    opens = request.user.may("case.work")
    rows = []
    for one in shown:
        pupil = one.pupil
        rows.append([
            Cell(pupil.name, href=reverse("child-attendance", args=[pupil.child]), hint=_year(one, day)) if pupil
            else Cell(one.measures.upn, hint="no child on record has this UPN"),
            Cell(one.school.name, href=reverse("attendance-school", args=[one.school.urn])),
            Cell(f"{percent(one.absent, one.measures.possible)} %", hint=f"{one.absent}\u00a0of\u00a0{one.measures.possible}"), one.measures.unauthorised,
            kind.why(one)[:1].upper() + kind.why(one)[1:], Cell("", tag=status_name(pupil.status), tag_colour=STATUS_COLOURS.get(pupil.status, "")) if pupil and pupil.status else Cell(None),
            _work(pupil.child if pupil else 0, work, opens),
        ])  # fmt: skip
    columns = [
        Column("Pupil", sort="name", heads_row=True), Column("School", sort="school"), Column("Absence", numeric=True, sort="absence"),
        Column("Unauthorised", numeric=True, sort="unauthorised"), Column("Why"), Column("Status"), Column("Open work"),
    ]  # fmt: skip
    return Table(kind.title, columns, rows, empty="Nobody.", sorting=order, caption_hidden=True)


def _year(one: Enrolment, day: AskedDay) -> str:
    born = one.pupil.born if one.pupil else None
    return year_group_name(year_group(born, day.on)) if born else "Year group not known"


def _work(child: int, work: dict[int, tuple[str, str]], opens: bool) -> Cell:
    """The open case or waiting referral, else the way to open a case of attendance."""
    if child in work:
        kind, reference = work[child]
        return Cell(reference, href=reverse(kind, args=[reference]))
    return (
        Cell("Open a case", href=reverse("attendance-case-open", args=[child]))
        if opens and child
        else Cell("none open")
    )


def _export(request: HttpRequest, kind: ListKind, rows: list[Enrolment], day: AskedDay) -> HttpResponse:
    """Exactly the rows that the filters leave, in their order."""
    require(request, "attendance.export")
    table: list[tuple[Any, ...]] = [
        (
            one.pupil.child if one.pupil else "", one.measures.upn, one.pupil.surname if one.pupil else "", one.pupil.forename if one.pupil else "",
            one.pupil.born if one.pupil else "", one.measures.urn, one.school.name, one.measures.possible, one.absent, one.measures.unauthorised,
            percent(one.absent, one.measures.possible), kind.why(one), status_name(one.pupil.status) if one.pupil and one.pupil.status else "",
        )
        for one in rows
    ]  # fmt: skip
    children = [one.pupil.child for one in rows if one.pupil]
    return csv_response(
        request, name=f"attendance-{kind.id}-{day.on}", headings=HEADINGS, rows=table, children=children
    )


routes = [
    path_for("attendance/lists", lists_page, permission="attendance.view", name="attendance-lists"),
    path_for("attendance/lists/<slug:kind>", list_page, permission="attendance.view", name="attendance-list"),
]
