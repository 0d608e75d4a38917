"""Which facts of two sources can't both hold? Listed by kind, each with its sentence and the child (A12)."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from onroll.audit.log import listed
from onroll.children.contradictions.selectors import ALL, SETTLED, contradictions, newest_words
from onroll.children.contradictions.selectors import OPEN as STILL_OPEN
from onroll.children.models import Contradiction, ContradictionWord, StatusSpell
from onroll.children.selectors.child import statuses_on
from onroll.children.selectors.protection import OPEN, protected, silences
from onroll.rules.contradictions import contradiction_rules
from onroll.web.access import path_for
from onroll.web.components.addresses import address_with
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.parts.child_bar import child_name
from onroll.web.parts.days import asked_day
from onroll.web.parts.exports import csv_response
from onroll.web.parts.words import STATUS_COLOURS, status_name, written_day

PAGE = 50


def contradictions_page(request: HttpRequest) -> HttpResponse:
    """What clashes on the day of the page, newest first: those still open, unless the address asks for the settled."""
    day = asked_day(request)
    state = Choice(
        "state",
        "How it stands",
        [Option(SETTLED, "Settled"), Option(ALL, "Open and settled")],
        single=True,
        any_words="Still open",
    ).read(request)
    standing = contradictions(day.on, state=state.value or STILL_OPEN)
    whose = Choice("whose", "Whose", [Option("mine", "Mine"), Option("nobody", "Nobody's yet")]).read(request)
    kinds = _kinds(standing).read(request)
    found = standing.select_related("child__summary")
    if kinds.chosen:
        found = found.filter(rule__in=kinds.chosen)
    if len(whose.chosen) == 1:
        found = found.filter(owner=request.user.pk) if whose.value == "mine" else found.filter(owner=None)
    found = found.order_by(F("started_on").desc(nulls_last=True), "child_id", "rule")
    if request.GET.get("form") == "csv" and request.user.may("list.export"):
        return _export(request, list(found))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    listed(request, "contradictions", [one.child_id for one in shown])
    context = {
        "table": _table(shown, day.on),
        "page": page,
        "filters": Filters([state, whose, day.filter, kinds], request),
        "on": day.on,
        "total": page.paginator.count,
        "state": state.value,
        "export": address_with(request, form="csv", page=None) if request.user.may("list.export") else "",
    }
    return render(request, "lists/contradictions.html", context)


def _kinds(standing: QuerySet[Contradiction]) -> Choice:
    rules = contradiction_rules()
    counts = standing.values_list("rule").annotate(n=Count("pk")).order_by("-n", "rule")
    return Choice("kind", "What clashes", [Option(r, rules[r].name if r in rules else r, n) for r, n in counts])


def _export(request: HttpRequest, found: list[Contradiction]) -> HttpResponse:
    rules, words = contradiction_rules(), newest_words(one.fingerprint for one in found)
    quiet = silences(protected([one.child_id for one in found]))
    rows = [
        (
            one.child_id, child_name(one.child.summary), rules[one.rule].name if one.rule in rules else one.rule,
            quiet.get(one.child_id, OPEN).keep(one.sentence), one.started_on, one.ended_on, *_stands(words.get(one.fingerprint)),
        )
        for one in found
    ]  # fmt: skip
    headings = ("child_id", "child", "what", "sentence", "since", "until", "state", "owner")
    return csv_response(request, name="contradictions", headings=headings, rows=rows, children=[r[0] for r in rows])


def _stands(word: ContradictionWord | None) -> tuple[str, str]:
    """How one stands and whose it is, in words."""
    if word is None:
        return "Nobody has taken it", ""
    return ContradictionWord.KINDS[word.kind], word.owner.name if word.owner else ""


def _table(shown: list[Contradiction], on: date) -> Table:
    rules = contradiction_rules()
    children = [one.child_id for one in shown]
    quiet, statuses = silences(protected(children)), statuses_on(children, on)
    words = newest_words(one.fingerprint for one in shown)
    rows = []
    for one in shown:
        summary, (stands, owner) = one.child.summary, _stands(words.get(one.fingerprint))
        team = rules[one.rule].owner.replace("_", " ") if one.rule in rules else ""
        rows.append([
            Cell(child_name(summary), href=reverse("child", args=[one.child_id]), hint=written_day(summary.date_of_birth)),
            _status(statuses.get(one.child_id)),
            Cell(quiet.get(one.child_id, OPEN).keep(one.sentence), href=reverse("contradiction", args=[one.fingerprint])),
            written_day(one.started_on) or "no date",
            Cell(stands, hint=owner or f"usually for {team}"),
        ])  # fmt: skip
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
