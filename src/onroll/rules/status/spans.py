"""When does a claim hold? Arithmetic on periods of days, last day included, for the rows of the status table.

A period is (first, last); `EVER_BEFORE` and `FOR_EVER` stand for a start and an end that nobody wrote down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from onroll.rules.facts import Fact

EVER_BEFORE = date.min
FOR_EVER = date.max
ONE_DAY = timedelta(days=1)

Period = tuple[date, date]


def next_day(day: date) -> date:
    """The day after; the end of time stays where it is."""
    return day + ONE_DAY if day < FOR_EVER else FOR_EVER


def day_before(day: date) -> date:
    """The day before; the beginning of time stays where it is."""
    return day - ONE_DAY if day > EVER_BEFORE else EVER_BEFORE


def later(day: date, days: int) -> date:
    """So many days on, stopping at the end of time."""
    return FOR_EVER if (FOR_EVER - day).days < days else day + timedelta(days=days)


def supported(fact: Fact) -> Period:
    """The days on which the fact may carry a status: its own dates, cut where its source dropped it (`Fact.supports_on`)."""
    end = fact.ended_on or FOR_EVER
    until = fact.supported_until
    if until is not None and until < end:
        end = until
    return fact.started_on or EVER_BEFORE, end


def iso(text: str | None) -> date | None:
    """A date of a fact's detail; None where the source left it blank or wrote something that is no date."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def overlap(a: Period, b: Period) -> Period | None:
    """The days that two periods share."""
    start, end = max(a[0], b[0]), min(a[1], b[1])
    return (start, end) if start <= end else None


def without(period: Period, holes: Iterable[Period]) -> list[Period]:
    """What is left of a period when others are cut out of it."""
    left = [period]
    for hole_start, hole_end in holes:
        cut: list[Period] = []
        for start, end in left:
            if hole_end < start or end < hole_start:
                cut.append((start, end))
                continue
            if start < hole_start:
                cut.append((start, day_before(hole_start)))
            if hole_end < end:
                cut.append((next_day(hole_end), end))
        left = cut
    return left


def joined(periods: Iterable[Period]) -> list[Period]:
    """The same days as few periods as will hold them, in order."""
    whole: list[Period] = []
    for start, end in sorted(periods):
        if end < start:
            continue
        if whole and start <= next_day(whole[-1][1]):
            if end > whole[-1][1]:
                whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def covers(periods: Sequence[Period], day: date) -> bool:
    """Whether any of the periods holds the day."""
    return any(start <= day <= end for start, end in periods)


def edges(periods: Iterable[Period]) -> Iterator[date]:
    """The days on which an answer that rests on these periods may change: each first day and each day after a last."""
    for start, end in periods:
        if start > EVER_BEFORE:
            yield start
        if end < FOR_EVER:
            yield next_day(end)
