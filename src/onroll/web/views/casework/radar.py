"""Which cases has nobody moved, and which children has nobody seen? The two lists that stop a child from being forgotten (E8, M3)."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from onroll.accounts.models import Team
from onroll.audit.log import listed
from onroll.casework.selectors.case_list import NOBODY, seen_words
from onroll.casework.selectors.my_work import rows_of
from onroll.casework.selectors.radar import Ranked, not_seen, stalled
from onroll.rules.work import work_settings
from onroll.web.access import path_for
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.parts.running import running_ways
from onroll.web.parts.work_rows import lines

PAGE = 25


def stalled_page(request: HttpRequest) -> HttpResponse:
    """Open cases that no contact, answer or visit moved for too long, the child with most at stake first."""
    return _page(request, stalled(timezone.localdate()), "stalled")


def not_seen_page(request: HttpRequest) -> HttpResponse:
    """Open cases whose child no professional has seen, the longest unseen first."""
    return _page(request, not_seen(timezone.localdate()), "not seen")


def _page(request: HttpRequest, ranked: Sequence[Ranked], what: str) -> HttpResponse:
    today = timezone.localdate()
    filters = [_team(request, ranked), *([_band(request, ranked)] if what == "not seen" else [])]
    shown = [one for one in ranked if all(_fits(one, choice) for choice in filters)]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    here = list(page.object_list)
    rows = rows_of([one.case for one in here], request.user, today)
    listed(request, what, [row.case.child.id for row in rows.values()])
    drawn = {line["id"]: line for line in lines(list(rows.values()), today, request.get_full_path())}
    context = {
        "what": what, "on": today, "tabs": running_ways(request, what.replace(" ", "-")), "page": page, "settings": work_settings(), "filters": Filters(filters, request), "total": len(shown),
        "ranked": [(one, drawn[one.case]) for one in here if one.case in drawn],
    }  # fmt: skip
    return render(request, "casework/radar.html", context)


def _team_of(one: Ranked) -> str:
    return str(one.team) if one.team else NOBODY


def _band_of(one: Ranked) -> str:
    return str(sum(one.days >= first for first in work_settings().not_seen_days))


def _fits(one: Ranked, choice: Choice) -> bool:
    value = _team_of(one) if choice.name == "team" else _band_of(one)
    return not choice.chosen or value in choice.chosen


def _team(request: HttpRequest, ranked: Sequence[Ranked]) -> Choice:
    by = [_team_of(one) for one in ranked]
    teams = [*Team.objects.values_list("pk", "name"), (NOBODY, "No team")]
    options = [Option(str(pk), name, by.count(str(pk))) for pk, name in teams if str(pk) in by]
    return Choice("team", "Team", options).read(request)


def _band(request: HttpRequest, ranked: Sequence[Ranked]) -> Choice:
    by = [_band_of(one) for one in ranked]
    options = [Option(band, words, by.count(band)) for band, words in seen_words().items() if band in by]
    return Choice("days", "Unseen for", options).read(request)


routes = [
    path_for("stalled", stalled_page, permission="case.view", name="stalled"),
    path_for("not-seen", not_seen_page, permission="case.view", name="not-seen"),
]
