"""What is wrong with these rows, and how do I mend them? One by one, all of a kind, or as a file for the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from onroll.audit.actor import Subject
from onroll.audit.log import record
from onroll.children.catching_up import mark_what_moved, rebuild_stale
from onroll.children.selectors.protection import protected_rows, tells_where
from onroll.intake.mending import CannotMend, can_be_mended, mend, waiting
from onroll.intake.models import Load, RowSetAside
from onroll.intake.resubmitting import ID_COLUMN, Resubmitted
from onroll.web.access import path_for
from onroll.web.components.addresses import address_with
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.parts.exports import csv_response
from onroll.web.parts.record_page import PROTECTED, fault_shown
from onroll.web.parts.words import counted, feed_name

PAGE = 50
MOST_VALUES = 40  # different wrong values of a kind on one page


def set_aside_page(request: HttpRequest) -> HttpResponse:
    """Every row that waits to be mended: the original line, the fault and the cure in a sentence."""
    rows = RowSetAside.objects.filter(mended_by_load=None, load__state=Load.APPLIED)
    counts = rows.order_by().values_list("load__source__feed").annotate(n=Count("pk"))
    feeds = Choice("feed", "Source", [Option(feed, feed_name(feed), n) for feed, n in counts]).read(request)
    if feeds.chosen:
        rows = rows.filter(load__source__feed__in=feeds.chosen)
    wrong = rows.order_by().values_list("rule").annotate(n=Count("pk")).order_by("-n", "rule")
    kinds = Choice("kind", "What is wrong", [Option(rule, _words(rule), n) for rule, n in wrong]).read(request)
    if kinds.chosen:
        rows = rows.filter(rule__in=kinds.chosen)
    rows = rows.select_related("load__source").order_by("-load__recorded_at", "line")
    if request.GET.get("form") == "csv":
        return _download(request, rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    _looked(request, len(shown))
    may = request.user.may("load.apply")
    context = {
        "table": _table(shown, may), "page": page, "filters": Filters([feeds, kinds], request), "total": page.paginator.count, "may": may,
        "kinds": _kinds(rows) if may else [], "export": address_with(request, form="csv", page=None),
    }  # fmt: skip
    return render(request, "loads/set_aside.html", context)


def mend_page(request: HttpRequest, number: int) -> HttpResponse:
    """One row: the faulty column first, every other beside it, as it came."""
    row = next(iter(waiting([number])), None)
    if row is None:
        raise Http404("This row is not set aside any more.")
    hidden = protected_rows([row.raw]).hold(row.load.source.feed, row.raw)
    _looked(request, 1)
    columns = [name for name in row.raw if name != ID_COLUMN and not (hidden and tells_where(name))]
    if row.column and row.column not in columns and can_be_mended(row) and not (hidden and tells_where(row.column)):
        columns.append(row.column)
    columns.sort(key=lambda name: name != row.column)
    fault = ""
    if request.method == "POST":
        given = {name: request.POST.get(f"column-{name}", row.raw.get(name, "")).strip()[:2000] for name in columns}
        changed = {name: value for name, value in given.items() if value != row.raw.get(name, "")}
        fault = "Nothing was changed. Correct the value, then send the row again." if not changed else ""
        if changed:
            done = _send(request, {row.pk: changed})
            if done is not None:
                return redirect("set-aside")
    fields = [
        {"name": name, "value": request.POST.get(f"column-{name}", row.raw.get(name, "")), "wrong": name == row.column}
        for name in columns
    ]
    sentence = PROTECTED.format(column=row.column) if hidden and tells_where(row.column) else row.sentence
    context = {
        "row": row, "name": feed_name(row.load.source.feed), "sentence": sentence, "fields": fields, "fault": fault, "hidden": hidden,
        "possible": can_be_mended(row), "line": row.raw if not can_be_mended(row) and not hidden else None,
    }  # fmt: skip
    return render(request, "loads/mend.html", context)


def mend_kind_page(request: HttpRequest, feed: str, rule: str) -> HttpResponse:
    """All rows of one source with one kind of fault: each wrong value once, and what it should be."""
    column = request.GET.get("column", "")[:80]
    rows = [row for row in _of_kind(feed, rule, column) if can_be_mended(row)]
    if not rows:
        raise Http404("No row of this kind waits to be mended.")
    secret = protected_rows([row.raw for row in rows])
    rows = [row for row in rows if not (tells_where(column) and secret.hold(feed, row.raw))]
    values = Counter(row.value for row in rows).most_common(MOST_VALUES)
    _looked(request, len(rows))
    fault = ""
    if request.method == "POST":
        right = {
            value: request.POST.get(f"value-{number}", "").strip()[:2000] for number, (value, _) in enumerate(values)
        }
        corrections = {row.pk: {column: right[row.value]} for row in rows if right.get(row.value)}
        fault = "" if corrections else "Write what at least one of the values should be."
        if corrections and _send(request, corrections) is not None:
            return redirect("set-aside")
    context = {
        "name": feed_name(feed), "column": column, "words": _words(rule), "fault": fault, "total": len(rows), "sentence": rows[0].sentence if rows else "",
        "values": [
            {"number": number, "value": value, "rows": n, "given": request.POST.get(f"value-{number}", "")}
            for number, (value, n) in enumerate(values)
        ],
    }  # fmt: skip
    return render(request, "loads/mend_kind.html", context)


def _send(request: HttpRequest, corrections: Mapping[int, Mapping[str, str]]) -> Resubmitted | None:
    """Send the corrected rows; says in words what became of them. None where nothing was sent."""
    try:
        sent = mend(
            corrections=corrections,
            reason=request.POST.get("reason", "").strip()[:300],
            received_at=timezone.now(),
            actor=request.actor,
        )
    except CannotMend as refused:
        messages.error(request, str(refused))
        return None
    mark_what_moved()
    rebuild_stale()
    if sent.refused:
        messages.error(request, sent.refused)
        return None
    said = f"{counted(sent.mended, 'row is', 'rows are')} mended and loaded."
    if sent.still_set_aside:
        said += f" {counted(sent.still_set_aside, 'row is', 'rows are')} still wrong; the list says what is wrong now."
    messages.success(request, said)
    return sent


def _of_kind(feed: str, rule: str, column: str) -> list[RowSetAside]:
    rows = RowSetAside.objects.filter(
        mended_by_load=None, load__state=Load.APPLIED, load__source__feed=feed, rule=rule, column=column
    )
    return list(rows.select_related("load__source").order_by("load", "line"))


def _kinds(rows: QuerySet[RowSetAside]) -> list[dict[str, Any]]:
    """The kinds of fault that more than one row has, each with the page that mends all of them."""
    found = rows.exclude(column="").order_by().values_list("load__source__feed", "rule", "column")
    return [
        {
            "words": f"{_words(rule)}: {column} of {feed_name(feed)}",
            "rows": n,
            "href": f"{reverse('set-aside-kind', args=[feed, rule])}?column={column}",
        }
        for feed, rule, column, n in found.annotate(n=Count("pk")).order_by("-n", "rule")
        if n > 1
    ]


def _table(given: list[RowSetAside], may: bool) -> Table:
    """The fault and the line as it came. Where a protected child lives is left out, even where that is what is wrong."""
    secret = protected_rows([one.raw for one in given])
    cells = []
    for one in given:
        sentence, shown = fault_shown(one, hidden=secret.hold(one.load.source.feed, one.raw))
        row: list[Any] = [
            Cell(one.load.file_name, href=reverse("load", args=[one.load_id])),
            one.line,
            Cell(sentence, hint=" · ".join(f"{name}: {value}" for name, value in shown)),
        ]
        if may:
            row.append(Cell(f"Mend line {one.line}", href=reverse("set-aside-row", args=[one.pk])))
        cells.append(row)
    columns = [
        Column("File", heads_row=True),
        Column("Line", numeric=True),
        Column("What is wrong, what would be right, and the line as it came"),
    ]
    if may:
        columns.append(Column("Mend it", hidden_words=True))
    return Table("Rows set aside", columns, cells, empty="No row is set aside.", id="aside")


def _download(request: HttpRequest, rows: QuerySet[RowSetAside]) -> HttpResponse:
    """The rows as they came with a column saying what is wrong, to go back to the source or be corrected and sent again."""
    given = list(rows)
    secret = protected_rows([one.raw for one in given])
    open_rows = [one for one in given if not secret.hold(one.load.source.feed, one.raw)]
    columns = list(dict.fromkeys(name for one in open_rows for name in one.raw if name != ID_COLUMN))
    table = [
        (one.pk, one.load.file_name, one.line, one.column, one.sentence, *[one.raw.get(name, "") for name in columns])
        for one in open_rows
    ]
    headings = (ID_COLUMN, "file", "line", "wrong_column", "what_is_wrong", *columns)
    return csv_response(request, name="rows-set-aside", headings=headings, rows=table, children=[])


def _looked(request: HttpRequest, rows: int, children: Iterable[int] = ()) -> None:
    with transaction.atomic():
        record(
            actor=request.actor, action="load.looked", subject=Subject("rows set aside", str(rows)), children=children
        )


def _words(rule: str) -> str:
    return rule.replace("-", " ").capitalize()


routes = [
    path_for("set-aside", set_aside_page, permission="load.view", name="set-aside"),
    path_for("set-aside/<int:number>/", mend_page, permission="load.apply", name="set-aside-row"),
    path_for("set-aside/<slug:feed>/<slug:rule>/", mend_kind_page, permission="load.apply", name="set-aside-kind"),
]
