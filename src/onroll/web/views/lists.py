"""Who is in this position? Lists by status, school, year, residence, flag and length, with counts, and exactly that to take away."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from onroll.audit.log import listed
from onroll.children.models import Progress
from onroll.children.selectors import lists
from onroll.children.selectors.confirmed import confirmed
from onroll.people.names import fold
from onroll.places.models import School
from onroll.rules.ages import year_group_name
from onroll.web.access import path_for, require
from onroll.web.components.addresses import address_with
from onroll.web.components.filters import Choice, Filters, Option, Text
from onroll.web.components.tables import Cell, Column, Table, sorting
from onroll.web.parts.child_bar import flags_of, year_words
from onroll.web.parts.days import AskedDay, asked_day
from onroll.web.parts.exports import csv_response
from onroll.web.parts.words import FLAGS, RESIDENCE, STATUS_COLOURS, sex_word, status_name, status_order

LENGTHS = {
    "under-28": "Under 4 weeks",
    "28-90": "4 to 13 weeks",
    "91-182": "13 to 26 weeks",
    "183-364": "26 to 52 weeks",
    "year-or-more": "A year or more",
}
KEPT_SECONDS = 3600
HEADINGS = (
    "child_id",
    "surname",
    "forename",
    "date_of_birth",
    "year_group",
    "upn",
    "status",
    "since",
    "school",
    "residence",
    "because",
    "flags",
)


class _Sequence:
    """A page of rows that knows how many there are, for Django's paginator, without counting or fetching the rest."""

    def __init__(self, asked: lists.Asked, order: str, length: int) -> None:
        self.asked, self.order, self.length = asked, order, length

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, part: slice) -> Sequence[lists.Listed]:
        return lists.listed(self.asked, order=self.order, page=part.start // lists.PAGE + 1)


def lists_page(request: HttpRequest) -> HttpResponse:
    """One list, its filters with counts, its page; `?form=csv` gives all of it."""
    day = asked_day(request)
    asked, filters = _asked(request, day)
    order = sorting(request, allowed=tuple(lists.ORDERS), default="name")
    if request.GET.get("form") == "csv":
        return _export(request, asked, order.order)
    by_status = _kept("statuses", asked)
    total = sum(count for status, count in by_status.items() if not asked.statuses or status in asked.statuses)
    page = Paginator(_Sequence(asked, order.order, total), lists.PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    listed(request, "lists", [row.child for row in rows])
    context = {
        "table": _table(rows, asked, order), "page": page, "filters": Filters(filters, request), "on": day.on, "total": total,
        "heading": _heading(asked), "export": address_with(request, form="csv", page=None) if request.user.may("list.export") else "",
    }  # fmt: skip
    return render(request, "lists/list.html", context)


def _asked(request: HttpRequest, day: AskedDay) -> tuple[lists.Asked, list[Choice | Text]]:
    """What the address asks for, and the filters that show it with how many each choice holds."""
    statuses = Choice("status", "Status", [Option(s, status_name(s)) for s in status_order()]).read(request)
    residence = Choice("residence", "Lives", [Option(r, words) for r, words in RESIDENCE.items()]).read(request)
    years = Choice(
        "year",
        "Expected year group",
        [Option(str(y), year_group_name(y)) for y in range(14)] + [Option("unknown", "No date of birth")],
    ).read(request)
    flags = Choice("flag", "Flags", [Option(f, words) for f, (words, _) in FLAGS.items()]).read(request)
    lengths = Choice("length", "In this status for", [Option(k, words) for k, words in LENGTHS.items()]).read(request)
    sex = Choice("sex", "Sex", [Option(s, sex_word(s)) for s in ("F", "M", "U")]).read(request)
    names = dict(School.objects.order_by("name").values_list("urn", "name"))
    school = Choice(
        "school", "School", [Option(urn, name) for urn, name in names.items()], single=True, any_words="Any school"
    ).read(request)
    name = Text("name", "Name", hint="Any part of it").read(request)
    asked = lists.Asked(
        day.on,
        statuses.chosen,
        school.chosen,
        years.chosen,
        residence.chosen,
        flags.chosen,
        lengths.chosen,
        sex.chosen,
        fold(name.value),
    )
    counted = _counted(statuses, _kept("statuses", asked))
    return asked, [day.filter, name, counted, school, years, residence, flags, lengths, sex]


def _counted(choice: Choice, counts: dict[str, int]) -> Choice:
    options = [
        Option(o.value, o.words, counts.get(o.value, 0))
        for o in choice.options
        if counts.get(o.value) or o.value in choice.chosen
    ]
    return Choice(choice.name, choice.words, options, choice.chosen, choice.single, choice.any_words)


def _kept(by: str, asked: lists.Asked) -> dict[str, int]:
    """Counts are kept for the edition of the record they are of: a changed record is counted anew."""
    key = f"counts:{Progress.standing().edition}:{by}:{hash(asked)}"
    counts = cache.get(key)
    if counts is None:
        counts = lists.counts(asked, by)
        cache.set(key, counts, KEPT_SECONDS)
    return counts


def _table(rows: Sequence[lists.Listed], asked: lists.Asked, order: object) -> Table:
    fresh = confirmed([row.version for row in rows if row.version], asked.on)
    schools = dict(School.objects.filter(urn__in={row.place for row in rows}).values_list("urn", "name"))
    cells = []
    for row in rows:
        seen = fresh.get(row.version) if row.version else None
        last_known = f"last known, confirmed {seen.on:%-d %B %Y}" if seen and not seen.fresh else ""
        cells.append([
            Cell(f"{row.forename} {row.surname}".strip() or "Name not held", href=reverse("child", args=[row.child]), hint=row.upn),
            Cell(row.date_of_birth and f"{row.date_of_birth:%-d %B %Y}", hint=year_words(row.date_of_birth, asked.on)),
            Cell("", tag=status_name(row.status), tag_colour=STATUS_COLOURS.get(row.status, ""), hint=last_known),
            row.since and f"{row.since:%-d %B %Y}", Cell(row.because, hint=schools.get(row.place, "")),
            ", ".join(flag["words"] for flag in flags_of(row.flags)),
        ])  # fmt: skip
    columns = [Column("Name", sort="name", heads_row=True), Column("Born", sort="born"), Column("Status", sort="status"), Column("Since", sort="since"),
               Column("Why"), Column("Flags")]  # fmt: skip
    return Table(
        f"Children as at {asked.on:%-d %B %Y}",
        columns,
        cells,
        empty="Nobody fits these filters on this day.",
        sorting=order,
        caption_hidden=True,
    )


def _heading(asked: lists.Asked) -> str:
    return " or ".join(status_name(status) for status in asked.statuses) if asked.statuses else "All children"


def _export(request: HttpRequest, asked: lists.Asked, order: str) -> HttpResponse:
    require(request, "list.export")
    rows = lists.listed(asked, order=order, size=None)
    schools = dict(School.objects.values_list("urn", "name"))
    table = (
        (row.child, row.surname, row.forename, row.date_of_birth, year_words(row.date_of_birth, asked.on), row.upn, status_name(row.status),
         row.since, schools.get(row.place, ""), RESIDENCE.get(row.residence, ""), row.because, "; ".join(f["words"] for f in flags_of(row.flags)))
        for row in rows
    )  # fmt: skip
    return csv_response(
        request, name=f"children-{asked.on}", headings=HEADINGS, rows=table, children=[row.child for row in rows]
    )


routes = [path_for("lists", lists_page, permission="list.view", name="lists")]
