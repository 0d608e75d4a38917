"""Which deadlines are open over all children, and which would move if a day were a holiday?"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from onroll.audit.log import listed
from onroll.children.due import MovedClock, OpenClock, answered, moved_by
from onroll.children.models import ChildSummary
from onroll.children.selectors.due import open_clocks_on
from onroll.places.calendars import SchoolCalendars
from onroll.rules.clocks import CannotAnswer
from onroll.rules.rulebook.book import rule_book
from onroll.web.access import path_for, require
from onroll.web.components.addresses import address_with
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.forms.fields import DayField, Form
from onroll.web.parts.child_bar import child_name
from onroll.web.parts.days import asked_day
from onroll.web.parts.due import line, when
from onroll.web.parts.exports import csv_response
from onroll.web.templatetags.dates import day as in_words

PAGE = 50
HEADINGS = (
    "child_id", "child", "deadline", "who_has_the_duty", "counted_from", "last_day", "stands", "estimated", "law_or_not", "assumes",
)  # fmt: skip
WHEN = {"missed": "Missed", "week": "Within a week", "later": "Later"}


def due_page(request: HttpRequest) -> HttpResponse:
    """Every open clock, earliest last day first; narrowed by when, by rule and by who has the duty."""
    day = asked_day(request)
    calendars = SchoolCalendars()
    every = open_clocks_on(day.on, calendars)
    by_when = Counter(when(clock, day.on) for clock in every)
    by_rule = Counter(clock.started.rule for clock in every)
    clocks = rule_book().clocks
    by_who = Counter(clocks[clock.started.rule].duty_on for clock in every)
    whens = Choice("when", "When", [Option(key, words, by_when[key]) for key, words in WHEN.items()]).read(request)
    rules = Choice("rule", "Rule", [Option(rule, clocks[rule].title, n) for rule, n in by_rule.most_common()]).read(
        request
    )
    who = Choice("who", "Who has the duty", [Option(one, one.capitalize(), n) for one, n in by_who.most_common()]).read(
        request
    )
    chosen = [
        clock
        for clock in every
        if (not whens.chosen or when(clock, day.on) in whens.chosen)
        and (not rules.chosen or clock.started.rule in rules.chosen)
        and (not who.chosen or clocks[clock.started.rule].duty_on in who.chosen)
    ]
    if request.GET.get("form") == "csv":
        return _export(request, chosen, day.on, calendars)
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    listed(request, "due", [clock.child for clock in shown])
    context = {
        "table": _table(shown, day.on, calendars), "page": page, "filters": Filters([day.filter, whens, rules, who], request),
        "on": day.on, "total": len(chosen),
        "export": address_with(request, form="csv", page=None) if request.user.may("list.export") else "",
    }  # fmt: skip
    return render(request, "rules/due.html", context)


def _table(shown: list[OpenClock], on: date, calendars: SchoolCalendars) -> Table:
    names = ChildSummary.objects.in_bulk({clock.child for clock in shown})
    rows = []
    for clock in shown:
        told = line(answered(clock.started, on, calendars.of), on)
        hints = [told.who.capitalize(), told.not_law.capitalize() if told.not_law else ""]
        rows.append([
            _child(names, clock.child),
            Cell(told.title, href=told.rule_href, hint=", ".join(filter(None, hints))),
            Cell(in_words(clock.last_day), href=told.why_href,
                 hint="Estimated: not to be told to a parent" if told.estimated else told.from_words),
            Cell(told.stands, tag="Missed" if clock.missed(on) else "", tag_colour="red"),
        ])  # fmt: skip
    columns = [Column("Child", heads_row=True), Column("Deadline"), Column("Last day"), Column("Stands")]
    return Table(f"Deadlines open on {in_words(on)}", columns, rows, empty="Nothing is due.", caption_hidden=True)


def _export(request: HttpRequest, chosen: list[OpenClock], on: date, calendars: SchoolCalendars) -> HttpResponse:
    """Exactly the deadlines that the filters leave, in the order of the page."""
    require(request, "list.export")
    names = ChildSummary.objects.in_bulk({clock.child for clock in chosen})
    told = ((clock, line(answered(clock.started, on, calendars.of), on)) for clock in chosen)
    rows = (
        (clock.child, child_name(names[clock.child]) if clock.child in names else "", one.title, one.who, clock.started.on,
         clock.last_day, one.stands, "yes" if one.estimated else "no", one.not_law or "law", one.assumes)
        for clock, one in told
    )  # fmt: skip
    children = {clock.child for clock in chosen}
    return csv_response(request, name=f"deadlines-{on}", headings=HEADINGS, rows=rows, children=children)


def _child(names: dict[int, ChildSummary], child: int) -> Cell:
    summary = names.get(child)
    return Cell(child_name(summary) if summary else f"Child {child}", href=reverse("child", args=[child]))


class HolidayForm(Form):
    """The day supposed to be a holiday."""

    holiday = DayField(label="A day that isn't a holiday yet", error_messages={"required": "Enter a day"})


def what_if_page(request: HttpRequest) -> HttpResponse:
    """What if this day were a holiday? Every open clock re-dated at once, what moved, and the date it had."""
    on = asked_day(request).on
    form = HolidayForm(request.GET, auto_id="%s") if "holiday" in request.GET else HolidayForm(auto_id="%s")
    context: dict[str, Any] = {"form": form, "on": on}
    if form.is_bound and form.is_valid():
        calendars = SchoolCalendars()
        every = open_clocks_on(on, calendars)
        try:
            moved = moved_by(form.cleaned_data["holiday"], every, calendars.of)
        except CannotAnswer as refused:
            form.add_error("holiday", str(refused))
        else:
            page = Paginator(moved, PAGE).get_page(request.GET.get("page"))
            shown = list(page.object_list)
            listed(request, "due-what-if", [one.clock.child for one in shown])
            context |= {
                "holiday": form.cleaned_data["holiday"], "page": page, "table": _moved_table(shown), "moved": len(moved),
                "of": len(every),
            }  # fmt: skip
    return render(request, "rules/what_if.html", context)


def _moved_table(shown: list[MovedClock]) -> Table:
    names = ChildSummary.objects.in_bulk({one.clock.child for one in shown})
    clocks = rule_book().clocks
    rows = [
        [
            _child(names, one.clock.child),
            Cell(clocks[one.clock.started.rule].title, href=reverse("rule", args=[one.clock.started.rule])),
            in_words(one.clock.last_day),
            in_words(one.last_day),
        ]
        for one in shown
    ]
    columns = [Column("Child", heads_row=True), Column("Deadline"), Column("Last day now"), Column("It would be")]
    return Table("Deadlines that would move", columns, rows, empty="No open deadline would move.", caption_hidden=True)


routes = [
    path_for("due/", due_page, permission="list.view", name="due"),
    path_for("due/what-if/", what_if_page, permission="list.view", name="due-what-if"),
]
