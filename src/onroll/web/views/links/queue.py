"""Which pairs of records should a person look at first? The review queue, ranked by what is at stake."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from onroll.audit.log import listed
from onroll.children.models import ChildSummary, LinkDecision
from onroll.children.selectors.pairs import WAITING, Waiting
from onroll.children.selectors.records import printed_ids
from onroll.web.components.filters import Filters
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.parts.child_bar import child_name
from onroll.web.parts.waterfall_chart import chance_words
from onroll.web.parts.words import feed_name
from onroll.web.views.links.asking import address_of, address_of_next, asked_of, choices, queue, remembered

PAGE = 25


def links_page(request: HttpRequest) -> HttpResponse:
    """The pairs that wait, the gravest first; each says what hangs on it and opens side by side."""
    everything = queue(request)
    wanted = asked_of(request.GET)
    found = [pair for pair in everything if wanted.holds(pair)]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    listed(request, "links", {child for pair in shown for child in pair.children if child is not None})
    query = remembered(request.GET)
    filters = choices(request, everything)
    context = {
        "table": _table(shown, query), "page": page, "query": query, "filters": Filters(filters, request, keep=("record",)),
        "narrowed": any(choice.chosen for choice in filters), "of_record": wanted.record is not None,
        "waiting": sum(pair.state == WAITING for pair in everything), "found": len(found),
        "first": address_of(found[0].a, found[0].b, query) if found else "",
        "decided": LinkDecision.objects.filter(undone_at=None).count(),
    }  # fmt: skip
    return render(request, "links/queue.html", context)


def next_pair(request: HttpRequest) -> HttpResponse:
    """Straight to the gravest pair that the filters leave."""
    return redirect(address_of_next(request, remembered(request.GET)))


def _table(shown: list[Waiting], query: str) -> Table:
    children = {child for pair in shown for child in pair.children if child is not None}
    names = {one.pk: child_name(one) for one in ChildSummary.objects.filter(pk__in=children)}
    printed = printed_ids([record for pair in shown for record in (pair.a, pair.b)]) if shown else {}
    rows = []
    for pair in shown:
        one, other = (names.get(child, "Name not held") for child in pair.children)
        feeds = " and ".join(dict.fromkeys(feed_name(feed).lower() for feed in pair.feeds))
        first = f"{one} and {other}" if one != other else f"{one}, twice"
        records = [printed.get(record, "") for record in (pair.a, pair.b)]
        rows.append([
            Cell(first, href=address_of(pair.a, pair.b, query), hint=" and ".join(filter(None, records))),
            Cell(pair.stake.words, hint=_standing(pair)), feeds[:1].upper() + feeds[1:], chance_words(pair.probability),
        ])  # fmt: skip
    columns = [Column("Pair", heads_row=True), Column("What is at stake"), Column("Sources"), Column("One child?", numeric=True)]  # fmt: skip
    return Table("Pairs of records to review", columns, rows, empty="No pair waits here.", caption_hidden=True)


def _standing(pair: Waiting) -> str:
    """What has been said of the pair, and how many other things hang on it."""
    said = []
    if len(pair.stakes) > 1:
        said.append("Also: " + "; ".join(stake.words.rstrip("?").lower() for stake, _ in pair.stakes[1:]) + ".")
    opinion = pair.opinion
    if opinion is not None and pair.returned:
        said.append(
            f"{opinion.by_name} couldn't tell on {timezone.localdate(opinion.said_at):%-d %B %Y}; a record has changed since."
        )
    elif opinion is not None:
        word = "couldn't tell" if opinion.kind == opinion.CANT_TELL else "asks for a second opinion"
        said.append(f"{opinion.by_name} {word}: {opinion.reason}")
    return " ".join(said)
