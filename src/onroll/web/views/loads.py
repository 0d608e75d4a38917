"""Which files came and what did each do? Loads with their counts, warnings and rows set aside; sources with how late they are."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from onroll.audit.actor import Subject
from onroll.audit.log import record
from onroll.children.selectors.overview import newest_extracts
from onroll.intake.models import Load, RowSetAside, Source
from onroll.web.access import path_for
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.parts.words import feed_name

PAGE = 50
STATES = {
    "applied": ("Applied", "green"),
    "waiting": ("Waits for a yes", "orange"),
    "refused": ("Refused", "red"),
    "undone": ("Undone", "grey"),
}


def loads_page(request: HttpRequest) -> HttpResponse:
    """Every file, newest first, and each source with when it last came and when it is due."""
    loads = Load.objects.select_related("source").order_by("-recorded_at")
    feeds = Choice("feed", "Source", [Option(s.feed, feed_name(s.feed)) for s in Source.objects.order_by("feed")]).read(
        request
    )
    states = Choice("state", "What became of it", [Option(s, words) for s, (words, _) in STATES.items()]).read(request)
    if feeds.chosen:
        loads = loads.filter(source__feed__in=feeds.chosen)
    if states.chosen:
        loads = loads.filter(state__in=states.chosen)
    page = Paginator(loads, PAGE).get_page(request.GET.get("page"))
    context = {
        "table": _loads(page.object_list),
        "page": page,
        "filters": Filters([feeds, states], request),
        "sources": _sources(),
    }
    return render(request, "loads/loads.html", context)


def load_page(request: HttpRequest, load_id: int) -> HttpResponse:
    """One file: its counts, its warnings by kind, its rows set aside."""
    load = Load.objects.select_related("source").filter(pk=load_id).first()
    if load is None:
        raise Http404(f"No load has the number {load_id}.")
    _looked(request, "load", load.pk)
    kinds = load.row_warnings.order_by().values_list("rule", "column").annotate(n=Count("pk")).order_by("-n")
    warnings = Table("Warnings by kind", [Column("What", heads_row=True), Column("Column"), Column("Rows", numeric=True)],
                     [[rule.replace("-", " "), column, n] for rule, column, n in kinds], empty="No warnings.")  # fmt: skip
    page = Paginator(load.row_warnings.order_by("line", "pk"), PAGE).get_page(request.GET.get("page"))
    shown = Table("Warnings, line by line", [Column("Line", numeric=True, heads_row=True), Column("Column"), Column("Value"), Column("What is odd")],
                  [[w.line, w.column, w.value, w.sentence] for w in page.object_list], empty="No warnings.")  # fmt: skip
    aside = _aside(load.rows_set_aside.order_by("line")[:200])
    context = {"load": load, "state": STATES[load.state], "system": feed_name(load.source.feed), "warnings": warnings, "lines": shown, "page": page,
               "aside": aside, "accounted": load.new + load.changed + load.unchanged + load.set_aside == load.read}  # fmt: skip
    return render(request, "loads/load.html", context)


def set_aside_page(request: HttpRequest) -> HttpResponse:
    """Every row that waits to be mended: the original line, the fault and the cure in a sentence."""
    rows = (
        RowSetAside.objects.filter(mended_by_load=None, load__state=Load.APPLIED)
        .select_related("load__source")
        .order_by("-load__recorded_at", "line")
    )
    counts = rows.order_by().values_list("load__source__feed").annotate(n=Count("pk"))
    feeds = Choice("feed", "Source", [Option(feed, feed_name(feed), n) for feed, n in counts]).read(request)
    if feeds.chosen:
        rows = rows.filter(load__source__feed__in=feeds.chosen)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    _looked(request, "rows set aside", len(shown))
    context = {
        "table": _aside(shown, with_file=True),
        "page": page,
        "filters": Filters([feeds], request),
        "total": page.paginator.count,
    }
    return render(request, "loads/set_aside.html", context)


def _looked(request: HttpRequest, kind: str, subject: int) -> None:
    from django.db import transaction

    with transaction.atomic():
        record(actor=request.actor, action="load.looked", subject=Subject(kind, str(subject)))


def _loads(loads: object) -> Table:
    rows = []
    for one in loads:  # type: ignore[attr-defined]
        words, colour = STATES[one.state]
        rows.append([
            Cell(one.file_name, href=reverse("load", args=[one.pk]), hint=feed_name(one.source.feed)), f"{one.as_at:%-d %B %Y}",
            f"{timezone.localtime(one.received_at):%-d %B %Y, %H:%M}", Cell("", tag=words, tag_colour=colour), one.read, one.new, one.changed,
            one.unchanged, one.missing, one.set_aside, one.warnings,
        ])  # fmt: skip
    numbers = [
        Column(words, numeric=True)
        for words in ("Rows", "New", "Changed", "Unchanged", "Missing", "Set aside", "Warnings")
    ]
    columns = [
        Column("File", heads_row=True),
        Column("As at"),
        Column("Received"),
        Column("What became of it"),
        *numbers,
    ]
    return Table("Files loaded, newest first", columns, rows, empty="No file has been loaded yet.", caption_hidden=True)


def _sources() -> Table:
    newest, today = newest_extracts(), timezone.localdate()
    rows = []
    for source in Source.objects.order_by("feed"):
        as_at = newest.get(source.feed)
        overdue = (today - as_at).days - source.interval_days if as_at and source.interval_days else 0
        state = (
            Cell("", tag="Late", tag_colour="orange", hint=f"{overdue} days")
            if overdue > 0
            else Cell("", tag="In time", tag_colour="green")
        )
        every = f"every {source.interval_days} days" if source.interval_days else "as it comes"
        rows.append([Cell(feed_name(source.feed), hint=source.feed), as_at and f"{as_at:%-d %B %Y}", every, state])
    columns = [Column("Source", heads_row=True), Column("Newest extract as at"), Column("Expected"), Column("Late?")]
    return Table("Sources", columns, rows, empty="No source has sent anything yet.", id="sources")


def _aside(rows: object, *, with_file: bool = False) -> Table:
    cells = []
    for one in rows:  # type: ignore[attr-defined]
        original = " · ".join(f"{name}: {value}" for name, value in one.raw.items())
        row = [one.line, Cell(one.sentence, hint=original)]
        cells.append([Cell(one.load.file_name, href=reverse("load", args=[one.load_id])), *row] if with_file else row)
    columns = [
        Column("Line", numeric=True, heads_row=not with_file),
        Column("What is wrong, what would be right, and the line as it came"),
    ]
    return Table(
        "Rows set aside",
        [Column("File", heads_row=True), *columns] if with_file else columns,
        cells,
        empty="No row is set aside.",
        id="aside",
    )


routes = [
    path_for("loads", loads_page, permission="load.view", name="loads"),
    path_for("loads/<int:load_id>", load_page, permission="load.view", name="load"),
    path_for("set-aside", set_aside_page, permission="load.view", name="set-aside"),
]
