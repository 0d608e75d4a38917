"""What is asked where a team's work is run: who takes cases on, who is away, what supervision said."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from django import forms

from onroll.web.forms.fields import DayField, Form


class ChoosesPeople(Form):
    """A form that asks for people; who may be chosen comes from the page, as (number, words)."""

    people_fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        # Before the fields are made: the base class looks at what was typed while it is made.
        self.base_fields = deepcopy(type(self).base_fields)
        for name in self.people_fields:
            self.base_fields[name].choices = [("", "Choose"), *people]  # type: ignore[attr-defined]
        super().__init__(*args, **kwargs)


class TogetherNote(Form):
    """The note that goes onto several cases."""

    text = forms.CharField(
        label="The note", widget=forms.Textarea(attrs={"rows": 4}), help_text="It goes onto every case below. A note moves no case.",
        error_messages={"required": "Write the note"},
    )  # fmt: skip


class TogetherAssign(ChoosesPeople):
    """Who takes several cases on, and why."""

    people_fields = ("lead",)
    lead = forms.ChoiceField(label="Who leads them from now on", error_messages={"required": "Choose who leads"})
    because = forms.CharField(
        label="Why", widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": "Say why"}
    )


class Away(ChoosesPeople):
    """Somebody is away, and somebody else sees their work."""

    people_fields = ("away", "covered_by")
    away = forms.ChoiceField(label="Who is away", error_messages={"required": "Choose who is away"})
    covered_by = forms.ChoiceField(label="Who covers", error_messages={"required": "Choose who covers"})
    started_on = DayField(label="First day away", error_messages={"required": "Enter the first day away"})
    ended_on = DayField(label="Last day away", error_messages={"required": "Enter the last day away"})


class Supervision(Form):
    """What a manager and an officer agreed about a case."""

    note = forms.CharField(
        label="What was discussed", widget=forms.Textarea(attrs={"rows": 5}), error_messages={"required": "Write what was discussed"},
        help_text="Read by whoever supervises and by whoever leads the case.",
    )  # fmt: skip
    actions = forms.CharField(
        label="What was agreed to be done", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line. Each becomes a task of whoever leads the case.",
    )  # fmt: skip
    due_on = DayField(label="By when", required=False, help_text="For the tasks. For example, 2 12 2026")


class Draw(ChoosesPeople):
    """How many cases are drawn for an audit."""

    people_fields = ("auditor",)
    size = forms.IntegerField(
        label="How many cases", min_value=1, max_value=100, initial=10,
        error_messages={"required": "Enter how many cases", "invalid": "Enter a number", "min_value": "Draw at least one", "max_value": "Draw 100 at most"},
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )  # fmt: skip
    auditor = forms.ChoiceField(label="Who audits them", error_messages={"required": "Choose who audits"})
