"""Are these two records one child? Both side by side, what is at stake, why the model says what it says, and one's own word.

For who reviews links, and for anybody who may look at a child and asks why two records are, or are not, the same.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from onroll.audit.log import looked
from onroll.children.after_a_decision import rebuild_at_once
from onroll.children.identity.deciding import CannotDecide
from onroll.children.identity.opinions import ask_second_opinion, cant_tell, settle, take_back_opinion
from onroll.children.models import PairOpinion
from onroll.children.selectors.effects import if_not_same, if_same
from onroll.children.selectors.explaining import Explained, NotHeld, explain_pair
from onroll.children.selectors.protection import protected
from onroll.children.selectors.records import printed_ids
from onroll.linkage.guarding import RULES
from onroll.linkage.waterfall import BY_ITSELF
from onroll.web.parts.effects import effect_lines
from onroll.web.parts.side_by_side import child_lines, children_of, record_lines, sides
from onroll.web.parts.waterfall_chart import chance_words, chart
from onroll.web.parts.words import counted
from onroll.web.shell import LINKS_WAITING
from onroll.web.views.links.asking import address_of, address_of_next, asked_of, queue, remembered

WORDS = ("same", "not_same", "cant_tell", "second_opinion", "take_back")


def pair_page(
    request: HttpRequest, a: int, b: int, *, query: str = "", fault: str = "", reason: str = ""
) -> HttpResponse:
    """The pair; with the filters of the queue in the address it knows what comes next."""
    try:
        found = explain_pair(a, b)
    except (NotHeld, ValueError) as missing:
        raise Http404(str(missing)) from None
    today = timezone.localdate()
    for child in sorted({child for child in found.children if child is not None}):
        looked(request, child, "link pair")
    children = children_of(found.children, today)
    hidden = bool(protected(children))
    may = request.user.may("links.review")
    query = query or remembered(request.GET)
    context = {
        "found": found, "sides": sides(found, printed_ids([a, b]), children), "hidden": hidden, "lines": record_lines(found, hidden=hidden),
        "lives": child_lines(found, children, hidden=hidden, on=today), "chart": chart(found.steps, hidden=hidden), "may_review": may,
        "fault": fault, "reason": reason, "query": query, "run_said": _run(found), "run_rule": _run_rule(found), "title": _title(found),
        "mine": bool(found.opinion and found.opinion.kind == PairOpinion.SECOND_OPINION and found.opinion.by_id == request.actor.id),
        **(_effects(found) if may else {}), **(_place(request, query, a, b) if may else {}),
    }  # fmt: skip
    return render(request, "links/pair.html", context, status=422 if fault else 200)


def _title(found: Explained) -> str:
    return "Why are these two the same child?" if found.together else "Are these the same child?"


def _run(found: Explained) -> str:
    """What the last run kept of the pair, where its probability is another than the pair's alone."""
    if found.run is None:
        return ""
    said = chance_words(found.run.probability)
    return "" if said == chance_words(found.steps.probability) else said


def _run_rule(found: Explained) -> str:
    """The rule by which the last run left the pair, where looking at all records of both decided and not the two alone."""
    if found.run is None or found.run.rule == found.steps.rule or found.run.rule in BY_ITSELF:
        return ""
    return RULES.get(found.run.rule, "")


def _effects(found: Explained) -> dict[str, Any]:
    """What each word would do; nothing where one of the two isn't held as a child yet."""
    today = timezone.localdate()
    one, other = found.children
    if one is None or other is None:
        return {"if_same": [], "if_not": []}
    not_same = if_not_same(found.one.id, found.other.id, today) if one == other else None
    return {
        "if_same": effect_lines(if_same(one, other, today)),
        "if_not": effect_lines(not_same)
        if not_same
        else ["No record moves. The pair never comes back, whatever a later run finds."],
    }


def _place(request: HttpRequest, query: str, a: int, b: int) -> dict[str, Any]:
    """Where in the queue the pair stands, what is at stake, and which comes next."""
    everything = queue(request)
    wanted = asked_of(QueryDict(query))
    held = [pair for pair in everything if wanted.holds(pair)]
    at = next((at for at, pair in enumerate(held) if {pair.a, pair.b} == {a, b}), None)
    here = next((pair for pair in everything if {pair.a, pair.b} == {a, b}), None)
    following = held[at + 1] if at is not None and at + 1 < len(held) else held[0] if held and at is None else None
    return {
        "pair": here, "number": at + 1 if at is not None else 0, "of": len(held),
        "next": address_of(following.a, following.b, query) if following else "",
    }  # fmt: skip


@require_POST
def say(request: HttpRequest) -> HttpResponse:
    """A person's word on a pair: kept for ever with who and why, above every run; then the next pair."""
    try:
        a, b = int(request.POST.get("a", "")[:18]), int(request.POST.get("b", "")[:18])
        word = request.POST.get("word", "")
        if word not in WORDS:
            raise ValueError(word)
    except ValueError:
        messages.error(request, "The form was sent without two records or without a word. Open the pair again.")
        return redirect("links")
    query, reason = request.POST.get("query", "")[:500], request.POST.get("reason", "").strip()[:500]
    following = address_of_next(request, query, a, b)
    try:
        messages.success(request, _act(request, word, a, b, reason))
        cache.delete(LINKS_WAITING)
    except CannotDecide as refused:
        try:
            return pair_page(request, a, b, query=query, fault=str(refused), reason=reason)
        except Http404:
            messages.error(request, str(refused))
            return redirect("links")
    return redirect(address_of(a, b, query) if word == "take_back" else following)


def _act(request: HttpRequest, word: str, a: int, b: int, reason: str) -> str:
    """Do what was said; in words what was kept. Raises `CannotDecide`."""
    by, at = request.actor, timezone.now()
    if word == "cant_tell":
        cant_tell(a=a, b=b, reason=reason, by=by, at=at)
        return "Kept: nobody can tell yet. The pair comes back when one of its records changes."
    if word == "second_opinion":
        ask_second_opinion(a=a, b=b, reason=reason, by=by, at=at)
        return "Asked. The pair stands in everybody else's queue now; somebody else answers it."
    if word == "take_back":
        take_back_opinion(a=a, b=b, by=by, at=at)
        return "Taken back. The pair waits for anybody again."
    decided = settle(a=a, b=b, same=word == "same", reason=reason, by=by, at=at)
    rebuild_at_once(decided.children)
    words = "are one child" if word == "same" else "are not the same child"
    moved = counted(len(decided.decision.moved), "record moved", "records moved")
    return f"Kept: these records {words}. {moved}. It can be taken back under “What was decided”."
