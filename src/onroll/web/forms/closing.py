"""What is asked of whoever closes a case? The outcome, then the evidence that this outcome asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from onroll.casework.pathways.missing_education.outcomes import EVIDENCE, Asked, outcome_words, second_person
from onroll.rules.rulebook.book import rule_book
from onroll.web.forms.cases import line, long_text, pick
from onroll.web.forms.fields import DayField, Form, Words


def _needs(outcome: str, more: Mapping[str, Any]) -> str:
    both = ". Two people must agree" if second_person(outcome) else ""
    return f"Evidence: {more.get('evidence', '')}{both}"


def _outcomes() -> list[tuple[str, Words]]:
    codes = rule_book().codes["cme-closure-outcomes"].codes.values()
    return [(code.code, Words(outcome_words(code.code), _needs(code.code, code.more))) for code in codes]


class Outcome(Form):
    """Which outcome."""

    outcome = pick("How the case ended", _outcomes, "Choose an outcome")


class Evidence(Form):
    """What an outcome's evidence asks for, as the pathway lists it."""

    def __init__(self, *args: Any, outcome: str, **kwargs: Any) -> None:
        asked = {one.id: _field(one) for one in EVIDENCE[outcome]}
        asked["reason"] = long_text("Anything else to say (optional)", required=False, rows=3)
        self.base_fields = asked
        super().__init__(*args, **kwargs)


def _field(asked: Asked) -> forms.Field:
    if asked.kind == "day":
        return DayField(
            label=asked.label,
            error_messages={"required": asked.error},
            **({"help_text": asked.hint} if asked.hint else {}),
        )
    return (long_text if asked.kind == "long" else line)(asked.label, asked.error, asked.hint)
