"""What is asked of whoever closes a case? The outcome, then the evidence that this outcome asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from onroll.casework.pathways.evidence import outcome_words, second_person
from onroll.casework.pathways.model import Asked, Pathway
from onroll.rules.rulebook.book import rule_book
from onroll.web.forms.cases import line, long_text, pick
from onroll.web.forms.fields import DayField, Form, Words


def _needs(way: Pathway, outcome: str, more: Mapping[str, Any]) -> str:
    both = ". Two people must agree" if second_person(way, outcome) else ""
    return f"Evidence: {more.get('evidence', '')}{both}"


def _outcomes(way: Pathway) -> list[tuple[str, Words]]:
    codes = rule_book().codes[way.outcomes].codes.values()
    return [(code.code, Words(outcome_words(way, code.code), _needs(way, code.code, code.more))) for code in codes]


class Outcome(Form):
    """Which outcome of the case's pathway."""

    def __init__(self, *args: Any, way: Pathway, **kwargs: Any) -> None:
        self.base_fields = {"outcome": pick("How the case ended", _outcomes(way), "Choose an outcome")}
        super().__init__(*args, **kwargs)


class Evidence(Form):
    """What an outcome's evidence asks for, as the pathway lists it."""

    def __init__(self, *args: Any, way: Pathway, outcome: str, **kwargs: Any) -> None:
        asked = {one.id: _field(one) for one in way.evidence[outcome]}
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
