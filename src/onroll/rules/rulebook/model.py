"""What is a rule, once read? The typed shape of the rule book's clocks, for the engine that counts and the pages.

A clock has one sentence, one duty and one event that starts it; its versions follow one another in time without gap or
overlap, each with its citation. Field names are those of the files, so that a reader of one knows the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """How far a version binds anybody."""

    IN_FORCE = "in force"
    GUIDANCE = "guidance"
    LOCAL = "local"
    ENACTED = "enacted, not in force"
    PLANNED = "planned"

    @property
    def warns(self) -> str:
        """What stands beside whatever isn't law in force, wherever it is shown; "" for what is."""
        return {
            Status.IN_FORCE: "",
            Status.GUIDANCE: "Guidance, not law.",
            Status.LOCAL: "Local practice, beside the law and never over it.",
            Status.ENACTED: "Enacted, not in force: no date is computed.",
            Status.PLANNED: "Planned, not in force: no date is computed.",
        }[self]

    @property
    def answers(self) -> bool:
        """Whether a date may be computed under it without a commencement date being supplied."""
        return self in (Status.IN_FORCE, Status.GUIDANCE, Status.LOCAL)


class Certainty(StrEnum):
    """How the version was checked; only a person may raise it."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    TO_BE_CONFIRMED = "to be confirmed"

    @property
    def says(self) -> str:
        """The sentence an officer's page shows."""
        return {
            Certainty.VERIFIED: "Read in the primary source.",
            Certainty.SECONDARY: "Read in a secondary source that quotes or derives from the primary one.",
            Certainty.TO_BE_CONFIRMED: "A setting a person must confirm before it is relied on.",
        }[self]


class Counting(StrEnum):
    """How the days of a clock are counted (rule book 0.2)."""

    E_IS_DAY_0 = "E_IS_DAY_0"
    E_IS_DAY_1 = "E_IS_DAY_1"
    NTH_DAY_OF = "NTH_DAY_OF"
    CONTINUOUS_RUN = "CONTINUOUS_RUN"
    CUMULATIVE = "CUMULATIVE"
    IMMEDIATE = "IMMEDIATE"

    @property
    def says(self) -> str:
        """The sentence an officer's page shows."""
        return {
            Counting.E_IS_DAY_0: "The day of the event isn't counted; the next one is day 1.",
            Counting.E_IS_DAY_1: "The day of the event is day 1.",
            Counting.NTH_DAY_OF: "The first day itself is day 1; the duty holds from the start of the last one.",
            Counting.CONTINUOUS_RUN: "Days one after another; a holiday neither counts nor breaks the run.",
            Counting.CUMULATIVE: "Days added up in the window, one after another or not; a half day counts a half.",
            Counting.IMMEDIATE: "No days are given: the same day is expected.",
        }[self]

    @property
    def needs_days(self) -> bool:
        """Whether it counts days that somebody must name, not days that pass."""
        return self in (Counting.CONTINUOUS_RUN, Counting.CUMULATIVE)


class Unit(StrEnum):
    """What is counted (rule book 0.1)."""

    CALENDAR_DAY = "calendar_day"
    SCHOOL_DAY = "school_day"
    WORKING_DAY = "working_day"
    SESSION = "session"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"

    @property
    def label(self) -> str:
        """The unit in the words of a page, in the singular."""
        return self.value.replace("_", " ")

    def many(self, n: int) -> str:
        """ "1 school day", "10 school days"."""
        return f"{n} {self.label}" if n == 1 else f"{n} {self.label}s"


@dataclass(frozen=True, slots=True)
class Governance:
    """Who wrote a file, which other person checked it, and when it must be looked at again."""

    author: str
    checker: str
    review_on: date

    def overdue_on(self, day: date) -> bool:
        """Whether the review date has passed."""
        return day > self.review_on


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a statement comes from: since when, until when (last day included), by whose word and how sure."""

    in_force_from: date | None
    in_force_to: date | None
    status: Status
    certainty: Certainty
    citation: str
    address: str
    note: str = ""
    changed: str = ""
    flag: str = ""

    @property
    def name(self) -> str:
        """The stable name of the version in answers: the day it began, or why it has none."""
        if self.in_force_from:
            return self.in_force_from.isoformat()
        return "not in force" if not self.status.answers else "undated"

    def holds_on(self, day: date) -> bool:
        """Whether the version's dates cover the day (no dates cover every day)."""
        return (self.in_force_from is None or self.in_force_from <= day) and (
            self.in_force_to is None or day <= self.in_force_to
        )


@dataclass(frozen=True, slots=True)
class ClockVersion:
    """One version of a clock: how long, counted how, and where that is said."""

    provenance: Provenance
    counting: Counting
    n: int
    unit: Unit
    window: str = ""
    minimum: bool = False
    transition: str = ""


@dataclass(frozen=True, slots=True)
class ClockExample:
    """A worked example: it runs as a test and stands on the officer's page.

    `last_day` is the expected answer, or None where `refused` holds words that the refusal must contain. `closed` adds
    closures to the terms of the example school, whose calendar stands in `calendars/example_school.toml`.
    """

    name: str
    on: date | None
    last_day: date | None
    refused: str
    says: str
    events: tuple[str, ...]
    closed: tuple[tuple[str, date, date], ...]
    at_example_school: bool
    commenced: Mapping[str, date]


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline of the law, of guidance, or of an authority's own practice."""

    id: str
    also: tuple[str, ...]
    topic: str
    title: str
    says: str
    duty_on: str
    applies_to: str
    starts_with: str
    event: str
    posted: bool
    decided_by: str
    counted_event: str
    counted_says: str
    met_by: str
    if_missed: str
    needs: tuple[str, ...]
    changes: tuple[str, ...]
    versions: tuple[ClockVersion, ...]
    examples: tuple[ClockExample, ...]
    governance: Governance
    path: str
