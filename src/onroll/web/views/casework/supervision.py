"""How do the officers' cases stand, and what did supervision say about one? For whoever answers for a team (M3)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from onroll.accounts.models import User
from onroll.audit.log import listed
from onroll.casework.actions.supervising import write_supervision
from onroll.casework.models import Case, SupervisionNote
from onroll.casework.selectors.my_work import my_work
from onroll.casework.selectors.supervision import Supervised, last_supervised, notes_of, officers
from onroll.children.selectors.protection import OPEN
from onroll.rules.work import work_settings
from onroll.web.access import NotAllowed, comes_back, path_for
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.forms.running import Supervision
from onroll.web.parts.case_acts import ActPage, act_page, asks
from onroll.web.parts.case_page import case_page
from onroll.web.parts.record_page import silence_of
from onroll.web.parts.running import running_ways
from onroll.web.parts.words import written_day
from onroll.web.parts.work_rows import lines

PAGE = 25
COLUMNS = (
    Column("Officer", heads_row=True), Column("Open", numeric=True), Column("Overdue", numeric=True), Column("About to be missed", numeric=True),
    Column("Stalled", numeric=True), Column("Child not seen", numeric=True), Column("Not supervised", numeric=True), Column("Last supervision"),
)  # fmt: skip


def supervision_page(request: HttpRequest) -> HttpResponse:
    """Every officer in a line; with `?officer=` that officer's cases as they stand on the officer's own list."""
    today = timezone.localdate()
    settings = work_settings()
    chosen = (
        User.objects.filter(pk=request.GET["officer"]).first() if request.GET.get("officer", "").isdigit() else None
    )
    context: dict[str, Any] = {
        "on": today,
        "settings": settings,
        "tabs": running_ways(request, "supervision"),
        "officer": chosen,
    }
    if chosen is None:
        table = Table("How each officer's cases stand", list(COLUMNS), [_row(one) for one in officers(today)], caption_hidden=True, empty="Nobody leads an open case.")  # fmt: skip
        return render(request, "casework/supervision.html", context | {"table": table})
    rows = [row for row in my_work(chosen, today) if row.case.facts.lead == chosen.pk]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    here = list(page.object_list)
    listed(request, "supervision", [row.case.child.id for row in here])
    last = last_supervised([row.case.id for row in here])
    drawn = [(line, last.get(line["id"])) for line in lines(here, today)]
    return render(request, "casework/supervision.html", context | {"page": page, "lines": drawn})


def _row(one: Supervised) -> list[Any]:
    counts, person = one.person.counts, one.person.load.person
    base = f"{reverse('cases')}?lead={person.pk}"

    def number(count: int, query: str) -> Cell | int:
        return Cell(count, href=f"{base}{query}") if count else 0

    return [
        Cell(person.name, href=f"{reverse('supervision')}?officer={person.pk}", hint=person.team.name if person.team else ""),
        number(counts.open + counts.watching, ""), number(counts.overdue, "&due=overdue"), number(counts.week, "&due=today&due=week"),
        number(counts.stalled, "&still=yes"), number(counts.never_seen, "&seen=never"), one.unsupervised, written_day(one.last_on) or "never",
    ]  # fmt: skip


def case_supervision(request: HttpRequest, reference: str) -> HttpResponse:
    """The notes about one case, for those who may read them."""
    case, context = case_page(request, reference, "supervision")
    notes = notes_of(request.user, case)
    if notes is None:
        raise NotAllowed("case.supervise")
    silence = silence_of(context["child"]) if context["protected"] else OPEN
    shown = [
        {"note": one, "text": silence.keep(one.note), "actions": silence.keep(one.actions).splitlines()}
        for one in notes
    ]
    return render(request, "casework/case_supervision.html", context | {"notes": shown})


def _write(case: int, held: dict[str, Any], **who: Any) -> SupervisionNote:
    return write_supervision(
        case=case, note=held["note"], actions=held["actions"].splitlines(), due_on=held["due_on"], **who
    )


WRITE = ActPage(
    "supervise", "Write a supervision note", "Save", "The supervision note is kept.", asks(Supervision), _write, current="supervision",
    back="case-supervision",
)  # fmt: skip


@comes_back
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """What was discussed and agreed."""
    return act_page(request, reference, WRITE)


def may_read(user: User, case: Case) -> bool:
    """Whether this person reads supervision notes of the case."""
    return notes_of(user, case) is not None


_ONE = "cases/<str:reference>/supervision/"
routes = [
    path_for("supervision", supervision_page, permission="case.supervise", name="supervision"),
    path_for(_ONE, case_supervision, permission="case.view", name="case-supervision"),
    path_for(f"{_ONE}add/", add, permission="case.supervise", name="case-supervise"),
]
