"""On which day is a posted notice served? Education Act 1996 s.572 and Interpretation Act 1978 s.7.

A letter is taken to arrive in the ordinary course of post: two working days after first-class posting, unless the day on
which it was delivered is known.
"""

from __future__ import annotations

from datetime import date

from onroll.rules.calendars import Days, add_days
from onroll.rules.clocks.answers import Step, written
from onroll.rules.clocks.events import DELIVERED, POSTED, Events
from onroll.rules.rulebook.model import Clock

WORKING_DAYS_OF_POST = 2
"""First class. A setting a person must confirm: the Interpretation Act gives no number of days."""


def presumed_served(clock: Clock, events: Events) -> bool:
    """Whether the day of service is only presumed from posting: an answer from it is no surer than the presumption."""
    return clock.posted and events.first(POSTED) is not None and events.first(DELIVERED) is None


def served_on(events: Events, working_days: Days) -> tuple[date, Step] | None:
    """The day a posted notice counts as served, with the line that says why; None where nothing was posted."""
    posted, delivered = events.first(POSTED), events.first(DELIVERED)
    if delivered:
        return delivered.on, Step(
            delivered.on, delivered.on, "", f"{written(delivered.on)}: delivered, so served that day"
        )
    if not posted:
        return None
    day = add_days(working_days, posted.on, WORKING_DAYS_OF_POST)
    says = (
        f"Posted first class on {written(posted.on)}: taken to be served on {written(day)}, "
        f"{WORKING_DAYS_OF_POST} working days later"
    )
    return day, Step(posted.on, day, "", says)
