"""Which children left a roll with no known destination and nothing since? (C5)

Left by the school's own word, or dropped out of its extract without a leaving date.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from onroll.rules import ages
from onroll.rules.facts import Fact
from onroll.rules.status.rolls import GUEST
from onroll.rules.status.spans import EVER_BEFORE, FOR_EVER, supported

NO_ANSWER = (
    "",
    "unknown",
    "not known",
    "n/k",
    "nk",
    "none",
    "tbc",
    "-",
    "null",
    "no destination",
    "destination unknown",
)
SCHOOL_WORDS = frozenset(
    ("school", "academy", "college", "primary", "secondary", "infant", "junior", "high", "grammar")
)
PLACED_BY = ("roll", "home_education", "placement", "post16", "youth_justice")


@dataclass(frozen=True, slots=True)
class Leaver:
    """The roll a child left, the last day on it, how we know (`left`, or `vanished` from the extract), and the ground given."""

    place: str
    left_on: date
    how: str
    ground: str
    record: int
    row: int


def destination_known(roll: Fact) -> bool:
    """Whether the school named where the child went: a school's number, or words that say something."""
    text = roll.detail.get("destination_text", "").strip().casefold().rstrip(".")
    return bool(roll.detail.get("destination_urn")) or text not in NO_ANSWER


def school_named(roll: Fact) -> bool:
    """Whether the destination is a school and not only a place: its number, or words that name one."""
    words = roll.detail.get("destination_text", "").casefold().replace(",", " ").split()
    return bool(roll.detail.get("destination_urn")) or bool(SCHOOL_WORDS.intersection(words))


def last_left(facts: Iterable[Fact], day: date) -> Fact | None:
    """The roll a child left most lately before the day, None where they are still on one or never were."""
    latest: Fact | None = None
    latest_end = EVER_BEFORE
    for fact in facts:
        if fact.kind != "roll" or fact.code == GUEST or (fact.started_on or EVER_BEFORE) > day:
            continue
        end = supported(fact)[1]
        if end >= day:
            return None
        if latest is None or end > latest_end:
            latest, latest_end = fact, end
    return latest


def unknown_destination(facts: Sequence[Fact], day: date, birth: date | None = None) -> Leaver | None:
    """The roll a child left with no known destination, if nothing since places them; None for those who left school age on it.

    An open record of missing education is no destination. Residence and death are the status's business: ask this only of
    children whose status on the day is `unexplained` or `cme_*`.
    """
    roll = last_left(facts, day)
    if roll is None or destination_known(roll):
        return None
    left = supported(roll)[1]
    if birth is not None and left >= ages.school_age_to(birth):
        return None
    for fact in facts:
        if fact.kind not in PLACED_BY or fact is roll or (fact.kind == "roll" and fact.code == GUEST):
            continue
        if fact.kind == "post16" and fact.code in ("neet", "not_known"):
            continue
        if fact.kind == "youth_justice" and fact.code != "custody":
            continue
        start, end = supported(fact)
        if start <= day and end > left and start <= end:
            return None
    vanished = (roll.ended_on or FOR_EVER) > left
    return Leaver(
        roll.place,
        left,
        "vanished" if vanished else "left",
        roll.detail.get("leaving_ground", ""),
        roll.record,
        roll.row,
    )
