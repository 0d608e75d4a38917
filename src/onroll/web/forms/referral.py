"""What does each page of the public form ask? Nothing that a neighbour can't know is compulsory (E1)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils import timezone

from onroll.web.forms.fields import DayField, Form, Words
from onroll.web.forms.questions import LONG, choice, line, text, too_long

OLDEST = 25  # years: an education, health and care plan ends then

WORRIED = {
    "now": Words("Yes, the child is in danger now", "You will be told whom to phone first"),
    "worried": Words("Yes, I am worried that the child is being harmed or neglected"),
    "no": Words("No"),
    "unsure": Words("I don’t know"),
}
WHO = {
    "school": Words("A school or college"),
    "professional": Words("Another professional", "For example health, police, social care, housing, a charity"),
    "family": Words("A parent, carer or relative"),
    "public": Words("A neighbour, a friend or another member of the public"),
}
SEX = {"F": "Girl", "M": "Boy", "": "I don’t know"}
RISK = {"yes": "Yes", "no": "No", "unsure": "I don’t know"}
PROFESSIONAL = ("school", "professional")


class Safety(Form):
    """First of all."""

    worried = choice(
        "Is the child in danger, or do you fear that the child is being harmed?",
        WORRIED,
        wanted="Say whether you fear for the child’s safety",
    )
    safeguarding_words = text("What makes you think so? (optional)", rows=3)


class You(Form):
    """Who tells us. A member of the public may stay unnamed."""

    who = choice("You write as", WHO, wanted="Choose who you are")
    referrer_name = line(
        "Your name",
        most=150,
        hint="If you are not a professional you can leave this empty. We may then be unable to ask you more.",
        autocomplete="name",
    )
    referrer_organisation = line("Your school or organisation (professionals)", most=150, autocomplete="organization")
    referrer_role = line("Your job (professionals, optional)", most=150, autocomplete="organization-title")
    referrer_phone = line(
        "Your phone number", most=40, width="govuk-input--width-20", autocomplete="tel", inputmode="tel"
    )
    referrer_email = line("Your email address", most=254, autocomplete="email", inputmode="email", spellcheck="false")

    def clean_referrer_email(self) -> str:
        email = self.cleaned_data["referrer_email"].strip()
        if email:
            try:
                validate_email(email)
            except forms.ValidationError:
                raise forms.ValidationError("Enter an email address like name@example.org, or leave it empty") from None
        return email

    def clean(self) -> dict[str, Any]:
        held = super().clean() or {}
        if held.get("who") in PROFESSIONAL:
            if not held.get("referrer_name") and "referrer_name" not in self.errors:
                self.add_error("referrer_name", "Enter your name")
            if not held.get("referrer_organisation") and "referrer_organisation" not in self.errors:
                self.add_error("referrer_organisation", "Enter your school or organisation")
            reachable = held.get("referrer_phone") or held.get("referrer_email")
            if not reachable and not {"referrer_phone", "referrer_email"} & set(self.errors):
                self.add_error(
                    "referrer_phone", "Enter a phone number or an email address, so that somebody can ask you more"
                )
        return held


class TheChild(Form):
    """Who it is about, as far as the person knows."""

    forename = line("First name")
    surname = line("Last name")
    known_as = line("Other names the child is known by (optional)")
    description = text(
        "If you don’t know the name: what do you know of the child?",
        rows=3,
        hint="For example: a boy of about 9 who lives in the flat above the bakery",
    )
    date_of_birth = DayField(
        label="Date of birth", required=False, help_text="For example, 2 11 2016. Leave it empty if you don’t know it."
    )
    age_said = line(
        "Age, if you don’t know the date of birth",
        most=60,
        hint="A guess is fine, for example: about 9",
        width="govuk-input--width-10",
    )
    sex = choice("Is the child a girl or a boy?", SEX, wanted="Choose one, or leave it", required=False)
    upn = line(
        "Unique pupil number (schools, optional)",
        most=13,
        hint="A letter and twelve figures or letters",
        width="govuk-input--width-20",
        spellcheck="false",
    )

    def __init__(self, data: Any = None, *, who: str = "school", **kwargs: Any) -> None:
        """A pupil number is asked of professionals (`who` says who writes)."""
        super().__init__(data, **kwargs)
        if who not in PROFESSIONAL:
            del self.fields["upn"]

    def clean_date_of_birth(self) -> date | None:
        born = self.cleaned_data["date_of_birth"]
        today = timezone.localdate()
        if born and born > today:
            raise forms.ValidationError("The date of birth must be in the past")
        if born and born.year < today.year - OLDEST:
            raise forms.ValidationError("Check the year of birth: this service is about children and young people")
        return born

    def clean(self) -> dict[str, Any]:
        held = super().clean() or {}
        named = any(
            held.get(name, "").strip()
            for name in ("forename", "surname", "description")
            if isinstance(held.get(name), str)
        )
        if not named and not {"forename", "surname", "description"} & set(self.errors):
            self.add_error("forename", "Enter a first name, a last name, or what you know of the child")
        return held


class Family(Form):
    """Who looks after the child; nothing is compulsory."""

    adults = text(
        "Parents, carers or other adults (optional)",
        rows=3,
        hint="Names, what they are to the child, and how to reach them if you know",
    )
    siblings = text("Brothers and sisters (optional)", rows=2, hint="Names, ages, schools")
    language = line("Does the family need an interpreter? Which language? (optional)")


class Where(Form):
    """Where the child lives, was last seen, and went to school; nothing is compulsory."""

    address = text(
        "Where does the child live, or where did they live last? (optional)",
        rows=3,
        most=500,
        hint="As much of the address as you know",
    )
    postcode = line(
        "Postcode (optional)", most=10, width="govuk-input--width-10", autocomplete="off", spellcheck="false"
    )
    last_seen = text("When and where was the child last seen, and by whom? (optional)", rows=3)
    school = line("School or nursery, now or last (optional)", most=150)
    moved_to = text("Where might the child have gone? (optional)", rows=2, most=1_000)


class Concern(Form):
    """What worries the person: the one thing everybody can say."""

    concern = text(
        "Why do you think the child isn’t getting an education?", rows=6, required=True, hint="What you have seen or been told, and since when",
        error_messages={"required": "Say why you think the child isn’t getting an education"} | too_long("Why", LONG),
    )  # fmt: skip
    done_already = text(
        "What has been done already? (optional)",
        rows=3,
        hint="Schools: the calls, letters, visits and checks you made, with dates",
    )


class SafeContact(Form):
    """Q10: asked of everybody, before anybody writes or knocks."""

    risk = choice(
        "Is there anything that would put somebody at risk if we got in touch?", RISK, wanted="Choose yes, no or I don’t know",
        hint="For example: a violent relative who reads the post, a refuge, fear of a forced marriage, a family that must not know who told us",
    )  # fmt: skip
    safe_contact = text(
        "What must we not do, and how can we get in touch safely?",
        rows=3,
        hint="For example: phone the mother at work only, never write to the house",
    )

    def clean(self) -> dict[str, Any]:
        held = super().clean() or {}
        if held.get("risk") == "yes" and not held.get("safe_contact", "").strip() and "safe_contact" not in self.errors:
            self.add_error("safe_contact", "Say what we must not do, so that nobody is put at risk")
        return held


class Sending(Form):
    """The button under all answers. `website` is a trap for machines; a browser that fills it in is told, and nothing is lost."""

    once = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)
    website = forms.CharField(
        label="Leave this empty",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                "Empty the box “Leave this empty”: it is there to catch machines. Then send again"
            )
        return ""
