"""What must be known of a case to say what comes next? Plain facts, whoever read them and from wherever."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

TRIAGE, WATCHING = "triage", "watching"


@dataclass(frozen=True, slots=True)
class Duty:
    """An open task; `last_day` is worked out where a clock set it, None where it has none or can't be said."""

    id: int
    title: str
    last_day: date | None = None
    why: str = ""
    rule: str = ""
    assigned_to: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """An enquiry without an answer: whom, since when, and the day from which they are to be asked again."""

    id: int
    whom: str
    asked_on: date
    chase_on: date
    chased_on: date | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """A decision that waits for its second person, a proposed closure among them."""

    id: int
    words: str
    on: date
    closure: bool = False
    mine: bool = True  # whether whoever reads the list may decide it


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One open case on a day."""

    stage: str
    opened_on: date
    stage_since: date
    last_meaningful_on: date
    triage_by: date | None = None
    priority: int = 3
    lead: int | None = None
    reason_said: bool = True
    ever_asked: bool = True
    child_seen_on: date | None = None
    whereabouts: str = ""
    other_lead: str = ""
    tasks: tuple[Duty, ...] = field(default=())
    asked: tuple[Asked, ...] = field(default=())
    proposed: tuple[Proposed, ...] = field(default=())
