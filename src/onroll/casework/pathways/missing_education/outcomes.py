"""What evidence does each outcome of a case of missing education ask for, and is what was given enough? (E5)

The outcomes themselves, and which of them two people must agree to, stand in `rulebook/codes/cme_closure_outcomes.toml`.
"Believed moved" is not among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from onroll.rules.ages import school_age_to
from onroll.rules.rulebook.book import rule_book

LIST = "cme-closure-outcomes"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of an outcome's evidence: a text, a day that isn't ahead, or an authority or school by its code."""

    id: str
    label: str
    kind: str  # text, long, day, school, authority
    error: str
    hint: str = ""


EVIDENCE: Mapping[str, tuple[Asked, ...]] = {
    "on_roll": (
        Asked("school", "School", "text", "Enter the school whose roll the child is on"),
        Asked("first_seen_on", "First day the child was seen there", "day", "Enter the first day the child was seen at the school",
              "A name on a roll isn't a child in a classroom"),
        Asked("seen_by", "Who at the school says so", "text", "Enter who at the school confirmed that the child was seen"),
    ),
    "home_educated_suitable": (
        Asked("judged_on", "Day it was judged suitable", "day", "Enter the day on which the education was judged suitable"),
        Asked("judged_by", "Judged by", "text", "Enter who judged it"),
    ),
    "otherwise_arranged": (
        Asked("provision", "What was arranged, and by whom", "text", "Enter the provision and who arranged it"),
        Asked("first_seen_on", "First day the child was seen there", "day", "Enter the first day the child was seen there"),
        Asked("seen_by", "Who there says so", "text", "Enter who confirmed that the child was seen"),
    ),
    "moved_accepted": (
        Asked("authority", "Authority that accepted the child", "text", "Enter which authority accepted the child"),
        Asked("accepted_on", "Day it accepted", "day", "Enter the day on which the authority accepted"),
        Asked("accepted_by", "Accepted by", "text", "Enter who accepted: their name and how to reach them",
              "A message sent and not answered is no acceptance"),
    ),
    "moved_abroad_evidenced": (
        Asked("country", "Country", "text", "Enter the country"),
        Asked("evidence", "What shows that the child is there", "long", "Say what shows that the child is there",
              "For example a letter from a school there, or an answer from Border Force. A relative's word is not enough"),
        Asked("evidenced_on", "Day of that evidence", "day", "Enter the day of the evidence"),
    ),
    "over_school_age": (),
    "died": (
        Asked("died_on", "Day of death", "day", "Enter the day"),
        Asked("told_by", "Who confirmed it", "text", "Enter which service confirmed it"),
    ),
}  # fmt: skip
NOT_AN_OUTCOME = {
    "believed_moved": "Believed moved doesn't close a case: nobody has seen the child. Ask the other authority to accept the child, or "
    "give evidence of the country.",
}


class NotEvidence(ValueError):
    """The outcome isn't one, or its evidence isn't whole; `field` names the question."""

    def __init__(self, sentence: str, field: str = "outcome") -> None:
        super().__init__(sentence)
        self.field = field


def outcome_words(outcome: str) -> str:
    """The outcome as the rule book writes it, capitalised; the id where the list has dropped it."""
    code = rule_book().codes[LIST].codes.get(outcome)
    return code.means[:1].upper() + code.means[1:] if code else outcome


def second_person(outcome: str) -> bool:
    """Whether two people must agree (a setting of the list, to be confirmed)."""
    code = rule_book().codes[LIST].codes.get(outcome)
    return bool(code and code.more.get("second_person", False))


def checked(outcome: str, given: Mapping[str, Any], *, on: date, born: date | None) -> dict[str, Any]:
    """The evidence as it is kept, whole; raises `NotEvidence` with the sentence and the question it belongs to."""
    if outcome in NOT_AN_OUTCOME or outcome not in rule_book().codes[LIST].codes:
        raise NotEvidence(NOT_AN_OUTCOME.get(outcome, "Choose an outcome from the list"))
    kept = {
        name: value
        for name, value in given.items()
        if name in ("urn", "entered_on", "record", "version", "note") and value
    }
    for asked in EVIDENCE[outcome]:
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
