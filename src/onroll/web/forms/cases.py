"""What is asked on the pages of a case? One form a thing that an officer may do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from onroll.accounts.models import User
from onroll.casework.actions.escalating import TOLD
from onroll.casework.actions.joint_enquiries import FOUND
from onroll.casework.models import Contact, Priority, Whereabouts
from onroll.places.models import School
from onroll.rules.rulebook.book import rule_book
from onroll.web.forms.fields import DayField, Form, Words

LONG = {"rows": 4}
NO_FILL = {"autocomplete": "off"}


def long_text(
    label: str, error: str = "", help_text: str = "", *, required: bool = True, rows: int = 4
) -> forms.CharField:
    """A few sentences."""
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=10_000, widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": error},
    )  # fmt: skip


def line(
    label: str, error: str = "", help_text: str = "", *, required: bool = True, length: int = 150
) -> forms.CharField:
    """A line of text, never filled in by the browser."""
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=length, widget=forms.TextInput(attrs=NO_FILL),
        error_messages={"required": error},
    )  # fmt: skip


def pick(label: str, choices: Any, error: str = "", help_text: str = "", *, required: bool = True) -> forms.ChoiceField:
    """One of a few."""
    return forms.ChoiceField(
        label=label, help_text=help_text, choices=choices, required=required, widget=forms.RadioSelect,
        error_messages={"required": error, "invalid_choice": error or "Choose one from the list"},
    )  # fmt: skip


class Note(Form):
    """Free words."""

    text = long_text("Note", "Write the note", "Don't copy an address into a note where it is protected", rows=6)


class Correction(Form):
    """What is right instead."""

    text = long_text("What is right", "Write what is right", "What was written stays, with this beside it")

    def __init__(self, *args: Any, child_seen: bool = False, **kwargs: Any) -> None:
        """`child_seen`: what is corrected says that the child was seen."""
        if child_seen:
            self.base_fields = self.base_fields | {
                "child_not_seen": forms.BooleanField(
                    label="The child was not seen", required=False, widget=forms.CheckboxInput
                )
            }
        super().__init__(*args, **kwargs)


def _reasons() -> list[tuple[str, str]]:
    codes = rule_book().codes["cme-reasons"].codes.values()
    return [("", "Not said yet"), *((code.code, code.means) for code in codes)]


class ReasonForm(Form):
    """Why, in the national return's words, and where the child is."""

    reason = forms.ChoiceField(
        label="Why the child misses education", choices=_reasons, required=False, help_text="One reason a child, as the national return asks for it",
        error_messages={"invalid_choice": "Choose a reason from the list"},
    )  # fmt: skip
    whereabouts = pick(
        "What is known of where the child is",
        Whereabouts.choices,
        "Choose what is known of where the child is",
        required=False,
    )
    because = long_text("How you know (optional)", required=False, rows=3)


class OwnReason(Form):
    """Why, from a pathway's own list, with what is usually offered first."""

    def __init__(self, *args: Any, listed: str, asks: str, **kwargs: Any) -> None:
        codes = rule_book().codes[listed].codes.values()
        offers = [(code.code, Words(code.code, f"First: {code.more['first_offer']}" if code.more.get("first_offer") else "")) for code in codes]  # fmt: skip
        self.base_fields = {
            "reason": pick(asks, offers, "Choose a reason from the list"),
            "because": long_text("How you know (optional)", required=False, rows=3),
        }
        super().__init__(*args, **kwargs)


class PriorityForm(Form):
    """How soon somebody must act."""

    priority = forms.TypedChoiceField(
        label="How urgent",
        choices=Priority.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how urgent it is"},
    )
    because = long_text("Why", "Say why it is more or less urgent now", rows=3)


class Found(Form):
    """Where, and how it is known."""

    how = long_text(
        "How you know where the child is", "Say how you know where the child is", "Who said so, and who saw the child"
    )
    found_on = DayField(label="Day on which it was established", error_messages={"required": "Enter the day"})


class Because(Form):
    """Why."""

    because = long_text("Why", "Say why")

    def __init__(self, *args: Any, label: str = "Why", help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["because"].label, self.fields["because"].help_text = label, help_text


class Escalation(Form):
    """Who was told."""

    to = pick("Who was told", list(TOLD.items()), "Choose who was told")
    told_whom = line(
        "Name of the team or person, and their reference", "Say whom you told, and the reference they gave", length=300
    )
    told_on = DayField(label="Day on which they were told", error_messages={"required": "Enter the day"})
    reason = long_text("What you told them, and why", "Say what you told them, and why")


class Against(Form):
    """Why nobody is told."""

    reason = long_text(
        "Why nobody is told", "Say why nobody is told", "A second person must agree. Until then the proposal stands"
    )


class Decision(Form):
    """What, and why."""

    words = line("What was decided", "Say what was decided", length=200)
    reason = long_text("Why", "Say why")
    second = forms.BooleanField(label="A second person must agree", required=False, widget=forms.CheckboxInput())


def _people() -> list[tuple[str, str]]:
    """People to whom a task can be given."""
    people = User.objects.filter(is_active=True).order_by("name")
    return [("", "Whoever leads the case"), *((str(one.pk), one.name) for one in people if one.may("case.work"))]


class NewTask(Form):
    """Something to do."""

    title = line("What is to be done", "Say what is to be done", length=200)
    due_on = DayField(label="By which day (optional)", required=False)
    why = long_text("Why (optional)", required=False, rows=3)
    assigned_to = forms.ChoiceField(label="Who does it (optional)", choices=_people, required=False)


class Done(Form):
    """When it was done."""

    done_on = DayField(label="Day on which it was done", error_messages={"required": "Enter the day"})
    note = long_text("Note (optional)", required=False, rows=3)


class Person(Form):
    """Somebody in the case."""

    name = line("Name", "Enter their name")
    role = line(
        "What they are to the child",
        "Enter what they are to the child",
        "For example: mother, social worker, school attendance lead",
        length=120,
    )
    organisation = line("Organisation (optional)", required=False)
    phone = line("Phone (optional)", required=False, length=40)
    email = forms.EmailField(
        label="Email address (optional)", required=False, widget=forms.EmailInput(attrs=NO_FILL),
        error_messages={"invalid": "Enter an email address, like name@council.example"},
    )  # fmt: skip
    safe_contact = line("How they may and may not be contacted (optional)", required=False, length=200)


class Ended(Form):
    """Since when."""

    ended_on = DayField(label="Last day on the case", error_messages={"required": "Enter the day"})


class ContactForm(Form):
    """A contact or a visit, on a phone with one hand: what came of it, whether the child was seen, when. The rest can wait."""

    state = pick(
        "What came of it",
        [("done", "It took place"), ("no_answer", Words("Tried, no answer", "Nobody was in, or nobody answered")),
         ("refused", Words("Refused", "Somebody would not let you see the child, or would not speak")), ("offered", "Offered for a later day"), ("cancelled", "Cancelled")],
        "Choose what came of it",
    )  # fmt: skip
    child_seen = pick("Was the child seen in person?", [("yes", "Yes"), ("no", "No")], "Say whether the child was seen")
    happened_on = DayField(label="Day", error_messages={"required": "Enter the day"})
    note = long_text("What you found (optional)", required=False, rows=5)
    with_whom = line("Who you met or spoke to (optional)", required=False, length=200)
    kind = forms.ChoiceField(label="Kind of contact", choices=list(Contact.KINDS.items()))
    seen_by = line("Seen by (optional)", required=False, help_text="Left empty: you")
    where = line("Where (optional)", required=False, help_text="Never kept on this device", length=200)
    sent_once = forms.UUIDField(widget=forms.HiddenInput)


def _schools() -> list[tuple[str, str]]:
    ours = School.objects.filter(la_code=settings.AUTHORITY).order_by("name").values_list("urn", "name")
    return [
        ("", "School not in the list: weekdays and the authority's terms"),
        *((str(urn), name) for urn, name in ours),
    ]


class JointBegin(Form):
    """When the absence or the leave that starts the clock."""

    ground = pick(
        "Which ground", [("h", Words("Ground h", "Not back after granted leave")), ("i", Words("Ground i", "Absent without authority"))], "Choose a ground"
    )  # fmt: skip
    counted_from = DayField(
        label="Last day of the leave (h), or first day of the absence (i)", error_messages={"required": "Enter the day"}
    )
    urn = forms.ChoiceField(label="School", choices=_schools, required=False)


class JointOutcome(Form):
    """What both found."""

    ground = pick("Which ground", [("h", "Ground h"), ("i", "Ground i")], "Choose a ground")
    found = pick("What both found", list(FOUND.items()), "Choose what both found")
    school_officer = line("Officer of the school", "Enter who asked for the school")
    authority_officer = line("Officer of the authority", "Enter who asked for the authority")
    asked = long_text("Whom you asked and what they said", "Say whom you asked and what they said")
    finished_on = DayField(label="Day on which it was finished", error_messages={"required": "Enter the day"})
