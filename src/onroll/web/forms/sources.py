"""What is asked about a source: how often it is expected, whom to ask, and under which agreement it sends?"""

from __future__ import annotations

from django import forms

from onroll.web.forms.fields import DayField, Form


class Expected(Form):
    """How often it comes, who is asked, and whether it may load without an agreement."""

    interval_days = forms.IntegerField(
        label="How many days lie between two extracts? (optional)", required=False, min_value=1, max_value=400,
        help_text="Nothing where it comes as it comes. An extract older than this is late",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )  # fmt: skip
    contact = forms.CharField(
        label="Whom to ask when it is late or wrong (optional)", required=False, max_length=200,
        help_text="A team or a post, with a telephone number",
    )  # fmt: skip
    without_agreement = forms.BooleanField(
        label="It may be loaded though no information-sharing agreement is recorded",
        required=False,
        help_text="Taken away, a file of this source is refused until an agreement in force is recorded",
    )


class NewAgreement(Form):
    """One information-sharing agreement."""

    title = forms.CharField(
        label="Name of the agreement", max_length=200, error_messages={"required": "Enter the name of the agreement"}
    )
    with_whom = forms.CharField(
        label="With whom", max_length=200, error_messages={"required": "Enter with whom it was made"}
    )
    purpose = forms.CharField(
        label="For what purpose", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        error_messages={"required": "Enter the purpose, as the agreement says it"},
    )  # fmt: skip
    lawful_basis = forms.CharField(
        label="Lawful basis", max_length=200, help_text="For example, public task: Education Act 1996, section 436A",
        error_messages={"required": "Enter the lawful basis"},
    )  # fmt: skip
    starts_on = DayField(label="First day", error_messages={"required": "Give the first day"})
    expires_on = DayField(
        label="Last day (optional)", required=False, help_text="After it, no file of this source loads"
    )


class Ended(Form):
    """When and why an agreement ends early."""

    on = DayField(label="From which day does it no longer hold?", error_messages={"required": "Give the day"})
    reason = forms.CharField(label="Why does it end?", max_length=300, error_messages={"required": "Write why it ends"})
