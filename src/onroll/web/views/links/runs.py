"""What did each linking do, which records did it move, and why? For the officer who asks why a child changed overnight."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from onroll.audit.log import listed
from onroll.children.models import ChildSummary, LinkMove, LinkRun
from onroll.children.selectors.link_runs import Move, link_runs, moves_of
from onroll.children.selectors.protection import OPEN, protected, silences
from onroll.linkage.guarding import RULES
from onroll.web.parts.child_bar import child_name
from onroll.web.views.links.asking import address_of

PAGE = 50
KINDS = {"full": "Everybody", "increment": "What changed", "": "Everybody"}


def runs_page(request: HttpRequest) -> HttpResponse:
    """The newest runs, each with what it moved."""
    return render(request, "links/runs.html", {"runs": [(run, KINDS.get(run.kind, run.kind)) for run in link_runs()]})


def run_page(request: HttpRequest, run_id: int) -> HttpResponse:
    """One run: every record that went from one child to another, with the pair that decided."""
    run = get_object_or_404(LinkRun, pk=run_id)
    page = Paginator(range(LinkMove.objects.filter(run=run).count()), PAGE).get_page(request.GET.get("page"))
    moves = moves_of(run, first=(page.number - 1) * PAGE, at_most=PAGE)
    children = {child for move in moves for child in (move.from_child, move.to_child)}
    listed(request, "link run", children)
    names = {one.pk: child_name(one) for one in ChildSummary.objects.filter(pk__in=children)}
    hidden = protected(children)
    quiet = silences(hidden)
    rows = [_row(move, names, hidden, quiet) for move in moves]
    return render(
        request, "links/run.html", {"run": run, "kind": KINDS.get(run.kind, run.kind), "rows": rows, "page": page}
    )


def _row(move: Move, names: dict[int, str], hidden: set[int], quiet: dict) -> dict:
    secret = hidden & {move.from_child, move.to_child}
    words = [part for part in move.words if not (secret and any(place in part for place in ("postcode", "address")))]
    for child in secret:
        words = [quiet.get(child, OPEN).keep(part) for part in words]
    return {
        "move": move, "from_name": names.get(move.from_child, ""), "to_name": names.get(move.to_child, ""),
        "why": "; ".join(words), "rule": RULES.get(move.rule, ""), "href": address_of(move.a, move.b) if move.a and move.b else "",
    }  # fmt: skip
