"""In which order does the public form ask, and what becomes of the answers? The steps, and the fields of the referral they make."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from onroll.web.forms.fields import DayField, Form
from onroll.web.forms.referral import PROFESSIONAL, Concern, Family, SafeContact, Safety, TheChild, Where, You


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form: its part of the address, its heading, what stands above the questions, and the form."""

    id: str
    heading: str
    intro: str
    form: type[Form]


STEPS = (
    Step("safety", "The child’s safety", "", Safety),
    Step("you", "Who you are", "", You),
    Step("child", "The child", "Tell us what you know. Leave empty what you don’t know.", TheChild),
    Step("family", "The family", "Leave empty what you don’t know.", Family),
    Step("where", "Where the child is", "Leave empty what you don’t know.", Where),
    Step("concern", "What worries you", "", Concern),
    Step("contact", "Getting in touch safely", "", SafeContact),
)
BY_ID = {step.id: step for step in STEPS}
_OPTIONAL = re.compile(r" \((?:[a-z]+, )?(?:optional|professionals)\)$")
_KEPT_BESIDE = ("who", "worried", "description", "siblings", "language", "moved_to", "done_already", "risk")


def said(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The answers of all steps as the fields of a referral; a day comes back from its ISO form, blank answers are left out."""
    flat = {
        name: value for step in STEPS for name, value in answers.get(step.id, {}).items() if value not in ("", None)
    }
    detail = {name: flat.pop(name) for name in _KEPT_BESIDE if name in flat}
    if "date_of_birth" in flat:
        flat["date_of_birth"] = date.fromisoformat(flat["date_of_birth"])
    return flat | {"detail": detail, "safeguarding": detail.get("worried") in ("now", "worried")}


def route_of(answers: Mapping[str, Mapping[str, Any]]) -> str:
    """Professional or public, by who the person says they are."""
    return "professional" if answers.get("you", {}).get("who") in PROFESSIONAL else "public"


def in_words(step: Step, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The questions of a step with the answers as a person reads them, unanswered ones included."""
    rows = []
    for name, field in step.form.base_fields.items():
        value = answers.get(name, "")
        if isinstance(field, forms.ChoiceField):
            value = str(dict(field.choices).get(value, "")) if value or name == "sex" else ""
        elif isinstance(field, DayField) and value:
            value = f"{date.fromisoformat(value):%-d %B %Y}"
        rows.append((_OPTIONAL.sub("", str(field.label)), str(value)))
    return rows
