"""What would the Act of 2026 change if it began on a day? Children, missing particulars and duties: a what-if, not the law."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from onroll.audit.log import listed
from onroll.children.models import ChildSummary
from onroll.children.selectors.act_2026 import ActPreview, act_preview
from onroll.rules.act_2026 import REGISTER_FLAG, Registrable
from onroll.rules.clocks import due
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.frameworks import register_2026
from onroll.web.access import path_for
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.forms.fields import DayField, Form, forms
from onroll.web.parts.child_bar import child_name
from onroll.web.parts.words import status_name
from onroll.web.templatetags.dates import day as in_words

PAGE = 50
NAMES = "list.view"
PARTS = {
    "cnis_active": "The register of children not in school",
    "consent_active": "Consent before some children leave a school's roll",
    "sao_2026_active": "Preliminary notices and the new school attendance orders",
}


class CommencementForm(Form):
    """The day supposed, and the parts of the Act supposed to begin on it: regulations may begin each on another day."""

    on = DayField(label="Suppose the Act began on", error_messages={"required": "Enter a day"})
    part = forms.MultipleChoiceField(
        label="Parts that begin", choices=list(PARTS.items()), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one part"},
    )  # fmt: skip


def act_2026_page(request: HttpRequest) -> HttpResponse:
    """The form, and what would begin on the day asked about."""
    form = CommencementForm(request.GET) if "on" in request.GET else CommencementForm(initial={"part": ["cnis_active"]})
    context: dict[str, Any] = {"form": form, "definition": rule_book().definition("registrable-2026")}
    if form.is_bound and form.is_valid():
        flags = form.cleaned_data["part"]
        answer = act_preview(form.cleaned_data["on"], flags)
        context |= _shown(request, answer, flags)
    return render(request, "rules/act_2026.html", context)


def _shown(request: HttpRequest, answer: ActPreview, flags: list[str]) -> dict[str, Any]:
    register = REGISTER_FLAG in flags
    told: dict[str, Any] = {"answer": answer.rules, "register": register, "duties": _duties(answer, flags)}
    if not register:
        return told
    told |= {"by_status": _by_status(answer), "particulars": _particulars(answer)}
    if request.user.may(NAMES):
        page = Paginator(answer.rules.registrable, PAGE).get_page(request.GET.get("page"))
        listed(request, "act-2026", [int(child.key) for child in page.object_list])
        told |= {"page": page, "children": _children(page, answer)}
    return told


def _by_status(answer: ActPreview) -> Table:
    counted = Counter(answer.statuses.values())
    rows = [[status_name(status), number] for status, number in counted.most_common()]
    return Table("Children by status on that day", [Column("Status", heads_row=True), Column("Children", numeric=True)],
                 rows, empty="No child would be registrable on that day.", id="by-status")  # fmt: skip


def _particulars(answer: ActPreview) -> Table:
    total = len(answer.rules.registrable)
    rows = [
        [item.says[0].upper() + item.says[1:], answer.rules.missing.get(item.id, 0), total,
         "" if item.held_as else "No source sends it"]
        for item in register_2026() if item.required
    ]  # fmt: skip
    rows = [[says, missing, total, note or "–"] for says, missing, total, note in rows]
    columns = [
        Column("Particular", heads_row=True),
        Column("Missing for", numeric=True),
        Column("Of", numeric=True),
        Column("Note"),
    ]
    return Table("What the register must hold and we don't", columns, rows, id="particulars")


def _duties(answer: ActPreview, flags: list[str]) -> Table:
    commenced = dict.fromkeys(flags, answer.rules.commences_on)
    rows = [
        [
            Cell(rule_book().clock(duty.id).title, href=reverse("rule", args=[duty.id])),
            duty.says,
            duty.duty_on.capitalize(),
            in_words(due(duty.id, on=answer.rules.commences_on, commenced=commenced).last_day),
        ]
        for duty in answer.rules.duties
    ]
    columns = [
        Column("Duty", heads_row=True),
        Column("What it would say"),
        Column("On whom"),
        Column("Begun that day, it would end"),
    ]
    return Table("Duties with a time that would begin", columns, rows, empty="None with a time.", id="duties")


def _children(page: Page, answer: ActPreview) -> Table:
    shown: list[Registrable] = list(page.object_list)
    names = ChildSummary.objects.in_bulk([int(child.key) for child in shown])
    rows = [
        [
            Cell(child_name(names[int(child.key)]), href=reverse("child", args=[int(child.key)])),
            status_name(answer.statuses[child.key]),
            len(child.missing),
            "; ".join(item.says for item in child.missing if item.held_as) or "Nothing that a source could send",
        ]
        for child in shown
    ]
    columns = [
        Column("Child", heads_row=True),
        Column("Status"),
        Column("Missing", numeric=True),
        Column("Of these, to be asked for"),
    ]
    return Table("The children", columns, rows, empty="Nobody.", id="children")


routes = [path_for("rules/act-of-2026/", act_2026_page, permission="figures.view", name="act-2026")]
