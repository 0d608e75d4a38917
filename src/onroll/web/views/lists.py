"""Who is in this position? Lists by status, school, year, residence, flag and length, with counts, and exactly that to take away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from onroll.audit.log import listed
from onroll.children.models import Progress
from onroll.children.selectors import lists
from onroll.children.selectors.child import school_names
from onroll.children.selectors.confirmed import confirmed
from onroll.children.selectors.protection import OPEN, protected, silences
from onroll.people.names import fold
from onroll.rules.ages import year_group_name
from onroll.web.access import path_for, require
from onroll.web.components.addresses import address_with
from onroll.web.components.filters import Choice, Filters, Option, Text
from onroll.web.components.tables import Cell, Column, Sorting, Table, sorting
from onroll.web.parts.child_bar import flags_of, year_words
from onroll.web.parts.days import AskedDay, asked_day
from onroll.web.parts.exports import csv_response
from onroll.web.parts.words import (
    FLAGS,
    RESIDENCE,
    STATUS_COLOURS,
    counted,
    sex_word,
    status_name,
    status_order,
    status_when,
    written_day,
)

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
    asked = _asked(request, day)
    order = sorting(request, allowed=tuple(lists.ORDERS), default="name")
    if request.GET.get("form") == "csv":
        return _export(request, asked, order.order)
    counts = _kept(asked)
    total = sum(count for status, count in counts["statuses"].items() if not asked.statuses or status in asked.statuses)
    page = Paginator(_Sequence(asked, order.order, total), lists.PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    listed(request, "lists", [row.child for row in rows])
    context = {
        "table": _table(rows, asked, order), "page": page, "filters": Filters(_filters(request, day, counts), request), "on": day.on,
        "how_many": counted(total, "child", "children"), "total": total, "heading": _heading(asked),
        "when": [(status_name(status), status_when(status)) for status in asked.statuses],
        "export": address_with(request, form="csv", page=None) if request.user.may("list.export") else "",
    }  # fmt: skip
    return render(request, "lists/list.html", context)


def _choices(request: HttpRequest) -> dict[str, Choice]:
    """What may be chosen, and what the address chooses; `school` takes any URN, since a list of thousands helps nobody."""
    urn = request.GET.get("school", "")[:20]
    school = [Option(urn, urn)] if urn.isalnum() else []
    years = [Option(str(year), year_group_name(year)) for year in range(14)] + [Option("unknown", "No date of birth")]
    choices = (
        Choice("status", "Status", [Option(status, status_name(status)) for status in status_order()]),
        Choice("school", "School", school, single=True, any_words="Any school"),
        Choice("year", "Expected year group", years),
        Choice("residence", "Lives", [Option(value, words) for value, words in RESIDENCE.items()]),
        Choice("flag", "Flags", [Option(flag, words) for flag, (words, _) in FLAGS.items()]),
        Choice("length", "In this status for", [Option(value, words) for value, words in LENGTHS.items()]),
        Choice("sex", "Sex", [Option(sex, sex_word(sex)) for sex in ("F", "M", "U")]),
    )  # fmt: skip
    return {choice.name: choice.read(request) for choice in choices}


def _asked(request: HttpRequest, day: AskedDay) -> lists.Asked:
    chosen = {name: choice.chosen for name, choice in _choices(request).items()}
    name = fold(request.GET.get("name", "").replace("\x00", "")[:200])
    return lists.Asked(
        day.on, statuses=chosen["status"], schools=chosen["school"], years=chosen["year"], residence=chosen["residence"],
        flags=chosen["flag"], lengths=chosen["length"], sex=chosen["sex"], name=name,
    )  # fmt: skip


def _filters(request: HttpRequest, day: AskedDay, counts: dict[str, dict[str, int]]) -> list[Choice | Text]:
    """The filters with how many children each choice holds; choices that hold nobody are left out unless chosen."""
    choices = _choices(request)
    names = school_names([*counts["schools"], *choices["school"].chosen])
    schools = [Option(urn, names.get(urn, f"URN {urn}"), count) for urn, count in counts["schools"].items() if urn]
    here = [
        Option(urn, names.get(urn, f"URN {urn}"), 0) for urn in choices["school"].chosen if urn not in counts["schools"]
    ]
    choices["school"] = replace(choices["school"], options=sorted(schools + here, key=lambda one: one.words.casefold()))
    for name, facet in (
        ("status", "statuses"),
        ("year", "years"),
        ("residence", "residence"),
        ("length", "lengths"),
        ("sex", "sex"),
    ):
        choices[name] = _with_counts(choices[name], counts[facet])
    name = Text("name", "Name", hint="Any part of it").read(request)
    return [choices["status"], name, day.filter, *(choice for key, choice in choices.items() if key != "status")]


def _with_counts(choice: Choice, counts: dict[str, int]) -> Choice:
    options = [
        Option(one.value, one.words, counts.get(one.value, 0))
        for one in choice.options
        if counts.get(one.value) or one.value in choice.chosen
    ]
    return replace(choice, options=options)


def _kept(asked: lists.Asked) -> dict[str, dict[str, int]]:
    """Counts are kept for the edition of the record they are of: a changed record is counted anew."""
    standing = f"{connection.settings_dict['NAME']}:{Progress.standing().edition}"

    def kept(kind: str, what: object, work: Callable[[], Any]) -> Any:
        key = f"{kind}:{standing}:{hashlib.sha256(repr(what).encode()).hexdigest()}"
        found = cache.get(key)
        if found is None:
            found = work()
            cache.set(key, found, KEPT_SECONDS)
        return found

    def count() -> dict[str, dict[str, int]]:
        cells = kept("cube", (asked.on, asked.flags, asked.name), lambda: lists.cube(asked))
        return lists.facets(cells, asked)

    return kept("facets", asked, count)


def _table(rows: Sequence[lists.Listed], asked: lists.Asked, order: Sorting) -> Table:
    fresh = confirmed([row.version for row in rows if row.version], asked.on)
    quiet = silences(protected([row.child for row in rows]))
    cells = []
    for row in rows:
        seen = fresh.get(row.version) if row.version else None
        last_known = f"last known, confirmed {written_day(seen.on)}" if seen and not seen.fresh else ""
        known = (
            f"known as {row.known_as}" if row.known_as and row.known_as not in f"{row.forename} {row.surname}" else ""
        )
        cells.append([
            Cell(f"{row.forename} {row.surname}".strip() or "Name not held", href=reverse("child", args=[row.child]), hint=known or row.upn),
            Cell(written_day(row.date_of_birth), hint=year_words(row.date_of_birth, asked.on) if row.date_of_birth else ""),
            Cell("", tag=status_name(row.status), tag_colour=STATUS_COLOURS.get(row.status, ""), hint=last_known),
            written_day(row.since), Cell(quiet.get(row.child, OPEN).keep(row.because), hint=", ".join(flag["words"] for flag in flags_of(row.flags))),
        ])  # fmt: skip
    columns = [Column("Name", sort="name", heads_row=True), Column("Born", sort="born"), Column("Status", sort="status"), Column("Since", sort="since"),
               Column("Why, and flags")]  # fmt: skip
    return Table(
        f"Children as at {asked.on:%-d %B %Y}", columns, cells, empty="Nobody fits these filters on this day.", sorting=order, caption_hidden=True,
    )  # fmt: skip


def _heading(asked: lists.Asked) -> str:
    return " or ".join(status_name(status) for status in asked.statuses) if asked.statuses else "All children"


def _export(request: HttpRequest, asked: lists.Asked, order: str) -> HttpResponse:
    """Exactly the children that the filters leave, in the order of the page."""
    require(request, "list.export")
    rows = lists.listed(asked, order=order, size=None)
    schools = school_names(row.place for row in rows)
    quiet = silences(protected([row.child for row in rows]))
    table = (
        (row.child, row.surname, row.forename, row.date_of_birth, year_words(row.date_of_birth, asked.on), row.upn, status_name(row.status),
         row.since, schools.get(row.place, ""), RESIDENCE.get(row.residence, ""), quiet.get(row.child, OPEN).keep(row.because),
         "; ".join(flag["words"] for flag in flags_of(row.flags)))
        for row in rows
    )  # fmt: skip
    return csv_response(
        request, name=f"children-{asked.on}", headings=HEADINGS, rows=table, children=[row.child for row in rows]
    )


routes = [path_for("lists", lists_page, permission="list.view", name="lists")]
