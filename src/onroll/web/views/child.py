"""Where is this child's education, what happened, and what do we hold and from where? The pages about one child."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from onroll.audit.log import looked
from onroll.children.building.surroundings import surroundings
from onroll.children.models import LinkDecision, LinkPair, StatusSpell
from onroll.children.selectors import child as selectors
from onroll.children.selectors.child import ChildOnTheDay, NoSuchChild
from onroll.children.selectors.chronology import KINDS, chronology
from onroll.rules.ages import ages
from onroll.web.access import path_for
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.components.strips import Band, Strip
from onroll.web.parts.child_bar import child_name, identity, status_words, year_words
from onroll.web.parts.days import asked_day
from onroll.web.parts.record_page import address_shown, record_context
from onroll.web.parts.words import BANDS, RESIDENCE, WHEREABOUTS, feed_name, responsible_words, status_name
from onroll.web.theme import theme

YEARS_SHOWN = 6


def _child(request: HttpRequest, child_id: int) -> ChildOnTheDay | HttpResponse:
    """The child on the day of the page, or where to go: a merged child's pages are its survivor's."""
    try:
        standing = selectors.resolve(child_id)
        if standing != child_id:
            return redirect(request.get_full_path().replace(f"/children/{child_id}", f"/children/{standing}", 1))
        return selectors.child_on(child_id, asked_day(request).on)
    except NoSuchChild as unknown:
        raise Http404(str(unknown)) from None


def overview(request: HttpRequest, child_id: int) -> HttpResponse:
    """Status with its reason, the last years, who the child lives with, flags, contradictions, last seen."""
    child = _child(request, child_id)
    if isinstance(child, HttpResponse):
        return child
    looked(request, child_id, "overview")
    spell = child.spell
    household = selectors.household_of(child.summary)
    born = child.summary.date_of_birth
    return render(request, "children/overview.html", {
        **_common(request, child, "overview"), "spell": spell, "status": status_words(child), "confirmed": child.confirmed,
        "source": feed_name(spell.feed) if spell and spell.feed else "", "residence": RESIDENCE.get(spell.residence, "") if spell else "",
        "whereabouts": WHEREABOUTS.get(spell.whereabouts, "") if spell else "",
        "responsible": responsible_words(spell.responsible, theme().council) if spell else "",
        "strip": _strip(child, selectors.spells(child_id)), "ages": ages(born, child.on) if born else None,
        "contradictions": selectors.contradictions_on(child_id, child.on), "handling": _handling(child),
        "household": [(other, child_name(other), year_words(other.date_of_birth, child.on)) for other in household],
        "adults": selectors.adults_of(child_id), "address": address_shown(child.summary), "next": _next_step(child),
    })  # fmt: skip


def chronology_page(request: HttpRequest, child_id: int) -> HttpResponse:
    """Every event of every source, newest first, filtered by kind; prints as a report with its sources."""
    child = _child(request, child_id)
    if isinstance(child, HttpResponse):
        return child
    looked(request, child_id, "chronology")
    events = chronology(child.held.facts, surroundings().school_name, until=child.on)
    held = {event.kind for event in events}
    counts = {kind: sum(1 for event in events if event.kind == kind) for kind in held}
    kinds = Choice(
        "kind", "What", [Option(kind, words, counts[kind]) for kind, words in KINDS.items() if kind in held]
    ).read(request)
    feeds = sorted({event.feed for event in events})
    sources = Choice(
        "source", "Source", [Option(f, feed_name(f), sum(1 for e in events if e.feed == f)) for f in feeds]
    ).read(request)
    shown = [
        {"title": e.words, "on": e.on, "words": e.detail, "kind": KINDS[e.kind], "source": feed_name(e.feed),
         "href": f"{reverse('child-record', args=[child_id])}#record-{e.record}"}
        for e in events
        if (not kinds.chosen or e.kind in kinds.chosen) and (not sources.chosen or e.feed in sources.chosen)
    ]  # fmt: skip
    context = {"events": shown, "filters": Filters([asked_day(request).filter, kinds, sources], request)}
    return render(request, "children/chronology.html", {**_common(request, child, "chronology"), **context})


def record_page(request: HttpRequest, child_id: int) -> HttpResponse:
    """Every value with its source and date, those it beat and why; every record; every link and why."""
    child = _child(request, child_id)
    if isinstance(child, HttpResponse):
        return child
    looked(request, child_id, "record")
    records = selectors.records_of(child_id)
    ids = [record.pk for record in records]
    context = record_context(child, records) | {
        "decisions": LinkDecision.objects.filter(a__in=ids) | LinkDecision.objects.filter(b__in=ids),
        "reviews": LinkPair.objects.filter(a__in=ids).select_related("a", "b")
        | LinkPair.objects.filter(b__in=ids).select_related("a", "b"),
        "may_review": request.user.may("links.review"),
    }
    return render(request, "children/record.html", {**_common(request, child, "record"), **context})


def _common(request: HttpRequest, child: ChildOnTheDay, current: str) -> dict[str, Any]:
    asked = asked_day(request)
    query = f"?on={child.on.isoformat()}" if asked.given else ""
    pages = (
        ("overview", "Overview", "child"),
        ("chronology", "Chronology", "child-chronology"),
        ("record", "Record", "child-record"),
    )
    ways = [
        {"words": words, "href": reverse(name, args=[child.id]) + query, "current": key == current}
        for key, words, name in pages
    ]
    return {
        "child": child, "bar": identity(child, on_overview=current == "overview"), "pages": ways, "on": child.on, "as_at": asked,
        "name": child_name(child.summary),
    }  # fmt: skip


def _strip(child: ChildOnTheDay, spells: list[StatusSpell]) -> Strip:
    """The last years by status; neighbouring spells of one status and school are one band."""
    first = child.on.replace(day=1) - timedelta(days=365 * YEARS_SHOWN)
    bands: list[Band] = []
    for spell in spells:
        if (spell.ended_on and spell.ended_on < first) or (spell.started_on and spell.started_on > child.on):
            continue
        begun = spell.started_on or first
        ended = spell.ended_on if spell.ended_on and spell.ended_on <= child.on else None
        words = status_name(spell.status)
        if bands and bands[-1].words == words:
            bands[-1] = Band(words, bands[-1].kind, bands[-1].started_on, ended)
        else:
            bands.append(Band(words, BANDS.get(spell.status, "gap"), begun, ended))
    return Strip(first, child.on, bands)


def _handling(child: ChildOnTheDay) -> list[dict[str, Any]]:
    return [{**flag, "source": feed_name(flag["feed"])} for flag in child.handling]


def _next_step(child: ChildOnTheDay) -> tuple[str, str] | None:
    """The next thing to do, in words, where the status itself says so."""
    spell = child.spell
    if spell is None:
        return None
    if spell.status == "unexplained":
        return "Find out where this child is being educated.", spell.because
    if spell.status in {"cme_known", "cme_unknown"}:
        return "This child is missing education. Agree who leads and what is asked next.", spell.because
    if child.confirmed is not None and not child.confirmed.fresh:
        return f"Ask {feed_name(spell.feed)} whether this still holds.", "Its last extract is older than its interval."
    return None


routes = [
    path_for("children/<int:child_id>", overview, permission="child.view", name="child"),
    path_for("children/<int:child_id>/chronology", chronology_page, permission="child.view", name="child-chronology"),
    path_for("children/<int:child_id>/record", record_page, permission="child.view", name="child-record"),
]
