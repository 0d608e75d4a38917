"""Why does the child have this status? The sentence of the rule, with the school's name and the dates put in.

Sentences, names and the order of the statuses stand in `rulebook/statuses.toml`; officers read the same file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from onroll.rules.facts import Fact
from onroll.rules.rulebook.folder import RULEBOOK
from onroll.rules.status.model import Claim, PlaceNames
from onroll.rules.status.spans import EVER_BEFORE, FOR_EVER, day_before, iso, next_day

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatusRule:
    """One way to come by a status: its id, the status it gives, and the sentence that says why."""

    id: str
    status: str
    because: str
    undated: str


@dataclass(frozen=True, slots=True)
class StatusName:
    """One row of the ordered table: its id, the name a page shows, and when it holds."""

    id: str
    name: str
    when: str


@cache
def status_names() -> tuple[StatusName, ...]:
    """Every status in the order that decides: the first that holds is the child's."""
    return tuple(StatusName(row["id"], row["name"], row["when"]) for row in _book()["status"])


@cache
def status_rules() -> Mapping[str, StatusRule]:
    """Every rule that gives a status, by its id."""
    return {
        row["id"]: StatusRule(row["id"], row["status"], row["because"], row.get("undated", row["because"]))
        for row in _book()["rule"]
    }


@cache
def _book() -> dict[str, list[dict[str, str]]]:
    with (RULEBOOK / "statuses.toml").open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=16_384)
def written(day: date) -> str:
    """A date as a sentence has it: 1 September 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def place_name(fact: Fact | None, places: PlaceNames | None) -> str:
    """The name of the school a fact is about: from the schools' register, else as written by the source, else its URN."""
    if fact is None:
        return ""
    name = places(fact.place) if places and fact.place else ""
    name = name or fact.detail.get("school_name", "") or fact.detail.get("provider_name", "")
    return name or (f"school {fact.place}" if fact.place else "a school not named")


def because(claim: Claim, places: PlaceNames | None) -> str:
    """The sentence that says why a claim gives its status."""
    rule = status_rules()[claim.rule]
    fact = claim.fact
    start = fact.started_on if fact else None
    text = rule.because if start or fact is None else rule.undated
    if "{" not in text:
        return text
    detail = fact.detail if fact else {}
    return text.format(
        place=place_name(fact, places) if "{place}" in text else "",
        beside=place_name(claim.beside, places) if "{beside}" in text else "",
        since=written(start) if start else "",
        until=_or_open(fact.ended_on if fact else None),
        judged=_or_open(iso(detail.get("suitability_date")) or start),
        begins=_or_open(iso(detail.get("start_date"))),
        dropped=written(next_day(fact.supported_until)) if fact and fact.supported_until else "",
        left=_or_open(claim.beside.ended_on if claim.beside else None),
        day=written(claim.start) if claim.start > EVER_BEFORE else "",
        after=written(next_day(claim.end)) if claim.end < FOR_EVER else "",
        last=written(day_before(claim.start)) if claim.start > EVER_BEFORE else "",
    )


def _or_open(day: date | None) -> str:
    return written(day) if day else "a date not given"
