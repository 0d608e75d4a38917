"""Which files came and what did each do? Loads with their counts, warnings and rows set aside; sources with how late they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from onroll.audit.actor import Subject
from onroll.audit.log import record
from onroll.children.identity.memberships import held_memberships
from onroll.children.models import ChildSummary
from onroll.children.selectors.overview import newest_extracts
from onroll.children.selectors.protection import protected, protected_rows, tells_where
from onroll.intake.models import Load, RowSetAside, RowWarning, Source
from onroll.web.access import path_for
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.parts.child_bar import child_name
from onroll.web.parts.record_page import NOT_SHOWN, fault_shown
from onroll.web.parts.words import counted, feed_name, feed_system, written_day

PAGE = 50
MOST = 200
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
    kinds = load.row_warnings.order_by().values_list("rule", "column").annotate(n=Count("pk")).order_by("-n")
    warnings = Table("Warnings by kind", [Column("What", heads_row=True), Column("Column"), Column("Rows", numeric=True)],
                     [[rule.replace("-", " "), column, n] for rule, column, n in kinds], empty="No warnings.", id="kinds")  # fmt: skip
    page = Paginator(load.row_warnings.order_by("line", "pk"), PAGE).get_page(request.GET.get("page"))
    shown = _warnings(list(page.object_list))
    aside = _aside(load.rows_set_aside.select_related("load__source").order_by("line")[:MOST])
    vanished, children = _vanished(load)
    _looked(request, "load", load.pk, children)
    context = {
        "load": load, "state": STATES[load.state], "system": f"{feed_name(load.source.feed)}: {feed_system(load.source.feed)}", "most": MOST,
        "warnings": warnings, "lines": shown, "page": page, "vanished": vanished, "aside": aside,
        "accounted": load.new + load.changed + load.unchanged + load.set_aside == load.read,
    }  # fmt: skip
    return render(request, "loads/load.html", context)


def _looked(request: HttpRequest, kind: str, subject: int, children: Iterable[int] = ()) -> None:
    with transaction.atomic():
        record(actor=request.actor, action="load.looked", subject=Subject(kind, str(subject)), children=children)


def _loads(loads: Iterable[Load]) -> Table:
    rows = []
    for one in loads:
        words, colour = STATES[one.state]
        rows.append([
            Cell(one.file_name, href=reverse("load", args=[one.pk]), hint=feed_name(one.source.feed)),
            written_day(one.as_at), Cell("", tag=words, tag_colour=colour),
            *(f"{number:,}" for number in (one.read, one.new, one.changed, one.unchanged, one.missing, one.set_aside, one.warnings)),
        ])  # fmt: skip
    counts = ("Rows", "New", "Changed", "Same", "Missing", "Set aside", "Warnings")
    columns = [
        Column("File", heads_row=True),
        Column("As at"),
        Column("Result"),
        *(Column(words, numeric=True) for words in counts),
    ]
    return Table("Files loaded, newest first", columns, rows, empty="No file has been loaded yet.")


def _sources() -> Table:
    """Each source with its newest extract, the late ones first."""
    newest, today = newest_extracts(), timezone.localdate()
    rows = []
    for source in Source.objects.order_by("feed"):
        as_at = newest.get(source.feed)
        overdue = (today - as_at).days - source.interval_days if as_at and source.interval_days else 0
        state = (
            Cell("", tag="Late", tag_colour="orange", hint=f"by {counted(overdue, 'day', 'days')}") if overdue > 0
            else Cell("", tag="In time", tag_colour="green") if as_at else Cell("", tag="Never received", tag_colour="grey")
        )  # fmt: skip
        every = f"every {source.interval_days} days" if source.interval_days else "as it comes"
        rows.append(
            (-overdue, [Cell(feed_name(source.feed), hint=feed_system(source.feed)), written_day(as_at), every, state])
        )
    columns = [Column("Source", heads_row=True), Column("Newest extract as at"), Column("Expected"), Column("Late?")]
    ordered = [row for _, row in sorted(rows, key=lambda one: one[0])]
    return Table("Sources", columns, ordered, empty="No source has sent anything yet.", id="sources")


def _vanished(load: Load) -> tuple[Table, list[int]]:
    """Rows that the last extract held open and this one doesn't: a finding to look at, never a deletion (B7)."""
    found = list(
        load.found_missing.filter(superseded_at=None)
        .select_related("version__record")
        .order_by("version__record", "pk")[:MOST]
    )
    held = held_memberships([one.version.record_id for one in found])
    names = {one.pk: child_name(one) for one in ChildSummary.objects.filter(pk__in=held.values())}
    rows = []
    for one in found:
        record = one.version.record
        child = held.get(record.pk)
        name = (
            Cell(names.get(child, "Name not held"), href=reverse("child", args=[child]))
            if child
            else Cell("no child yet")
        )
        rows.append([name, str(record), record.qualifier or "none", written_day(one.version.as_at)])
    columns = [
        Column("Child", heads_row=True),
        Column("Record"),
        Column("Part of the source"),
        Column("Last row as at"),
    ]
    table = Table(
        "Missing since the last extract",
        columns,
        rows,
        empty="Nobody: every open row of the last extract is in this one.",
        id="missing",
    )
    return table, list(held.values())


def _aside(rows: Iterable[RowSetAside]) -> Table:
    """The fault and the line as it came. Where somebody lives is left out but where that is what must be mended."""
    given = list(rows)
    secret = protected_rows([one.raw for one in given])
    cells = []
    for one in given:
        sentence, shown = fault_shown(one, hidden=secret.hold(one.load.source.feed, one.raw))
        cells.append([one.line, Cell(sentence, hint=" · ".join(f"{name}: {value}" for name, value in shown))])
    columns = [
        Column("Line", numeric=True, heads_row=True),
        Column("What is wrong, what would be right, and the line as it came"),
    ]
    return Table("Rows set aside", columns, cells, empty="No row is set aside.", id="aside")


def _warnings(warnings: Sequence[RowWarning]) -> Table:
    """Line by line; a protected child's address, telephone or email is not repeated here either."""
    held = held_memberships([one.record_id for one in warnings if one.record_id]) if warnings else {}
    secret = protected(held.values())
    rows = []
    for one in warnings:
        hidden = held.get(one.record_id) in secret and tells_where(one.column)
        rows.append([one.line, one.column, NOT_SHOWN if hidden else one.value, "" if hidden else one.sentence])
    columns = [Column("Line", numeric=True, heads_row=True), Column("Column"), Column("Value"), Column("What is odd")]
    return Table("Warnings, line by line", columns, rows, empty="No warnings.", id="lines")


routes = [
    path_for("loads", loads_page, permission="load.view", name="loads"),
    path_for("loads/<int:load_id>", load_page, permission="load.view", name="load"),
]
