"""When do the days that somebody named reach the threshold? For absences that run on, add up, or fall close together.

Nothing is projected into an answer: where the days given don't reach the threshold the error says how far they reach
and, where a run is still open, when it would be reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from onroll.rules.calendars import Days, add_days, school_year_of
from onroll.rules.clocks.answers import MissingEvent, NotYet, Step, written
from onroll.rules.clocks.events import SESSIONS_A_DAY, Event
from onroll.rules.clocks.spans import ONE_DAY, add_skipped, why_skipped
from onroll.rules.refusals import CannotAnswer
from onroll.rules.rulebook.model import Unit

WEEKS_IN_WINDOW = 10


def sessions_by_day(events: Iterable[Event]) -> dict[date, int]:
    """How many sessions of each day the events name, two at most, in the order of the days."""
    named: dict[date, int] = {}
    for event in events:
        for ordinal in range(event.on.toordinal(), event.last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            named[day] = min(named.get(day, 0) + event.sessions, SESSIONS_A_DAY)
    return dict(sorted(named.items()))


def continuous_run(
    *, n: int, named: Mapping[date, int], start: date, calendar: Days, what: str
) -> tuple[date, tuple[Step, ...]]:
    """The school day on which `n` in a row are whole days named, from `start` on.

    A holiday neither counts nor breaks the run; a school day with a session not named breaks it. Raises NotYet.
    """
    steps: list[Step] = []
    number = 0
    day, last = start, max(named)
    while day <= last:
        if not calendar.counts(day):
            if number:
                add_skipped(steps, day, why_skipped(calendar, day))
        elif named.get(day, 0) >= SESSIONS_A_DAY:
            number += 1
            steps.append(Step(day, day, str(number), f"{written(day)} is day {number}"))
            if number == n:
                return day, tuple(steps)
        elif number:
            steps.append(Step(day, day, "0", f"{written(day)} breaks the run at {number}: not {what}"))
            number = 0
        day += ONE_DAY
    sentence = f"The run still open is {number} of {n} school days, up to {written(last)}; what counts is {what}."
    if number:
        sentence += _if_it_goes_on(calendar, last, n - number, n)
    raise NotYet(sentence, counted=number * SESSIONS_A_DAY, needed=n * SESSIONS_A_DAY)


def _if_it_goes_on(calendar: Days, last: date, left: int, n: int) -> str:
    try:
        return f" If it goes on, day {n} is {written(add_days(calendar, last, left))}."
    except CannotAnswer as past:
        return f" {past}"


def added_up(
    *, n: int, unit: Unit, window: str, named: Mapping[date, int], start: date, calendar: Days, what: str
) -> tuple[date, tuple[Step, ...]]:
    """The day on which `n` days (or sessions) add up within the window, from `start` on. Raises NotYet.

    In the window "school year" the days of each school year are added by themselves; with no window all are.
    """
    needed = n if unit is Unit.SESSION else n * SESSIONS_A_DAY
    steps: list[Step] = []
    total, year = 0, None
    for day, sessions in named.items():
        if day < start:
            continue
        if not calendar.counts(day):
            add_skipped(steps, day, why_skipped(calendar, day))
            continue
        if window and school_year_of(day) != year:
            year = school_year_of(day)
            total = 0
            steps.append(Step(day, day, "", f"School year {year}/{(year + 1) % 100:02d}: counting from 0"))
        total = min(total + sessions, needed)
        steps.append(Step(day, day, so_many(total, unit), f"{written(day)} makes {so_many(total, unit)} of {n}"))
        if total == needed:
            return day, tuple(steps)
    raise NotYet(
        f"The days given add up to {so_many(total, unit)} of {unit.many(n)}"
        + (f" in the school year {year}/{(year + 1) % 100:02d}" if year is not None else "")
        + f"; what counts is {what}.",
        counted=total,
        needed=needed,
    )


def so_many(sessions: int, unit: Unit) -> str:
    """Sessions in the unit of the clock: 7 sessions are "3.5" days."""
    if unit is Unit.SESSION:
        return str(sessions)
    return f"{sessions / SESSIONS_A_DAY:g}"


def school_weeks(calendar: Days, first: date, last: date) -> dict[date, int]:
    """The number of each school week by its Monday: weeks in which the school doesn't meet have none."""
    numbers: dict[date, int] = {}
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        if calendar.counts(day):
            numbers.setdefault(monday_of(day), len(numbers))
    return numbers


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def rolling_weeks(
    *, n: int, named: Mapping[date, int], notices: Iterable[date], start: date, calendar: Days, what: str
) -> tuple[date, tuple[Step, ...]]:
    """The day on which `n` sessions fall within 10 school weeks, the window ending with the day's own week.

    Weeks in which the school doesn't meet are skipped, so that the window crosses holidays, terms and years. A penalty
    notice on or after a day that reached the threshold uses up the sessions that reached it. Raises NotYet.
    """
    days = {day: sessions for day, sessions in named.items() if day >= start}
    weeks = school_weeks(calendar, monday_of(min(days)), max(days)) if days else {}
    issued = sorted(notices)
    steps: list[Step] = []
    held: list[tuple[int, date, int]] = []
    for day, sessions in days.items():
        if not calendar.counts(day):
            add_skipped(steps, day, why_skipped(calendar, day))
            continue
        week = weeks[monday_of(day)]
        dropped = [entry for entry in held if week - entry[0] >= WEEKS_IN_WINDOW]
        if dropped:
            held = held[len(dropped) :]
            steps.append(_left_the_window(dropped))
        held.append((week, day, sessions))
        total = min(sum(entry[2] for entry in held), n)
        steps.append(Step(day, day, str(total), f"{written(day)} makes {total} of {n} sessions"))
        if total == n:
            issued = [notice for notice in issued if notice >= day]
            if not issued:
                return day, tuple(steps)
            notice = issued.pop(0)
            steps.append(Step(notice, notice, "0", f"The penalty notice of {written(notice)} uses up those sessions"))
            held = []
    total = sum(entry[2] for entry in held)
    raise NotYet(
        f"{total} of {n} sessions within {WEEKS_IN_WINDOW} school weeks, on the days given; what counts is {what}.",
        counted=total,
        needed=n,
    )


def _left_the_window(dropped: list[tuple[int, date, int]]) -> Step:
    first, last = dropped[0][1], dropped[-1][1]
    lost = sum(entry[2] for entry in dropped)
    return Step(
        first, last, "", f"{lost} sessions up to {written(last)} fall out of the {WEEKS_IN_WINDOW} school weeks"
    )


def need_days(named: Mapping[date, int], event: str, what: str) -> None:
    """Raises MissingEvent where no day was named for a clock that counts named days."""
    if not named:
        raise MissingEvent(
            f"This clock counts {what}, and no such day was given: name each as {event}=DATE, or {event}=DATE/DATE."
        )
