"""Which cases are audited, by whom, and what was found? A sample drawn by a kept seed, questions from the rule book (M12)."""

from __future__ import annotations

import secrets
from copy import deepcopy
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from onroll.accounts.models import User
from onroll.casework.actions.auditing import draw_sample, finish_audit
from onroll.casework.models import CaseAudit
from onroll.casework.permitted import CannotDo, NotPossibleNow
from onroll.casework.selectors.load import workers
from onroll.casework.selectors.supervision import audits_for
from onroll.rules.work.audits import ANSWERS, Question, audit_questions
from onroll.web.access import path_for
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.forms.fields import DayField, Form
from onroll.web.forms.running import Draw
from onroll.web.parts.case_acts import common
from onroll.web.parts.case_page import case_page
from onroll.web.parts.running import running_ways
from onroll.web.parts.words import written_day


def audits_page(request: HttpRequest) -> HttpResponse:
    """What is to be audited and what was; and the form that draws the next sample."""
    today = timezone.localdate()
    people = _auditors()
    form = Draw(
        request.POST or None,
        people=[(str(one.pk), one.name) for one in people],
        initial={"auditor": str(request.user.pk)},
    )
    if request.method == "POST" and form.is_valid():
        auditor = next(one for one in people if str(one.pk) == form.cleaned_data["auditor"])
        try:
            drawn = draw_sample(
                size=form.cleaned_data["size"], seed=secrets.randbelow(10**6), auditor=auditor, **common(request)
            )
        except (CannotDo, NotPossibleNow) as refused:
            form.add_error(getattr(refused, "field", "") or None, str(refused))
        else:
            messages.success(request, f"{len(drawn)} cases were drawn as the sample {drawn[0].sample}.")
            return redirect("case-audits")
    rows = [_row(one) for one in audits_for(request.user)]
    columns = [
        Column("Case", heads_row=True),
        Column("Sample"),
        Column("Auditor"),
        Column("Led by"),
        Column("Done"),
        Column("Findings"),
    ]
    table = Table("Cases drawn for audit", columns, rows, empty="No sample has been drawn yet.")
    return render(
        request,
        "casework/audits.html",
        {"form": form, "table": table, "tabs": running_ways(request, "case-audits"), "on": today},
    )


def _auditors() -> list[User]:
    """Whoever may audit: who supervises, whether or not they work cases themselves."""
    today = timezone.localdate()
    known = {one.pk: one for one in workers(today)}
    others = User.objects.filter(is_active=True).exclude(pk__in=known)
    everybody = [*known.values(), *(one for one in others if one.may_sign_in(on=today))]
    return sorted((one for one in everybody if one.may("case.supervise")), key=lambda one: one.name)


def _row(one: CaseAudit) -> list[Any]:
    count = len(one.findings.splitlines())
    done = written_day(one.done_on) if one.done_on else Cell("", tag="To do", tag_colour="blue")
    return [
        Cell(one.case.reference, href=reverse("case-audit", args=[one.case.reference, one.pk])), one.sample, one.auditor.name if one.auditor else "",
        one.case.lead.name if one.case.lead else "nobody", done, count if one.done_on else "",
    ]  # fmt: skip


class AuditForm(Form):
    """The rule book's questions, then what was found."""

    findings = forms.CharField(
        label="What has to be put right", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line. Each becomes a task of whoever leads the case.",
    )  # fmt: skip
    due_on = DayField(label="By when", required=False, help_text="For the tasks. For example, 2 12 2026")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Before the fields are made: the base class looks at what was typed while it is made.
        self.base_fields = {question.id: _asked(question) for question in audit_questions()} | deepcopy(
            type(self).base_fields
        )
        super().__init__(*args, **kwargs)


def _asked(question: Question) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=question.asks, choices=list(ANSWERS.items()), widget=forms.RadioSelect, error_messages={"required": "Answer this question"}
    )  # fmt: skip


def audit_page(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One case by the questions; afterwards what was answered."""
    case, context = case_page(request, reference, "audit")
    audit = CaseAudit.objects.filter(pk=number, case=case).select_related("auditor").first()
    if audit is None:
        raise Http404("No such audit of this case")
    form = AuditForm(request.POST or None)
    if audit.done_on is None and request.method == "POST" and form.is_valid():
        held = form.cleaned_data
        answers = {question.id: held[question.id] for question in audit_questions()}
        try:
            finish_audit(
                audit=audit,
                answers=answers,
                findings=held["findings"].splitlines(),
                due_on=held["due_on"],
                **common(request),
            )
        except (CannotDo, NotPossibleNow) as refused:
            form.add_error(getattr(refused, "field", "") or None, str(refused))
        else:
            messages.success(request, "The audit is finished. What you found is a task of whoever leads the case.")
            return redirect("case-audits")
    answered = [(question.asks, ANSWERS.get(audit.answers.get(question.id, ""), "")) for question in audit_questions()]
    return render(
        request,
        "casework/audit.html",
        context | {"audit": audit, "form": form, "answered": answered, "found": audit.findings.splitlines()},
    )


routes = [
    path_for("case-audits", audits_page, permission="case.supervise", name="case-audits"),
    path_for("cases/<str:reference>/audits/<int:number>/", audit_page, permission="case.supervise", name="case-audit"),
]
