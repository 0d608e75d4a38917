"""Which place in a register belongs to which session? Ten a week, Monday morning to Friday afternoon.

A week belongs whole to the academic year that its Friday lies in or after 1 September, so that a year is 52 or 53 weeks and
the years lie end to end without a seam: slot = week * 10 + weekday * 2 + (1 in the afternoon).
"""

from __future__ import annotations

from datetime import date, timedelta

SESSIONS_A_WEEK = 10
MORNING, AFTERNOON = 0, 1


def first_monday(year: int) -> date:
    """The Monday of the week that holds 1 September `year`, or, where that is a weekend, of the week after it.

    `year` names the academic year by its autumn: 2026 is 2026/27.
    """
    start = date(year, 9, 1)
    if start.weekday() > 4:
        return start + timedelta(days=7 - start.weekday())
    return start - timedelta(days=start.weekday())


def slots_of(year: int) -> int:
    """How many sessions the axis of an academic year has: 520 or 530."""
    return (first_monday(year + 1) - first_monday(year)).days // 7 * SESSIONS_A_WEEK


def year_of(day: date) -> int:
    """The academic year whose register holds a day, named by its autumn."""
    year = day.year
    return year if day >= first_monday(year) else year - 1


def slot_of(day: date, session: int, *, monday: date) -> int:
    """Where a session stands on an axis that begins on `monday`. Raises `ValueError` for a Saturday or Sunday."""
    weekday = day.weekday()
    if weekday > 4:
        raise ValueError(f"{day:%A} {day} is no day of the register: marks are kept for Monday to Friday.")
    return (day - monday).days // 7 * SESSIONS_A_WEEK + weekday * 2 + session


def day_of(slot: int, *, monday: date) -> tuple[date, int]:
    """The day and session (0 morning, 1 afternoon) of a place on an axis that begins on `monday`."""
    week, rest = divmod(slot, SESSIONS_A_WEEK)
    return monday + timedelta(days=week * 7 + rest // 2), rest % 2
