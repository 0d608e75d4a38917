"""Which cases are open, and in what state? Every case with filters that count, an order, and exactly that to take away (M2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from onroll.accounts.models import Team, User
from onroll.audit.log import listed
from onroll.casework.models import Priority
from onroll.casework.pathways import pathways
from onroll.casework.selectors.case_list import NOBODY, ORDERS, PAGE, Asked, Found, found, length_words, seen_words
from onroll.casework.selectors.my_work import rows_of
from onroll.rules.work import work_settings
from onroll.web.access import path_for, require
from onroll.web.components.addresses import address_with
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.parts.exports import csv_response
from onroll.web.parts.running import running_ways
from onroll.web.parts.words import FLAGS, counted
from onroll.web.parts.work_rows import DUE, lines

SORTS = {
    "due": "Soonest due", "-missing": "Newest missing", "missing": "Longest missing", "moved": "Longest without movement", "seen": "Longest unseen",
    "-opened": "Newest case", "opened": "Oldest case", "priority": "Most urgent", "name": "Name",
}  # fmt: skip
HEADINGS = (
    "reference", "child_id", "surname", "forename", "date_of_birth", "stage", "lead", "priority", "opened", "missing_since", "last_moved", "child_seen",
    "due", "next", "flags",
)  # fmt: skip


class _Page(Sequence[int]):
    """The cases of one page as a sequence that knows how long the whole list is, for Django's paginator."""

    def __init__(self, held: Found) -> None:
        self.held = held

    def __len__(self) -> int:
        return self.held.total

    def __getitem__(self, part: Any) -> Any:
        return self.held.ids


def cases_page(request: HttpRequest) -> HttpResponse:
    """One page of the list; `?form=csv` gives all of it."""
    today = timezone.localdate()
    choices = {name: choice.read(request) for name, choice in _choices(request).items()}
    asked = asked_of(request, today)
    if request.GET.get("form") == "csv":
        return _export(request, asked)
    number = max(int(request.GET.get("page", "1")) if request.GET.get("page", "1").isdigit() else 1, 1)
    held = found(asked, page=number)
    if not held.ids and held.total:
        number = -(-held.total // PAGE)
        held = found(asked, page=number)
    page = Paginator(_Page(held), PAGE).page(number if held.total else 1)
    rows = rows_of(held.ids, request.user, today)
    shown = [rows[case] for case in held.ids if case in rows]
    listed(request, "cases", [row.case.child.id for row in shown])
    context = {
        "on": today, "page": page, "tabs": running_ways(request, "cases"), "lines": _with_since(lines(shown, today, request.get_full_path()), held, today), "how_many": counted(held.total, "case", "cases"),
        "total": held.total, "filters": Filters(_counted(choices, held), request, keep=("sort",)), "narrowed": any(asked.chosen.values()),
        "sorts": [(key, words, address_with(request, sort=key, page=None), key == asked.order) for key, words in SORTS.items()],
        "settings": work_settings(), "may_bulk": request.user.may("case.work"), "query": request.GET.urlencode(), "show_lead": True,
        "export": address_with(request, form="csv", page=None) if request.user.may("case.export") else "",
    }  # fmt: skip
    return render(request, "casework/case_list.html", context)


def asked_of(request: HttpRequest, today: date, query: Mapping[str, Any] | None = None) -> Asked:
    """What the address (or the query kept by the bulk form) asks for."""
    given = request.GET if query is None else query
    order = given.get("sort", "due")
    chosen = {name: tuple(given.getlist(name)) for name in FILTER_NAMES if given.getlist(name)}  # type: ignore[attr-defined]
    return Asked(today, chosen, order=order if order in ORDERS else "due")


FILTER_NAMES = ("stage", "lead", "team", "priority", "due", "length", "seen", "still", "second", "flag")


def _choices(request: HttpRequest) -> dict[str, Choice]:
    stages = [
        Option(stage.id, stage.name) for way in pathways().values() for stage in way.stages.values() if stage.open
    ]
    people = [Option(str(pk), name) for pk, name in User.objects.order_by("name").values_list("pk", "name")]
    teams = [Option(str(pk), name) for pk, name in Team.objects.values_list("pk", "name")]
    after = work_settings().stalled_after_days
    choices = (
        Choice("due", "Due", [Option(value, words) for value, words in DUE.items()]),
        Choice("stage", "Stage", stages),
        Choice("lead", "Led by", [Option(NOBODY, "Nobody yet"), *people], single=True, any_words="Anybody"),
        Choice("team", "Team", [*teams, Option(NOBODY, "No team")]),
        Choice("priority", "How urgent", [Option(str(value), words) for value, words in Priority.choices]),
        Choice("still", "Stalled", [Option("yes", f"Nothing for {after} days or more"), Option("no", "Moving")]),
        Choice("second", "A second person decides", [Option("closure", "On a proposed closure"), Option("other", "On something else")]),
        Choice("length", "Missing for", [Option(value, words) for value, words in length_words().items()]),
        Choice("seen", "Child seen", [Option(value, words) for value, words in seen_words().items()]),
        Choice("flag", "Flags", [Option(flag, words) for flag, (words, _) in FLAGS.items()]),
    )  # fmt: skip
    return {choice.name: choice for choice in choices}


def _counted(choices: Mapping[str, Choice], held: Found) -> list[Choice]:
    """Each choice with how many cases it holds; those that hold none are left out unless chosen."""
    shown = []
    for name, choice in choices.items():
        counts = held.counts.get(name, {})
        options = [
            Option(one.value, one.words, counts.get(one.value, 0))
            for one in choice.options
            if counts.get(one.value) or one.value in choice.chosen
        ]
        shown.append(replace(choice, options=options))
    return shown


def _with_since(shown: list[dict[str, Any]], held: Found, today: date) -> list[dict[str, Any]]:
    for line in shown:
        line["since"] = held.since.get(line["id"])
        line["missing_days"] = (today - line["since"]).days if line["since"] else None
    return shown


def _export(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Exactly the cases that the filters leave, in the order of the page, without words that give a protected address away."""
    require(request, "case.export")
    held = found(asked, size=None)
    rows = rows_of(held.ids, request.user, asked.on)
    shown = [rows[case] for case in held.ids if case in rows]
    table = (
        (line["reference"], line["child"], child.surname, child.forename, child.born, line["stage"], line["lead"], line["priority"],
         row.case.facts.opened_on, held.since.get(line["id"]), row.case.facts.last_meaningful_on, line["seen_on"], line["due_on"], line["next"],
         "; ".join(flag["words"] for flag in line["flags"]))
        for line, row in ((line, line["row"]) for line in lines(shown, asked.on)) for child in (row.case.child,)
    )  # fmt: skip
    return csv_response(
        request, name=f"cases-{asked.on}", headings=HEADINGS, rows=table, children=[row.case.child.id for row in shown]
    )


routes = [path_for("cases", cases_page, permission="case.view", name="cases")]
