"""Which pages does whoever runs a team's work go between? Tabs over the list of cases, the board, the radar and supervision."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

PAGES = (
    ("cases", "Cases", "case.view"), ("team", "Team board", "case.view"), ("stalled", "Stalled", "case.view"), ("not-seen", "Not seen", "case.view"),
    ("enquiries-waiting", "Enquiries", "case.view"), ("authorities", "Between authorities", "case.view"), ("outbox", "Outbox", "case.view"),
    ("supervision", "Supervision", "case.supervise"), ("case-audits", "Case audits", "case.supervise"),
)  # fmt: skip


def running_ways(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The tabs that this person may open."""
    return [
        {"words": words, "href": reverse(name), "current": name == current}
        for name, words, permission in PAGES
        if request.user.may(permission)
    ]
