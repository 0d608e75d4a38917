"""What does an answer about one child's education status hold, and what does it need to know of the authority?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from onroll.rules.calendars import OutsideCalendar
from onroll.rules.facts import Fact

SATURDAY = 5


class KnowsSchoolDays(Protocol):
    """What a status needs of a calendar (`rules.calendars.SchoolDays` knows more); it may raise OutsideCalendar."""

    def is_school_day(self, day: date) -> bool:
        """Whether school meets that day."""


def is_school_day(calendar: KnowsSchoolDays, day: date) -> bool:
    """Whether school meets that day; any weekday where the calendar doesn't reach, since a status is given for every day."""
    try:
        return calendar.is_school_day(day)
    except OutsideCalendar:
        return day.weekday() < SATURDAY


PlaceNames = Callable[[str], str]
"""Gives the name of a school from its URN; "" where it isn't known."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Whose record this is, and the periods it has settled for itself.

    `code` is the authority's three-digit DfE number. `seen_days`: a sighting in person counts as "seen" so long.
    `application_days`: an in-year application that led nowhere counts as applying for a school place so long.
    """

    code: str
    seen_days: int = 365
    application_days: int = 365


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """All that the status table may look at for one child. `absent` holds the days on which marks show nobody came."""

    facts: Sequence[Fact]
    birth: date | None
    authority: Authority
    calendar: KnowsSchoolDays
    age_disputed: bool = False
    absent: Sequence[tuple[date, date]] = ()


class Claim(NamedTuple):
    """One reason for one status from a first to a last day: the rule that says so and the facts that carry it."""

    start: date
    end: date
    rule: str
    fact: Fact | None = None
    beside: Fact | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A child's status on one day, why, and on which axes.

    `rule` is the id of the sentence in `rulebook/statuses.toml`. `facts` names (record, row) of what carried the status,
    the first being the carrying fact, and `feed` the feed it came from: "confirmed on" (A13) follows from its loads.
    `responsible` is "us", "us_corporate_parent" or the code of the authority that is ("XX" for abroad).
    """

    status: str
    because: str
    residence: str
    whereabouts: str
    responsible: str
    rule: str
    place: str
    feed: str
    facts: tuple[tuple[int, int], ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spell(Answer):
    """The same answer from a first to a last day (None: for ever), and since when the status itself has not changed.

    `started_on` is None only where neither a fact nor the date of birth is dated.
    """

    started_on: date | None
    ended_on: date | None
    since: date | None
