"""Which facts of two sources can't both hold? Listed by kind, each with its sentence and the child (A12)."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from onroll.audit.log import listed
from onroll.children.models import Contradiction, StatusSpell
from onroll.children.selectors.child import statuses_on
from onroll.children.selectors.overview import contradictions_by_rule
from onroll.children.selectors.protection import OPEN, protected, silences
from onroll.rules.contradictions import contradiction_rules
from onroll.web.access import path_for
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.parts.child_bar import child_name
from onroll.web.parts.days import asked_day
from onroll.web.parts.words import STATUS_COLOURS, status_name, written_day

PAGE = 50


def contradictions_page(request: HttpRequest) -> HttpResponse:
    """What clashes on the day of the page, newest first."""
    day = asked_day(request)
    rules = contradiction_rules()
    counts = contradictions_by_rule(day.on)
    kinds = Choice(
        "kind",
        "What clashes",
        [Option(r, rules[r].name if r in rules else r, n) for r, n in sorted(counts.items(), key=lambda i: -i[1])],
    )
    kinds = kinds.read(request)
    found = (
        Contradiction.objects.exclude(started_on__gt=day.on)
        .exclude(ended_on__lt=day.on)
        .select_related("child__summary")
    )
    if kinds.chosen:
        found = found.filter(rule__in=kinds.chosen)
    page = Paginator(found.order_by(F("started_on").desc(nulls_last=True), "child_id", "rule"), PAGE).get_page(
        request.GET.get("page")
    )
    shown = list(page.object_list)
    listed(request, "contradictions", [one.child_id for one in shown])
    table = _table(shown, day.on)
    context = {
        "table": table,
        "page": page,
        "filters": Filters([day.filter, kinds], request),
        "on": day.on,
        "total": page.paginator.count,
    }
    return render(request, "lists/contradictions.html", context)


def _table(shown: list[Contradiction], on: date) -> Table:
    rules = contradiction_rules()
    children = [one.child_id for one in shown]
    quiet, statuses = silences(protected(children)), statuses_on(children, on)
    rows = [
        [
            Cell(child_name(one.child.summary), href=reverse("child", args=[one.child_id]), hint=written_day(one.child.summary.date_of_birth)),
            _status(statuses.get(one.child_id)), quiet.get(one.child_id, OPEN).keep(one.sentence),
            written_day(one.started_on) or "no date", rules[one.rule].owner.replace("_", " ").capitalize() if one.rule in rules else "",
        ]
        for one in shown
    ]  # fmt: skip
    columns = [
        Column("Child", heads_row=True),
        Column("Status"),
        Column("What can't both hold"),
        Column("Since"),
        Column("Who settles it"),
    ]
    return Table(
        f"Contradictions on {on:%-d %B %Y}", columns, rows, empty="No source contradicts another on this day.", caption_hidden=True
    )  # fmt: skip


def _status(spell: StatusSpell | None) -> Cell | str:
    return Cell("", tag=status_name(spell.status), tag_colour=STATUS_COLOURS.get(spell.status, "")) if spell else ""


routes = [path_for("contradictions", contradictions_page, permission="contradictions.view", name="contradictions")]
