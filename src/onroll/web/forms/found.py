"""What was found of a child nobody has placed? One short form for each answer, and the fact that it states."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings

from onroll.intake.own_facts import OwnFact
from onroll.places.authorities import ABROAD, authorities
from onroll.places.models import School
from onroll.rules.missing import SCHOOLS
from onroll.web.forms.fields import DayField, Form, Words

HELD_DAYS = 365
"""For how long another address stands against registrations that nobody has changed; then the child is to be asked about again."""
OTHER = "other"
CONTACTS = [
    ("in_person", Words("Somebody saw the child in person")),
    ("spoken", Words("Somebody spoke to the child")),
    ("video", Words("Somebody saw the child on video")),
    ("adult_only", Words("An adult only was seen or spoken to", "Doesn't count as seeing the child")),
]


class Answered(Form):
    """What all answers share: on which day it was given, and a note. `agencies` can have been asked."""

    told_on = DayField(
        label="On which day they said so", error_messages={"required": "Give the day on which they said so"}
    )
    note = forms.CharField(
        label="Note (optional)",
        help_text="What the next person needs to know. Say what was said, not what you think",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    last = ("told_by", "told_on", "note")

    def __init__(self, *args: Any, today: date, agencies: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.today, self.agencies = today, agencies
        super().__init__(*args, **kwargs)
        self.order_fields([*[name for name in self.fields if name not in self.last], *self.last])

    def clean_told_on(self) -> date | None:
        """Not a day to come."""
        return self._past("told_on")

    def fact(self) -> OwnFact:
        """What it states; only of a form without faults."""
        raise NotImplementedError

    def _past(self, name: str) -> date | None:
        on = self.cleaned_data.get(name)
        if on is not None and on > self.today:
            raise forms.ValidationError(f"{self.fields[name].label} must be today or earlier")
        return on


class Found(Answered):
    """Somebody told us something of the child."""

    told_by = forms.CharField(
        label="Who told you",
        help_text="The agency or person, for example housing, or the school's office",
        max_length=80,
        error_messages={"required": "Say who told you"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-!-width-one-half"}),
    )

    def _told(self) -> dict[str, str]:
        held = self.cleaned_data
        return {name: value for name, value in (("told_by", held["told_by"]), ("event", held.get("note", ""))) if value}


class AtSchool(Found):
    """On a roll that no extract shows."""

    school = forms.CharField(label="School", help_text="Its URN, or its name as the register of schools has it; any name where it isn't on the register",
                             max_length=120, error_messages={"required": "Name the school"},
                             widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-!-width-two-thirds"}))  # fmt: skip
    since = DayField(
        label="On its roll since",
        help_text="As the school says; the day they told you, where they don't know",
        required=False,
    )

    def clean_since(self) -> date | None:
        """Not a day to come: a place that is still to begin is an application."""
        return self._past("since")

    def fact(self) -> OwnFact:
        """A roll; of the school on the register where there is exactly one such."""
        held = self.cleaned_data
        known = list(
            School.objects.filter(urn=held["school"])[:1] or School.objects.filter(name__iexact=held["school"])[:2]
        )
        urn = known[0].urn if len(known) == 1 else ""
        detail = self._told() | ({} if urn else {"school_name": held["school"], "elsewhere": "T"})
        return OwnFact("roll", held["since"] or held["told_on"], place=urn, code="C", detail=detail)


class Elsewhere(Found):
    """Lives in another authority's area, or abroad."""

    authority = forms.ChoiceField(
        label="Where the child lives now", choices=lambda: _places(), error_messages={"required": "Choose where"}
    )
    since = DayField(
        label="Lives there since", help_text="As they say; the day they told you, where they don't know", required=False
    )

    def clean_since(self) -> date | None:
        """Not a day to come."""
        return self._past("since")

    def fact(self) -> OwnFact:
        """An address in that area; it stands for a year against registrations that nobody has changed."""
        held = self.cleaned_data
        until = (held["told_on"] + timedelta(days=HELD_DAYS)).isoformat()
        return OwnFact(
            "address",
            held["since"] or held["told_on"],
            la=held["authority"],
            detail={**self._told(), "asserted_on": until},
        )


class Seen(Found):
    """Seen or spoken to; where the child is educated is still not known."""

    contact = forms.ChoiceField(
        label="How", choices=CONTACTS, widget=forms.RadioSelect, error_messages={"required": "Say how"}
    )
    seen_by = forms.CharField(label="By whom", max_length=80, error_messages={"required": "Say who saw or spoke to them"},
                              widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-!-width-one-half"}))  # fmt: skip
    seen_on = DayField(label="On which day", error_messages={"required": "Give the day"})

    def clean_seen_on(self) -> date | None:
        """Not a day to come."""
        return self._past("seen_on")

    def fact(self) -> OwnFact:
        """A sighting of that day."""
        held = self.cleaned_data
        detail = {"agency": held["told_by"], "seen_by": held["seen_by"], "event": held["note"]}
        return OwnFact(
            "sighting",
            held["seen_on"],
            held["seen_on"],
            code=held["contact"],
            detail={k: v for k, v in detail.items() if v},
        )


class Nothing(Answered):
    """Asked, and they don't know where the child is."""

    agency = forms.CharField(
        label="Who was asked", widget=forms.Select, error_messages={"required": "Choose who was asked"}
    )
    other = forms.CharField(
        label="Which other agency",
        help_text="Only where you chose another agency",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-!-width-one-half"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [
            (name, "The last school" if name == SCHOOLS else name[:1].upper() + name[1:]) for name in self.agencies
        ]
        self.fields["agency"].widget.choices = [("", "Choose"), *names, (OTHER, "Another agency")]

    def clean_agency(self) -> str:
        """One of those on the list."""
        chosen = self.cleaned_data["agency"]
        if chosen not in (*self.agencies, OTHER):
            raise forms.ValidationError("Choose who was asked")
        return chosen

    def clean(self) -> dict[str, Any]:
        held = super().clean() or {}
        if held.get("agency") == OTHER and not held.get("other"):
            self.add_error("other", "Name the agency")
        return held

    def fact(self) -> OwnFact:
        """An answer of nothing: it moves the next enquiry on and makes no agency know the child."""
        held = self.cleaned_data
        agency = held["other"] if held["agency"] == OTHER else held["agency"]
        detail = {"agency": agency, "event": held["note"]}
        return OwnFact(
            "enquiry", held["told_on"], held["told_on"], code="nothing", detail={k: v for k, v in detail.items() if v}
        )


def _places() -> list[tuple[str, str]]:
    """Every authority but our own that exists today, by name, and abroad."""
    here = [
        (one.code, one.name)
        for one in authorities().values()
        if one.ended_on is None and one.code not in (ABROAD, settings.AUTHORITY)
    ]
    return [("", "Choose"), (ABROAD, "Outside the United Kingdom"), *sorted(here, key=lambda one: one[1])]
