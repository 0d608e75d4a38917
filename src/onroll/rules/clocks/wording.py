"""What would make this date another one? The sentences that stand under every answer."""

from __future__ import annotations

from onroll.rules.calendars import Days
from onroll.rules.clocks.service import WORKING_DAYS_OF_POST
from onroll.rules.rulebook.model import Certainty, Clock, ClockVersion, Counting, Unit


def what_would_change_it(clock: Clock, version: ClockVersion, days: Days, estimated: bool) -> tuple[str, ...]:
    """What an officer should look at before relying on the date, most telling first."""
    sentences: list[str] = []
    if estimated:
        sentences.append(
            f"The school's own term dates: this was counted on {days.name}, and is not to be given to a parent as a "
            "deadline."
        )
    elif days.unit == Unit.SCHOOL_DAY.label:
        sentences.append(f"Another closure, INSET day or change of term at {days.name} between the two dates.")
    if version.unit is Unit.WORKING_DAY:
        sentences.append("A bank holiday proclaimed between the two dates.")
    if clock.posted:
        sentences.append(
            f"The day of service: a letter is taken to arrive {WORKING_DAYS_OF_POST} working days after posting unless "
            "its delivery is shown to have been on another day."
        )
    if version.minimum:
        sentences.append("The notice itself: it may give longer, never less.")
    if version.counting.needs_days:
        sentences.append(f"A correction of the days counted: what counts is {clock.counted_says}.")
    elif version.counting is not Counting.IMMEDIATE:
        sentences.append(f"Another date for {clock.starts_with}.")
    if version.provenance.certainty is Certainty.TO_BE_CONFIRMED:
        sentences.append("The rule itself: its length or its counting is a setting that a person must confirm.")
    return (*sentences, *clock.changes)
