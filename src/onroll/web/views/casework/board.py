"""How do the teams stand, who is away, and what came in? Every number opens the list it counts (M2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from onroll.accounts.models import User
from onroll.casework.actions.covering import end_cover, enter_cover
from onroll.casework.models import Cover
from onroll.casework.permitted import CannotDo, NotPossibleNow
from onroll.casework.selectors.board import Counts, TeamBoard, board, covers, flow
from onroll.casework.selectors.load import workers
from onroll.rules.work import work_settings
from onroll.web.access import path_for
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.forms.running import Away
from onroll.web.parts.running import running_ways
from onroll.web.parts.words import written_day

COLUMNS = (
    Column("Who", heads_row=True), Column("Load", numeric=True), Column("Open", numeric=True), Column("Overdue", numeric=True),
    Column("Due this week", numeric=True), Column("Stalled", numeric=True), Column("Child not seen", numeric=True), Column("Watching", numeric=True),
)  # fmt: skip


def board_page(request: HttpRequest) -> HttpResponse:
    """Each team with its people, the heaviest load first; who is away and who covers; the last weeks."""
    today = timezone.localdate()
    teams = [_team(one, today, number) for number, one in enumerate(board(today))]
    weeks = [
        [f"from {written_day(week.monday)}", week.opened, week.closed, week.opened - week.closed]
        for week in flow(today)
    ]
    columns = [
        Column("Week", heads_row=True),
        *(Column(words, numeric=True) for words in ("Opened", "Closed", "More open")),
    ]
    context = {
        "on": today, "teams": teams, "tabs": running_ways(request, "team"), "settings": work_settings(), "covers": [(one, _may_end(request.user, one), one.started_on <= today) for one in covers(today)],
        "flow": Table("Cases opened and closed in the last eight weeks", columns, weeks, id="flow"), "may_cover": request.user.may("case.work"),
    }  # fmt: skip
    return render(request, "casework/board.html", context)


def _team(one: TeamBoard, today: date, number: int) -> dict[str, Any]:
    team = str(one.team.pk) if one.team else "none"
    rows = [_row("The whole team", {"team": team}, one.counts, one.weight)]
    for person in one.people:
        away = (
            f"Away until {written_day(person.load.away_until)}; {person.load.covered_by} covers"
            if person.load.away_until
            else ""
        )
        rows.append(
            _row(person.load.person.name, {"lead": str(person.load.person.pk)}, person.counts, person.load.weight, away)
        )
    name = one.team.name if one.team else "No team"
    oldest = one.counts.oldest_without_lead
    return {
        "name": name, "without_lead": one.without_lead, "oldest": oldest, "oldest_days": (today - oldest).days if oldest else 0,
        "without_href": f"{reverse('cases')}?team={team}&lead=none", "table": Table(name, list(COLUMNS), rows, caption_hidden=True, id=f"team-{number}"),
    }  # fmt: skip


def _row(name: str, whose: dict[str, str], counts: Counts, weight: float, away: str = "") -> list[Any]:
    key, value = next(iter(whose.items()))
    base = f"{reverse('cases')}?{key}={value}"

    def number(count: int, query: str) -> Cell | int:
        return Cell(count, href=f"{base}{query}") if count else 0

    return [
        Cell(name, hint=away), f"{weight:g}", number(counts.open + counts.watching, ""), number(counts.overdue, "&due=overdue"),
        number(counts.week, "&due=today&due=week"), number(counts.stalled, "&still=yes"), number(counts.never_seen, "&seen=never"),
        number(counts.watching, "&stage=watching"),
    ]  # fmt: skip


def _may_end(user: User, cover: Cover) -> bool:
    return user.pk == cover.away_id or user.may("case.assign")


def cover_page(request: HttpRequest) -> HttpResponse:
    """Somebody is away: their cases and tasks stand on the other's list from the first day to the last."""
    today = timezone.localdate()
    people = [(str(one.pk), one.name) for one in workers(today)]
    form = Away(request.POST or None, people=people, initial={"away": str(request.user.pk), "started_on": today})
    if request.method == "POST" and form.is_valid():
        held = form.cleaned_data
        by_number = {str(one.pk): one for one in workers(today)}
        try:
            enter_cover(
                away=by_number[held["away"]], covered_by=by_number[held["covered_by"]], started_on=held["started_on"], ended_on=held["ended_on"],
                on=today, at=timezone.now(), by=request.actor, person=request.user,
            )  # fmt: skip
        except (CannotDo, NotPossibleNow) as refused:
            form.add_error(getattr(refused, "field", "") or None, str(refused))
        else:
            messages.success(request, "The cover is entered.")
            return redirect("team")
    return render(request, "casework/cover.html", {"form": form})


@require_POST
def cover_end(request: HttpRequest, number: int) -> HttpResponse:
    """The person is back."""
    cover = Cover.objects.filter(pk=number).first()
    if cover is None:
        raise Http404("No such cover")
    try:
        end_cover(cover=cover, on=timezone.localdate(), by=request.actor, person=request.user)
        messages.success(request, "The cover has ended.")
    except (CannotDo, NotPossibleNow) as refused:
        messages.warning(request, str(refused))
    return redirect("team")


routes = [
    path_for("team", board_page, permission="case.view", name="team"),
    path_for("team/cover", cover_page, permission="case.work", name="cover"),
    path_for("team/cover/<int:number>/end", cover_end, permission="case.work", name="cover-end"),
]
