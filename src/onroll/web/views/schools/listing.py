"""Which schools owe something, which have gone silent, who looks after each, and which hasn't met this term? (H7, B8)"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from onroll.accounts.models import User
from onroll.casework.permitted import CannotDo
from onroll.casework.schools.keeping import name_officer
from onroll.casework.schools.listing import SchoolLine, school_lines
from onroll.casework.schools.reading import own_schools
from onroll.casework.schools.terms import term_of
from onroll.web.access import comes_back, path_for
from onroll.web.components.addresses import address_with
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.components.tables import Cell, Column, Table, sorting
from onroll.web.forms.schools import NamesOfficer
from onroll.web.parts.days import asked_day
from onroll.web.parts.exports import csv_response
from onroll.web.parts.schools import people_for_schools
from onroll.web.parts.words import written_day

NO_TRUST = "none"
SHOWS: dict[str, tuple[str, Callable[[SchoolLine], bool]]] = {
    "silent": ("Nothing sent this month, nil not given", lambda one: one.silent),
    "overdue": ("Owes something overdue", lambda one: one.overdue > 0),
    "contradictory": ("Something can't be right", lambda one: one.contradictory > 0),
    "unmet": ("No meeting this term", lambda one: not one.met),
    "unnamed": ("No named officer", lambda one: one.officer is None),
}
ORDERS: dict[str, Callable[[SchoolLine], Any]] = {
    "name": lambda one: one.school.name, "trust": lambda one: (one.school.trust == "", one.school.trust), "roll": lambda one: one.standing.on_roll,
    "open": lambda one: one.open, "overdue": lambda one: one.overdue, "contradictory": lambda one: one.contradictory,
    "sent": lambda one: one.standing.last_sent_on.toordinal() if one.standing.last_sent_on else 0,
}  # fmt: skip
HEADINGS = (
    "urn", "school", "trust", "phase", "named_officer", "on_roll", "owed", "overdue", "contradictory", "last_sent_on", "silent_this_month", "met_this_term",
)  # fmt: skip


def schools_page(request: HttpRequest) -> HttpResponse:
    """Every school of the authority in a line; the filters say how many each would show."""
    day = asked_day(request)
    everything = school_lines(day.on)
    choices = _choices(request, everything)
    shown = [one for one in everything if _fits(one, choices)]
    order = sorting(request, allowed=list(ORDERS), default="-overdue")
    shown.sort(key=lambda one: (one.school.name, one.school.urn))
    shown.sort(key=ORDERS[order.by], reverse=order.descending)
    if request.GET.get("form") == "csv":
        return _export(request, shown, day.on)
    context = {
        "on": day.on, "given": day.given, "filters": Filters([day.filter, *choices], request), "table": _table(request, shown, order), "all": len(everything),
        "silent": sum(one.silent for one in everything), "overdue": sum(one.overdue for one in everything), "term": term_of(day.on),
        "unmet": sum(not one.met for one in everything), "trusts": _trusts(everything), "export": address_with(request, form="csv", page=None),
        "rows": len(shown), "may": request.user.may("school.manage"), "month": f"{day.on:%B %Y}",
    }  # fmt: skip
    return render(request, "schools/list.html", context)


def _choices(request: HttpRequest, lines: Sequence[SchoolLine]) -> list[Choice]:
    trusts = sorted({one.school.trust for one in lines if one.school.trust})
    options = [Option(trust, trust, sum(one.school.trust == trust for one in lines)) for trust in trusts]
    options.append(Option(NO_TRUST, "No trust", sum(not one.school.trust for one in lines)))
    shows = [Option(name, words, sum(test(one) for one in lines)) for name, (words, test) in SHOWS.items()]
    mine = [Option("mine", "My schools", sum(one.officer == request.user for one in lines))]
    officers = {str(one.officer.pk): one.officer.name for one in lines if one.officer and one.officer != request.user}
    mine += [
        Option(pk, name, sum(one.officer is not None and str(one.officer.pk) == pk for one in lines))
        for pk, name in sorted(officers.items(), key=lambda item: item[1])
    ]
    return [
        Choice("show", "Show", shows).read(request), Choice("officer", "Named officer", mine).read(request), Choice("trust", "Trust", options).read(request),
    ]  # fmt: skip


def _fits(one: SchoolLine, choices: Sequence[Choice]) -> bool:
    show, officer, trust = (choice.chosen for choice in choices)
    if not all(SHOWS[name][1](one) for name in show):
        return False
    if trust and (one.school.trust or NO_TRUST) not in trust:
        return False
    return not officer or (one.officer is not None and bool({str(one.officer.pk), _mine(one)} & set(officer)))


def _mine(one: SchoolLine) -> str:
    return str(one.officer.pk) if one.officer else ""


def _table(request: HttpRequest, shown: Sequence[SchoolLine], order: Any) -> Table:
    columns = [
        Column("School", sort="name", heads_row=True), Column("On roll", numeric=True, sort="roll"),
        Column("Owed", numeric=True, sort="open"), Column("Overdue", numeric=True, sort="overdue"),
        Column("Contradictory", numeric=True, sort="contradictory"), Column("Last sent", sort="sent"), Column("Meeting"),
    ]  # fmt: skip
    rows = [
        [
            Cell(one.school.name, href=reverse("school", args=[one.school.urn]), hint=_who(one)), one.standing.on_roll, one.open,
            one.overdue, one.contradictory,
            Cell(written_day(one.standing.last_sent_on) or "Never", tag="Silent" if one.silent else "", tag_colour="orange"), _meeting(one),
        ]
        for one in shown
    ]  # fmt: skip
    return Table(
        "Schools",
        columns,
        rows,
        empty="No school fits these filters.",
        sorting=order,
        caption_hidden=True,
        id="schools",
    )


def _who(one: SchoolLine) -> str:
    """The school's trust and its named officer, below its name."""
    return f"{one.school.trust or 'No trust'}. Officer: {one.officer.name if one.officer else 'nobody'}"


def _meeting(one: SchoolLine) -> Cell:
    if one.meeting is None:
        return Cell("None planned")
    words = (
        f"Held {written_day(one.meeting.held_on)}"
        if one.meeting.held_on
        else f"Planned {written_day(one.meeting.planned_on)}"
    )
    return Cell(words, href=reverse("school-meeting", args=[one.meeting.pk]))


def _trusts(lines: Sequence[SchoolLine]) -> Table:
    """Silence by trust: how many of each trust's schools sent nothing this month."""
    by: dict[str, list[SchoolLine]] = {}
    for one in lines:
        by.setdefault(one.school.trust or "No trust", []).append(one)
    rows = [
        [trust, len(held), sum(one.silent for one in held), sum(one.overdue for one in held)]
        for trust, held in sorted(by.items(), key=lambda item: -sum(one.silent for one in item[1]))
    ]
    columns = [Column("Trust", heads_row=True), Column("Schools", numeric=True), Column("Silent this month", numeric=True), Column("Returns overdue", numeric=True)]  # fmt: skip
    return Table("Silence by trust", columns, rows, id="trusts")


def _export(request: HttpRequest, shown: Sequence[SchoolLine], on: Any) -> HttpResponse:
    rows = [
        (one.school.urn, one.school.name, one.school.trust, one.school.phase, one.officer.name if one.officer else "", one.standing.on_roll, one.open, one.overdue,
         one.contradictory, one.standing.last_sent_on, "yes" if one.silent else "no", "yes" if one.met else "no")
        for one in shown
    ]  # fmt: skip
    return csv_response(request, name=f"schools-{on}", headings=HEADINGS, rows=rows, children=[])


@comes_back
def officers_page(request: HttpRequest) -> HttpResponse:
    """One named officer for several schools at once; a trust in the address offers its schools only."""
    trust = request.GET.get("trust", "")
    schools = [(one.urn, one.name) for one in own_schools() if not trust or one.trust == trust]
    form = NamesOfficer(request.POST or None, people=[*people_for_schools(), ("0", "Nobody")], schools=schools)
    if request.method == "POST" and form.is_valid():
        chosen = User.objects.filter(pk=form.cleaned_data["officer"]).first()
        try:
            changed = name_officer(
                urns=form.cleaned_data["urns"], officer=chosen, on=timezone.localdate(), at=timezone.now(), by=request.actor, person=request.user
            )  # fmt: skip
            messages.success(request, f"{changed} school{'s' if changed != 1 else ''} changed.")
            return redirect("schools")
        except CannotDo as refused:
            form.add_error(None, str(refused))
    return render(request, "schools/form.html", {
        "form": form, "title": "Name an officer for several schools", "button": "Name the officer", "back": reverse("schools"), "back_words": "Back to schools",
        "says": "From today on this person is the authority's contact for the schools you choose. Who it was before stays on record.",
    })  # fmt: skip


routes = [
    path_for("schools", schools_page, permission="school.view", name="schools"),
    path_for("schools/officers", officers_page, permission="school.manage", name="schools-officers"),
]
