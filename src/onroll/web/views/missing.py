"""Who might be out of education unseen? The children nobody has placed (C4), and those who left a roll for nowhere (C5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from onroll.audit.log import listed
from onroll.casework.selectors.cases import open_work_of
from onroll.children.building.reading import held
from onroll.children.models import ChildSummary, MissingEntry
from onroll.children.selectors.child import school_names
from onroll.children.selectors.knowing import Knows, who_knows
from onroll.children.selectors.missing import entries, missing_list, received
from onroll.children.selectors.pairs import waiting_of
from onroll.children.selectors.placed import LATELY, Placed, placed_lately
from onroll.children.selectors.protection import OPEN, Silence, protected, silences
from onroll.rules.coverage import FRESH, coverage
from onroll.web.access import path_for, require
from onroll.web.components.addresses import address_with
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.parts.child_bar import child_name, flags_of, year_words
from onroll.web.parts.days import asked_day
from onroll.web.parts.exports import csv_response
from onroll.web.parts.words import STATUS_COLOURS, feed_name, status_name, written_day

PAGE = 25
BANDS = {
    "no_trace": ("No trace", "red", "every lawful placement was asked and none holds the child"),
    "ask_source": ("Ask a source first", "orange", "a source that may hold the child was not asked, or too long ago"),
    "possibly_on_roll": ("Possibly on a roll", "yellow", "a record on a roll may be this child"),
}
HEADINGS = (
    "rank",
    "child_id",
    "surname",
    "forename",
    "date_of_birth",
    "band",
    "certainty",
    "urgency",
    "status",
    "since",
    "evidence",
    "next_enquiry",
)


def missing_page(request: HttpRequest) -> HttpResponse:
    """Ranked by how sure and how urgent; each row says who knows the child, since when, and what would settle it."""
    return _page(request, leavers=False)


def leavers_page(request: HttpRequest) -> HttpResponse:
    """The same children, those only who left a roll with no known destination and have nothing since."""
    return _page(request, leavers=True)


def _page(request: HttpRequest, *, leavers: bool) -> HttpResponse:
    day = asked_day(request)
    rows = entries(missing_list(day.on))
    if leavers:
        rows = rows.exclude(left_on=None)
    filters, rows = _filtered(request, rows)
    if request.GET.get("form") == "csv":
        return _export(request, rows, "leavers" if leavers else "missing", day.on)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    listed(request, "leavers" if leavers else "missing", [row.child_id for row in shown])
    held_ways = _coverage(day.on)
    wanting = sum(1 for one in held_ways if not one["fresh"])
    work = open_work_of(request.user, [row.child_id for row in shown])
    children = _rows(shown, day.on, reviews=request.user.may("links.review"))
    context = {
        "leavers": leavers, "on": day.on, "page": page, "may_refer": request.user.may("referral.make"), "filters": Filters([day.filter, *filters], request),
        "rows": [one | {"work": work.get(one["entry"].child_id)} for one in children], "coverage": held_ways, "narrowed": any(choice.chosen for choice in filters),
        "summary": f"Which sources were asked: {len(held_ways) - wanting} fresh, {wanting} to ask" if wanting else "Which sources were asked: all fresh",
        "states": _states(request, day.on, filters[0]), "may_record": request.user.may("case.work"),
        "export": address_with(request, form="csv", page=None) if request.user.may("list.export") else "",
    }  # fmt: skip
    return render(request, "children/missing.html", context)


def _states(request: HttpRequest, on: date, band: Choice, *, placed: bool = False) -> list[dict]:
    """The states a child can be in, as tabs with their counts: no trace, to be asked, possibly on a roll, and placed since."""
    query = f"&on={on.isoformat()}" if request.GET.get("on") else ""
    every = sum(option.count or 0 for option in band.options)
    tabs = [
        {
            "words": "All",
            "count": every,
            "href": reverse("missing") + query.replace("&", "?", 1),
            "current": not placed and not band.chosen,
        }
    ]
    tabs += [
        {"words": option.words, "count": option.count or 0, "href": f"{reverse('missing')}?band={option.value}{query}",
         "current": not placed and band.chosen == (option.value,)}
        for option in band.options
    ]  # fmt: skip
    return [
        *tabs,
        {
            "words": "On a roll or placed since",
            "count": "",
            "href": reverse("missing-placed") + query.replace("&", "?", 1),
            "current": placed,
        },
    ]


def placed_page(request: HttpRequest) -> HttpResponse:
    """Who was looked for and is placed now: since when, and what settled it."""
    day = asked_day(request)
    found = placed_lately(day.on)
    page = Paginator(found, PAGE * 2).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    listed(request, "placed lately", [one.child for one in shown])
    band = _filtered(request, entries(missing_list(day.on)))[0][0]
    names = {one.pk: one for one in ChildSummary.objects.filter(pk__in=[one.child for one in shown])}
    quiet = silences(protected(names))
    rows = [
        [
            Cell(child_name(names[one.child]), href=reverse("child", args=[one.child]), hint=year_words(names[one.child].date_of_birth, day.on)),
            Cell("", tag=status_name(one.now.status), tag_colour=STATUS_COLOURS.get(one.now.status, "")), written_day(one.since), _settled(one, quiet),
        ]
        for one in shown
        if one.child in names
    ]  # fmt: skip
    columns = [Column("Child", heads_row=True), Column("Now"), Column("Since"), Column("What settled it")]
    table = Table("Children placed lately", columns, rows, empty="Nobody.", caption_hidden=True)
    return render(request, "children/missing_placed.html", {
        "states": _states(request, day.on, band, placed=True), "table": table, "page": page, "on": day.on, "days": LATELY,
        "filters": Filters([day.filter], request),
    })  # fmt: skip


def _settled(one: Placed, quiet: Mapping[int, Silence]) -> str:
    if one.decision is not None:
        return f"{one.decision.decided_by} decided that two records are one child"
    words = quiet.get(one.child, OPEN).keep(one.now.because)
    return f"{feed_name(one.now.feed)}: {words}" if one.now.feed else words


def _filtered(request: HttpRequest, rows: QuerySet[MissingEntry]) -> tuple[list[Choice], QuerySet[MissingEntry]]:
    """By band and by whether a case of missing education is open already; those that nobody has taken up stand first."""
    bands = dict(rows.order_by().values_list("band").annotate(n=Count("pk")))
    statuses = dict(rows.order_by().values_list("status").annotate(n=Count("pk")))
    band = Choice("band", "How sure", [Option(b, words, bands.get(b, 0)) for b, (words, _, _) in BANDS.items()]).read(
        request
    )
    status = Choice(
        "status",
        "Already known as",
        [Option(s, status_name(s), statuses.get(s, 0)) for s in ("unexplained", "cme_known", "cme_unknown")],
    ).read(request)
    if band.chosen:
        rows = rows.filter(band__in=band.chosen)
    if status.chosen:
        rows = rows.filter(status__in=status.chosen)
    return [band, status], rows


def _rows(shown: list[MissingEntry], on: date, *, reviews: bool) -> list[dict]:
    """What the page says of each child; the same few queries for one row and for a page of them."""
    children = [entry.child_id for entry in shown]
    everything = held(children) if children else {}
    quiet = silences(protected(children))
    schools = school_names(entry.left_place for entry in shown)
    pairs = waiting_of(children) if reviews else {}
    return [
        _row(entry, on, schools, who_knows(everything[entry.child_id].facts, on), quiet.get(entry.child_id, OPEN))
        | {"possible": [
            {"href": reverse("link-pair", args=[mine, other]), "words": printed} for mine, other, printed in pairs.get(entry.child_id, ())[:3]
        ]}
        for entry in shown
    ]  # fmt: skip


def _row(entry: MissingEntry, on: date, schools: dict[str, str], known: list[Knows], silence: Silence) -> dict:
    summary = entry.child.summary
    words, colour, meaning = BANDS[entry.band]
    left = ""
    if entry.left_on:
        school = schools.get(entry.left_place, "a school")
        left = f"Left {school} on" if entry.left_how == "left" else f"Dropped out of the extract of {school} after"
    said = {one.line for one in known}
    return {
        "entry": entry, "name": child_name(summary), "born": summary.date_of_birth, "year": year_words(summary.date_of_birth, on), "band": words,
        "colour": colour, "meaning": meaning, "status": status_name(entry.status), "left": left, "next": silence.keep(entry.next_enquiry),
        "evidence": [silence.keep(line.rstrip(".")) for line in entry.evidence if line not in said],
        "known": [replace(one, how=silence.keep(one.how)) for one in known],
        "flags": flags_of([flag["id"] for flag in summary.handling if _open(flag, on)]), "percent": round(entry.certainty * 100),
    }  # fmt: skip


def _open(flag: dict, on: date) -> bool:
    iso = on.isoformat()
    return (not flag["from"] or flag["from"] <= iso) and (not flag["to"] or iso <= flag["to"])


def _coverage(on: date) -> list[dict]:
    return [
        {
            "way": held.way.name,
            "source": feed_name(held.way.feed),
            "as_at": held.as_at,
            "fresh": held.state == FRESH,
            "ask": held.ask(),
        }
        for held in coverage(received(), on)
    ]


def _export(request: HttpRequest, rows: QuerySet[MissingEntry], name: str, on: date) -> HttpResponse:
    """Exactly the rows that the filters leave, in their order, without anything that gives a protected address away."""
    require(request, "list.export")
    found = list(rows)
    quiet = silences(protected([entry.child_id for entry in found]))
    table = (
        (e.rank, e.child_id, e.child.summary.surname, e.child.summary.forename, e.child.summary.date_of_birth, BANDS[e.band][0], e.certainty,
         e.urgency, status_name(e.status), e.since, quiet.get(e.child_id, OPEN).keep(" ".join(e.evidence)),
         quiet.get(e.child_id, OPEN).keep(e.next_enquiry))
        for e in found
    )  # fmt: skip
    return csv_response(
        request, name=f"{name}-{on}", headings=HEADINGS, rows=table, children=[e.child_id for e in found]
    )


routes = [
    path_for("missing/placed", placed_page, permission="missing.view", name="missing-placed"),
    path_for("missing", missing_page, permission="missing.view", name="missing"),
    path_for("leavers", leavers_page, permission="missing.view", name="leavers"),
]
