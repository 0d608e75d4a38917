"""Why does the child have this status? The sentence of the rule, with the school's name and the dates put in.

Sentences, names and the order of the statuses stand in `rulebook/statuses.toml`; officers read the same file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from string import Formatter

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
    text = rule.undated if fact is not None and fact.started_on is None else rule.because
    needs = _needs(text)
    return text.format(**{name: PARTS[name](claim, places) for name in needs}) if needs else text


@cache
def _needs(text: str) -> tuple[str, ...]:
    """The names in braces of a sentence; a KeyError on one that isn't in `PARTS` is a fault of the rule book."""
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name)


def _day(day: date | None) -> str:
    return written(day) if day else "a date not given"


def _dropped_on(fact: Fact | None) -> date | None:
    return next_day(fact.supported_until) if fact is not None and fact.supported_until else None


def _detail(claim: Claim, key: str) -> date | None:
    return iso(claim.fact.detail.get(key)) if claim.fact else None


PARTS: Mapping[str, Callable[[Claim, PlaceNames | None], str]] = {
    "place": lambda claim, places: place_name(claim.fact, places),
    "beside": lambda claim, places: place_name(claim.beside, places),
    "since": lambda claim, _: _day(claim.fact.started_on if claim.fact else None),
    "until": lambda claim, _: _day(claim.fact.ended_on if claim.fact else None),
    "left": lambda claim, _: _day(claim.beside.ended_on if claim.beside else None),
    "dropped": lambda claim, _: _day(_dropped_on(claim.fact)),
    "judged": lambda claim, _: _day(
        _detail(claim, "suitability_date") or (claim.fact.started_on if claim.fact else None)
    ),
    "begins": lambda claim, _: _day(_detail(claim, "start_date")),
    "day": lambda claim, _: _day(claim.start if claim.start > EVER_BEFORE else None),
    "last": lambda claim, _: _day(day_before(claim.start) if claim.start > EVER_BEFORE else None),
    "after": lambda claim, _: _day(next_day(claim.end) if claim.end < FOR_EVER else None),
}
"""What the names in braces of `rulebook/statuses.toml` stand for."""
