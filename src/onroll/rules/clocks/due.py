"""When is it due, and why that day? The one question of the engine, answered from events, dated rules and a calendar.

Nothing here knows what day it is: the day asked about is an argument, and without it a clock is only met or running.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from onroll.rules.calendars import Days, EstimatedSchoolDays, SchoolDays, WorkingDays
from onroll.rules.clocks.answers import Answer, MissingEvent, Outcome, Step, written
from onroll.rules.clocks.events import (
    ALSO_CALLED,
    COUNTED_BY_ANY_NAME,
    DELIVERED,
    KNOWN_EVERYWHERE,
    MET,
    PAUSED,
    POSTED,
    RESTARTED,
    RESUMED,
    WAIVED,
    Event,
    Events,
    EventsGiven,
    UnreadableEvent,
)
from onroll.rules.clocks.runs import added_up, continuous_run, need_days, rolling_weeks, sessions_by_day
from onroll.rules.clocks.service import presumed_served, served_on
from onroll.rules.clocks.spans import ONE_DAY, Pause, count, days_of
from onroll.rules.clocks.versions import version_for
from onroll.rules.clocks.wording import what_would_change_it
from onroll.rules.rulebook.book import RuleBook, rule_book
from onroll.rules.rulebook.model import Certainty, Clock, ClockVersion, Counting, Unit

PENALTY_NOTICE = "penalty_notice"
ROLLING = "10 school weeks"
ENDS_A_PAUSE = (RESUMED, MET, WAIVED)


def due(
    rule_id: str,
    *,
    on: date | None = None,
    events: EventsGiven = (),
    calendar: SchoolDays | None = None,
    working_days: Days | None = None,
    as_at: date | None = None,
    commenced: Mapping[str, date] | None = None,
    book: RuleBook | None = None,
) -> Answer:
    """The last day of a clock, with every step of the count.

    `rule_id` is any id of the rule book, those of its tables and those of its machine block; `on` is the day of the event
    that starts the clock; `events` name what else happened; `calendar` is the school's, without which school days are
    weekdays less bank holidays and the answer is marked as an estimate; `working_days` are England's; `as_at` decides between running and missed;
    `commenced` gives law not in force a first day. Raises CannotAnswer, which every refusal is.
    """
    clock = (book or rule_book()).clock(rule_id)
    given = Events.given(events)
    if clock.counted_event:
        given = given.renamed((*COUNTED_BY_ANY_NAME, *ALSO_CALLED.get(clock.counted_event, ())), clock.counted_event)
    given.check_names(events_known(clock))
    start, remarks = _start(clock, on, given, working_days or WorkingDays())
    version = version_for(clock, _deciding_day(clock, given, start), commenced or {})
    days = days_of(unit_counted(version), calendar or EstimatedSchoolDays(), working_days)
    original, steps = _count(clock, version, start, given, days, pauses=())
    last_day = original
    began_again, pauses = given.named(RESTARTED), _pauses(given)
    if began_again or pauses:
        from_day = began_again[-1].on if began_again else start
        remarks += [_says_restarted(event) for event in began_again]
        last_day, steps = _count(clock, version, from_day, given, days, pauses)
    counted = _Counted(start, last_day, original, (*remarks, *steps), days)
    return _answer(clock, version, counted, given, as_at)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the count came to: from which day to which, which day it was before anything changed it, and the steps."""

    started_on: date
    last_day: date
    original: date
    steps: tuple[Step, ...]
    days: Days


def _answer(clock: Clock, version: ClockVersion, counted: _Counted, events: Events, as_at: date | None) -> Answer:
    """The count with the law it stands on, how it stands as at the day, and what would change it."""
    provenance, days = version.provenance, counted.days
    last_counted = max(counted.last_day, counted.started_on)
    estimated = unit_counted(version) is Unit.SCHOOL_DAY and _any_estimated(days, counted.started_on, last_counted)
    outcome, closing = _outcome(events, counted.last_day, as_at)
    return Answer(
        rule=clock.id,
        title=clock.title,
        says=clock.says,
        duty_on=clock.duty_on,
        started_on=counted.started_on,
        last_day=counted.last_day,
        unit=version.unit,
        n=version.n,
        counting=version.counting,
        minimum=version.minimum,
        version=provenance.name,
        citation=provenance.citation,
        address=provenance.address,
        status=provenance.status,
        certainty=Certainty.TO_BE_CONFIRMED if presumed_served(clock, events) else provenance.certainty,
        calendar=days.name,
        estimated=estimated,
        original_last_day=counted.original,
        outcome=outcome,
        steps=(*counted.steps, *closing),
        needs=clock.needs,
        what_would_change_it=what_would_change_it(clock, version, days, estimated),
    )


def events_known(clock: Clock) -> dict[str, str]:
    """The events a clock takes, each with what it means."""
    known = {clock.event: clock.starts_with, **KNOWN_EVERYWHERE}
    if clock.posted:
        known |= {POSTED: "the notice was posted, first class", DELIVERED: "it is known to have arrived that day"}
    if clock.counted_event:
        known[clock.counted_event] = clock.counted_says
    if clock.decided_by:
        known[clock.decided_by] = "the day whose law applies"
    if any(version.window == ROLLING for version in clock.versions):
        known[PENALTY_NOTICE] = "a penalty notice was issued, which uses up the sessions it relied on"
    return known


def _start(clock: Clock, on: date | None, events: Events, working_days: Days) -> tuple[date, list[Step]]:
    """The day the clock starts: what was served, what was asked, the event itself, or the first day it counts."""
    served = served_on(events, working_days) if clock.posted else None
    if served:
        posted = events.first(POSTED)
        if on and on not in {served[0], posted.on if posted else served[0]}:
            raise UnreadableEvent(
                f"{clock.title}: started on {written(on)}, but by the events it was served on {written(served[0])}. "
                "Give one or the other."
            )
        return served[0], [served[1]]
    named = events.first(clock.event)
    if on and named and named.on != on:
        raise UnreadableEvent(f"{clock.title}: started on {written(on)}, but {clock.event} is {written(named.on)}.")
    started = on or (named.on if named else None)
    if started:
        return started, []
    counted = events.first(clock.counted_event) if clock.counted_event else None
    if counted:
        return counted.on, []
    raise MissingEvent(f"{clock.title}: needs the day of {clock.starts_with} ({clock.event}=DATE).")


def _deciding_day(clock: Clock, events: Events, start: date) -> date:
    decided = events.first(clock.decided_by) if clock.decided_by else None
    return decided.on if decided else start


def unit_counted(version: ClockVersion) -> Unit:
    """Sessions are counted on school days, as are the days of a run."""
    return Unit.SCHOOL_DAY if version.unit is Unit.SESSION or version.counting.needs_days else version.unit


def _count(
    clock: Clock, version: ClockVersion, start: date, events: Events, days: Days, pauses: tuple[Pause, ...]
) -> tuple[date, tuple[Step, ...]]:
    if not version.counting.needs_days:
        return count(
            counting=version.counting, n=version.n, unit=version.unit, start=start, calendar=days, pauses=pauses
        )
    named = {
        day: sessions
        for day, sessions in sessions_by_day(events.named(clock.counted_event)).items()
        if not any(pause.covers(day) for pause in pauses)
    }
    need_days(named, clock.counted_event, clock.counted_says)
    what = clock.counted_says
    if version.counting is Counting.CONTINUOUS_RUN:
        return continuous_run(n=version.n, named=named, start=start, calendar=days, what=what)
    if version.window == ROLLING:
        notices = [event.on for event in events.named(PENALTY_NOTICE)]
        return rolling_weeks(n=version.n, named=named, notices=notices, start=start, calendar=days, what=what)
    return added_up(
        n=version.n, unit=version.unit, window=version.window, named=named, start=start, calendar=days, what=what
    )


def _pauses(events: Events) -> tuple[Pause, ...]:
    """Each pause with what ends it: it is resumed, or the clock is met or waived. A second one within changes nothing."""
    pauses: list[Pause] = []
    for paused in events.named(PAUSED):
        if pauses and (pauses[-1].ended_on is None or paused.on <= pauses[-1].ended_on):
            continue
        ended = next((event for event in events.all if event.name in ENDS_A_PAUSE and event.on > paused.on), None)
        pauses.append(Pause(paused.on, ended.on - ONE_DAY if ended else None, paused.reason))
    return tuple(pauses)


def _says_restarted(event: Event) -> Step:
    return Step(event.on, event.on, "", f"Restarted on {written(event.on)}: {event.reason or 'no reason recorded'}")


def _any_estimated(days: Days, first: date, last: date) -> bool:
    if days.estimated:
        return True
    return any(
        days.estimated_on(date.fromordinal(ordinal)) for ordinal in range(first.toordinal(), last.toordinal() + 1)
    )


def _outcome(events: Events, last_day: date, as_at: date | None) -> tuple[Outcome, list[Step]]:
    """How the clock stands as at a day: waived or met where that has happened by then, else missed once it is past."""
    by_then = [event for event in events.all if as_at is None or event.on <= as_at]
    for event in by_then:
        if event.name == WAIVED:
            says = f"Waived on {written(event.on)}: {event.reason or 'no reason recorded'}"
            return Outcome.WAIVED, [Step(event.on, event.on, "", says)]
        if event.name == MET:
            late = event.on > last_day
            says = f"Met on {written(event.on)}{', late' if late else ''}{': ' + event.reason if event.reason else ''}"
            return Outcome.MET_LATE if late else Outcome.MET, [Step(event.on, event.on, "", says)]
    return Outcome.MISSED if as_at and as_at > last_day else Outcome.RUNNING, []
