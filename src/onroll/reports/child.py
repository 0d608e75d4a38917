"""What does a figure need to know of a child, and who tells it? The only door between figures and the central record.

Figures are counted over these small rows and nothing else, so that the counting can be tested without a database, and so
that a row of a figure and the children behind it can't differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class FigureChild:
    """One child as at one day, as known at one moment.

    `definitions` holds the id of every definition of the rule book the child met on the day ("ehe", "cme-statutory"), with
    the day since which they have met it without a break, None where nobody wrote it down. Figures count these, never the
    headline status. `free_school_meals` is as last known, with the last day on which a source is known to have said so.
    """

    child_id: int
    sex: str = ""  # F or M; anything else is not known
    date_of_birth: date | None = None
    status: str = ""
    status_since: date | None = None
    definitions: Mapping[str, date | None] = field(default_factory=dict)
    social_care: frozenset[str] = frozenset()  # of CIN, CP, LAC: open on the day
    has_plan: bool = False  # an EHC plan in force on the day
    free_school_meals: bool | None = None
    free_school_meals_on: date | None = None
    whereabouts: str = ""
    place: str = ""  # URN of the school the figure is about: for an exit, the one left
    contradictions: frozenset[str] = frozenset()  # ids of the rules that two sources break


@dataclass(frozen=True, slots=True)
class CohortSpell:
    """One unbroken stretch in which a child met a definition (last day included; None is open).

    `school_age_ended` says that it ended because compulsory school age did, and not by any return or success.
    """

    child_id: int
    started_on: date | None
    ended_on: date | None = None
    school_age_ended: bool = False


class Children(Protocol):
    """The central record, as figures see it."""

    def on(self, definitions: Collection[str], as_at: date, known_at: datetime | None) -> Iterable[FigureChild]:
        """Every child who met any of the definitions on the day, as known at the moment (None: now)."""

    def received(self, as_at: date, known_at: datetime | None) -> Mapping[str, date]:
        """The as-at date of the newest extract of each feed, as known at the moment."""

    def spells(self, definition: str, first: date, last: date, known_at: datetime | None) -> Iterable[CohortSpell]:
        """Every spell under the definition that touches a day from `first` to `last`."""
