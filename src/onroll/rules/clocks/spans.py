"""When does a clock of so many days end? Counts days that pass: from an event, on one calendar, less the days paused.

Months and years end on the corresponding day; where that month has none, on its last day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onroll.rules.calendars import CalendarDays, Days, WorkingDays
from onroll.rules.clocks.answers import Step, written
from onroll.rules.refusals import CannotAnswer
from onroll.rules.rulebook.model import Counting, Unit

ONE_DAY = timedelta(days=1)
DAYS_A_WEEK = 7
SATURDAY = 5
MONTHS_A_YEAR = 12
BY_THE_CALENDAR = (Unit.MONTH, Unit.YEAR)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that aren't counted: from `started_on` to `ended_on`, both included (no end: still paused)."""

    started_on: date
    ended_on: date | None
    reason: str

    def covers(self, day: date) -> bool:
        """Whether the clock stands still that day."""
        return self.started_on <= day and (self.ended_on is None or day <= self.ended_on)


class StillPaused(CannotAnswer):
    """The clock was paused and not resumed: it has no last day until it is."""


def days_of(unit: Unit, school_days: Days, working_days: Days | None = None) -> Days:
    """The calendar on which a unit is counted."""
    if unit is Unit.SCHOOL_DAY:
        return school_days
    return (working_days or WorkingDays()) if unit is Unit.WORKING_DAY else CalendarDays()


def months_after(day: date, months: int) -> date:
    """The corresponding day so many months on, or that month's last day where it has none."""
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def count(
    *, counting: Counting, n: int, unit: Unit, start: date, calendar: Days, pauses: Sequence[Pause] = ()
) -> tuple[date, tuple[Step, ...]]:
    """The last day of a clock started on `start`, and the steps of its count. Raises OutsideCalendar, StillPaused."""
    if counting is Counting.IMMEDIATE:
        return start, (Step(start, start, "1", f"{written(start)}: no days are given, so the same day is expected"),)
    if unit in BY_THE_CALENDAR:
        return _count_months(counting, n, unit, start, pauses)
    if unit is Unit.WEEK:
        n *= DAYS_A_WEEK
    return _count_days(counting, n, start, calendar, pauses)


def _count_months(
    counting: Counting, n: int, unit: Unit, start: date, pauses: Sequence[Pause]
) -> tuple[date, tuple[Step, ...]]:
    """Months and years; a pause moves the end by as many days as it lasted."""
    end = months_after(start, n * (MONTHS_A_YEAR if unit is Unit.YEAR else 1))
    if counting is not Counting.E_IS_DAY_0:
        end -= ONE_DAY
    how = "after" if counting is Counting.E_IS_DAY_0 else "beginning with"
    steps = [Step(start, end, str(n), f"{unit.many(n)} {how} {written(start)} end with {written(end)}")]
    for pause in pauses:
        if pause.started_on > end:
            continue
        if pause.ended_on is None:
            raise StillPaused(_still_paused(pause))
        first = max(pause.started_on, start)
        days = max((pause.ended_on - first).days + 1, 0)
        end += timedelta(days=days)
        steps.append(
            Step(first, pause.ended_on, "", f"{days} days of pause ({_reason(pause)}) move the end to {written(end)}")
        )
    return end, tuple(steps)


def _count_days(
    counting: Counting, n: int, start: date, calendar: Days, pauses: Sequence[Pause]
) -> tuple[date, tuple[Step, ...]]:
    """Days of one calendar, walked one at a time so that each can be explained."""
    steps: list[Step] = []
    day, number = start, 0
    if counting is Counting.E_IS_DAY_0:
        steps.append(Step(start, start, "0", f"{written(start)} is the day of the event and isn't counted"))
        day += ONE_DAY
    while True:
        pause = next((pause for pause in pauses if pause.covers(day)), None)
        if pause:
            if pause.ended_on is None:
                raise StillPaused(_still_paused(pause))
            add_skipped(steps, day, f"paused ({_reason(pause)})")
        elif calendar.counts(day):
            number += 1
            steps.append(Step(day, day, str(number), f"{written(day)} is day {number}"))
            if number == n:
                return day, tuple(steps)
        else:
            add_skipped(steps, day, why_skipped(calendar, day))
        day += ONE_DAY


def why_skipped(calendar: Days, day: date) -> str:
    """Why a day isn't counted; Saturday and Sunday are named together, to stand on one line."""
    return "weekend" if day.weekday() >= SATURDAY else calendar.explain(day)


def add_skipped(steps: list[Step], day: date, why: str) -> None:
    """Adds a skipped day, joining it to the days before it that were skipped for the same reason."""
    before = steps[-1] if steps else None
    if before and not before.number and before.says.endswith(f" skipped: {why}"):
        steps[-1] = Step(before.started_on, day, "", f"{written(before.started_on)} to {written(day)} skipped: {why}")
        return
    steps.append(Step(day, day, "", f"{written(day)} skipped: {why}"))


def _still_paused(pause: Pause) -> str:
    return (
        f"The clock was paused on {written(pause.started_on)} ({_reason(pause)}) and hasn't been resumed: no last day."
    )


def _reason(pause: Pause) -> str:
    return pause.reason or "no reason recorded"
