"""When is it due, and why that day? The engine of the rule book's clocks: pure, and it never guesses.

answer = due("ex-day6", on=date(2026, 11, 2), calendar=school)
answer.last_day                    # 9 November 2026
[step.says for step in answer.steps]
due("cw-parent", on=date(2026, 11, 2))   # raises NotInForce: enacted, not in force
"""

from onroll.rules.clocks.answers import (
    AfterTheLaw,
    Answer,
    BeforeTheLaw,
    MissingEvent,
    NotInForce,
    NotYet,
    Outcome,
    Step,
)
from onroll.rules.clocks.due import due, events_known
from onroll.rules.clocks.events import Event, UnreadableEvent, read_event
from onroll.rules.clocks.fast import LastDays, Moved, OpenClock, moved
from onroll.rules.clocks.spans import StillPaused
from onroll.rules.refusals import CannotAnswer, UnknownRule

__all__ = [
    "AfterTheLaw",
    "Answer",
    "BeforeTheLaw",
    "CannotAnswer",
    "Event",
    "LastDays",
    "MissingEvent",
    "Moved",
    "NotInForce",
    "NotYet",
    "OpenClock",
    "Outcome",
    "Step",
    "StillPaused",
    "UnknownRule",
    "UnreadableEvent",
    "due",
    "events_known",
    "moved",
    "read_event",
]
