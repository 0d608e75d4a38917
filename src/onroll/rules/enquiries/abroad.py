"""What in the facts makes somebody suspect that the child is abroad, or believe them in another place? Words, never proof."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from onroll.rules.facts import Fact
from onroll.rules.status.sentences import written

ABROAD = ("abroad", "overseas", "left the country", "left the uk", "emigrat")


def abroad_suspected(facts: Iterable[Fact], on: date) -> str:
    """Who says so and when, in words for the middle of a sentence; "" where nobody does."""
    for fact in facts:
        ended = fact.ended_on
        if ended is not None and ended > on:
            continue
        if fact.kind == "health" and fact.code == "abroad" and ended:
            return f"the child left the GP's list on {written(ended)} as gone abroad"
        if fact.kind == "roll" and ended and _says(fact.detail.get("destination_text", "")):
            return f"the school wrote “{fact.detail['destination_text']}” on {written(ended)}"
        if fact.kind == "cme" and _says(f"{fact.detail.get('reason', '')} {fact.detail.get('local_reason', '')}"):
            return "the missing education record says so"
    return ""


def place_written(facts: Iterable[Fact], on: date) -> str:
    """Where the newest school wrote that the child went, in its own words; "" where it wrote nothing."""
    left = [fact for fact in facts if fact.kind == "roll" and fact.ended_on and fact.ended_on <= on]
    left.sort(key=lambda fact: fact.ended_on or on)
    return left[-1].detail.get("destination_text", "") if left else ""


def _says(text: str) -> bool:
    return any(word in text.casefold() for word in ABROAD)
