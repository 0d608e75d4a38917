"""Where is this child's education, what happened, and what do we hold and from where? The pages about one child."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from onroll.audit.log import looked
from onroll.children.models import LinkDecision, LinkPair
from onroll.children.selectors import child as selectors
from onroll.children.selectors.child import ChildOnTheDay, NoSuchChild
from onroll.children.selectors.chronology import KINDS, chronology, places_of
from onroll.children.selectors.hours import FULL_TIME, week_on
from onroll.rules.ages import ages
from onroll.rules.missing import TO_FIND
from onroll.web.access import path_for
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.hidden_addresses import PERMISSION, is_open
from onroll.web.parts.case_events import KIND as CASE
from onroll.web.parts.case_events import case_events
from onroll.web.parts.child_bar import child_name, identity, status_words, year_words
from onroll.web.parts.childs_cases import childs_cases
from onroll.web.parts.days import asked_day
from onroll.web.parts.due import due_lines
from onroll.web.parts.record_page import address_shown, pair_words, record_context, silence_of
from onroll.web.parts.words import RESIDENCE, WHEREABOUTS, feed_name, responsible_words, status_when
from onroll.web.parts.years import years_strip
from onroll.web.theme import theme

WITH_CASES = {**KINDS, CASE: "Cases"}


def child_asked(request: HttpRequest, child_id: int) -> ChildOnTheDay | HttpResponse:
    """The child on the day of the page, or where to go: a merged child's pages are its survivor's."""
    try:
        standing = selectors.resolve(child_id)
        if standing != child_id:
            return redirect(request.get_full_path().replace(f"/children/{child_id}", f"/children/{standing}", 1))
        return selectors.child_on(child_id, asked_day(request).on)
    except NoSuchChild as unknown:
        raise Http404(str(unknown)) from None


def overview(request: HttpRequest, child_id: int) -> HttpResponse:
    """Status with its reason, the last years, hours, who the child lives with, flags, contradictions, last seen."""
    child = child_asked(request, child_id)
    if isinstance(child, HttpResponse):
        return child
    looked(request, child_id, "overview")
    spell, born = child.spell, child.summary.date_of_birth
    spells = selectors.spells(child_id)
    names = selectors.school_names([one.place for one in spells] + [fact.place for fact in child.held.facts])
    silence = silence_of(child)
    household = [
        (other, child_name(other), year_words(other.date_of_birth, child.on)) for other in selectors.household_of(child)
    ]
    return render(request, "children/overview.html", {
        **around_child(request, child, "overview"), "spell": spell, "status": status_words(child), "confirmed": child.confirmed,
        "because": silence.keep(spell.because) if spell else "", "when": status_when(spell.status) if spell else "",
        "source": feed_name(spell.feed) if spell and spell.feed else "", "residence": RESIDENCE.get(spell.residence, "") if spell else "",
        "whereabouts": WHEREABOUTS.get(spell.whereabouts, "") if spell else "",
        "responsible": responsible_words(spell.responsible, theme().council) if spell else "",
        "carrying": [record for record, _ in spell.facts] if spell else [],
        "strip": years_strip(spells, child.on, names), "ages": ages(born, child.on) if born else None,
        "may_contradict": request.user.may("contradictions.view"),
        "contradictions": [(one, silence.keep(one.sentence)) for one in selectors.contradictions_on(child_id, child.on)],
        "handling": _handling(child), "week": week_on(child.held.facts, child.on, lambda urn: names.get(urn, "")), "full_time": FULL_TIME,
        "household": household, "adults": selectors.adults_of(child_id), "address": _address(request, child), "next": _next_step(child), "due": due_lines(child),
        "may_open": child.protected and request.user.may(PERMISSION) and not is_open(request, child_id), **childs_cases(request.user, child_id),
    })  # fmt: skip


def chronology_page(request: HttpRequest, child_id: int) -> HttpResponse:
    """Every event of every source, newest first, filtered by kind and source; prints as a report with its sources."""
    child = child_asked(request, child_id)
    if isinstance(child, HttpResponse):
        return child
    looked(request, child_id, "chronology")
    names = selectors.school_names(places_of(child.held.facts))
    of_sources = chronology(child.held.facts, lambda urn: names.get(urn, ""), until=child.on)
    events = sorted(
        [*case_events(request.user, child_id, until=child.on), *of_sources], key=lambda event: event.on, reverse=True
    )
    held = Counter(event.kind for event in events)
    feeds = Counter(event.feed for event in events)
    kinds = Choice(
        "kind", "What", [Option(kind, words, held[kind]) for kind, words in WITH_CASES.items() if kind in held]
    ).read(request)
    sources = Choice("source", "Source", [Option(feed, feed_name(feed), feeds[feed]) for feed in sorted(feeds)]).read(
        request
    )
    silence = silence_of(child)
    shown = [
        {"title": silence.keep(e.words), "on": e.on, "words": silence.keep(e.detail), "kind": WITH_CASES[e.kind], "source": feed_name(e.feed),
         "href": e.href if e.kind == CASE else f"{reverse('child-record', args=[child_id])}#record-{e.record}"}
        for e in events
        if (not kinds.chosen or e.kind in kinds.chosen) and (not sources.chosen or e.feed in sources.chosen)
    ]  # fmt: skip
    context = {"events": shown, "all": len(events), "filters": Filters([asked_day(request).filter, kinds, sources], request),
               "printed_by": request.user.name}  # fmt: skip
    return render(request, "children/chronology.html", {**around_child(request, child, "chronology"), **context})


def record_page(request: HttpRequest, child_id: int) -> HttpResponse:
    """Every value with its source and date, those it beat and why; every record; every link and why."""
    child = child_asked(request, child_id)
    if isinstance(child, HttpResponse):
        return child
    looked(request, child_id, "record")
    records = selectors.records_of(child_id)
    ids = [record.pk for record in records]
    silence = silence_of(child)
    pairs = LinkPair.objects.filter(Q(a__in=ids) | Q(b__in=ids)).select_related("a", "b").order_by("-probability", "pk")
    decisions = (
        LinkDecision.objects.filter(Q(a__in=ids) | Q(b__in=ids)).select_related("a", "b").order_by("-decided_at")
    )
    context = record_context(child, records) | {
        "decisions": list(decisions), "may_review": request.user.may("links.review"), "may_record": request.user.may("case.work"), "may_see_loads": request.user.may("load.view"),
        "reviews": [(pair, pair_words(pair, hidden=child.protected, silence=silence)) for pair in pairs],
    }  # fmt: skip
    return render(request, "children/record.html", {**around_child(request, child, "record"), **context})


def around_child(request: HttpRequest, child: ChildOnTheDay, current: str) -> dict[str, Any]:
    """What every page about a child stands in: the bar, the ways between its pages, the day."""
    asked = asked_day(request)
    query = f"?on={child.on.isoformat()}" if asked.given else ""
    pages = (
        ("overview", "Overview", "child"),
        ("chronology", "Chronology", "child-chronology"),
        ("record", "Record", "child-record"),
    )
    if request.user.may("attendance.view"):
        pages = (*pages, ("attendance", "Attendance", "child-attendance"))
    ways = [
        {"words": words, "href": reverse(name, args=[child.id]) + query, "current": key == current}
        for key, words, name in pages
    ]
    return {
        "child": child, "bar": identity(child, on_overview=current == "overview"), "pages": ways, "on": child.on, "as_at": asked,
        "name": child_name(child.summary),
    }  # fmt: skip


def _address(request: HttpRequest, child: ChildOnTheDay) -> str:
    """The address, a protected one only where this person has just opened it with a reason."""
    if child.protected and is_open(request, child.id):
        return ", ".join(filter(None, (child.summary.address, child.summary.postcode)))
    return address_shown(child)


def _handling(child: ChildOnTheDay) -> list[dict[str, Any]]:
    """Flags once each, the dates as dates: schools repeat the same flag year after year."""
    shown: dict[tuple[str, str], dict[str, Any]] = {}
    for flag in child.handling:
        begun, ended = (date.fromisoformat(flag[key]) if flag[key] else None for key in ("from", "to"))
        one = {
            "words": flag["words"],
            "from": begun,
            "to": ended,
            "source": feed_name(flag["feed"]),
            "record": flag["record"],
        }
        known = shown.setdefault((flag["words"], one["source"]), one)
        if begun and (known["from"] is None or begun < known["from"]):
            known["from"] = begun
    return list(shown.values())


def _next_step(child: ChildOnTheDay) -> tuple[str, str] | None:
    """The next thing to do, in words, where the status itself says so."""
    spell = child.spell
    if spell is None:
        return None
    if spell.status in TO_FIND:
        entry = selectors.found_missing(child.id, child.on)
        if entry is not None:
            return silence_of(child).keep(entry.next_enquiry), f"Number {entry.rank} of the children nobody has placed."
        return "Find out where this child is being educated.", ""
    if child.confirmed is not None and not child.confirmed.fresh:
        return f"Ask {feed_name(spell.feed)} whether this still holds.", "Its last extract is older than its interval."
    return None


routes = [
    path_for("children/<int:child_id>", overview, permission="child.view", name="child"),
    path_for("children/<int:child_id>/chronology", chronology_page, permission="child.view", name="child-chronology"),
    path_for("children/<int:child_id>/record", record_page, permission="child.view", name="child-record"),
]
