"""What is asked about a person who uses the service."""

from __future__ import annotations

from typing import Any

from django import forms

from onroll.accounts.roles import access
from onroll.web.forms.fields import DayField, Form, Words


def _role_choices() -> list[tuple[str, Words]]:
    return [(role.id, Words(role.name, role.does)) for role in access().roles.values()]


class Details(Form):
    """Who they are and between which days they may sign in."""

    name = forms.CharField(label="Full name", max_length=150, error_messages={"required": "Enter the person's name"},
                           widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-!-width-two-thirds"}))  # fmt: skip
    email = forms.EmailField(
        label="Email address", help_text="They sign in with it", max_length=254,
        error_messages={"required": "Enter their email address", "invalid": "Enter an email address, like name@council.example"},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "govuk-!-width-two-thirds"}),
    )  # fmt: skip
    team = forms.CharField(label="Team (optional)", required=False, max_length=120, help_text="A team that isn't there yet is added",
                           widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-!-width-one-half"}))  # fmt: skip
    started_on = DayField(
        label="First day (optional)", required=False, help_text="Nothing means at once. For example, 2 11 2026"
    )
    ended_on = DayField(label="Last day (optional)", required=False, help_text="For somebody who comes for a while")

    def clean(self) -> dict[str, Any]:
        held = super().clean() or {}
        if held.get("started_on") and held.get("ended_on") and held["ended_on"] < held["started_on"]:
            self.add_error("ended_on", "The last day must not be before the first day")
        return held


class Roles(Form):
    """What they may do."""

    roles = forms.MultipleChoiceField(
        label="Roles", widget=forms.CheckboxSelectMultiple, choices=_role_choices, help_text="Choose as few as the work needs",
        error_messages={"required": "Choose at least one role"},
    )  # fmt: skip


class NewPerson(Details, Roles):
    """Everything about a new person at once."""

    field_order = ("name", "email", "team", "roles", "started_on", "ended_on")


class Reason(Form):
    """Why; kept in the audit log."""

    reason = forms.CharField(label="Reason", help_text="Kept in the audit log", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
                             error_messages={"required": "Say why"})  # fmt: skip


class ChangedRoles(Roles, Reason):
    """Other roles, and why."""

    field_order = ("roles", "reason")
