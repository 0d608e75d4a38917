"""What can be so in a simulated child's life from one day to another? The words in which lives are written.

Days are ordinals, both included; schools are indexes into `Schools.all`, −1 for none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

FOREVER = 10**6


@dataclass(slots=True)
class Address:
    """Where a family lived from a day on. `la` is "XX" abroad; `spot` is the postcode's place in its authority's list."""

    since: int
    line: str
    town: str
    postcode: str
    la: str
    spot: int = 0


@dataclass(slots=True)
class Adult:
    """A parent or carer of the family's children."""

    name: str
    relationship: str
    responsible: bool
    phone: str
    second_home: bool = False


@dataclass(slots=True)
class Segment:
    """A stretch of a child's education: what it was, where, and how it came to be.

    `kind`: roll, elsewhere, independent, home, lost, cme, tuition, waiting, college, after16, out, abroad, dead. `how` says
    which crack, reason or activity; `via` is the school before, where one matters.
    """

    start: int
    end: int
    kind: str
    school: int = -1
    how: str = ""
    via: int = -1


class Care(NamedTuple):
    """A child in need (CIN), under a protection plan (CP) or looked after (LAC)."""

    status: str
    start: int
    end: int


class Plan(NamedTuple):
    """An education, health and care plan; `eotas` where its education is otherwise than at school."""

    start: int
    end: int
    need: str
    awaiting_from: int
    awaiting_to: int
    eotas: bool


class Exclusion(NamedTuple):
    """A suspension (SUSP) or a permanent exclusion (PERM), which ends with the deletion or the reinstatement."""

    kind: str
    school: int
    start: int
    end: int
    reason: str = ""
    sessions: int = 0
    outcome: str = ""


class ReducedTimetable(NamedTuple):
    """Fewer hours a week than full time, agreed at school."""

    school: int
    start: int
    end: int
    hours: int


class Placement(NamedTuple):
    """Education that somebody bought or arranged; `basis` in the words of the feed, `school` who bought it, if one did."""

    provider: str
    name: str
    kind: str
    basis: str
    hours: int
    start: int
    end: int
    school: int = -1


class Application(NamedTuple):
    """An application for school places, and what came of it; 0 for a day that never came."""

    made: int
    round: str
    wanted: tuple[int, ...]
    offer: int
    offered: int
    starts: int
    decided: int
    outcome: str


class Justice(NamedTuple):
    """A sentence in the community, or custody."""

    status: str
    start: int
    end: int
