"""Which enquiries wait in all our cases, which are to be chased, and who declined? With a chase of many at once, after a preview."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from onroll.audit.log import listed
from onroll.casework.actions import enquiring
from onroll.casework.models import Enquiry
from onroll.casework.pathways.missing_education.enquiries import rules
from onroll.casework.permitted import CannotDo, NotPossibleNow
from onroll.casework.selectors.enquiries import Standing, all_declined, all_waiting, by_agency, overdue, standing
from onroll.children.selectors.protection import OPEN, Silence, protected, silences
from onroll.web.access import path_for, require
from onroll.web.components.addresses import address_with
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.parts.case_acts import common
from onroll.web.parts.child_bar import child_name
from onroll.web.parts.enquiries import standing_line
from onroll.web.parts.exports import csv_response
from onroll.web.parts.running import running_ways

PAGE = 25
HEADINGS = (
    "case",
    "agency",
    "about",
    "asked_on",
    "days_waiting",
    "chase_after",
    "chases",
    "chased_on",
    "state",
    "asked_by",
)


def waiting_page(request: HttpRequest) -> HttpResponse:
    """The longest first; filters by agency, by what is overdue and by what was declined; export of exactly these rows."""
    on = timezone.localdate()
    state, agency, rows = _chosen(request, on)
    if request.GET.get("form") == "csv":
        return _export(request, rows, on)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = _rows(standing(page.object_list, on), on)
    listed(request, "enquiries-waiting", [child for row in shown for child in row["children"]])
    context = {
        "page": page, "rows": shown, "running": running_ways(request, "enquiries-waiting"), "filters": Filters([state, agency], request), "declined": state.value == "declined", "on": on,
        "narrowed": bool(state.chosen or agency.chosen), "may_work": request.user.may("case.work"), "here": request.get_full_path(),
        "export": address_with(request, form="csv", page=None) if request.user.may("case.export") else "",
    }  # fmt: skip
    return render(request, "casework/enquiries_waiting.html", context)


def _chosen(request: HttpRequest, on: date) -> tuple[Choice, Choice, QuerySet[Enquiry]]:
    """The filters with their counts, and the enquiries they leave, in order."""
    waits, declined = all_waiting(request.user), all_declined(request.user)
    late = waits.filter(overdue(on))
    state = Choice("state", "Show", [Option("overdue", "Overdue to chase", late.count()), Option("declined", "Declined", declined.count())],
                   single=True, any_words=f"All that wait ({waits.count()})").read(request)  # fmt: skip
    rows = {"overdue": late, "declined": declined}.get(state.value, waits)
    counts = by_agency(rows)
    agency = Choice(
        "agency",
        "Agency",
        [Option(rule.id, rule.name, counts[rule.id]) for rule in rules().values() if rule.id in counts],
    ).read(request)
    return state, agency, rows.filter(agency__in=agency.chosen) if agency.chosen else rows


def _rows(shown: Iterable[Standing], on: date) -> list[dict[str, Any]]:
    """The rows of a page, without words that give a protected address away."""
    found = list(shown)
    quiet = silences(protected([case.child_id for one in found for case in one.cases]))
    return [
        _row(one, on, next((quiet[case.child_id] for case in one.cases if case.child_id in quiet), OPEN))
        for one in found
    ]


def _row(one: Standing, on: date, silence: Silence) -> dict[str, Any]:
    cases = [(case.reference, child_name(case.child.summary)) for case in one.cases]
    return standing_line(one, on, silence) | {
        "named": cases,
        "children": [case.child_id for case in one.cases],
        "id": one.enquiry.pk,
    }


def _export(request: HttpRequest, enquiries: QuerySet[Enquiry], on: date) -> HttpResponse:
    require(request, "case.export")
    rows = standing(enquiries, on)
    table = (
        (" ".join(case.reference for case in one.cases), one.whom, one.about, one.enquiry.asked_on, one.waiting.days, one.waiting.chase_on,
         one.enquiry.chases, one.enquiry.chased_on, "declined" if one.enquiry.answer else "overdue" if one.waiting.overdue else "waiting", one.enquiry.asked_by)
        for one in rows
    )  # fmt: skip
    children = [case.child_id for one in rows for case in one.cases]
    return csv_response(request, name=f"enquiries-waiting-{on}", headings=HEADINGS, rows=table, children=children)


@require_POST
def chase_many(request: HttpRequest) -> HttpResponse:
    """Those ticked: first what would be chased and what not, then, once confirmed, each is; one that may not be is said by name."""
    on = timezone.localdate()
    numbers = [int(text) for text in request.POST.getlist("enquiry") if text.isdigit()]
    chosen = standing(all_waiting(request.user).filter(pk__in=numbers), on)
    if not chosen:
        messages.error(request, "Tick at least one enquiry to chase.")
        return redirect("enquiries-waiting")
    if not request.POST.get("sure"):
        lines = _rows(chosen, on)
        listed(request, "enquiries-to-chase", [child for row in lines for child in row["children"]])
        to_do = [line for line in lines if not line["today"]]
        return render(
            request,
            "casework/enquiries_chase.html",
            {"lines": to_do, "already": [line for line in lines if line["today"]]},
        )
    done, refused = _chase([one.enquiry for one in chosen], request)
    if done:
        messages.success(request, f"{done} enquir{'ies' if done > 1 else 'y'} chased today.")
    for sentence in refused:
        messages.error(request, sentence)
    return redirect("enquiries-waiting")


def _chase(chosen: list[Enquiry], request: HttpRequest) -> tuple[int, list[str]]:
    done, refused = 0, []
    given = common(request)
    for enquiry in chosen:
        try:
            enquiring.chase(enquiry=enquiry.pk, **given)
            done += 1
        except (CannotDo, NotPossibleNow) as why:
            refused.append(str(why))
    return done, refused


routes = [
    path_for("enquiries/", waiting_page, permission="case.view", name="enquiries-waiting"),
    path_for("enquiries/chase/", chase_many, permission="case.work", name="enquiries-chase"),
]
