"""How was this deadline counted, day by day? The steps of an answer as months of a small calendar."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta

from onroll.rules.clocks import Answer, Step

LONGEST_SHOWN = timedelta(days=460)
ENDS_SHOWN = 1
MONTHS_A_YEAR = 12
SKIPPED = " skipped: "
WHOSE = " at "  # before the school's name, which the sentence keeps and a square has no room for


@dataclass(frozen=True, slots=True)
class DayShown:
    """One square: its day, what is written in it, the whole sentence, and how it looks."""

    on: date
    words: str
    says: str
    look: str


@dataclass(frozen=True, slots=True)
class MonthShown:
    """A month as weeks of seven squares from Monday; None where the square belongs to another month."""

    name: str
    id: str
    weeks: tuple[tuple[DayShown | None, ...], ...]


def months_counted(answer: Answer) -> tuple[MonthShown, ...]:
    """The months from the first day of the count to the last; of a count of years, its first month and its last."""
    first = min([answer.started_on, *(step.started_on for step in answer.steps)])
    last = max([answer.last_day, *(step.ended_on for step in answer.steps if step.ended_on <= answer.last_day)])
    months = _months(first, last)
    if last - first > LONGEST_SHOWN:
        months = [*months[:ENDS_SHOWN], *months[-ENDS_SHOWN:]]
    told = _told(answer)
    return tuple(_month(year, month, told, answer) for year, month in dict.fromkeys(months))


def _months(first: date, last: date) -> list[tuple[int, int]]:
    span = range(first.year * MONTHS_A_YEAR + first.month - 1, last.year * MONTHS_A_YEAR + last.month)
    return [(index // MONTHS_A_YEAR, index % MONTHS_A_YEAR + 1) for index in span]


def _told(answer: Answer) -> dict[date, Step]:
    """The step that speaks of each day: one that counts it before one that skips it, a single day before a span."""
    told: dict[date, Step] = {}
    for step in answer.steps:
        if (step.ended_on - step.started_on) > LONGEST_SHOWN or (step.number and step.ended_on != step.started_on):
            continue
        for ordinal in range(step.started_on.toordinal(), step.ended_on.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if day not in told or (step.number and not told[day].number):
                told[day] = step
    return told


def _month(year: int, month: int, told: dict[date, Step], answer: Answer) -> MonthShown:
    weeks = tuple(
        tuple(_square(day, told.get(day), answer) if day.month == month else None for day in week)
        for week in Calendar().monthdatescalendar(year, month)
    )
    return MonthShown(f"{date(year, month, 1):%B %Y}", f"month-{year}-{month}", weeks)


def _square(day: date, step: Step | None, answer: Answer) -> DayShown:
    if day == answer.last_day:
        number = f"{_number(step, answer)}, last day" if step and step.number else "last day"
        return DayShown(day, number, step.says if step else "", "last")
    if step is None:
        return DayShown(
            day, "starts" if day == answer.started_on else "", "", "start" if day == answer.started_on else ""
        )
    if step.number == "0" and day == answer.started_on:
        return DayShown(day, "not counted: event", step.says, "start")
    if step.number:
        return DayShown(day, _number(step, answer), step.says, "counted")
    _, _, why = step.says.partition(SKIPPED)
    short, _, _ = why.partition(WHOSE)
    return DayShown(day, short or "noted", step.says, "skipped")


def _number(step: Step, answer: Answer) -> str:
    return f"{answer.unit.label if answer.unit.value == 'session' else 'day'} {step.number}"
