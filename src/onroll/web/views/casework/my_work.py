"""What do I do next? One ordered list: each line says the next action in words, whose it is, and why it stands there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from onroll.audit.log import listed
from onroll.casework.selectors.my_work import Row, counts, covering, my_work
from onroll.rules.work import when, work_settings
from onroll.rules.work.order import GROUPS, ORDER_IN_WORDS
from onroll.web.access import path_for
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.parts.schools import school_actions
from onroll.web.parts.work_rows import DUE, lines

PAGE = 25


def my_work_page(request: HttpRequest) -> HttpResponse:
    """Own cases and tasks, and those of people covered for; the counts above are over the whole list."""
    today = timezone.localdate()
    rows = my_work(request.user, today)
    choices = _choices(request, rows, today)
    shown = [row for row in rows if all(_value(row, one.name, today) in one.chosen for one in choices if one.chosen)]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    here = list(page.object_list)
    listed(request, "my work", [row.case.child.id for row in here])
    context = {
        "on": today, "page": page, "lines": lines(here, today, request.get_full_path()), "counts": counts(rows, today), "order": ORDER_IN_WORDS, "narrowed": any(one.chosen for one in choices),
        "filters": Filters(choices, request), "covering": sorted(covering(request.user, today).values()), "settings": work_settings(),
        "school_actions": school_actions(request.user, today),
    }  # fmt: skip
    return render(request, "casework/my_work.html", context)


def _choices(request: HttpRequest, rows: Sequence[Row], today: date) -> list[Choice]:
    """The groups of the order, the due days and the stalled as filters, each with how many of the whole list it holds."""
    asked = (
        ("group", "Show", GROUPS), ("due", "Due", tuple(DUE.items())),
        ("still", "Stalled", (("yes", f"Nothing for {work_settings().stalled_after_days} days or more"),)),
    )  # fmt: skip
    choices = []
    for name, words, values in asked:
        by = [_value(row, name, today) for row in rows]
        kept = request.GET.getlist(name)
        options = [Option(value, said, by.count(value)) for value, said in values if value in by or value in kept]
        choices.append(Choice(name, words, options).read(request))
    return choices


def _value(row: Row, name: str, today: date) -> str:
    if name == "group":
        return row.place.group
    if name == "due":
        return when(row.due_on, today)
    return "no" if row.still_days is None else "yes"


routes = [path_for("my-work", my_work_page, permission="case.work", name="my-work")]
