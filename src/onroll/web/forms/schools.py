"""What is asked about a school: its named officer, a visit, an action, a link to send, a meeting and what was said at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from onroll.casework.models import SchoolAction, SchoolVisit
from onroll.web.forms.fields import DayField, Form
from onroll.web.forms.running import ChoosesPeople


class NamesOfficer(ChoosesPeople):
    """Who is the authority's contact for one school or several."""

    people_fields = ("officer",)
    officer = forms.ChoiceField(label="Named officer", error_messages={"required": "Choose who is the named officer"})

    urns = forms.MultipleChoiceField(
        label="Schools", widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choose at least one school"}
    )

    def __init__(self, *args: Any, schools: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if schools:
            self.fields["urns"].choices = schools  # type: ignore[attr-defined]
        else:
            del self.fields["urns"]
        if self.is_bound:
            self.full_clean()  # the base class looked at what was typed before the schools were known


class Visit(Form):
    """A visit, a call, training, or casework the school bought."""

    kind = forms.ChoiceField(
        label="What it was", choices=[("", "Choose"), *SchoolVisit.KINDS.items()], error_messages={"required": "Choose what it was"}
    )  # fmt: skip
    happened_on = DayField(label="On which day", error_messages={"required": "Enter the day"})
    minutes = forms.IntegerField(
        label="How many minutes", min_value=1, max_value=1440, widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
        error_messages={"required": "Enter how many minutes", "invalid": "Enter a number of minutes"},
    )  # fmt: skip
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="What it was about. Name no pupil who needn't be named.")  # fmt: skip


class Action(ChoosesPeople):
    """Something the school or the authority will do."""

    people_fields = ("assigned_to",)
    title = forms.CharField(
        label="What is to be done", max_length=300, error_messages={"required": "Say what is to be done"}
    )
    owner = forms.ChoiceField(label="Whose it is", choices=list(SchoolAction.OWNERS.items()), initial="authority")
    assigned_to = forms.ChoiceField(
        label="Officer, where it is the authority's",
        required=False,
        help_text="Without one it goes to the named officer.",
    )
    due_on = DayField(label="By when", required=False)


class Link(Form):
    """To whom the link goes."""

    sent_to = forms.CharField(
        label="Who at the school it goes to", max_length=200, error_messages={"required": "Enter who at the school it goes to"},
        help_text="The office's mailbox or the attendance lead. OnRoll doesn't send it; you do.",
    )  # fmt: skip


class PlansMeeting(Form):
    """On which day the termly meeting is."""

    planned_on = DayField(label="Day of the meeting", error_messages={"required": "Enter the day of the meeting"})


class Meeting(Form):
    """What was said about each item of the agenda, and whether the meeting was held."""

    read_version = forms.IntegerField(widget=forms.HiddenInput)
    planned_on = DayField(label="Day of the meeting", error_messages={"required": "Enter the day of the meeting"})
    present = forms.CharField(label="Who was present", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    held_on = DayField(
        label="Held on",
        required=False,
        help_text="Fill this in last: then the pack and the notes are frozen. For example, 2 11 2026",
    )

    def __init__(self, *args: Any, agenda: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agenda = agenda
        for item, words in agenda.items():
            self.fields[f"note_{item}"] = forms.CharField(
                label=f"Notes: {words.split(':')[0].lower()}", required=False,
                widget=forms.Textarea(attrs={"rows": 3, "class": "govuk-textarea"}),
            )  # fmt: skip
        if self.is_bound:
            self.full_clean()  # the base class looked at what was typed before these fields were there

    @property
    def notes(self) -> dict[str, str]:
        """What was typed, by agenda item."""
        return {item: self.cleaned_data.get(f"note_{item}", "") for item in self.agenda}
