"""Is it overdue, due today, due this week? The one definition, by the last day on which it is still in time."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from onroll.rules.calendars import OutsideCalendar, WorkingDays, add_days
from onroll.rules.clocks.fast import table_of
from onroll.rules.work.settings import work_settings

OVERDUE, TODAY, WEEK, LATER, NO_DAY = "overdue", "today", "week", "later", "none"
ORDER = (OVERDUE, TODAY, WEEK, LATER, NO_DAY)


def week_ends(on: date) -> date:
    """The last day of "this week" on a day: seven days with that day the first."""
    return on + timedelta(days=work_settings().week_days - 1)


def when(last_day: date | None, on: date) -> str:
    """Which of `ORDER`: the last day itself is still in time."""
    if last_day is None:
        return NO_DAY
    if last_day < on:
        return OVERDUE
    if last_day == on:
        return TODAY
    return WEEK if last_day <= week_ends(on) else LATER


def in_words(last_day: date, on: date) -> str:
    """How far off in words: "Overdue by 2 working days", "Due today", "Due in 3 working days"."""
    if last_day == on:
        return "Due today"
    late = last_day < on
    days = _working_days_between(*((last_day, on) if late else (on, last_day)))
    if days is None or days == 0:
        far = abs((on - last_day).days)
        words = f"{far} day" if far == 1 else f"{far} days"
    else:
        words = "1 working day" if days == 1 else f"{days} working days"
    return f"Overdue by {words}" if late else f"Due in {words}"


def working_days_after(start: date, days: int) -> date:
    """The last day of so many working days after a day, that day not counted; calendar days past the known calendar."""
    try:
        return add_days(_england(), start, days)
    except OutsideCalendar:
        return start + timedelta(days=days)


def ago(then: date, on: date) -> str:
    """ "today", "yesterday", "12 days ago"."""
    days = (on - then).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"


@lru_cache(maxsize=1)
def _england() -> WorkingDays:
    return WorkingDays()


@lru_cache(maxsize=4096)
def _working_days_between(first: date, last: date) -> int | None:
    """Working days after the first day up to the last; None outside the known calendar."""
    try:
        return table_of(_england()).between(first.toordinal() + 1, last.toordinal())
    except OutsideCalendar:
        return None
