"""How is one question of a referral asked? A line, some lines, or one of some answers, each with its sentence for a fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

SHORT, LONG = 100, 4_000  # characters


def line(label: str, *, hint: str = "", most: int = SHORT, width: str = "", **attrs: str) -> forms.CharField:
    """A line of text, never compulsory by itself."""
    widget = forms.TextInput(attrs={"autocomplete": "off", "class": width or "govuk-!-width-two-thirds", **attrs})
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        required=False,
        widget=widget,
        error_messages=too_long(label, most),
    )


def text(label: str, *, hint: str = "", rows: int = 4, most: int = LONG, **given: Any) -> forms.CharField:
    """Some lines of text, never compulsory by itself."""
    given = {"required": False, "error_messages": too_long(label, most)} | given
    return forms.CharField(
        label=label, help_text=hint, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **given
    )


def choice(
    label: str, options: Mapping[str, Any], *, wanted: str, hint: str = "", required: bool = True
) -> forms.ChoiceField:
    """One of some answers; `wanted` is the sentence where none was chosen."""
    return forms.ChoiceField(
        label=label, help_text=hint, choices=list(options.items()), widget=forms.RadioSelect, required=required,
        error_messages={"required": wanted, "invalid_choice": wanted},
    )  # fmt: skip


def too_long(label: str, most: int) -> dict[str, str]:
    return {"max_length": f"“{label}” can take {most:,} characters at most; what you wrote has %(show_value)s"}
