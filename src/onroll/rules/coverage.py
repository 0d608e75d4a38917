"""Have we asked everywhere a child may lawfully be, and how lately? (B9)

Without it an empty answer can't be told from an unasked question. The ways, their sources and their days stand in
`rulebook/coverage.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from onroll.rules import ages
from onroll.rules.rulebook.folder import RULEBOOK
from onroll.rules.status.sentences import written

FRESH, STALE, NEVER = "fresh", "stale", "never"


@dataclass(frozen=True, slots=True)
class Way:
    """One lawful way to be placed: the feed that would tell us, and for how many days an extract of it is good."""

    id: str
    name: str
    feed: str
    fresh_days: int
    ask: str
    part: str = ""
    from_age: int = 0

    def open_to(self, birth: date | None, day: date) -> bool:
        """Whether a child of that age may be placed so; a child without a date of birth may be anywhere."""
        return birth is None or ages.age_on(birth, day) >= self.from_age


@dataclass(frozen=True, slots=True)
class Coverage:
    """How one way stands on a day: `fresh`, `stale` or `never` received, with the as-at date of what we hold."""

    way: Way
    state: str
    as_at: date | None

    def ask(self) -> str:
        """The enquiry that would close the gap, in a sentence."""
        held = f"its last list is of {written(self.as_at)}" if self.as_at else "no list of it was ever received"
        return self.way.ask.format(state=held)


@cache
def coverage_book() -> Mapping[str, Any]:
    """The whole of `rulebook/coverage.toml`."""
    with (RULEBOOK / "coverage.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def ways() -> tuple[Way, ...]:
    """Every lawful way to be placed, the likeliest first."""
    return tuple(Way(**row) for row in coverage_book()["way"])


def confirmation_days(feed: str) -> int | None:
    """For how many days an extract of the feed confirms a status (A13); None for a feed the rule book doesn't name."""
    days: int | None = coverage_book()["confirmation"].get(feed)
    return days


def coverage(received: Mapping[str, date], day: date) -> tuple[Coverage, ...]:
    """How each way stands on the day.

    `received`: feed (or "feed/part") → as-at date of the newest extract. One true after the day is fresh, since its rows
    are dated.
    """
    found = []
    for way in ways():
        as_at = received.get(f"{way.feed}/{way.part}", received.get(way.feed)) if way.part else received.get(way.feed)
        state = NEVER if as_at is None else FRESH if (day - as_at).days <= way.fresh_days else STALE
        found.append(Coverage(way, state, as_at))
    return tuple(found)


def gaps(covered: tuple[Coverage, ...], birth: date | None, day: date) -> tuple[Coverage, ...]:
    """The ways open to this child whose source was not received or is too old: whom to ask, first things first."""
    return tuple(held for held in covered if held.state != FRESH and held.way.open_to(birth, day))
