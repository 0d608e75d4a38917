"""What is due, in words? One line a clock for a child's page and for the list over all children."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from onroll.children.due import DueClock, OpenClock
from onroll.children.selectors.child import ChildOnTheDay
from onroll.children.selectors.due import clocks_of_child, open_clocks_on
from onroll.rules.calendars import OutsideCalendar, SchoolDays, WorkingDays, count_days
from onroll.rules.clocks import Outcome
from onroll.rules.rulebook.model import Status, Unit
from onroll.rules.work import week_ends
from onroll.web.templatetags.dates import day as in_words
from onroll.web.templatetags.dates import from_day

COLOURS = {
    Outcome.RUNNING: "blue", Outcome.MISSED: "red", Outcome.MET: "green", Outcome.MET_LATE: "yellow", Outcome.WAIVED: "grey",
}  # fmt: skip
LOCAL = (Status.LOCAL, Status.GUIDANCE)


@dataclass(frozen=True, slots=True)
class DueLine:
    """One clock as a page shows it; `why_href` opens the count day by day, `rule_href` the rule."""

    title: str
    who: str
    last_day: date | None
    stands: str
    outcome: str
    colour: str
    open: bool
    estimated: bool
    not_law: str
    from_words: str
    assumes: str
    refused: str
    rule_href: str
    why_href: str
    record: int


def due_lines(child: ChildOnTheDay) -> list[DueLine]:
    """Every clock of the child on the day of its page: open ones first, those without a date last."""
    return [line(clock, child.on) for clock in clocks_of_child(child)]


def line(clock: DueClock, as_at: date) -> DueLine:
    """One clock in words."""
    started, answer = clock.started, clock.answer
    return DueLine(
        title=clock.clock.title,
        who=clock.clock.duty_on,
        last_day=answer.last_day if answer else None,
        stands=_stands(clock, as_at),
        outcome=answer.outcome.value.capitalize() if answer else "No date",
        colour=COLOURS[answer.outcome] if answer else "grey",
        open=clock.open,
        estimated=bool(answer and answer.estimated),
        not_law=answer.status.value if answer and answer.status in LOCAL else "",
        from_words=f"Counted from {in_words(started.on)}",
        assumes=started.assumes,
        refused=clock.refused,
        rule_href=reverse("rule", args=[clock.clock.id]),
        why_href=_why(clock, as_at),
        record=started.record,
    )


def _why(clock: DueClock, as_at: date) -> str:
    started = clock.started
    asked = {"rule": clock.clock.id, "on": started.on.isoformat(), "urn": started.place, "as_at": as_at.isoformat()}
    asked["events"] = f"met={started.met_on.isoformat()}" if started.met_on else ""
    return f"{reverse('deadline-calculator')}?{urlencode(asked)}"


def _stands(clock: DueClock, as_at: date) -> str:
    answer = clock.answer
    if answer is None:
        return ""
    if answer.outcome in (Outcome.RUNNING, Outcome.MISSED):
        return distance(answer.last_day, as_at, answer.unit, clock.calendar)
    return f"{answer.outcome.value} on {in_words(clock.started.met_on)}".capitalize()


def distance(last_day: date, as_at: date, unit: Unit, calendar: SchoolDays) -> str:
    """ "Due in 3 school days", "due today", "2 working days late": in the unit that the law counts, where it counts days."""
    if last_day == as_at:
        return "Due today"
    late = as_at > last_day
    first, last = (last_day, as_at) if late else (as_at, last_day)
    if unit in (Unit.SCHOOL_DAY, Unit.WORKING_DAY):
        days = calendar if unit is Unit.SCHOOL_DAY else WorkingDays()
        try:
            number = count_days(days, first + timedelta(days=1), last)
        except OutsideCalendar:
            number = 0
        if number:
            return f"{unit.many(number)} late" if late else f"Due in {unit.many(number)}"
    words = from_day(last_day, as_at)
    return f"Missed {words}" if late else f"Due {words}"


@dataclass(frozen=True, slots=True)
class DueCounts:
    """How many clocks are missed, how many end within a week, how many later."""

    missed: int
    this_week: int
    later: int


def when(clock: OpenClock, as_at: date) -> str:
    """ "missed", "week" (due by the end of this week, as on every list of work) or "later"."""
    if clock.missed(as_at):
        return "missed"
    return "week" if clock.last_day <= week_ends(as_at) else "later"


def due_counts(clocks: Sequence[OpenClock], as_at: date) -> DueCounts:
    """The counts over all children."""
    by_when = [when(clock, as_at) for clock in clocks]
    return DueCounts(*(by_when.count(part) for part in ("missed", "week", "later")))


def due_tiles(as_at: date) -> list[tuple[int, str, str, str, bool]]:
    """For Today: count, words, address, hint and whether urgent."""
    counts = due_counts(open_clocks_on(as_at), as_at)
    href = reverse("due")
    return [
        (counts.this_week, "deadlines within a week", f"{href}?when=week", "", False),
        (counts.missed, "deadlines missed", f"{href}?when=missed", "as far as the sources say", bool(counts.missed)),
    ]
