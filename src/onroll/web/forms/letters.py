"""What is asked when a letter is written, a document added, or the outbox emptied? The forms of a case's papers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from django import forms

from onroll.casework.letters.recipients import Recipient
from onroll.casework.letters.sheet import FORMATS
from onroll.casework.letters.templates import TO, Template
from onroll.casework.models import Outgoing
from onroll.casework.uploads import ALLOWED, MOST
from onroll.web.forms.cases import line, long_text, pick
from onroll.web.forms.fields import DayField, Form, Words

ASKED = "ask_"


def key_of(name: str) -> str:
    """A mark of one adult for a form; it says nothing of them."""
    return hashlib.sha256(" ".join(name.casefold().split()).encode()).hexdigest()[:12]


class Choose(Form):
    """Which letter."""

    template = pick("Which letter", [], "Choose a letter")

    def __init__(self, *args: Any, templates: Mapping[str, Template], only_family: bool = False, **kwargs: Any) -> None:
        choices = [
            (one.id, Words(one.title, one.when if only_family else f"{TO[one.to]}. {one.when}"))
            for one in templates.values()
            if one.to == "family" or not only_family
        ]
        self.base_fields = _with_choices(self.base_fields, "template", choices)
        super().__init__(*args, **kwargs)


def _with_choices(fields: Mapping[str, Any], name: str, choices: Sequence[Any]) -> dict[str, Any]:
    """The fields of one form alone, before it looks at what was sent: its base checks that as it is made."""
    own = dict(fields)
    own[name] = deepcopy(own[name])
    own[name].choices = choices
    return own


class ToWhom(Form):
    """To whom, how, and what the letter still needs. Adults are those whom safe contact lets us write to."""

    to = pick("Who it goes to", [], "Choose who the letter goes to")
    to_name = line(
        "Who it goes to", "Enter who the letter goes to", "Name, role and organisation, as they stand on an envelope"
    )
    to_address = long_text("Postal address (if it goes by post)", required=False, rows=4)
    to_email = forms.EmailField(label="Email address (if it goes by email)", required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
                                error_messages={"invalid": "Enter an email address like name@example.gov.uk"})  # fmt: skip
    channel = pick(
        "How it goes",
        list(Outgoing.CHANNELS.items()),
        "Choose how the letter goes",
        "Email and text messages aren't connected yet: a person sends them, then says so in the outbox",
    )
    format_wanted = pick(
        "Print",
        list(FORMATS.items()),
        "Choose the print",
        "Large print is made at once, in 18 point. The others wait in the outbox with a note",
        required=False,
    )
    language = line(
        "Language they read, where it isn't English (optional)",
        help_text="The outbox says that a translation is wanted",
        required=False,
        length=60,
    )
    safeguarding_said = line(
        "Who of safeguarding agreed, and when",
        help_text="Only where the page says that they must be asked first",
        required=False,
        length=200,
    )

    def __init__(
        self,
        *args: Any,
        template: Template,
        adults: Sequence[Recipient],
        asks: Mapping[str, str],
        careful: bool,
        **kwargs: Any,
    ) -> None:
        self.asked = asks
        self.template, self.adults = template, {key_of(one.name): one for one in adults}
        family = template.to == "family"
        own = _with_choices(
            self.base_fields, "to", [(key, Words(_named(one), _reached(one))) for key, one in self.adults.items()]
        )
        left_out = ["to_name", "to_address", "to_email"] if family else ["to", "format_wanted", "language"]
        if not family:
            own = _with_choices(own, "channel", [one for one in Outgoing.CHANNELS.items() if one[0] != "text"])
        if not careful:
            left_out.append("safeguarding_said")
        for name, means in asks.items():
            own[ASKED + name] = line(
                means, help_text="Left empty, it stays a gap that you fill in the text", required=False, length=500
            )
        self.base_fields = {name: field for name, field in own.items() if name not in left_out}
        super().__init__(*args, **kwargs)

    @property
    def recipient(self) -> Recipient:
        """Whoever was chosen or typed; call it on a valid form."""
        held = self.cleaned_data
        if self.template.to == "family":
            return self.adults[held["to"]]
        return Recipient(held["to_name"], address=held["to_address"], email=held["to_email"])

    @property
    def answers(self) -> dict[str, str]:
        """What was typed into the letter's own questions."""
        return {name: self.cleaned_data.get(ASKED + name, "") for name in self.asked}


def _named(one: Recipient) -> str:
    return f"{one.name}, {one.relationship.lower()}" if one.relationship else one.name


def _reached(one: Recipient) -> str:
    if one.never_printed:
        return "The address must never be disclosed: it isn't printed, and nothing is posted. Ask the safeguarding lead first."
    if one.hidden:
        return "The address is protected and not shown."
    held = [one.address, one.email, one.phone]
    return " · ".join(part for part in held if part) or "No address is known"


class LetterWords(Form):
    """The text, before it is kept."""

    subject = line("What the letter is about", "Enter what the letter is about", length=200)
    body = forms.CharField(
        label="The text", max_length=20_000, widget=forms.Textarea(attrs={"rows": 22}), error_messages={"required": "Write the letter"},
        help_text="A blank line begins a new paragraph, “# ” a heading, “- ” an item of a list, **two stars** make bold. Fill everything in double square brackets.",
    )  # fmt: skip


class AddDocument(Form):
    """A file."""

    title = line(
        "What it is",
        "Say what the document is",
        "For example, letter from the practice, 2 November. Don't write an address here",
        length=200,
    )
    file = forms.FileField(
        label="File",
        help_text=f"{ALLOWED}. At most {MOST // 1024 // 1024} MB. No macros.",
        error_messages={"required": "Choose a file", "empty": "The file is empty. Choose another."},
    )

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)


class SentOn(Form):
    """When."""

    sent_on = DayField(label="Day on which they went", error_messages={"required": "Enter the day"})


class SameLetter(Form):
    """One text for several families; its fields are filled for each case by itself."""

    template = forms.CharField(widget=forms.HiddenInput)
    subject = line("What the letter is about", "Enter what the letter is about", length=200)
    body = forms.CharField(
        label="The text", max_length=20_000, widget=forms.Textarea(attrs={"rows": 18}), error_messages={"required": "Write the letter"},
        help_text="What stands in {{ }} is filled in for each case. Change the rest as you like; it goes to all of them.",
    )  # fmt: skip

    def __init__(self, *args: Any, asks: Mapping[str, str], **kwargs: Any) -> None:
        self.asked = asks
        said = {ASKED + name: line(means, f"Say this: {means}", length=500) for name, means in asks.items()}
        self.base_fields = {
            "template": self.base_fields["template"],
            **said,
            "subject": self.base_fields["subject"],
            "body": self.base_fields["body"],
        }
        super().__init__(*args, **kwargs)

    @property
    def answers(self) -> dict[str, str]:
        """What is the same in every letter."""
        return {name: self.cleaned_data[ASKED + name] for name in self.asked}
