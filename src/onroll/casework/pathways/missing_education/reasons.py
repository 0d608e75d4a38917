"""Why may this child be missing education? Reasons of the national return that the facts themselves suggest, and why (E2).

For the officer who says the reason: the first is the likeliest. None is ever filled in by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onroll.rules.ages import school_age_from
from onroll.rules.facts import Fact

RECENT = timedelta(days=365)
NEWLY_OF_AGE = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Suggested:
    """A code of `cme-reasons`, and the fact that suggests it in words."""

    reason: str
    why: str


def suggested(facts: Sequence[Fact], *, on: date, born: date | None) -> list[Suggested]:
    """Each reason once, the likeliest first; empty where no fact of the last year speaks for any."""
    found: dict[str, Suggested] = {}
    for one in _all(facts, on, born):
        found.setdefault(one.reason, one)
    return list(found.values())


def _all(facts: Sequence[Fact], on: date, born: date | None) -> Iterator[Suggested]:
    newest = sorted(
        (fact for fact in facts if fact.started_on and fact.started_on <= on), key=lambda fact: fact.started_on or on, reverse=True
    )  # fmt: skip
    for fact in newest:
        if fact.kind == "home_education" and fact.code == "unsuitable" and fact.supports_on(on):
            yield Suggested(
                "Unsuitable elective home education",
                f"Home education was judged unsuitable{_on(fact.detail.get('suitability_date'))}",
            )
        elif fact.kind == "application" and _recent(fact, on):
            yield from _application(fact, on)
        elif fact.kind == "health" and fact.code == "abroad" and (fact.ended_on is None or fact.ended_on <= on):
            yield Suggested("Believed to have moved to another country", "The health registration ended: moved abroad")
        elif fact.kind == "health" and fact.code == "moved" and (fact.ended_on is None or fact.ended_on <= on):
            yield Suggested(
                "Believed to have moved to another local authority", "The health registration ended: moved away"
            )
        elif fact.kind == "cme" and fact.detail.get("reason") and fact.supports_on(on):
            yield Suggested(
                fact.detail["reason"],
                f"The list of children missing education gave this reason{_on(fact.started_on.isoformat() if fact.started_on else None)}",
            )
        elif (
            fact.kind == "roll"
            and fact.detail.get("elsewhere") == "T"
            and fact.ended_on
            and _recent(fact, on, fact.ended_on)
        ):
            yield Suggested(
                "Moved in from another local authority", f"Left a roll elsewhere on {_written(fact.ended_on)}"
            )
    asked_for = any(fact.kind in ("application", "roll", "home_education") for fact in newest)
    if born is not None and not asked_for and school_age_from(born) <= on <= school_age_from(born) + NEWLY_OF_AGE:
        since = _written(school_age_from(born))
        yield Suggested(
            "Did not apply for school place at compulsory school age",
            f"Of school age since {since}, with no application and no roll held",
        )


def _application(fact: Fact, on: date) -> Iterator[Suggested]:
    if fact.code == "pending":
        yield Suggested(
            "School application awaiting outcome", f"Applied on {_written(fact.started_on)}, no outcome held"
        )
    elif fact.code == "offered":
        yield Suggested(
            "Offered school place but not yet accepted",
            f"Offered a place after applying on {_written(fact.started_on)}",
        )
    elif fact.code == "accepted":
        yield Suggested("Waiting school start", f"Accepted a place after applying on {_written(fact.started_on)}")
    elif fact.code == "refused":
        yield Suggested("Did not get school preference", f"Refused after applying on {_written(fact.started_on)}")


def _recent(fact: Fact, on: date, day: date | None = None) -> bool:
    return on - (day or fact.started_on or on) <= RECENT


def _on(iso: str | None) -> str:
    return f" on {_written(date.fromisoformat(iso))}" if iso else ""


def _written(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else "a day that isn't held"
