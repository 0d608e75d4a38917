"""What is asked about an enquiry: whom to ask about whom, what they answered, and what another authority asks us?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from onroll.casework.actions.answering import ON_ROLL_HERE
from onroll.casework.actions.enquiring import WAYS
from onroll.casework.models import Case, Enquiry
from onroll.casework.models.enquiry import ANSWERS
from onroll.casework.pathways.missing_education.enquiries import OTHER_AUTHORITY, rules
from onroll.casework.selectors.enquiries import about_words, whom
from onroll.places.authorities import ABROAD, authorities
from onroll.rules.enquiries import Adult, Sibling
from onroll.rules.rulebook.enquiry_file import EnquiryRule
from onroll.web.forms.cases import line, long_text, pick
from onroll.web.forms.fields import DayField, Form, Words

ANYBODY = {"child": "The child"}


def about_key(aim: str, name: str) -> str:
    """A mark of one person for a form; it says nothing of them."""
    return aim if aim == "child" else f"{aim}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def people_to_ask_about(adults: Iterable[Adult], siblings: Iterable[Sibling]) -> dict[str, tuple[str, str, str]]:
    """Mark → aim, name and words of everybody an enquiry of this case may be about."""
    found = {"child": ("child", "", "The child")}
    for adult in adults:
        found[about_key("adult", adult.name)] = ("adult", adult.name, f"{adult.name}{_kin(adult.relationship)}")
    for sibling in siblings:
        found[about_key("sibling", sibling.name)] = ("sibling", sibling.name, f"{sibling.name}, brother or sister")
    return found


def _kin(relationship: str) -> str:
    return f", {relationship.lower()}" if relationship else ""


def authority_choices(*, abroad: bool = False) -> list[tuple[str, str]]:
    """Every other authority by name, those of the other nations of the United Kingdom too."""
    today_s = [
        one
        for one in authorities().values()
        if one.ended_on is None and one.code not in ("", ABROAD, settings.AUTHORITY)
    ]
    named = sorted(((one.code, one.name) for one in today_s), key=lambda pair: pair[1])
    return [("", "Choose"), *([(ABROAD, "Outside the United Kingdom")] if abroad else []), *named]


class Ask(Form):
    """One enquiry. What needs a second person becomes a request to them, with the reason."""

    agency = forms.ChoiceField(label="Whom to ask", error_messages={"required": "Choose whom to ask"})
    agency_words = line("Which one", help_text="The surgery, school or team by name", required=False, length=200)
    authority = forms.ChoiceField(
        label="Which authority", required=False, help_text="Only where another authority is asked"
    )
    contact = line("Named contact there", help_text="And how to reach them", required=False, length=200)
    about = pick("About whom", (), "Choose whom the enquiry is about")
    question = long_text("The question", help_text="Kept with the case as it was asked", required=False, rows=3)
    way = pick(
        "How a parent or carer is asked",
        WAYS.items(),
        required=False,
        help_text="Only where the family itself is asked",
    )
    asked_on = DayField(label="Asked on", error_messages={"required": "Enter the day it was asked"})
    also = forms.MultipleChoiceField(label="Also about", required=False, widget=forms.CheckboxSelectMultiple,
                                     help_text="One enquiry for all the children of a family, kept on the case of each")  # fmt: skip
    reason = long_text("Why it is needed and proportionate", required=False, rows=3,
                       help_text="Only for the Home Office, Border Force and embassies: a second person decides on it, each time")  # fmt: skip
    law_checked = line("Who checked surveillance law, and what they said", required=False, length=300,
                       help_text="Only where somebody has looked online for this family before")  # fmt: skip
    follows = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        people: dict[str, tuple[str, str, str]],
        siblings: Sequence[Case] = (),
        only: EnquiryRule | None = None,
        **kwargs: Any,
    ) -> None:
        """`people` by their mark; `siblings` the open cases it may also be about; `only` the one agency of a proposal."""
        self.people = people
        fields = deepcopy(self.base_fields)  # before the base looks for faults: choices belong to this request
        fields["agency"].choices = [("", "Choose"), *((rule.id, _agency(rule)) for rule in rules().values())]
        fields["authority"].choices = authority_choices()
        fields["about"].choices = [(key, words) for key, (_, _, words) in people.items()]
        fields["also"].choices = [(case.reference, _of_sibling(case)) for case in siblings]
        if not siblings:
            del fields["also"]
        if only:
            self._keep_what_concerns(only, fields)
        self.base_fields = fields
        super().__init__(*args, **kwargs)

    @staticmethod
    def _keep_what_concerns(rule: EnquiryRule, fields: dict[str, forms.Field]) -> None:
        """Asks nothing that this one agency has no use for."""
        fields["agency"].choices = [(rule.id, _agency(rule))]
        concerns = {"authority": rule.id == OTHER_AUTHORITY, "way": rule.reaches_family and rule.about == ("adult",), "reason": bool(rule.approval),
                    "law_checked": rule.once, "agency_words": rule.id != OTHER_AUTHORITY, "also": not rule.approval}  # fmt: skip
        for name, asked in concerns.items():
            if not asked and name in fields:
                del fields[name]

    def clean(self) -> dict[str, Any]:
        """The person's aim and name in place of their mark; the reason where a second person must agree."""
        held = super().clean() or {}
        if held.get("about"):
            held["aim"], held["aimed_at"], _ = self.people[held["about"]]
        rule = rules().get(held.get("agency", ""))
        if rule and rule.approval and not held.get("reason"):
            self.add_error("reason", "Say why this is needed and proportionate: a second person decides on it")
        if rule and rule.id == OTHER_AUTHORITY and not held.get("authority"):
            self.add_error("authority", "Choose which authority to ask")
        if rule and rule.reaches_family and rule.about == ("adult",) and not held.get("way"):
            self.add_error("way", "Choose how the parent or carer is asked")
        return held


def _agency(rule: EnquiryRule) -> str:
    return f"{rule.name} (a second person must agree)" if rule.approval else rule.name


def _of_sibling(case: Case) -> Words:
    return Words(f"{case.child.summary.forename} {case.child.summary.surname}".strip(), case.reference)


class Answer(Form):
    """What came back. The kind is the button that sent the form."""

    enquiry = pick("Who answered", (), "Choose which enquiry was answered")
    words = long_text("What they said", required=False, rows=2)
    place = line("Where a trace leads", help_text="A surgery, a school, a town, a country", required=False, length=200)
    leads_to = forms.ChoiceField(
        label="Who can say more there", required=False, help_text="Becomes the next enquiry, one click away"
    )
    authority = forms.ChoiceField(label="Authority that the trace leads to", required=False)
    seen_on = DayField(label="They last saw the child on", required=False, help_text="Only if they said so")
    answered_on = DayField(label="Answered on", required=False, help_text="Nothing means today")

    def __init__(self, *args: Any, enquiries: Sequence[Enquiry], **kwargs: Any) -> None:
        choices = [
            (str(one.pk), Words(f"{whom(one)}, about {about_words(one)}", f"asked {_written(one.asked_on)}"))
            for one in enquiries
        ]
        fields = deepcopy(self.base_fields)
        fields["enquiry"].choices = choices
        fields["leads_to"].choices = leads()
        fields["authority"].choices = authority_choices(abroad=True)
        if len(choices) == 1:
            fields["enquiry"].widget = forms.HiddenInput()
            fields["enquiry"].initial = choices[0][0]
        self.base_fields = fields
        super().__init__(*args, **kwargs)


class CorrectAnswer(Form):
    """What the answer should say, and what was wrong."""

    kind = pick("What they answered", ANSWERS.items(), "Choose what they answered")
    words = long_text("What they said", required=False, rows=3)
    place = line("Where a trace leads", required=False, length=200)
    leads_to = forms.ChoiceField(label="Who can say more there", required=False)
    authority = forms.ChoiceField(label="Authority that the trace leads to", required=False)
    seen_on = DayField(label="They last saw the child on", required=False)
    because = long_text("What was wrong, or came to it", "Say what was wrong, or what came to it", rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        fields = deepcopy(self.base_fields)
        fields["leads_to"].choices = leads()
        fields["authority"].choices = authority_choices(abroad=True)
        self.base_fields = fields
        super().__init__(*args, **kwargs)


def leads() -> list[tuple[str, str]]:
    """To whom a trace may lead."""
    named = [
        (rule.id, rule.name)
        for rule in rules().values()
        if rule.id not in ("own-databases", "parents", "specialist-advice")
    ]
    return [("", "Nobody yet"), (ON_ROLL_HERE, "A roll of ours: the child is found"), *named]


class NotNeeded(Form):
    """Why no answer is needed any more."""

    because = long_text("Why no answer is needed", "Say why no answer is needed", "It was recorded by mistake, say")


class StopContact(Form):
    """The marker for honour-based abuse or forced marriage."""

    reason = long_text("What is feared, and who says so", "Say what is feared and who says so")


class Advice(Form):
    """What the specialist said."""

    advised_by = line("Who advised", "Enter who gave the advice, and for which organisation", "Name and organisation")
    advice = long_text("The advice", "Write what they advised")
    may_contact = pick(
        "May family and community be contacted", {"yes": "Yes, as they advised", "no": "No, not yet"}.items(), "Choose whether they may be contacted"
    )  # fmt: skip


class AskedOfUs(Form):
    """What another authority wants to know about a child."""

    authority = forms.ChoiceField(
        label="Which authority asks", error_messages={"required": "Choose which authority asks"}
    )
    contact = line(
        "Their named contact", "Enter who asks, and how to reach them", "Name, and how to reach them", length=200
    )
    surname = line("Child's surname", "Enter the child's surname", length=100)
    forename = line("Child's forename", required=False, length=100)
    date_of_birth = DayField(
        label="Child's date of birth", required=False, help_text="As they give it. For example, 2 11 2014"
    )
    question = long_text("What they ask", "Write what they ask", rows=3)
    asked_on = DayField(label="Arrived on", error_messages={"required": "Enter the day it arrived"})

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        fields = deepcopy(self.base_fields)
        fields["authority"].choices = authority_choices()
        fields["asked_on"].initial = today
        self.base_fields = fields
        super().__init__(*args, **kwargs)


class AnswerThem(Form):
    """Our answer to another authority."""

    kind = pick("Our answer", {"trace": "The child is known here", "nil": "Nothing held here", "other": "Something else",
                               "declined": "Declined to answer"}.items(), "Choose what we answer")  # fmt: skip
    words = long_text("What we told them", "Write what we told them", rows=3)


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
