"""Which mark of a register is wrong, what is right, and who says so? One session at a time, with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from onroll.attendance.codes import BYTES
from onroll.web.forms.fields import DayField, Form

REASON = 10  # characters at least


class CorrectMark(Form):
    """`schools` by URN are those that hold a register of the child; `today` is the last day there can be a mark."""

    urn = forms.ChoiceField(
        label="School", widget=forms.RadioSelect, error_messages={"required": "Choose the school whose register it is"}
    )
    on = DayField(label="Day", error_messages={"required": "Enter the day of the session"})
    session = forms.ChoiceField(
        label="Session", choices=[("0", "Morning"), ("1", "Afternoon")], widget=forms.RadioSelect,
        error_messages={"required": "Choose morning or afternoon"},
    )  # fmt: skip
    code = forms.CharField(
        label="The code that is right", help_text="As a school writes it: / for present in the morning, I, C2, O",
        max_length=2, widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "autocomplete": "off"}),
        error_messages={"required": "Enter the code that is right"},
    )  # fmt: skip
    reason = forms.CharField(
        label="Who says so, and why",
        help_text="Kept beside the mark, with your name. For example: the school's letter of 4 November says she was ill.",
        min_length=REASON, max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say who says so, and why",
            "min_length": "Say it so that somebody else can judge it: ten characters at least",
        },
    )  # fmt: skip

    def __init__(self, *args: Any, schools: Mapping[str, str], today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        self.fields["urn"].choices = list(schools.items())
        if len(schools) == 1:
            self.fields["urn"].initial = next(iter(schools))
        self._errors = None  # what the base looked at, it looked at without the schools

    def clean_on(self) -> date:
        """A weekday that has come."""
        on = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("The day must have come already")
        if on.weekday() > 4:
            raise forms.ValidationError("Registers have no Saturday or Sunday: enter a day from Monday to Friday")
        return on

    def clean_code(self) -> str:
        """A code of either list."""
        code = self.cleaned_data["code"].strip().upper()
        if code not in BYTES:
            raise forms.ValidationError(f"“{code}” is no attendance code: see the list in the rules")
        return code
