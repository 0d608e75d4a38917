"""Is this child known to us? One box that takes anything, and what tells the children it finds apart."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from onroll.audit.log import listed
from onroll.children.models import StatusSpell
from onroll.children.selectors.search import Match, search, understand
from onroll.web.access import path_for
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.parts.child_bar import child_name, year_words
from onroll.web.parts.record_page import NOT_SHOWN
from onroll.web.parts.words import STATUS_COLOURS, sex_word, status_name


def search_page(request: HttpRequest) -> HttpResponse:
    """Best matches first, each with why it matches and how it differs from the others."""
    words = request.GET.get("q", "").strip()[:200]
    asked = understand(words)
    matches = search(words) if words else []
    if matches:
        listed(request, "search", [match.summary.pk for match in matches], action="child.searched")
    context = {
        "words": words,
        "nothing_asked": bool(words) and asked.nothing,
        "found": len(matches),
        "table": _table(matches, words),
    }
    return render(request, "children/search.html", context)


def _table(matches: list[Match], words: str) -> Table:
    today = timezone.localdate()
    statuses = _statuses([match.summary.pk for match in matches], today)
    rows = []
    for match in matches:
        one = match.summary
        status = statuses.get(one.pk, "")
        known = f"known as {one.known_as}" if one.known_as and one.known_as not in child_name(one) else ""
        where = NOT_SHOWN if one.address_hidden else ", ".join(filter(None, (one.address, one.postcode)))
        rows.append([
            Cell(child_name(one), href=reverse("child", args=[one.pk]), hint=known or ", ".join(match.why)),
            Cell(one.date_of_birth and f"{one.date_of_birth:%-d %B %Y}", hint=year_words(one.date_of_birth, today)), sex_word(one.sex), where,
            Cell(one.upn, hint=f"NHS {one.nhs_number}" if one.nhs_number else ""),
            Cell("", tag=status_name(status), tag_colour=STATUS_COLOURS.get(status, "")) if status else "", ", ".join(match.why),
        ])  # fmt: skip
    columns = [Column("Name", heads_row=True), Column("Born"), Column("Sex"), Column("Last known address"), Column("UPN"), Column("Status today"),
               Column("Why it is here")]  # fmt: skip
    return Table(f"Children like “{words}”", columns, rows, empty="Nobody matches.", caption_hidden=True)


def _statuses(children: list[int], on: object) -> dict[int, str]:
    spells = StatusSpell.objects.filter(child__in=children).exclude(started_on__gt=on).exclude(ended_on__lt=on)
    return dict(spells.values_list("child", "status"))


routes = [path_for("search", search_page, permission="child.search", name="search")]
