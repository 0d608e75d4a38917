"""What stands above every page about a child, so that nobody writes on the wrong one?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from onroll.children.models import ChildSummary
from onroll.children.selectors.child import ChildOnTheDay
from onroll.rules.ages import age_on, year_group, year_group_name
from onroll.rules.status import written
from onroll.web.parts.record_page import silence_of
from onroll.web.parts.words import FLAGS, status_name

SAFE_CONTACT = {
    "hide_address": "Never disclose the address. Write to nobody about this child before asking the safeguarding lead.",
    "no_contact": "An adult must not be contacted. See the adults on the record before any call or letter.",
    "never_write": "An adult must never be written to. See the adults on the record before any letter.",
    "phone_only": "An adult may be contacted by phone only.",
}


def child_name(summary: ChildSummary) -> str:
    """The name as the family writes it."""
    return f"{summary.forename} {summary.surname}".strip() or "Name not held"


def year_words(born: date | None, on: date) -> str:
    """The expected year group in words."""
    return year_group_name(year_group(born, on)) if born else "Year group not known"


def identity(child: ChildOnTheDay, *, on_overview: bool = False) -> dict[str, Any]:
    """The identity bar's facts on the day of the page."""
    summary, spell = child.summary, child.spell
    seen = child.last_seen
    name = child_name(summary)
    restricted = SAFE_CONTACT.get(summary.safe_contact, "")
    if child.protected and summary.safe_contact != "hide_address":
        restricted = "The address is protected and is not shown. " + restricted
    return {
        "name": name, "known_as": summary.known_as if summary.known_as and summary.known_as not in name else "",
        "born": summary.date_of_birth, "age": str(age_on(summary.date_of_birth, child.on)) if summary.date_of_birth else "",
        "year_group": year_words(summary.date_of_birth, child.on) if summary.date_of_birth else "", "status": status_words(child),
        "status_on": spell.since if spell else None, "last_seen": silence_of(child).keep(f"{written(seen[0])}, {seen[1]}") if seen else "",
        "flags": flags_of([flag["id"] for flag in child.handling]), "restricted": restricted.strip(),
        "href": "" if on_overview else reverse("child", args=[child.id]),
    }  # fmt: skip


def status_words(child: ChildOnTheDay) -> str:
    """The status, marked "last known" once its source's interval has passed without a new extract (A13)."""
    if child.spell is None:
        return "Not known"
    name = status_name(child.spell.status)
    stale = child.confirmed is not None and not child.confirmed.fresh
    return f"{name} (last known, confirmed {written(child.confirmed.on)})" if stale and child.confirmed else name


def flags_of(ids: list[str]) -> list[dict[str, str]]:
    """Marks in words, each once, those that must be seen first in front."""
    return [{"words": FLAGS[flag][0], "colour": FLAGS[flag][1]} for flag in FLAGS if flag in set(ids)]
