"""Does the public form ask nothing that a neighbour can't know, and does each fault say what to do?"""

from __future__ import annotations

from typing import Any

import pytest

from onroll.web.forms.referral import Sending
from onroll.web.forms.referral_steps import BY_ID, STEPS, in_words, route_of, said

NEIGHBOUR = {
    "safety": {"worried": "unsure"}, "you": {"who": "public"}, "child": {"description": "A boy of about 9 above the bakery"}, "family": {}, "where": {},
    "concern": {"concern": "He plays in the yard on school days."}, "contact": {"risk": "unsure"},
}  # fmt: skip
SCHOOL = {
    "who": "school",
    "referrer_name": "A. Head",
    "referrer_organisation": "Abbey Primary",
    "referrer_phone": "01604 000000",
}

FAULTS = [
    ("safety", {}, "worried", "Say whether you fear for the child’s safety"),
    ("safety", {"worried": "perhaps"}, "worried", "Say whether you fear for the child’s safety"),
    ("you", {}, "who", "Choose who you are"),
    ("you", {"who": "school"}, "referrer_name", "Enter your name"),
    (
        "you",
        {"who": "professional", "referrer_name": "A"},
        "referrer_organisation",
        "Enter your school or organisation",
    ),
    (
        "you",
        SCHOOL | {"referrer_phone": ""},
        "referrer_phone",
        "Enter a phone number or an email address, so that somebody can ask you more",
    ),
    (
        "you",
        {"who": "public", "referrer_email": "at home"},
        "referrer_email",
        "Enter an email address like name@example.org, or leave it empty",
    ),
    ("child", {}, "forename", "Enter a first name, a last name, or what you know of the child"),
    ("child", {"forename": " "}, "forename", "Enter a first name, a last name, or what you know of the child"),
    (
        "child",
        {"forename": "Ada", "date_of_birth": "last spring"},
        "date_of_birth",
        "Date of birth must be a real day, like 2 11 2026",
    ),
    (
        "child",
        {"forename": "Ada", "date_of_birth": "2 11 2090"},
        "date_of_birth",
        "The date of birth must be in the past",
    ),
    (
        "child",
        {"forename": "Ada", "date_of_birth": "2 11 1916"},
        "date_of_birth",
        "Check the year of birth: this service is about children and young people",
    ),
    (
        "child",
        {"forename": "A" * 101},
        "forename",
        "“First name” can take 100 characters at most; what you wrote has 101",
    ),
    (
        "where",
        {"postcode": "somewhere in Northampton"},
        "postcode",
        "“Postcode (optional)” can take 10 characters at most; what you wrote has 24",
    ),
    ("concern", {}, "concern", "Say why you think the child isn’t getting an education"),
    ("concern", {"concern": "x" * 4001}, "concern", "“Why” can take 4,000 characters at most; what you wrote has 4001"),
    ("contact", {}, "risk", "Choose yes, no or I don’t know"),
    ("contact", {"risk": "yes"}, "safe_contact", "Say what we must not do, so that nobody is put at risk"),
]


@pytest.mark.parametrize(("step", "typed", "field", "sentence"), FAULTS)
def test_each_fault_stands_beside_its_question_and_says_what_to_do(
    step: str, typed: dict[str, Any], field: str, sentence: str
) -> None:
    form = BY_ID[step].form(typed)
    assert not form.is_valid()
    assert form.errors[field] == [sentence]


def test_a_neighbour_who_knows_no_name_comes_to_the_end() -> None:
    for step in STEPS:
        assert BY_ID[step.id].form(NEIGHBOUR[step.id]).is_valid(), step.id
    held = said(NEIGHBOUR)
    assert held == {
        "concern": "He plays in the yard on school days.", "safeguarding": False,
        "detail": {"who": "public", "worried": "unsure", "description": "A boy of about 9 above the bakery", "risk": "unsure"},
    }  # fmt: skip
    assert route_of(NEIGHBOUR) == "public"


@pytest.mark.parametrize(("worried", "first"), [("now", True), ("worried", True), ("no", False), ("unsure", False)])
def test_fear_for_the_child_marks_the_referral(worried: str, first: bool) -> None:
    assert said(NEIGHBOUR | {"safety": {"worried": worried}})["safeguarding"] is first


def test_a_school_must_be_reachable_and_is_a_professional() -> None:
    assert BY_ID["you"].form(SCHOOL).is_valid()
    assert route_of({"you": SCHOOL}) == "professional"


def test_the_trap_for_machines_tells_a_person_what_to_empty() -> None:
    assert Sending({"once": "x"}).is_valid()
    assert "Empty the box" in Sending({"website": "https://spam.example"}).errors["website"][0]


def test_answers_are_read_back_as_they_will_be_read_by_an_officer() -> None:
    rows = dict(in_words(BY_ID["child"], {"forename": "Ada", "date_of_birth": "2015-03-02", "sex": "F"}))
    assert rows["Date of birth"] == "2 March 2015"
    assert rows["Is the child a girl or a boy?"] == "Girl"
    assert rows["Unique pupil number"] == ""
    assert (
        dict(in_words(BY_ID["contact"], {"risk": "no"}))[
            "Is there anything that would put somebody at risk if we got in touch?"
        ]
        == "No"
    )
