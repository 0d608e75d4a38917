"""What if this day were a holiday? A calendar as it is, with one more day on which nothing counts (capability D7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onroll.rules.calendars import Days


@dataclass(frozen=True, eq=False)
class ClosedAlso:
    """A school's or working days' calendar with one day more that doesn't count; everything else is as it was."""

    calendar: Days
    closed_on: date
    why: str

    @property
    def name(self) -> str:
        """The calendar's own name."""
        return self.calendar.name

    @property
    def unit(self) -> str:
        """The calendar's own unit."""
        return self.calendar.unit

    @property
    def first_day(self) -> date:
        """The first day the calendar answers for."""
        return self.calendar.first_day

    @property
    def last_day(self) -> date:
        """The last day the calendar answers for."""
        return self.calendar.last_day

    @property
    def estimated(self) -> bool:
        """Whether the calendar as a whole is an estimate."""
        return self.calendar.estimated

    def estimated_on(self, day: date) -> bool:
        """Whether the day's own dates were never supplied."""
        return self.calendar.estimated_on(day)

    def counts(self, day: date) -> bool:
        """Whether the day counts. Raises OutsideCalendar."""
        return self.calendar.counts(day) and day != self.closed_on

    def is_school_day(self, day: date) -> bool:
        """The same as `counts`, for a school's calendar. Raises OutsideCalendar."""
        return self.counts(day)

    def explain(self, day: date) -> str:
        """Why the day counts or doesn't. Raises OutsideCalendar."""
        if day == self.closed_on and self.calendar.counts(day):
            return self.why
        return self.calendar.explain(day)
