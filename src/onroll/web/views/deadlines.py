"""When exactly is it due, and why? The deadline calculator: a rule, a day, a school; the answer with each day counted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from onroll.places.calendars import calendar_for
from onroll.rules.clocks import Answer, CannotAnswer, MissingEvent, UnreadableEvent, due, read_event
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.model import Unit
from onroll.web.access import path_for
from onroll.web.forms.deadline import DeadlineForm
from onroll.web.parts.count_calendar import months_counted
from onroll.web.parts.rules import CERTAINTY_WORDS, STATUS_COLOURS
from onroll.web.templatetags.dates import day as in_words

ASKED = ("on", "events")
COUNTED_BY_SCHOOLS = (Unit.SCHOOL_DAY, Unit.SESSION)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def calculator(request: HttpRequest) -> HttpResponse:
    """The form alone, the form for one rule with its events explained, or the answer; everything stands in the address."""
    clock = rule_book().clocks.get(rule_book().clock_names.get(request.GET.get("rule", ""), ""))
    asked = any(name in request.GET for name in ASKED)
    given = request.GET.copy()
    if clock:
        given["rule"] = clock.id
    if asked:
        form = DeadlineForm(given, clock=clock, auto_id="%s")
    else:
        form = DeadlineForm(initial=_first(given), clock=clock, auto_id="%s")
    answer = _answer(form) if asked and form.is_valid() else None
    context = {"form": form, "clock": clock, **(_shown(answer, request) if answer else {})}
    if answer and answer.unit in COUNTED_BY_SCHOOLS and not form.cleaned_data["urn"]:
        context["no_school"] = not answer.estimated
    return render(request, "rules/calculator.html", context)


def _first(given: Any) -> dict[str, str]:
    return {name: given[name] for name in ("rule", "urn") if name in given}


def _answer(form: DeadlineForm) -> Answer | None:
    """The engine's answer; where it refuses, its sentence stands beside the field that it is about."""
    given = form.cleaned_data
    try:
        return due(
            given["rule"], on=given["on"], events=[read_event(line) for line in form.lines],
            calendar=calendar_for(given["urn"]), as_at=given["as_at"] or timezone.localdate(),
        )  # fmt: skip
    except UnreadableEvent as refused:
        form.add_error("events", str(refused))
    except MissingEvent as refused:
        if "was given: name each" in str(refused):
            form.add_error("events", str(refused))
        else:
            form.add_error("on", f"Enter the day: {rule_book().clock(given['rule']).starts_with}")
    except CannotAnswer as refused:
        form.add_error("on", str(refused))
    return None


def _shown(answer: Answer, request: HttpRequest) -> dict[str, Any]:
    return {
        "answer": answer, "months": months_counted(answer), "weekdays": WEEKDAYS,
        "threshold": answer.counting.needs_days, "version": _version(answer),
        "certainty": CERTAINTY_WORDS[answer.certainty], "colour": STATUS_COLOURS[answer.status],
        "moved": answer.original_last_day != answer.last_day, "printed_by": request.user.name, "today": timezone.localdate(),
    }  # fmt: skip


def _version(answer: Answer) -> str:
    """ "as it stands from 19 August 2024", or that no first day is held."""
    try:
        return f"as it stands from {in_words(date.fromisoformat(answer.version))}"
    except ValueError:
        return "whose first day isn't held"


routes = [path_for("deadlines/", calculator, permission="rules.view", name="deadline-calculator")]
