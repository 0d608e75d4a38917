"""What does the rule book say, and when is a thing due? The same answers as `onroll rules` and `onroll due` print."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from onroll.api.answers import BadRequest, NotHeld, answers
from onroll.places.calendars import calendar_for
from onroll.places.models import School
from onroll.rules.rulebook.asking import ask_due, list_rules, show_rule
from onroll.rules.rulebook.book import RuleBook, rule_book
from onroll.rules.rulebook.finding import entries, found


@answers(takes=("q",))
def rules(request: HttpRequest) -> list[dict[str, str]]:
    """Every rule; `q` narrows to those that hold all its words."""
    rows = list_rules(as_at=timezone.localdate())
    words = request.GET.get("q", "").strip()
    if not words:
        return rows
    wanted = {entry.id for entry in found(entries(), words)}
    return [row for row in rows if row["id"] in wanted]


@answers()
def rule(request: HttpRequest, name: str) -> dict[str, Any]:
    """One rule by any of its names: its row, its versions, and its page as Markdown."""
    book = rule_book()
    page = show_rule(name, book)
    own = _own_id(name, book)
    row = next(row for row in list_rules(as_at=timezone.localdate()) if row["id"] == own)
    return {**row, "versions": _versions(own, book), "page": page}


def _own_id(name: str, book: RuleBook) -> str:
    for names in (book.clock_names, book.definition_names):
        if name in names:
            return names[name]
    return next((codes.id for codes in book.codes.values() if name in (codes.id, *codes.also)), name)


def _versions(own: str, book: RuleBook) -> list[dict[str, Any]]:
    if own in book.clocks:
        said = [(version.provenance, {"n": version.n, "unit": version.unit, "counting": version.counting,
                 "minimum": version.minimum, "window": version.window}) for version in book.clocks[own].versions]  # fmt: skip
    elif own in book.definitions:
        said = [
            (version.provenance, {"ways": [[condition.text for condition in way] for way in version.ways]})
            for version in book.definitions[own].versions
        ]
    elif own in book.enquiries:
        asked = book.enquiries[own]
        said = [(asked.provenance, {"asked": asked.says})]
    else:
        held = book.codes.get(own) or book.statements[own]
        codes = {code.code: code.means for code in held.codes.values()} if own in book.codes else None
        said = [(held.provenance, {"codes": codes} if codes else {})]
    return [{**asdict(provenance), **more} for provenance, more in said]


@answers(takes=("rule", "on", "urn", "event", "as_at"))
def due(request: HttpRequest) -> dict[str, Any]:
    """The last day of a clock with every step of its count, or the sentence that says why there is none."""
    name = request.GET.get("rule", "")
    if not name:
        raise BadRequest("Say which rule: rule=ex-day6, for example.")
    urn = request.GET.get("urn", "").strip()
    if urn and not School.objects.filter(urn=urn).exists():
        raise NotHeld(f"No school has the number {urn} in the register of schools held here.")
    return ask_due(
        name,
        on=_day(request, "on"),
        events=request.GET.getlist("event"),
        as_at=_day(request, "as_at"),
        calendar=calendar_for(urn),
    )


def _day(request: HttpRequest, part: str) -> date | None:
    text = request.GET.get(part, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadRequest(f"{part}={text[:40]} is not a date; write it as 2026-11-02.") from None
