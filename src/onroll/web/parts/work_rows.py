"""How does one line of work look on a list: what is next, by when, why it stands there, and where it is done?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from onroll.casework.models import Priority
from onroll.casework.pathways import pathway
from onroll.casework.selectors.my_work import Row
from onroll.children.selectors.protection import OPEN, protected, silences
from onroll.rules.work import NextAction, when
from onroll.rules.work.order import GROUPS
from onroll.web.parts.child_bar import SAFE_CONTACT, flags_of, year_words

# Where the next action is done; the first route that exists, with the case's reference and, where it takes one, the number.
WHERE_DONE: Mapping[str, tuple[tuple[str, bool], ...]] = {
    "task": (("case-task-done", True), ("case-tasks", False)),
    "enquiry": (("case-enquiries", False),),
    "closure": (("case-decisions", False),),
    "approve": (("case-decisions", False),),
    "wait": (("case-decisions", False),),
    "first": (("case-enquiries", False),),
    "stalled": (("case-visit", False),),
    "reason": (("case-reason", False),),
    "triage": (("case-assign", False), ("case", False)),
}
DUE = {"overdue": "Overdue", "today": "Due today", "week": "Later this week", "later": "Later", "none": "No day set"}
GROUP_WORDS = dict(GROUPS) | {"emergency": "Emergency", "watching": "Watching brief"}
GROUP_COLOURS = {"emergency": "red", "overdue": "red", "today": "orange", "stalled": "yellow", "week": "blue"}
PRIORITY_COLOURS = {1: "red", 2: "orange", 3: "grey"}


def where(action: NextAction, reference: str) -> str:
    """The address at which the action is done, the case's own page where there is no better one."""
    for name, numbered in (*WHERE_DONE.get(action.kind, ()), ("case", False)):
        try:
            return reverse(name, args=[reference, action.about] if numbered else [reference])
        except NoReverseMatch:
            continue
    return ""


def _way(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def lines(rows: Sequence[Row], on: date, back: str = "") -> list[dict[str, Any]]:
    """What a page says of each row; two queries for all, which keep a protected address out of the words.

    `back` is the page to which somebody returns who records an answer from it.
    """
    quiet = silences(protected([row.case.child.id for row in rows]))
    return [_line(row, on, quiet, back) for row in rows]


def _line(row: Row, on: date, quiet: Mapping[int, Any], back: str) -> dict[str, Any]:
    case, facts, child = row.case, row.case.facts, row.case.child
    silence, way = quiet.get(child.id, OPEN), pathway(case.pathway)
    still, asked = row.still_days, next(iter(sorted(facts.asked, key=lambda one: one.chase_on)), None)
    more = len(facts.tasks) + len(facts.asked) + len(facts.proposed) - (1 if row.action.about else 0)
    return {
        "row": row, "id": case.id, "reference": case.reference, "href": reverse("case", args=[case.reference]), "name": child.name,
        "year": year_words(child.born, on), "child": child.id, "next": silence.keep(row.action.words), "why": silence.keep(row.action.why),
        "next_href": where(row.action, case.reference), "stage": way.stages[facts.stage].name, "lead": case.lead_name,
        "group": GROUP_WORDS[row.place.group], "group_colour": GROUP_COLOURS.get(row.place.group, "grey"),
        "priority": Priority(facts.priority).label, "urgent": facts.priority != Priority.NORMAL, "priority_colour": PRIORITY_COLOURS[facts.priority],
        "flags": flags_of(list(case.child.flags)), "points": case.vulnerable.points, "parts": case.vulnerable.words, "still": still,
        "moved_days": (on - facts.last_meaningful_on).days, "due_on": row.due_on, "due": when(row.due_on, on), "more": max(more, 0),
        "restricted": _restricted(row, child.id in quiet), "behalf": row.on_behalf_of, "only_tasks": row.only_tasks, "open_days": (on - facts.opened_on).days,
        "answer": f"{reverse('case-answer', args=[case.reference])}?{urlencode({'enquiry': asked.id, 'next': back})}" if asked and way.may("answer", facts.stage) else "",
        "asked": silence.keep(asked.whom) if asked else "", "contact": _way("case-visit", case.reference) if way.may("contact", facts.stage) else "",
        "seen_on": facts.child_seen_on, "other_lead": facts.other_lead,
    }  # fmt: skip


def _restricted(row: Row, hidden: bool) -> str:
    child = row.case.child
    if hidden and child.safe_contact != "hide_address":
        return "The address is protected. " + SAFE_CONTACT.get(child.safe_contact, "")
    return SAFE_CONTACT.get(child.safe_contact, "")
