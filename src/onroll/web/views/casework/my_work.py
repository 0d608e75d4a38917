"""What do I do next? One ordered list: each line says the next action in words, whose it is, and why it stands there."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from onroll.audit.log import listed
from onroll.casework.selectors.my_work import Row, counts, covering, my_work
from onroll.rules.work import work_settings
from onroll.rules.work.order import GROUPS, ORDER_IN_WORDS
from onroll.web.access import path_for
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.parts.work_rows import lines

PAGE = 25


def my_work_page(request: HttpRequest) -> HttpResponse:
    """Own cases and tasks, and those of people covered for; the counts above are over the whole list."""
    today = timezone.localdate()
    rows = my_work(request.user, today)
    group = _groups(request, rows)
    shown = [row for row in rows if not group.chosen or row.place.group in group.chosen]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    here = list(page.object_list)
    listed(request, "my work", [row.case.child.id for row in here])
    context = {
        "on": today, "page": page, "lines": lines(here, today), "counts": counts(rows, today), "order": ORDER_IN_WORDS, "narrowed": bool(group.chosen),
        "filters": Filters([group], request), "covering": sorted(covering(request.user, today).values()), "settings": work_settings(),
    }  # fmt: skip
    return render(request, "casework/my_work.html", context)


def _groups(request: HttpRequest, rows: Sequence[Row]) -> Choice:
    """The groups of the order as a filter; those that hold nobody are left out unless the address asks for them."""
    by = [row.place.group for row in rows]
    asked = request.GET.getlist("group")
    options = [Option(group, words, by.count(group)) for group, words in GROUPS if group in by or group in asked]
    return Choice("group", "Show", options).read(request)


routes = [path_for("my-work", my_work_page, permission="case.work", name="my-work")]
