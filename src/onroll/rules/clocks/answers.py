"""What does a clock answer? The last day with every step of its count, or an error that says why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from onroll.rules.refusals import CannotAnswer
from onroll.rules.rulebook.model import Certainty, Counting, Status, Unit


class BeforeTheLaw(CannotAnswer):
    """The event lies before the earliest version the rule book holds."""


class AfterTheLaw(CannotAnswer):
    """The event lies after the last day of the latest version."""


class NotInForce(CannotAnswer):
    """The rule is enacted or planned, and nothing has brought it into force."""


class MissingEvent(CannotAnswer):
    """An event that the rule counts, or starts from, wasn't given."""


class NotYet(CannotAnswer):
    """The days given don't reach the threshold: `counted` of `needed` sessions, and none is guessed."""

    def __init__(self, sentence: str, *, counted: int, needed: int) -> None:
        super().__init__(sentence)
        self.counted = counted
        self.needed = needed


class Outcome(StrEnum):
    """How the clock stands on the day asked about."""

    RUNNING = "running"
    MET = "met"
    MET_LATE = "met late"
    MISSED = "missed"
    WAIVED = "waived"


def written(day: date) -> str:
    """ "Mon 2 Nov 2026"."""
    return f"{day:%a} {day.day} {day:%b %Y}"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the count: a day that counts (`number` of them so far), days skipped, or a remark.

    `number` is in the unit of the clock (3.5 days is "3.5"), and "" for what isn't counted.
    """

    started_on: date
    ended_on: date
    number: str
    says: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A deadline, why it is that day, under which version of the law, how sure, and what would change it."""

    rule: str
    title: str
    says: str
    duty_on: str
    started_on: date
    last_day: date
    unit: Unit
    n: int
    counting: Counting
    minimum: bool
    version: str
    citation: str
    address: str
    status: Status
    certainty: Certainty
    calendar: str
    estimated: bool
    original_last_day: date
    outcome: Outcome
    steps: tuple[Step, ...]
    needs: tuple[str, ...]
    what_would_change_it: tuple[str, ...]

    @property
    def may_be_printed_as_a_deadline(self) -> bool:
        """False for a date counted on an estimated calendar: it is never told to a parent as their last day."""
        return not self.estimated

    def as_json(self) -> dict[str, Any]:
        """The stable shape of `onroll due … --format json` and of the pages: dates are ISO text, steps sentences."""
        return {
            "rule": self.rule,
            "title": self.title,
            "says": self.says,
            "duty_on": self.duty_on,
            "started_on": self.started_on.isoformat(),
            "last_day": self.last_day.isoformat(),
            "unit": self.unit.value,
            "n": self.n,
            "counting": self.counting.value,
            "counting_says": self.counting.says,
            "minimum": self.minimum,
            "version": self.version,
            "citation": self.citation,
            "address": self.address,
            "status": self.status.value,
            "certainty": self.certainty.value,
            "calendar": self.calendar,
            "estimated": self.estimated,
            "may_be_printed_as_a_deadline": self.may_be_printed_as_a_deadline,
            "original_last_day": self.original_last_day.isoformat(),
            "outcome": self.outcome.value,
            "steps": [step.says for step in self.steps],
            "days": [
                {"from": step.started_on.isoformat(), "to": step.ended_on.isoformat(), "number": step.number}
                for step in self.steps
            ],
            "needs": list(self.needs),
            "what_would_change_it": list(self.what_would_change_it),
        }
