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

# Sections, each with its pages: words, the name of the route, who sees it. A page that isn't built yet has no route, and so
# no link. A section opens its first page that the person may see; one page alone stands under its own name.
NAVIGATION: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    ("Today", (("Today", "today", SIGNED_IN),)),
    ("Search", (("Search", "search", "child.search"),)),
    (
        "Casework",
        (
            ("My work", "my-work", "case.work"),
            ("Cases", "cases", "case.view"),
            ("Referrals", "referrals", "referral.view"),
        ),
    ),
    (
        "Children",
        (
            ("Children nobody has placed", "missing", "missing.view"),
            ("Lists", "lists", "list.view"),
            ("Links", "links", "links.review"),
            ("Contradictions", "contradictions", "contradictions.view"),
        ),
    ),
    (
        "Schools",
        (
            ("Attendance", "attendance", "attendance.view"),
            ("Penalty notices", "notices", "notice.decide"),
            ("Schools", "schools", "school.view"),
        ),
    ),
    (
        "Data",
        (
            ("Loads", "loads", "load.view"),
            ("Rows set aside", "set-aside", "load.view"),
            ("Sources", "sources", "load.view"),
            ("File layouts", "mappings", "source.manage"),
        ),
    ),
    ("Figures", (("Figures", "figures", "figures.view"),)),
    ("Rules", (("Rules", "rules", "rules.view"),)),
    ("Administration", (("People", "people", "accounts.manage"), ("Audit", "audit", "audit.view"))),
)
# Addresses that belong to a section without standing below one of its pages.
ALSO = {
    "Casework": ("/case-audits", "/enquiries", "/not-seen", "/outbox", "/stalled", "/supervision", "/team", "/visits"),
    "Children": ("/children/", "/leavers"),
    "Schools": ("/school-meetings",),
}


LINKS_WAITING = "links-waiting"


@dataclass(frozen=True, slots=True)
class Way:
    """One item of the navigation; `current` is this very page, `active` a page below it; `below` are a section's pages."""

    words: str
    href: str
    current: bool
    active: bool
    below: tuple[Way, ...] = ()


@functools.cache
def _standing() -> tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]:
    sections = []
    for section, pages in NAVIGATION:
        found = []
        for words, name, permission in pages:
            try:
                found.append((words, reverse(name), permission))
            except NoReverseMatch:
                continue
        sections.append((section, tuple(found)))
    return tuple(sections)


def ways(request: HttpRequest) -> list[Way]:
    """The navigation of this person, in its fixed order: what their roles open, and nothing they would be refused."""
    if not request.user.is_authenticated or request.user.must_change_password:
        return []
    found = []
    for section, pages in _standing():
        below = tuple(
            Way(
                _counted(request, words),
                href,
                current=request.path == href,
                active=href != "/" and request.path.startswith(href),
            )
            for words, href, permission in pages
            if permission == SIGNED_IN or request.user.may(permission)
        )
        if len(below) == 1:
            found.append(below[0])
        elif below:
            active = any(way.current or way.active for way in below)
            active = active or request.path.startswith(ALSO.get(section, ("//",)))
            found.append(Way(section, below[0].href, current=False, active=active, below=below))
    return found


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
