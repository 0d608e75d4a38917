"""What is the next thing to do in this case, by when, and why? In words, from facts alone.

Everything that waits in a case is `pending`; the next action is the most pressing of it. What is asked of an officer is
chosen by its day first: overdue, today, then a case that stalled, then this week, later, and last what needs no more than waiting.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onroll.rules.status import written
from onroll.rules.work.facts import TRIAGE, WATCHING, Asked, CaseFacts, Proposed
from onroll.rules.work.settings import WorkSettings, work_settings
from onroll.rules.work.stalled import stalled_days
from onroll.rules.work.when import LATER, NO_DAY, OVERDUE, TODAY, WEEK, ago, in_words, when, working_days_after

STALLED = "stalled"
_PRESSING = {OVERDUE: 0, TODAY: 1, STALLED: 2, WEEK: 3, NO_DAY: 4, LATER: 5}
_NOTHING_TO_DO = 6
# Among things equally due: who leads comes before what the lead does, a second person's word before the officer's own work.
_KINDS = ("triage", "closure", "approve", "task", "enquiry", "first", "stalled", "reason", "decide", "wait", "watch")


@dataclass(frozen=True, slots=True)
class NextAction:
    """What to do, by when (None: no day), and whence the day; `kind` and `about` (a task, enquiry or decision) say where."""

    words: str
    due_on: date | None
    why: str
    kind: str
    about: int = 0


@dataclass(frozen=True, slots=True)
class Pending:
    """One thing that waits in a case; `what` without the words on its day."""

    kind: str
    what: str
    due_on: date | None
    why: str
    about: int = 0
    asked: Asked | None = None


def next_action(case: CaseFacts, on: date, settings: WorkSettings | None = None) -> NextAction:
    """The most pressing thing that waits; a case in which nothing waits asks for a decision on what comes next."""
    return action_and_day(case, on, settings)[0]


def earliest(case: CaseFacts, settings: WorkSettings | None = None) -> date | None:
    """The earliest day by which anything in the case is due: what makes the case overdue, due today or this week."""
    return _first_day(pending(case, settings))


def action_and_day(case: CaseFacts, on: date, settings: WorkSettings | None = None) -> tuple[NextAction, date | None]:
    """Both, looking at what waits once: for lists of hundreds."""
    known = settings or work_settings()
    waiting = pending(case, known)
    chosen = min([*waiting, *_without_a_day(case, on, known)], key=lambda one: _key(one, on))
    action = NextAction(_words(chosen, on), chosen.due_on, chosen.why, chosen.kind, chosen.about)
    return action, _first_day(waiting)


def _first_day(waiting: list[Pending]) -> date | None:
    return min((one.due_on for one in waiting if one.due_on), default=None)


def pending(case: CaseFacts, settings: WorkSettings | None = None) -> list[Pending]:
    """Everything in the case that somebody set a day for, or the authority did."""
    known = settings or work_settings()
    found = [Pending("task", task.title, task.last_day, task.why, task.id) for task in case.tasks]
    if case.stage == TRIAGE:
        why = "A lead is named by the end of the next working day"
        found.append(Pending("triage", "Name who leads this case", case.triage_by, why))
    found += [Pending("enquiry", one.whom, one.chase_on, "", one.id, one) for one in case.asked]
    found += [_proposal(one, known) for one in case.proposed]
    return found


def _proposal(one: Proposed, known: WorkSettings) -> Pending:
    by = working_days_after(one.on, known.approval_working_days)
    what = "the closure that was proposed" if one.closure else one.words
    kind = "closure" if one.closure else "approve"
    if not one.mine:
        return Pending("wait", f"Wait for a second person to decide: {what}", by, one.words, one.id)
    why = one.words if one.closure else "It takes effect when a second person agrees"
    return Pending(kind, f"Decide on {what}" if one.closure else f"Decide: {what}", by, why, one.id)


def _without_a_day(case: CaseFacts, on: date, known: WorkSettings) -> list[Pending]:
    """What asks for attention without anybody having set a day, and, where nothing does, what the case waits for."""
    if case.stage == TRIAGE:
        return []
    if case.stage == WATCHING:
        leads = case.other_lead or "Another service"
        return [Pending("watch", f"Nothing to do: {leads} leads, and we keep sight", None, "Watching brief")]
    found = []
    if not case.ever_asked and not case.asked:
        found.append(Pending("first", "Make the first enquiry or contact; nobody has been asked yet", None, ""))
    days = stalled_days(case.last_meaningful_on, on, known)
    if days is not None:
        what = f"Get this case moving; no contact, visit or answer for {days} days"
        found.append(Pending("stalled", what, None, "Notes and changed fields don't count"))
    if not case.reason_said:
        what = "Say why the child misses education and what is known of where they are"
        found.append(Pending("reason", what, None, ""))
    if not found and not case.tasks and not case.asked and not case.proposed:
        what = "Decide what comes next; nothing is due and no answer is awaited"
        found.append(Pending("decide", what, None, ""))
    return found


def _key(one: Pending, on: date) -> tuple[int, date, int]:
    if one.kind in ("watch", "wait") or (one.asked is not None and one.asked.chase_on > on):
        rank = _NOTHING_TO_DO
    else:
        rank = _PRESSING[STALLED if one.kind in ("stalled", "first") else when(one.due_on, on)]
    return rank, one.due_on or date.max, _KINDS.index(one.kind)


def _words(one: Pending, on: date) -> str:
    if one.asked is not None:
        return _enquiry_words(one.asked, on)
    return one.what if one.due_on is None or one.kind == "wait" else f"{in_words(one.due_on, on)}: {one.what}"


def _enquiry_words(one: Asked, on: date) -> str:
    since = f"asked {ago(one.asked_on, on)}" + (f", chased {ago(one.chased_on, on)}" if one.chased_on else "")
    whom = _within(one.whom)
    if one.chase_on <= on:
        return f"Ask {whom} again; {since}, no answer"
    return f"Wait for {whom}; {since}, to be chased from {written(one.chase_on)}"


def _within(whom: str) -> str:
    """An agency's name inside a sentence: "The school" isn't a name there, "NHS England" is."""
    first, _, _ = whom.partition(" ")
    return whom[:1].lower() + whom[1:] if first in ("The", "A", "An", "Our", "Parents") else whom
