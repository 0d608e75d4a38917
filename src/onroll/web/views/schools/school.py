"""One school before a termly meeting: what it owes and has sent, which pupils to ask about, what was agreed. Printable."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from onroll.audit.log import listed
from onroll.casework.models import ReturnLink, SchoolAction, SchoolMeeting, SchoolVisit
from onroll.casework.schools.concern import concern
from onroll.casework.schools.listing import named_officers
from onroll.casework.schools.owing import standing_of
from onroll.casework.schools.terms import term_of
from onroll.places.models import School
from onroll.rules.returns import STATES, OwedLine, counts, return_settings
from onroll.web.access import path_for
from onroll.web.components.addresses import address_with
from onroll.web.components.filters import Choice, Option
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.parts.days import asked_day
from onroll.web.parts.exports import csv_response
from onroll.web.parts.schools import action_rows, child_cell, children_of, lists, names_of, owed_table, tiles
from onroll.web.parts.words import written_day

SHOWN = 50
HEADINGS = ("urn", "child_id", "pupil", "kind", "rule", "happened_on", "due_on", "sent_on", "state", "contradictions")


def school_page(request: HttpRequest, urn: str) -> HttpResponse:
    """Everything on one page as at a day; changes only today."""
    school, day = _school(urn), asked_day(request)
    stand, held = standing_of(urn, day.on), concern(urn, day.on)
    open_lines = [line for line in stand.lines if line.open or line.contradictions]
    children = children_of(open_lines) | held.children
    listed(request, "school", children)
    names = names_of(children)
    by = counts(stand.lines)
    term = term_of(day.on)
    meetings = list(SchoolMeeting.objects.filter(urn=urn))
    link = ReturnLink.objects.filter(urn=urn).first()
    context = {
        "school": school, "on": day.on, "day": day, "stand": stand, "counts": [(words, by[state]) for state, words in STATES.items()] + [("Contradictory", by["contradictory"])],
        "owed": owed_table(open_lines[:SHOWN], urn, day.on, names, "Owed, overdue or contradictory", id="owed"), "more": max(0, len(open_lines) - SHOWN),
        "silent": not stand.sent_between(day.on.replace(day=1), day.on), "month": f"{day.on:%B %Y}", "tiles": tiles(held.pack), "lists": lists(held.pack, names),
        "officer": named_officers([urn], day.on).get(urn), "term": term, "meetings": meetings, "meeting": next((one for one in meetings if one.term == term.key), None),
        "actions": action_rows(SchoolAction.objects.filter(urn=urn).select_related("assigned_to").order_by("done_on", "due_on")[:SHOWN], day.on),
        "visits": _visits(urn), "link": link, "link_open": bool(link and link.revoked_at is None and link.expires_at > timezone.now()),
        "may": request.user.may("school.manage"), "settings": return_settings(),
    }  # fmt: skip
    return render(request, "schools/school.html", context)


def _school(urn: str) -> School:
    found = School.objects.filter(urn=urn).first()
    if found is None:
        raise Http404("OnRoll knows no school with this number.")
    return found


def _visits(urn: str) -> Table:
    held = SchoolVisit.objects.filter(urn=urn)[:SHOWN]
    rows = [
        [written_day(one.happened_on), SchoolVisit.KINDS[one.kind], one.minutes, one.note, one.recorded_by]
        for one in held
    ]
    columns = [
        Column("Day", heads_row=True),
        Column("What"),
        Column("Minutes", numeric=True),
        Column("Note"),
        Column("Recorded by"),
    ]
    return Table("Visits, calls and traded casework", columns, rows, empty="None is recorded.", id="visits")


def returns_page(request: HttpRequest, urn: str) -> HttpResponse:
    """Every line, sent ones too, by state; as CSV with exactly the rows shown. A nil return is a row of its own."""
    school, day = _school(urn), asked_day(request)
    stand = standing_of(urn, day.on)
    by = counts(stand.lines)
    options = [Option(state, words, by[state]) for state, words in STATES.items()]
    state = Choice("state", "Stands", [*options, Option("contradictory", "Contradictory", by["contradictory"])]).read(
        request
    )
    shown = [line for line in stand.lines if not state.chosen or _state_in(line, state.chosen)]
    names = names_of(children_of(shown))
    if request.GET.get("form") == "csv":
        return _export(request, urn, shown, names, day.on)
    listed(request, "school returns", children_of(shown))
    tabs = [
        {
            "words": "All",
            "count": len(stand.lines),
            "href": address_with(request, state=None),
            "current": not state.chosen,
        }
    ]
    tabs += [
        {
            "words": one.words,
            "count": one.count,
            "href": address_with(request, state=one.value),
            "current": state.chosen == (one.value,),
        }
        for one in state.options
    ]
    context = {
        "school": school, "on": day.on, "tabs": tabs, "table": owed_table(shown, urn, day.on, names, "Returns", id="returns"), "sent": _sent(stand, names_of({int(one.pupil) for one in stand.sent if one.pupil})),
        "export": address_with(request, form="csv") if request.user.may("list.export") or request.user.may("attendance.export") else "",
    }  # fmt: skip
    return render(request, "schools/returns.html", context)


def _state_in(line: OwedLine, chosen: tuple[str, ...]) -> bool:
    return line.state in chosen or ("contradictory" in chosen and bool(line.contradictions))


def _sent(stand: Any, names: dict[int, str]) -> Table:
    """What the school sent, newest first, whether anything was owed for it or not."""
    columns = [Column("Day", heads_row=True), Column("What"), Column("Pupil"), Column("About")]
    rows = [
        [written_day(one.on), one.code.replace("_", " ").capitalize(), child_cell(int(one.pupil), names) if one.pupil else Cell("No pupil"), written_day(one.about)]
        for one in list(reversed(stand.sent))[:SHOWN]
    ]  # fmt: skip
    return Table(
        "What the school sent, the newest first",
        columns,
        rows,
        empty="Nothing has ever come from this school.",
        id="sent",
    )


def _export(request: HttpRequest, urn: str, shown: list[OwedLine], names: dict[int, str], on: date) -> HttpResponse:
    rows = [
        (urn, line.pupil, names.get(int(line.pupil or 0), ""), line.kind.words, line.kind.rule, line.happened_on, line.due_on, line.sent_on, STATES[line.state],
         " ".join(line.contradictions))
        for line in shown
    ]  # fmt: skip
    return csv_response(request, name=f"returns-{urn}-{on}", headings=HEADINGS, rows=rows, children=children_of(shown))


def school_href(urn: str) -> str:
    """The school's own page."""
    return reverse("school", args=[urn])


routes = [
    path_for("schools/<str:urn>", school_page, permission="school.view", name="school"),
    path_for("schools/<str:urn>/returns", returns_page, permission="school.view", name="school-returns"),
]
