"""What needs me, or my team, now? Counts that each open their list; "all quiet" is said when it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from onroll.audit.log import listed
from onroll.children.contradictions.selectors import open_count
from onroll.children.models import Progress
from onroll.children.selectors import overview
from onroll.children.selectors.missing import entries, missing_list
from onroll.children.selectors.protection import OPEN, protected, silences
from onroll.web.access import SIGNED_IN, path_for
from onroll.web.parts.child_bar import child_name, year_words
from onroll.web.parts.days import asked_day
from onroll.web.parts.due import due_tiles
from onroll.web.parts.words import feed_name
from onroll.web.parts.work_tiles import work_tiles

NEW_WITHIN_DAYS = 7
FIRST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Tile:
    """One count, what it counts, and the list it opens."""

    count: int
    words: str
    href: str
    hint: str = ""
    urgent: bool = False


def today(request: HttpRequest) -> HttpResponse:
    """Only what this person's roles let them open; a person who opens no child sees no count of children."""
    day = asked_day(request)
    may = request.user.may
    tiles = [Tile(*one) for one in work_tiles(request.user, day.on)]
    tiles += _children(day.on) if may("missing.view") else []
    tiles += [Tile(*one) for one in due_tiles(day.on)] if may("list.view") else []
    if may("contradictions.view"):
        count = open_count(day.on)
        tiles.append(Tile(count, "contradictions between sources", reverse("contradictions")))
    if may("links.review"):
        tiles.append(Tile(overview.links_to_review(), "pairs of records to review", reverse("links")))
    late = overview.late_sources(day.on) if may("load.view") else []
    if may("load.view"):
        tiles.append(Tile(overview.rows_set_aside(), "rows set aside", reverse("set-aside")))
        tiles.append(Tile(len(late), "extracts late", reverse("loads"), urgent=bool(late)))
        waiting = overview.waiting_loads()
        if waiting:
            tiles.append(Tile(waiting, "files wait for a yes", reverse("loads"), urgent=True))
    first = _first(request, day.on) if may("missing.view") and may("child.view") else []
    context = {
        "first": first, "tiles": [tile for tile in tiles if tile.count], "quiet": [tile for tile in tiles if not tile.count], "on": day.on,
        "late": [(feed_name(one.feed), one) for one in late], "empty": not overview.newest_extracts(),
    }  # fmt: skip
    return render(request, "today/today.html", context)


def _first(request: HttpRequest, on: date) -> list[dict[str, Any]]:
    """Whom to begin with: the most pressing of the children nobody has placed, each with what to ask next."""
    shown = list(entries(missing_list(on)).filter(status="unexplained")[:FIRST_SHOWN])
    children = [entry.child_id for entry in shown]
    if shown:
        listed(request, "today", children)
    quiet = silences(protected(children))
    return [
        {"name": child_name(entry.child.summary), "child": entry.child_id, "year": year_words(entry.child.summary.date_of_birth, on),
         "next": quiet.get(entry.child_id, OPEN).keep(entry.next_enquiry), "since": entry.since}
        for entry in shown
    ]  # fmt: skip


def _children(on: date) -> list[Tile]:
    """The children to find, counted once for each edition of the record."""
    key = f"today:{Progress.standing().edition}:{on}"
    counts = cache.get(key)
    if counts is None:
        counts = overview.missing_counts(missing_list(on)) | {
            "new": overview.became(("unexplained",), on, days=NEW_WITHIN_DAYS)
        }
        cache.set(key, counts, 3600)
    missing = reverse("missing")
    return [
        Tile(counts["unexplained"], "children nobody has placed", f"{missing}?status=unexplained",
             hint=f"{counts['new']} of them new in the last week; {counts['no_trace']} with no trace anywhere", urgent=bool(counts["no_trace"])),
        Tile(counts["leavers"], "left a roll, destination not known", reverse("leavers")),
        Tile(counts["cme"], "missing education, known to us", f"{missing}?status=cme_known&status=cme_unknown"),
    ]  # fmt: skip


routes = [path_for("", today, permission=SIGNED_IN, name="today")]
