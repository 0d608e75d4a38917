"""What does a school owe its authority, by which day, and was it sent? For officers, and for the link a school answers by.

Pure: events (a name entered, a name deleted, absences that reached a threshold, a reduced timetable, a placement bought) and
the returns a school made go in; one line an event comes out, as at a day. The day each is due comes from the clocks of
regulation 13 (SI 2024/208); where the law leaves the interval to be agreed, `rulebook/returns.toml` says it, to be confirmed.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from onroll.rules.calendars import SchoolDays
from onroll.rules.clocks import CannotAnswer, LastDays
from onroll.rules.rulebook.fields import open_file, read_governance, read_provenance
from onroll.rules.rulebook.folder import RULEBOOK

OWED, OVERDUE, SENT, SENT_LATE = "owed", "overdue", "sent", "sent_late"
STATES = {OWED: "Owed", OVERDUE: "Overdue", SENT: "Sent", SENT_LATE: "Sent late"}
NIL = "nil"
NEEDS_JOINT_ENQUIRIES = ("h", "i")


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing a school owes: what `school_returns` calls it, and the rule it comes from ("" where no law sets one)."""

    id: str
    code: str
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class ReturnSettings:
    """Every value of `returns.toml`; days are calendar days."""

    kinds: Mapping[str, Kind]
    agenda: Mapping[str, str]
    days_before: int
    window_days: int
    placement_days: int
    link_days: int
    link_lines: int
    pack_days_before: int
    action_days: int
    meeting_rule: str
    to_be_confirmed: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """Something a school owes a return of: `on` starts the clock; `pupil` is whatever tells one pupil from another.

    `began_on` is the first day of what ran on (absence, illness, a reduced timetable): a return since then is about it.
    """

    kind: str
    pupil: str
    on: date
    began_on: date | None = None
    ground: str = ""
    joint_enquiries: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A return the school made: of which kind, on which day, and the day the school says it is about."""

    code: str
    pupil: str
    on: date
    about: date | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One return owed: by when, how it stands as at the day, and what about it can't be right."""

    kind: Kind
    pupil: str
    happened_on: date
    due_on: date | None
    state: str
    sent_on: date | None
    contradictions: tuple[str, ...] = ()
    ground: str = ""

    @property
    def open(self) -> bool:
        """Whether the school still owes it."""
        return self.state in (OWED, OVERDUE)


@lru_cache(maxsize=1)
def return_settings() -> ReturnSettings:
    """The settings of `rulebook/returns.toml`. Raises BrokenRuleBook."""
    file = open_file(RULEBOOK / "returns.toml", RULEBOOK)
    read_governance(file)
    provenance = read_provenance(file)
    kinds = [Kind(**one.rest()) for one in file.tables("owed")]
    agenda = [one.rest() for one in file.tables("agenda")]
    link, meeting = file.mapping("link"), file.mapping("meeting")
    settings = ReturnSettings(
        kinds={kind.id: kind for kind in kinds}, agenda={item["id"]: item["words"] for item in agenda},
        days_before=file.mapping("matching")["days_before"], window_days=file.mapping("window")["days"],
        placement_days=file.mapping("placement")["days"], link_days=link["days"], link_lines=link["lines"],
        pack_days_before=meeting["pack_days_before"], action_days=meeting["action_days"], meeting_rule=meeting["rule"],
        to_be_confirmed=provenance.certainty.value == "to be confirmed",
    )  # fmt: skip
    file.done()
    return settings


def owed_lines(
    events: Iterable[Happened], made: Sequence[Made], *, as_at: date, calendar: SchoolDays, last_days: LastDays | None = None
) -> list[OwedLine]:  # fmt: skip
    """Every return owed for these events as at the day: what is open first, by the day it is due.

    A return answers the earliest event of its kind and pupil that it can be about, and one event only; nothing known after
    `as_at` is used.
    """
    known = [one for one in made if one.on <= as_at]
    clock = last_days or LastDays(calendar)
    left: dict[tuple[str, str], list[Made]] = {}
    for one in sorted(known, key=lambda one: one.on):
        left.setdefault((one.code, one.pupil), []).append(one)
    lines = []
    for event in sorted((one for one in events if one.on <= as_at), key=lambda one: (one.on, one.kind)):
        kind = return_settings().kinds[event.kind]
        answer = _answering(event, left.get((kind.code, event.pupil), []))
        if answer is not None and kind.code != "attendance":  # one attendance return may tell of both thresholds
            left[kind.code, event.pupil].remove(answer)
        lines.append(_line(kind, event, answer, as_at, clock))
    return sorted(lines, key=lambda line: (not line.open, line.due_on or date.max, line.kind.id, line.pupil))


def _answering(event: Happened, returns: Sequence[Made]) -> Made | None:
    """The first return that can be about this event: made not long before it, and not said to be about another day."""
    reach = timedelta(days=return_settings().days_before)
    if event.began_on is not None:
        return next((one for one in returns if one.on >= event.began_on - reach), None)
    for one in returns:
        about = one.about or one.on
        if one.on >= event.on - reach and abs(about - event.on) <= reach:
            return one
    for one in returns:
        if one.on >= event.on and one.about is None:
            return one
    return None


def _line(kind: Kind, event: Happened, answer: Made | None, as_at: date, clock: LastDays) -> OwedLine:
    due_on = due_day(kind, event, clock)
    sent = answer.on if answer else None
    if sent is not None:
        state = SENT_LATE if due_on is not None and sent > due_on else SENT
    else:
        state = OVERDUE if due_on is not None and as_at > due_on else OWED
    line = OwedLine(
        kind, event.pupil, event.on, due_on, state, sent, ground=event.ground or (answer.ground if answer else "")
    )
    return replace(line, contradictions=tuple(_contradictions(line, event)))


def due_day(kind: Kind, event: Happened, clock: LastDays) -> date | None:
    """The last day on which the return is in time; None where the clock gives no date (an event before the regulations)."""
    if kind.id == "placement":
        return event.on + timedelta(days=return_settings().placement_days)
    if kind.id in ("attendance", "absence_15"):
        return end_of_month(event.on)  # at least once a calendar month: with the return of the month it was reached in
    if kind.id == "sickness":
        return event.on  # the fifteenth day itself; the duty may have arisen before
    try:
        return clock.of(kind.rule, event.on)
    except CannotAnswer:
        return None


def end_of_month(day: date) -> date:
    """The last day of the calendar month."""
    return day.replace(day=months.monthrange(day.year, day.month)[1])


def _contradictions(line: OwedLine, event: Happened) -> Iterable[str]:
    """What about this line can't be right, in sentences an officer can put to the school."""
    if line.kind.id == "deletion":
        if line.sent_on is not None and line.sent_on > event.on:
            days = (line.sent_on - event.on).days
            yield (
                f"The return came {days} day{'s' if days != 1 else ''} after the name was taken off: "
                "names may not be deleted retrospectively."
            )
        if line.ground in NEEDS_JOINT_ENQUIRIES and not event.joint_enquiries:
            yield f"Ground {line.ground}, but no joint enquiries of school and authority are recorded."
    if line.kind.id == "attendance" and line.state == OVERDUE:
        yield "The register shows ten school days of unauthorised absence in a row, and no return was made."


def counts(lines: Iterable[OwedLine]) -> dict[str, int]:
    """How many lines stand in each state, and how many can't be right."""
    found = dict.fromkeys((*STATES, "contradictory"), 0)
    for line in lines:
        found[line.state] += 1
        found["contradictory"] += bool(line.contradictions)
    return found


def must_tell_of_entry(
    *, entered_on: date, year_group: int | None, lowest: int | None, first_school_day: date | None
) -> bool:
    """Whether a school owes a return of a name entered: not for those who join the most junior class on the first day of the year.

    SI 2024/208 reg 13(1)-(3). `lowest` is the year group of the most junior class; where it isn't known a return is owed.
    """
    if first_school_day is None or year_group is None or lowest is None:
        return True
    return not (entered_on <= first_school_day and year_group <= lowest)


def must_tell_of_deletion(
    *, left_on: date, year_group: int | None, highest: int | None, last_school_day: date | None
) -> bool:
    """Whether a school owes a return of a name deleted: not for the most senior class at or after the end of its last term."""
    if last_school_day is None or year_group is None or highest is None:
        return True
    return not (left_on >= last_school_day and year_group >= highest)
