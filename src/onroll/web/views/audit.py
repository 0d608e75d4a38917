"""Who looked at what, and who changed what? The log, for those who answer for it; looking at it is itself an entry.

Pages go by the entry's number ("older than 4711"), never by counting: the log has millions of lines.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from onroll.accounts.models import User
from onroll.audit.actor import SYSTEM, Subject
from onroll.audit.log import record
from onroll.audit.models import Entry, Seal
from onroll.audit.words import WORDS, in_words
from onroll.web.access import path_for
from onroll.web.components.addresses import address_with
from onroll.web.components.filters import Choice, Filters, Option, Text
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.forms.fields import DayField
from onroll.web.templatetags.dates import moment

PER_PAGE = 50


def audit(request: HttpRequest) -> HttpResponse:
    """Newest entries first, by actor, action, child or other subject, and days."""
    people = [Option(str(pk), name) for pk, name in User.objects.values_list("pk", "name")]
    actor = Choice("by", "Who", [*people, Option(SYSTEM.id, SYSTEM.name)], single=True, any_words="Anybody").read(
        request
    )
    action = Choice(
        "action", "What", [Option(id, words) for id, words in WORDS.items()], single=True, any_words="Anything"
    )
    action = action.read(request)
    child, child_id = _number(
        Text("child", "Child's number", hint="Looks and changes that concern this child").read(request)
    )
    about = Text("about", "Other subject", hint="Kind and number, like load 12 or person 3").read(request)
    since, since_on = _day(Text("from", "From", hint="For example, 2 11 2026").read(request))
    until, until_on = _day(Text("to", "To", hint="This day included").read(request))
    older, older_than = _number(Text("older", "Older than").read(request))
    _looked(request, actor.value, action.value, child_id, about.value)
    entries = _entries(actor.value, action.value, child_id, about.value, since_on, until_on)
    shown = list((entries.filter(pk__lt=older_than) if older_than else entries)[: PER_PAGE + 1])
    context = {
        "table": _table(shown[:PER_PAGE], linked=request.user.may("child.view")),
        "filters": Filters([actor, action, child, about, since, until], request, keep=()),
        "older": address_with(request, older=shown[PER_PAGE - 1].pk) if len(shown) > PER_PAGE else "",
        "newest": address_with(request, older=None) if older_than else "",
        "seal": Seal.objects.order_by("-pk").first(),
    }
    return render(request, "audit/log.html", context)


def _entries(
    actor: str, action: str, child: int | None, about: str, since: date | None, until: date | None
) -> QuerySet[Entry]:
    found = Entry.objects.order_by("-pk")
    if actor:
        found = found.filter(actor_id=actor)
    if action:
        found = found.filter(action=action)
    if child is not None:
        found = found.filter(children__contains=[child])
    if about:
        kind, _, number = about.partition(" ")
        found = found.filter(subject_kind=kind.lower(), subject_id=number.strip())
    if since:
        found = found.filter(happened_at__gte=_midnight(since))
    if until:
        found = found.filter(happened_at__lt=_midnight(until + timedelta(days=1)))
    return found


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.min))


def _number(text: Text) -> tuple[Text, int | None]:
    if not text.value:
        return text, None
    if text.value.isdecimal() and len(text.value) <= 18:
        return text, int(text.value)
    return Text(text.name, text.words, text.hint, text.value, "Must be a number"), None


def _day(text: Text) -> tuple[Text, date | None]:
    try:
        return text, DayField(label=text.words, required=False).clean(text.value)
    except forms.ValidationError as fault:
        return Text(text.name, text.words, text.hint, text.value, fault.messages[0]), None


def _looked(request: HttpRequest, actor: str, action: str, child: int | None, about: str) -> None:
    asked = {"by": actor, "action": action, "child": child, "about": about}
    with transaction.atomic():
        record(
            actor=request.actor, action="audit.looked", subject=Subject("audit"), children=[child] if child else [],
            detail={name: value for name, value in asked.items() if value},
        )  # fmt: skip


def _table(entries: list[Entry], *, linked: bool) -> Table:
    return Table(
        caption="What was looked at and changed", caption_hidden=True,
        empty="Nothing fits these filters.",
        columns=[Column("When"), Column("Who"), Column("What"), Column("About"), Column("Reason and detail")],
        rows=[_row(entry, linked=linked) for entry in entries],
    )  # fmt: skip


def _row(entry: Entry, *, linked: bool) -> list[Any]:
    """A child's number leads to the child only for who may open one; no name stands in the log."""
    about = f"{entry.subject_kind} {entry.subject_id}".strip()
    is_child = linked and entry.subject_kind == "child" and entry.subject_id.isdecimal()
    href = reverse("child", args=[int(entry.subject_id)]) if is_child else ""
    children = len(entry.children)
    concerned = f"{children} children" if children > 1 else ""
    detail = "; ".join(f"{name}: {_short(value)}" for name, value in entry.detail.items())
    return [
        moment(entry.happened_at), Cell(entry.actor_name, hint=entry.actor_role), in_words(entry.action),
        Cell(about or "–", href, hint=concerned), Cell(entry.reason or detail or "–", hint=detail if entry.reason else ""),
    ]  # fmt: skip


def _short(value: Any) -> str:
    words = ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
    return words if len(words) <= 200 else f"{words[:200]}…"


routes = [path_for("administration/audit/", audit, permission="audit.view", name="audit")]
