"""What may a template ask OnRoll to fill in, and what does each mean? A template that names anything else is refused."""

from __future__ import annotations

FIELDS = {
    "to_name": "Who the letter is written to",
    "child_name": "The child's forename and surname, as the record shows them",
    "child_forename": "The child's forename",
    "child_born": "The child's date of birth, as 2 November 2014",
    "last_known_address": "Where the record last knew the child to live; left as a gap where the address is protected",
    "last_school": "The school the record names last",
    "case_reference": "The case's reference, which says nothing about the child",
    "council": "The council's name",
    "council_phone": "The council's telephone number for this work",
    "council_email": "The council's email address for this work",
    "officer_name": "Who writes the letter",
    "officer_team": "The team of whoever writes the letter",
    "safeguarding_team": "Whom to tell that a child may be harmed",
    "safeguarding_phone": "Their telephone number",
    "referral_reference": "The reference of the referral that opened the case",
    "referral_received_on": "The day on which that referral came",
    "today": "The day of the letter",
}
