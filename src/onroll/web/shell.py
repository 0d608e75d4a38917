"""What stands around every page? The council's name and colours, the person signed in, and the ways they may go."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from onroll.casework.selectors.referrals import waiting_count
from onroll.children.selectors.overview import links_to_review
from onroll.web.access import SIGNED_IN
from onroll.web.theme import theme

# Words, the name of the route, who sees it. A page that isn't built yet has no route, and so no link.
NAVIGATION = (
    ("Today", "today", SIGNED_IN),
    ("Search", "search", "child.search"),
    ("My work", "my-work", "case.work"),
    ("Cases", "cases", "case.view"),
    ("Referrals", "referrals", "referral.view"),
    ("Children nobody has placed", "missing", "missing.view"),
    ("Links", "links", "links.review"),
    ("Lists", "lists", "list.view"),
    ("Contradictions", "contradictions", "contradictions.view"),
    ("Loads", "loads", "load.view"),
    ("Figures", "figures", "figures.view"),
    ("Rules", "rules", "rules.view"),
    ("Administration", "people", "accounts.manage"),
    ("Audit", "audit", "audit.view"),
)


LINKS_WAITING = "links-waiting"


@dataclass(frozen=True, slots=True)
class Way:
    """One item of the navigation; `current` is this very page, `active` a page below it."""

    words: str
    href: str
    current: bool
    active: bool


@functools.cache
def _standing() -> tuple[tuple[str, str, str], ...]:
    found = []
    for words, name, permission in NAVIGATION:
        try:
            found.append((words, reverse(name), permission))
        except NoReverseMatch:
            continue
    return tuple(found)


def ways(request: HttpRequest) -> list[Way]:
    """The navigation of this person, in its fixed order: what their roles open, and nothing they would be refused."""
    if not request.user.is_authenticated or request.user.must_change_password:
        return []
    return [
        Way(
            _counted(request, words),
            href,
            current=request.path == href,
            active=href != "/" and request.path.startswith(href),
        )
        for words, href, permission in _standing()
        if permission == SIGNED_IN or request.user.may(permission)
    ]


def _counted(request: HttpRequest, words: str) -> str:
    """How many referrals and pairs of records wait, beside their item; nothing beside the others."""
    number = 0
    if words == "Referrals":
        number = waiting_count(request.user, timezone.localdate())
    elif words == "Links":
        number = cache.get_or_set(LINKS_WAITING, links_to_review, 15)  # seconds: every page asks
    return f"{words} ({number:,})" if number else words


def shell(request: HttpRequest) -> dict[str, Any]:
    """For every template: `theme`, `person` (None when nobody is signed in), `ways`, `simulated`."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {
        "theme": theme(),
        "person": user if known else None,
        "ways": ways(request) if known else [],
        "simulated": settings.SIMULATED,
    }
