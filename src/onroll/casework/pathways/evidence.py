"""Is this an outcome of the pathway, and is its evidence whole? The same for every pathway (E5).

Which outcomes there are, and to which of them two people must agree, stands in the rule book's list that the pathway names;
what each asks for stands in the pathway.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from onroll.casework.pathways.model import Asked, Pathway
from onroll.rules.ages import school_age_to
from onroll.rules.rulebook.book import rule_book


class NotEvidence(ValueError):
    """The outcome isn't one, or its evidence isn't whole; `field` names the question."""

    def __init__(self, sentence: str, field: str = "outcome") -> None:
        super().__init__(sentence)
        self.field = field


def outcome_words(way: Pathway, outcome: str) -> str:
    """The outcome as the rule book writes it, capitalised; the id where the list has dropped it."""
    code = rule_book().codes[way.outcomes].codes.get(outcome)
    return code.means[:1].upper() + code.means[1:] if code else outcome


def second_person(way: Pathway, outcome: str) -> bool:
    """Whether two people must agree (a setting of the list, to be confirmed)."""
    code = rule_book().codes[way.outcomes].codes.get(outcome)
    return bool(code and code.more.get("second_person", False))


def checked(way: Pathway, outcome: str, given: Mapping[str, Any], *, on: date, born: date | None) -> dict[str, Any]:
    """The evidence as it is kept, whole; raises `NotEvidence` with the sentence and the question it belongs to."""
    if outcome in way.not_outcomes or outcome not in rule_book().codes[way.outcomes].codes:
        raise NotEvidence(way.not_outcomes.get(outcome, "Choose an outcome from the list"))
    kept = {
        name: value
        for name, value in given.items()
        if name in ("urn", "entered_on", "record", "version", "note") and value
    }
    for asked in way.evidence[outcome]:
        value = given.get(asked.id)
        kept[asked.id] = _day(asked, value, on) if asked.kind == "day" else str(value or "").strip()
        if not kept[asked.id]:
            raise NotEvidence(asked.error, asked.id)
    if outcome == "over_school_age":
        kept["school_age_to"] = _past_school_age(on, born).isoformat()
    return kept


def _day(asked: Asked, value: Any, on: date) -> str:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value) if value else None
        except ValueError:
            raise NotEvidence(asked.error, asked.id) from None
    if value is not None and value > on:
        raise NotEvidence("This day is still to come. A case closes when it has happened.", asked.id)
    return value.isoformat() if value else ""


def _past_school_age(on: date, born: date | None) -> date:
    """The last day of school age (Education Act 1996 s.8), which must have passed."""
    if born is None:
        raise NotEvidence("No date of birth is held, so that nobody can say when school age ends.")
    last = school_age_to(born)
    if on <= last:
        raise NotEvidence(f"The child is of school age until {last:%-d %B %Y}.")
    return last
