"""Where does a case stand, in words? What its page says first: what comes next, since when, how long, who, and what is proposed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from onroll.accounts.models import User
from onroll.casework.models import Case, CaseDecision, Priority, Whereabouts
from onroll.casework.pathways import pathway
from onroll.casework.pathways.evidence import outcome_words
from onroll.casework.pathways.missing_education.reasons import suggested
from onroll.casework.selectors.escalations import Proposal, proposals_for
from onroll.casework.selectors.my_work import next_action
from onroll.casework.selectors.situation import first_to_ask
from onroll.casework.selectors.tasks import TaskDue, tasks_of
from onroll.children.selectors.child import ChildOnTheDay
from onroll.rules.calendars import EstimatedSchoolDays
from onroll.rules.clocks import CannotAnswer, due
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.model import Unit
from onroll.rules.work import NextAction
from onroll.web.parts.due import distance
from onroll.web.templatetags.dates import day as in_words

PRIORITY_COLOURS = {Priority.EMERGENCY: "red", Priority.URGENT: "orange", Priority.NORMAL: "grey"}
WHERE_TO = {
    "triage": "case-assign", "closure": "case-decisions", "approve": "case-decisions", "task": "case-tasks", "enquiry": "case-enquiries",
    "first": "case-enquiries", "stalled": "case-contacts", "reason": "case-reason", "decide": "case-decisions", "watch": "",
}  # fmt: skip
ASKS = ("first", "stalled", "decide")  # next actions that come down to asking somebody


def standing(user: User, case: Case, child: ChildOnTheDay) -> dict[str, Any]:
    """For the template of the case's page."""
    open_tasks, _ = tasks_of(user, case, child.on)
    waiting = list(CaseDecision.objects.filter(case=case, needs_approval=True, approved_by=None, refused_because="").select_related("decided_by"))  # fmt: skip
    proposed = proposals_for(case, [flag for flag in child.handling if flag["id"] == "cp"])
    shown = {one.key for one in proposed}  # what is proposed stands first on the page and not again among the tasks
    missing_since, from_words = _missing_since(case, child)
    return {
        "tasks": [task_line(one, child.on) for one in open_tasks if one.task.key not in shown], "waiting": waiting, "next": _next(user, case, child),
        "proposed": [_proposed(one, child.on) for one in proposed],
        "priority": Priority(case.priority).label, "priority_colour": PRIORITY_COLOURS[Priority(case.priority)],
        "whereabouts": Whereabouts(case.whereabouts).label, "missing_since": missing_since, "missing_from": from_words,
        "missing_days": (child.on - missing_since).days, "band": band((child.on - missing_since).days),
        "suggested": suggested(child.held.facts, on=child.on, born=child.summary.date_of_birth) if case.open and not case.reason and pathway(case.pathway).follows_whereabouts else [],
        "outcome": outcome_words(pathway(case.pathway), case.outcome) if case.outcome and case.joined_to_id is None else "", "evidence": closing_evidence(case),
    }  # fmt: skip


def closing_evidence(case: Case) -> list[tuple[str, str]]:
    """What the closure stands on, in words; empty for an open case and for one that nobody's evidence closed."""
    if case.open or case.joined_to_id is not None:
        return []
    closure = CaseDecision.objects.filter(
        case=case, act__in=("close", "propose_close"), detail__outcome=case.outcome
    ).first()
    return evidence_words(closure) if closure else []


def evidence_words(decision: CaseDecision) -> list[tuple[str, str]]:
    """Each question of an outcome's evidence with its answer."""
    held = decision.detail.get("evidence", {})
    found = []
    for asked in pathway(decision.case.pathway).evidence.get(decision.detail.get("outcome", ""), ()):
        value = held.get(asked.id, "")
        found.append((asked.label, in_words(date.fromisoformat(value)) if asked.kind == "day" and value else value))
    if held.get("school_age_to"):
        found.append(("Last day of school age", in_words(date.fromisoformat(held["school_age_to"]))))
    if held.get("entered_on"):
        found.append(("On the roll from", in_words(date.fromisoformat(held["entered_on"]))))
    return [(label, value) for label, value in found if value]


def band(days: int) -> str:
    """The national return's band of so many days missing."""
    for code in rule_book().codes["cme-durations"].codes.values():
        if "days_from" in code.more and int(code.more["days_from"]) <= days < int(
            code.more.get("days_below", days + 1)
        ):
            return code.means
    return ""


def task_line(one: TaskDue, on: date) -> dict[str, Any]:
    """A task as a page shows it; `why_href` opens the count day by day, `rule_href` the rule."""
    task, answer = one.task, one.answer
    stands = ""
    if one.due_on and one.open:
        stands = distance(one.due_on, on, answer.unit, one.calendar) if answer and one.calendar else _plain(one, on)
    return {
        "task": task, "due_on": one.due_on, "stands": stands, "overdue": one.overdue(on), "supposes": one.supposes, "escalates": task.key.startswith("escalate:"), "joint": task.key.startswith("joint:"), "refused": one.refused,
        "rule_href": reverse("rule", args=[answer.rule]) if answer else "", "why_href": _why(one, on), "title": answer.title if answer else "",
        "not_law": answer.status.value if answer else "", "unsure": answer.certainty.value if answer else "",
    }  # fmt: skip


def _plain(one: TaskDue, on: date) -> str:
    unit = one.answer.unit if one.answer else Unit.CALENDAR_DAY
    return distance(one.due_on, on, unit, EstimatedSchoolDays()) if one.due_on else ""


def _why(one: TaskDue, on: date) -> str:
    if one.answer is None or one.task.counted_from is None:
        return ""
    clock = rule_book().clock(one.task.rule)
    asked = {
        "rule": clock.id,
        "on": one.task.counted_from.isoformat(),
        "urn": one.task.place,
        "as_at": on.isoformat(),
        "events": "",
    }
    if one.supposes and one.due_on:
        asked["events"] = f"{clock.counted_event}={one.task.counted_from.isoformat()}/{one.due_on.isoformat()}"
    return f"{reverse('deadline-calculator')}?{urlencode(asked)}"


def _missing_since(case: Case, child: ChildOnTheDay) -> tuple[date, str]:
    """Since when the child has been out of education, as far as the record says; else since the case was opened."""
    spell = child.spell
    if spell is not None and spell.since and spell.status in ("unexplained", "cme_known", "cme_unknown"):
        return min(spell.since, child.on), "by the record"
    return case.opened_on, "since the case was opened"


def _next(user: User, case: Case, child: ChildOnTheDay) -> tuple[NextAction, str] | None:
    """The next action; where that is to ask somebody, whom the facts of the case call for first, and why."""
    found = next_action(case, child.on, user)
    follows = pathway(case.pathway).follows_whereabouts
    if found and found.kind in ASKS and follows and (first := first_to_ask(case, child.on, child)):
        return replace(found, why=first), reverse("case-enquiries", args=[case.reference])
    if found is None:
        return None
    may = found.kind != "triage" or user.may("case.assign")
    name = WHERE_TO.get(found.kind, "")
    if not follows and name in ("case-enquiries", "case-decisions"):
        name = "case-contacts" if found.kind == "first" else "case-attendance"
    return found, _href(name, case) if may else ""


def _href(name: str, case: Case) -> str:
    """The page on which it is done; "" where it is done on this one, or isn't built."""
    try:
        return reverse(name, args=[case.reference]) if name else ""
    except NoReverseMatch:
        return ""


def _proposed(one: Proposal, on: date) -> dict[str, Any]:
    """A proposal to tell social care or the police, with the day by which it is to be decided."""
    try:
        answer = due(one.clock.rule, on=one.counted_from, as_at=on)
        last_day, missed = answer.last_day, on > answer.last_day
    except CannotAnswer:
        last_day, missed = None, False
    return {
        "proposal": one,
        "last_day": last_day,
        "missed": missed,
        "rule_href": reverse("rule", args=[one.clock.rule]),
        "pressing": missed or last_day == on,
    }
