"""How long has an enquiry waited, and on which day is it chased? By the days of the rule book, counted from the last word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from onroll.rules.calendars import WorkingDays
from onroll.rules.clocks import CannotAnswer, LastDays
from onroll.rules.clocks.fast import table_of
from onroll.rules.rulebook.book import rule_book

LONGEST_DAYS = 400  # no agency is given longer than a year


@dataclass(frozen=True, slots=True)
class Waiting:
    """`days` since it was asked; `chase_on` the day from which it is chased, None past the last day that calendars know."""

    days: int
    chase_on: date | None
    overdue: bool


def waiting(agency: str, *, asked_on: date, again_on: date | None, on: date) -> Waiting:
    """How an open enquiry stands on a day. `again_on`: when it was last chased, which starts the count anew."""
    chase = chase_day(agency, max(asked_on, again_on or asked_on))
    return Waiting((on - asked_on).days, chase, chase is not None and on > chase)


@lru_cache(maxsize=20_000)
def chase_day(agency: str, since: date) -> date | None:
    """The last of the days an agency is given: the day after, it is overdue. None where no calendar reaches so far."""
    rule = rule_book().enquiries.get(agency)
    if rule is None:
        return None
    try:
        if rule.clock:
            return _last_days().of(rule.clock, since)
        return date.fromordinal(table_of(_working_days()).nth_after(since.toordinal(), rule.days))
    except CannotAnswer:
        return None


@lru_cache(maxsize=200)
def overdue_since(agency: str, on: date) -> date | None:
    """The newest day on which an enquiry that is overdue on a day was asked or chased; None where none can be overdue."""
    for back in range(LONGEST_DAYS):
        since = on - timedelta(days=back)
        chase = chase_day(agency, since)
        if chase is not None and chase < on:
            return since
    return None


@lru_cache(maxsize=1)
def _last_days() -> LastDays:
    return LastDays()


@lru_cache(maxsize=1)
def _working_days() -> WorkingDays:
    return WorkingDays()
