"""The base of every form, and the fields that Django doesn't have. Errors say what to do, in a sentence.

    class Referral(Form):
        name = forms.CharField(label="Child's name", error_messages={"required": "Enter the child's name"})
        seen_on = DayField(label="Last seen", required=False)

In the page: {% form_errors form %}, h1, <form method="post" novalidate>{% csrf_token %}{{ form.as_div }}<button …>.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import forms

_CLASSES = {
    forms.Textarea: "govuk-textarea",
    forms.Select: "govuk-select",
    forms.FileInput: "govuk-file-upload",
    forms.CheckboxInput: "govuk-checkboxes__input",
    forms.CheckboxSelectMultiple: "govuk-checkboxes__input",
    forms.RadioSelect: "govuk-radios__input",
    forms.HiddenInput: "",
    forms.widgets.Input: "govuk-input",
}


class Words(str):
    """A choice's words with a line of hint below them."""

    hint: str

    def __new__(cls, words: str, hint: str = "") -> Words:
        made = super().__new__(cls, words)
        made.hint = hint
        return made


class Form(forms.Form):
    """Gives each widget its class of the design system; a field with a fault gets the class for it too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            classes = next(
                (named for kind in type(field.widget).__mro__ if (named := _CLASSES.get(kind)) is not None), ""
            )
            if self.is_bound and classes and name in self.errors and "__input" not in classes:
                classes += f" {classes}--error"
            if classes:
                field.widget.attrs["class"] = f"{classes} {field.widget.attrs.get('class', '')}".strip()


class DayField(forms.CharField):
    """A day typed in any usual way: 2 November 2026, 2 Nov 2026, 2/11/2026, 2.11.26, 2026-11-02. Day before month."""

    forms_of_date = ("%d %m %Y", "%d %B %Y", "%d %b %Y", "%d %m %y", "%Y %m %d")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "For example, 2 11 2026")
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("class", "govuk-input--width-10")

    def to_python(self, value: Any) -> date | None:
        """The day, None where nothing was typed; raises a sentence where it isn't a day of the calendar."""
        text = re.sub(r"[\s/.,-]+", " ", str(value or "")).strip()
        if not text:
            return None
        for form in self.forms_of_date:
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no time zone)
            except ValueError:
                continue
        raise forms.ValidationError(f"{self.label or 'This'} must be a real day, like 2 11 2026")

    def prepare_value(self, value: Any) -> Any:
        return f"{value.day} {value.month} {value.year}" if isinstance(value, date) else value
