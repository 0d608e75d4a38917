"""What does the law say here? The rule book as pages: a list that any word searches, and a page for each rule."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from onroll.accounts.roles import access
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.enquiry_file import AIMS, CHECKLIST, EnquiryRule
from onroll.rules.rulebook.finding import Entry, entries, found
from onroll.rules.rulebook.model import Certainty, Clock, Status
from onroll.rules.rulebook.starts import starts
from onroll.rules.rulebook.statements import CodeList, Statement
from onroll.web.access import path_for
from onroll.web.components.filters import Choice, Filters, Option, Text
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.parts.rules import (
    CERTAINTY_WORDS,
    KINDS,
    STATUS_COLOURS,
    checked,
    clock_versions,
    counted_examples,
    definition_versions,
    said,
    topic_words,
    worked,
)
from onroll.web.templatetags.components import tag

PAGE = 25


def rules_page(request: HttpRequest) -> HttpResponse:
    """Every rule, narrowed by words, kind, topic, status, certainty and overdue review; each choice says how many."""
    today = timezone.localdate()
    words = Text("q", "Any words", hint="For example, sixth day").read(request)
    every = sorted(
        found(entries(), words.value), key=lambda one: not one.latest.status.answers
    )  # what binds comes first
    kind = _choice(request, "kind", "What it is", KINDS, [one.kind for one in every])
    topics = {one.topic: topic_words(one.topic) for one in entries()}
    topic = _choice(request, "topic", "Topic", topics, [one.topic for one in every])
    statuses = {one.value: one.value.capitalize() for one in Status}
    status = _choice(request, "status", "Status", statuses, [one.latest.status.value for one in every])
    certainties = {one.value: CERTAINTY_WORDS[one] for one in Certainty}
    sure = _choice(request, "certainty", "How sure", certainties, [one.latest.certainty.value for one in every])
    late = [one for one in every if one.governance.overdue_on(today)]
    review = _choice(request, "review", "Review", {"overdue": "To be checked again: overdue"}, ["overdue"] * len(late))
    chosen = [
        one
        for one in every
        if _among(kind, one.kind) and _among(topic, one.topic) and _among(status, one.latest.status.value)
        and _among(sure, one.latest.certainty.value) and (not review.chosen or one in late)
    ]  # fmt: skip
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    columns = [Column("Rule", heads_row=True), Column("What it says"), Column("Status"), Column("How sure")]
    rows = [_row(one, overdue=one in late) for one in page.object_list]
    context = {
        "table": Table("Rules", columns, rows, empty="No rule holds all of these words.", caption_hidden=True), "page": page,
        "filters": Filters([words, kind, topic, status, sure, review], request), "total": len(chosen),
        "may_preview": request.user.may("figures.view"), "unchecked": sum(not one.governance.checker for one in chosen),
    }  # fmt: skip
    return render(request, "rules/rules.html", context)


def _choice(request: HttpRequest, name: str, words: str, named: dict[str, str], held: list[str]) -> Choice:
    counted = Counter(held)
    options = [Option(value, label, counted[value]) for value, label in named.items()]
    return Choice(name, words, options).read(request)


def _among(choice: Choice, value: str) -> bool:
    return not choice.chosen or value in choice.chosen


def _row(one: Entry, *, overdue: bool) -> list[Any]:
    latest = one.latest
    hint = f"{KINDS[one.kind]}, {topic_words(one.topic).lower()}" + (". Review overdue" if overdue else "")
    return [
        Cell(one.title, href=reverse("rule", args=[one.id]), hint=hint),
        one.says,
        tag(latest.status.value.capitalize(), STATUS_COLOURS[latest.status]),
        CERTAINTY_WORDS[latest.certainty],
    ]


def rule_page(request: HttpRequest, name: str) -> HttpResponse:
    """One rule by any of its names: a deadline, a definition, a list of codes, or a statement that no clock counts."""
    book = rule_book()
    if name in book.clock_names:
        return _clock(request, book.clock(name))
    if name in book.definition_names:
        definition = book.definition(name)
        context = {
            "rule": definition, "title": definition.title[0].upper() + definition.title[1:], "kind": KINDS["definition"],
            "versions": definition_versions(definition), "examples": counted_examples(definition),
            "beside": definition.beside,
        }  # fmt: skip
        return _render(request, "rules/definition.html", context)
    listed = next((one for one in book.codes.values() if name in (one.id, *one.also)), None)
    if listed:
        return _codes(request, listed)
    if name in book.enquiries:
        return _enquiry(request, book.enquiries[name])
    statement = book.statements.get(name)
    if statement:
        return _statement(request, statement)
    raise Http404(book.why_no_clock(name))


def _clock(request: HttpRequest, clock: Clock) -> HttpResponse:
    table = starts()
    context = {
        "rule": clock, "title": clock.title, "kind": KINDS["deadline"], "topic": topic_words(clock.topic),
        "versions": clock_versions(clock), "examples": worked(clock, rule_book()),
        "computable": any(version.provenance.status.answers for version in clock.versions),
        "starts": [(row.fact.replace("_", " "), row.assumes) for row in table.rows if row.rule == clock.id], "not_started": table.not_started.get(clock.id, ""),
    }  # fmt: skip
    return _render(request, "rules/clock.html", context)


def _codes(request: HttpRequest, listed: CodeList) -> HttpResponse:
    more = list(dict.fromkeys(key for code in listed.codes.values() for key in code.more))
    columns = [Column("Code", heads_row=True), Column("Means")]
    columns += [Column(key.replace("_", " ").capitalize()) for key in more]
    rows = [
        [code.code, code.means, *(_plain(code.more.get(key)) for key in more)] for code in listed.codes.values()
    ]  # fmt: skip
    context = {
        "rule": listed, "title": listed.title, "kind": KINDS["list"], "versions": [said(listed.provenance, heading="Source")],
        "table": Table(listed.title, columns, rows, caption_hidden=True),
    }  # fmt: skip
    return _render(request, "rules/codes.html", context)


def _plain(value: str | bool | int | None) -> str | int:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value is None or value == "" else value


def _enquiry(request: HttpRequest, rule: EnquiryRule) -> HttpResponse:
    book = rule_book()
    context = {
        "rule": rule, "title": rule.name, "kind": KINDS["enquiry"], "versions": [said(rule.provenance, heading="Source")],
        "aims": ", ".join(AIMS[aim] for aim in rule.about), "clock": book.clock(rule.clock).title if rule.clock else "",
        "approval": access().permissions.get(rule.approval, ""), "rows": [book.codes[CHECKLIST].codes[row].means for row in rule.covers],
    }  # fmt: skip
    return _render(request, "rules/enquiry.html", context)


def _statement(request: HttpRequest, statement: Statement) -> HttpResponse:
    context = {
        "rule": statement, "title": statement.says, "kind": KINDS["statement"], "topic": topic_words(statement.topic),
        "versions": [said(statement.provenance, heading="Source")],
    }  # fmt: skip
    return _render(request, "rules/statement.html", context)


def _render(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    rule = context["rule"]
    return render(request, template, {**context, "checked": checked(rule.governance, timezone.localdate())})


routes = [
    path_for("rules/", rules_page, permission="rules.view", name="rules"),
    path_for("rules/<str:name>/", rule_page, permission="rules.view", name="rule"),
]
