"""What happened, and when? The events a clock is given: what starts it, what it counts, what stops or changes it.

Written on a command line as NAME=DATE, with as needed an interval, a half day and a reason:
`absent=2026-11-02`, `absent=2026-11-02/2026-11-06`, `absent=2026-11-02AM`, `paused=2026-11-09: interpreter awaited`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from onroll.rules.refusals import CannotAnswer

PAUSED, RESUMED, RESTARTED, WAIVED, MET = "paused", "resumed", "restarted", "waived", "met"
POSTED, DELIVERED = "posted", "delivered"
SESSIONS_A_DAY = 2

COUNTED_BY_ANY_NAME = ("absent", "absence", "day", "session")
"""Names under which any clock that counts named days takes them, beside its own."""

ALSO_CALLED = {
    "absent": ("unauthorised", "unauthorised_absence", "g", "n", "o", "u"),
    "ill": ("illness", "sick", "sickness", "i"),
    "suspended": ("suspension", "exclusion", "excluded"),
    "away": ("ill", "illness", "sick", "sickness", "i"),
}
"""Other words for the days a clock counts; the words of one kind of day are never taken for another."""

KNOWN_EVERYWHERE = {
    PAUSED: "the clock stops on that day, with a reason",
    RESUMED: "it goes on from that day",
    RESTARTED: "it begins again on that day, with a reason",
    WAIVED: "it was given up on that day, with a reason",
    MET: "what it asks for was done on that day",
}

WRITTEN = re.compile(
    r"\s*(?P<name>[a-z][a-z0-9_-]*)\s*=\s*(?P<first>\d{4}-\d\d-\d\d)"
    r"(?:/(?P<last>\d{4}-\d\d-\d\d)|(?P<half>AM|PM))?\s*(?::\s*(?P<reason>.*))?\s*",
    re.IGNORECASE,
)


class UnreadableEvent(CannotAnswer):
    """An event that can't be read, or that the rule knows nothing of."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day, or on each day from `on` to `until`; `sessions` of each day (2 = all of it)."""

    name: str
    on: date
    until: date | None = None
    sessions: int = SESSIONS_A_DAY
    reason: str = ""

    @property
    def last(self) -> date:
        """The last day of the event."""
        return self.until or self.on


EventsGiven = Iterable[Event] | Mapping[str, date | Sequence[date]]


def read_event(text: str) -> Event:
    """An event as written on a command line. Raises UnreadableEvent with the right spelling."""
    found = WRITTEN.fullmatch(text)
    if not found:
        raise UnreadableEvent(
            f"{text!r} can't be read as an event. Write NAME=2026-11-02, NAME=2026-11-02/2026-11-06 for every day from "
            "one to the other, or NAME=2026-11-02AM for half a day; add ': reason' after it."
        )
    try:
        first = date.fromisoformat(found["first"])
        last = date.fromisoformat(found["last"]) if found["last"] else None
    except ValueError as error:
        raise UnreadableEvent(f"{text!r}: there is no such day ({error}).") from error
    if last and last < first:
        raise UnreadableEvent(f"{text!r} ends before it begins.")
    return Event(
        name=found["name"].lower().replace("-", "_"),
        on=first,
        until=last,
        sessions=1 if found["half"] else SESSIONS_A_DAY,
        reason=(found["reason"] or "").strip(),
    )


@dataclass(frozen=True, slots=True)
class Events:
    """The events of one question, in the order of their days."""

    all: tuple[Event, ...] = ()

    @classmethod
    def given(cls, events: EventsGiven) -> Events:
        """Events as a caller has them: a list of them, or days by name."""
        if isinstance(events, Mapping):
            pairs = ((name, [days] if isinstance(days, date) else days) for name, days in events.items())
            events = chain.from_iterable([Event(name, day) for day in days] for name, days in pairs)
        return cls(tuple(sorted(events, key=lambda event: (event.on, event.name))))

    def renamed(self, names: Iterable[str], to: str) -> Events:
        """The same events, those of these names under another."""
        return Events(tuple(replace(event, name=to) if event.name in names else event for event in self.all))

    def named(self, name: str) -> tuple[Event, ...]:
        """Every event of that name, earliest first."""
        return tuple(event for event in self.all if event.name == name)

    def first(self, name: str) -> Event | None:
        """The earliest event of that name."""
        return next(iter(self.named(name)), None)

    def check_names(self, known: Mapping[str, str]) -> None:
        """Raises UnreadableEvent for a name that the rule doesn't know: a misspelt event must not be ignored."""
        for event in self.all:
            if event.name not in known:
                listed = "; ".join(f"{name} ({says})" for name, says in sorted(known.items()))
                raise UnreadableEvent(f"This rule knows no event {event.name!r}. It knows: {listed}.")
