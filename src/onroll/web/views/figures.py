"""How do we stand? Every figure with its question, table, definition, base and day; for who may, the children behind each number."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from onroll.audit.log import listed
from onroll.children.models import ChildSummary, Progress
from onroll.children.selectors.child import statuses_on
from onroll.extracts.writing import safe_cell
from onroll.reports.definition import UnknownBreakdown, UnknownFigure, figure_definitions
from onroll.reports.figures import figure
from onroll.reports.record import CentralRecord
from onroll.reports.table import HEADINGS, FigureTable
from onroll.web.access import path_for
from onroll.web.components.addresses import address_with
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.parts.child_bar import child_name, year_words
from onroll.web.parts.days import asked_day
from onroll.web.parts.words import STATUS_COLOURS, status_name, written_day

PAGE = 50
KEPT_SECONDS = 3600
BREAKDOWNS = {
    "sex": "Sex",
    "key-stage": "Key stage",
    "social-care": "Social care",
    "plan": "EHC plan or SEN support",
    "whereabouts": "Whereabouts",
}


def figures_page(request: HttpRequest) -> HttpResponse:
    """Every figure there is, with the question that it answers."""
    known = figure_definitions(settings.RULEBOOK / "figures")
    rows = [[Cell(one.title, href=reverse("figure", args=[name])), one.question] for name, one in known.items()]
    table = Table(
        "Figures", [Column("Figure", heads_row=True), Column("The question it answers")], rows, caption_hidden=True
    )
    return render(request, "figures/figures.html", {"table": table})


def figure_page(request: HttpRequest, name: str) -> HttpResponse:
    """One figure on the day of the page; `?form=csv` gives its cells. Without the permission for names small numbers are hidden."""
    day = asked_day(request)
    names = request.user.may("figures.names")
    by = Choice(
        "by",
        "Broken down by",
        [Option(key, words) for key, words in BREAKDOWNS.items()],
        single=True,
        any_words="As published",
    ).read(request)
    table, fault = _asked(name, day.on, by.value, "operational" if names else "scrutiny")
    if table is None:
        title = figure_definitions(settings.RULEBOOK / "figures")[name].title
        return render(request, "figures/not_shown.html", {"title": title, "fault": fault})
    if request.GET.get("form") == "csv":
        return _csv(table, name, day.on)
    lines, columns, cells = table.grid()
    here = urlencode({"on": day.on.isoformat()} | ({"by": by.value} if by.value and not fault else {}))
    rows = [(row, [_cell(cells.get((row, column)), table, here) for column in columns]) for row in lines]
    first = table.cells[0] if table.cells else None
    context = {
        "table": table, "columns": columns, "rows": rows, "on": day.on, "first": first, "fault": fault, "filters": Filters([day.filter, by], request),
        "export": address_with(request, form="csv"), "hidden": not names,
    }  # fmt: skip
    return render(request, "figures/figure.html", context)


def who_page(request: HttpRequest, name: str) -> HttpResponse:
    """Who are they? The children counted in one cell."""
    day = asked_day(request)
    by, row, column = (request.GET.get(key, "") for key in ("by", "row", "column"))
    table, _ = _asked(name, day.on, by if by in BREAKDOWNS else "", "operational")
    try:
        children = table.who(row, column) if table else ()
    except KeyError:
        raise Http404("This figure has no such number.") from None
    ordered = ChildSummary.objects.filter(pk__in=children).order_by("sort_key", "pk")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    listed(request, f"figure {name}", [one.pk for one in shown])
    statuses = statuses_on([one.pk for one in shown], day.on)
    rows = []
    for one in shown:
        status = statuses[one.pk].status if one.pk in statuses else ""
        rows.append([
            Cell(child_name(one), href=reverse("child", args=[one.pk]), hint=one.upn),
            Cell(written_day(one.date_of_birth), hint=year_words(one.date_of_birth, day.on) if one.date_of_birth else ""),
            Cell("", tag=status_name(status), tag_colour=STATUS_COLOURS.get(status, "")) if status else "",
        ])  # fmt: skip
    columns = [Column("Name", heads_row=True), Column("Born"), Column("Status")]
    back = f"{reverse('figure', args=[name])}?{urlencode({'on': day.on.isoformat()} | ({'by': by} if by in BREAKDOWNS else {}))}"
    context = {
        "children": Table("Children counted", columns, rows, empty="Nobody is counted here.", caption_hidden=True), "page": page, "table": table,
        "row": row, "column": column, "on": day.on, "back": back,
    }  # fmt: skip
    return render(request, "figures/who.html", context)


def _asked(name: str, on: date, by: str, audience: str) -> tuple[FigureTable | None, str]:
    """The figure, and what is wrong with what was asked; no figure where it can't be printed for this audience."""
    try:
        return _kept(name, on, by, audience), ""
    except UnknownFigure:
        raise Http404("There is no figure of this name.") from None
    except UnknownBreakdown as fault:
        return _kept(name, on, "", audience), str(fault)
    except ValueError as fault:
        return None, str(fault)


def _kept(name: str, on: date, by: str, audience: str) -> FigureTable:
    what = repr((connection.settings_dict["NAME"], Progress.standing().edition, name, on, by, audience))
    key = f"figure:{hashlib.sha256(what.encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = figure(
            name, as_at=on, children=CentralRecord(), asked_at=timezone.now(), audience=audience, by=by or None
        )
        cache.set(key, found, KEPT_SECONDS)
    return found


def _cell(cell: Any, table: FigureTable, here: str) -> Mapping[str, Any]:
    """A number, and the way to its children where it counts children and this person may see them."""
    if cell is None:
        return {}
    href = ""
    if table.audience == "operational" and table.members.get((cell.row, cell.column)):
        href = (
            f"{reverse('figure-who', args=[table.figure])}?{here}&{urlencode({'row': cell.row, 'column': cell.column})}"
        )
    return {"cell": cell, "href": href}


def _csv(table: FigureTable, name: str, on: date) -> HttpResponse:
    """Counts only, so no child is in the log; what may be counted for whom was decided by the audience."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{on}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(HEADINGS)
    writer.writerows([safe_cell("" if value is None else str(value)) for value in row] for row in table.as_rows())
    return response


routes = [
    path_for("figures", figures_page, permission="figures.view", name="figures"),
    path_for("figures/<slug:name>", figure_page, permission="figures.view", name="figure"),
    path_for("figures/<slug:name>/children", who_page, permission="figures.names", name="figure-who"),
]
