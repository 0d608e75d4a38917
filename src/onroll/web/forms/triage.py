"""What is asked when a referral is typed in by an officer, decided at triage, or a case is given to somebody?"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from onroll.casework.actions.triaging import NEW_CHILD, OUTCOMES
from onroll.casework.models import Priority
from onroll.casework.pathways import pathways
from onroll.casework.selectors.load import Load
from onroll.places.authorities import authorities
from onroll.rules.referrals import referral_book
from onroll.web.forms.fields import DayField, Form, Words
from onroll.web.forms.questions import choice, line, text
from onroll.web.forms.referral import RISK, SEX, TheChild

PRIORITIES = {
    str(Priority.NORMAL.value): Words("Normal"),
    str(Priority.URGENT.value): Words("Urgent", "Somebody acts today"),
    str(Priority.EMERGENCY.value): Words("Emergency", "Social care or the police know, or are told now"),
}


class Typed(Form):
    """One page for officers. A child whose page it was written on needs no name."""

    forename = line("First name")
    surname = line("Last name")
    date_of_birth = DayField(label="Date of birth", required=False, help_text="For example, 2 11 2016")
    age_said = line("Age, where no date of birth is known", most=60, width="govuk-input--width-10")
    sex = choice("Sex", SEX, wanted="Choose one", required=False)
    upn = line("UPN (optional)", most=13, width="govuk-input--width-20", spellcheck="false")
    address = text("Address, as far as known", rows=2, most=500)
    postcode = line("Postcode", most=10, width="govuk-input--width-10", spellcheck="false")
    school = line("School, now or last", most=150)
    adults = text("Parents and carers, and how to reach them", rows=2)
    referrer_name = line("Who told you?", most=150, hint="Leave empty where it was you who noticed")
    referrer_organisation = line("Their organisation", most=150)
    referrer_phone = line("Their phone number or email address", most=40)
    concern = text(
        "Why may the child be missing education?",
        rows=4,
        required=True,
        error_messages={"required": "Say why the child may be missing education"},
    )
    last_seen = text("Last seen: when, where, by whom", rows=2)
    safeguarding = forms.BooleanField(
        label="There is reason to fear for the child’s safety",
        required=False,
        help_text="It goes to the top of the inbox. Tell social care today as well: a form tells nobody by itself.",
    )
    safeguarding_words = text("What there is to fear", rows=2)
    risk = choice("Would it put somebody at risk if we got in touch?", RISK, wanted="Choose yes, no or I don’t know")
    safe_contact = text("What must we not do, and how can we get in touch safely?", rows=2)

    CHILDS = ("forename", "surname", "date_of_birth", "age_said", "sex", "upn", "address", "postcode")

    def __init__(self, data: Any = None, *, known: bool = False, **kwargs: Any) -> None:
        """`known` where the child's record is there already: who it is isn't asked."""
        self.known = known
        if known:
            self.base_fields = {
                name: deepcopy(field) for name, field in self.base_fields.items() if name not in self.CHILDS
            }
        super().__init__(data, **kwargs)

    clean_date_of_birth = TheChild.clean_date_of_birth

    def clean(self) -> dict[str, Any]:
        held = super().clean() or {}
        named = any(held.get(name, "").strip() for name in ("forename", "surname", "address"))
        if not self.known and not named and "forename" not in self.errors:
            self.add_error("forename", "Enter a name, or an address where no name is known")
        if held.get("risk") == "yes" and not held.get("safe_contact", "").strip():
            self.add_error("safe_contact", "Say what we must not do, so that nobody is put at risk")
        return held

    @property
    def said(self) -> dict[str, Any]:
        """The fields of a referral."""
        held = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        return held | {"detail": {"risk": held.pop("risk", "")}}


class Triage(Form):
    """The whole decision on one page; which answers are needed hangs on what happens."""

    child = forms.ChoiceField(
        label="Which child is this?",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the children shown, or none of these"},
    )
    outcome = choice("What happens with this referral?", OUTCOMES, wanted="Choose what happens with this referral")
    pathway = forms.ChoiceField(label="Pathway", required=False)
    led_by = choice(
        "Who leads?",
        {"us": Words("One of us"), "service": Words("Another service; we keep a watching brief")},
        wanted="Choose who leads",
        required=False,
    )
    lead = forms.ChoiceField(
        label="Lead", required=False, error_messages={"invalid_choice": "Choose somebody from the list"}
    )
    priority = choice("How urgent is it?", PRIORITIES, wanted="Choose how urgent it is", required=False)
    service = forms.ChoiceField(label="Which service leads?", required=False)
    review_on = DayField(
        label="Look again on",
        required=False,
        help_text="The case comes back on this day, or when that service ends its work. For example, 2 11 2026",
    )
    authority = forms.ChoiceField(label="Which authority?", required=False)
    because = text(
        "Why", rows=3, hint="Needed where nothing is done; kept with the referral and on the case", most=4_000
    )

    def __init__(
        self,
        data: Any = None,
        *,
        matches: Sequence[int] = (),
        loads: Sequence[Load] = (),
        known: bool = False,
        **kwargs: Any,
    ) -> None:
        """`matches` are the children to choose from; `known` where the referral names its child already."""
        fields = deepcopy(self.base_fields)
        if known:
            del fields["child"]
        else:
            fields["child"].choices = [*((str(child), str(child)) for child in matches), (NEW_CHILD, NEW_CHILD)]
        fields["pathway"].choices = [(one.id, one.name) for one in pathways().values()]
        fields["lead"].choices = lead_choices(loads)
        fields["service"].choices = service_choices()
        fields["authority"].choices = authority_choices()
        self.base_fields = fields
        super().__init__(data, **kwargs)


class Lead(Form):
    """Another lead, and why."""

    lead = forms.ChoiceField(
        label="Who leads from now on?",
        error_messages={"required": "Choose who leads", "invalid_choice": "Choose somebody from the list"},
    )
    because = text("Why (optional)", rows=3)

    def __init__(self, data: Any = None, *, loads: Sequence[Load], **kwargs: Any) -> None:
        self.base_fields = deepcopy(self.base_fields)
        self.base_fields["lead"].choices = lead_choices(loads)
        super().__init__(data, **kwargs)


class Watched(Form):
    """Which service leads, until when, why."""

    service = forms.ChoiceField(
        label="Which service leads?",
        choices=lambda: service_choices(),
        error_messages={"required": "Choose which service leads"},
    )
    review_on = DayField(
        label="Look again on",
        error_messages={"required": "Enter the day on which somebody looks again"},
        help_text="The case comes back on this day, or when that service ends its work. For example, 2 11 2026",
    )
    because = text("Why", rows=3, required=True, error_messages={"required": "Say why the other service leads"})


class Back(Lead):
    """Who leads once the case is back, and why it comes back."""

    because = text(
        "Why does the case come back?",
        rows=3,
        required=True,
        error_messages={"required": "Say why the case comes back"},
    )


def lead_choices(loads: Sequence[Load]) -> list[tuple[str, str]]:
    """Whoever is here, the least loaded first, each with their load in words. Who is away isn't offered."""
    here = [
        (str(one.person.pk), f"{one.person.name}{_team(one)}: {one.words}") for one in loads if one.away_until is None
    ]
    return [("", "Choose somebody"), *here]


def service_choices() -> list[tuple[str, str]]:
    """The services of the rule book's list."""
    return [("", "Choose a service"), *((one.id, one.name) for one in referral_book().services.values())]


def authority_choices(on: date | None = None) -> list[tuple[str, str]]:
    """Every authority that there is on the day but this one, by name."""
    day = on or timezone.localdate()
    others = [
        one
        for one in authorities().values()
        if one.code != settings.AUTHORITY and (one.ended_on is None or one.ended_on >= day)
    ]
    return [("", "Choose an authority"), *((one.code, one.name) for one in sorted(others, key=lambda one: one.name))]


def _team(one: Load) -> str:
    return f", {one.person.team}" if one.person.team else ""
