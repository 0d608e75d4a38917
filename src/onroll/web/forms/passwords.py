"""Signing in, and choosing a password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.http import HttpRequest
from django.utils import timezone

from onroll.accounts.models import User
from onroll.web.forms.fields import Form

WRONG = "The email address or the password is wrong. After five wrong tries you have to wait 15 minutes."


class SignIn(Form):
    """One sentence for every failure, so that nobody learns which addresses have an account."""

    email = forms.CharField(
        label="Email address", max_length=254, error_messages={"required": "Enter your email address"},
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false", "class": "govuk-!-width-two-thirds"}),
    )  # fmt: skip
    password = forms.CharField(
        label="Password", strip=False, max_length=4096, error_messages={"required": "Enter your password"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "govuk-!-width-two-thirds"}),
    )  # fmt: skip

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        self.person: User | None = None
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        held = super().clean() or {}
        if "email" in held and "password" in held:
            email = held["email"].strip().lower()
            person = authenticate(self.request, username=email, password=held["password"])
            if person is None or not person.may_sign_in(on=timezone.localdate()):
                raise forms.ValidationError(WRONG)
            self.person = person
        return held


class NewPassword(Form):
    """A password of one's own choice, twice. `person` lets the rules compare it with their name and address."""

    password = forms.CharField(
        label="New password", strip=False, max_length=4096, error_messages={"required": "Enter a new password"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "govuk-!-width-two-thirds"}),
    )  # fmt: skip
    again = forms.CharField(
        label="New password again", strip=False, max_length=4096, error_messages={"required": "Enter the new password again"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "govuk-!-width-two-thirds"}),
    )  # fmt: skip

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    @property
    def rules(self) -> list[str]:
        """What a password must be, for the page to say beforehand."""
        return password_validators_help_texts()

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.person)
        return self.cleaned_data["password"]

    def clean(self) -> dict[str, Any]:
        held = super().clean() or {}
        if "password" in held and "again" in held and held["password"] != held["again"]:
            self.add_error("again", "The two passwords are not the same")
        return held


class ChangePassword(NewPassword):
    """The same, after the present password: somebody else's unlocked screen must not be enough."""

    present = forms.CharField(
        label="Present password", strip=False, max_length=4096, error_messages={"required": "Enter your present password"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "govuk-!-width-two-thirds"}),
    )  # fmt: skip
    field_order = ("present", "password", "again")

    def clean_present(self) -> str:
        if not self.person.check_password(self.cleaned_data["present"]):
            raise forms.ValidationError("The present password is wrong")
        return self.cleaned_data["present"]
