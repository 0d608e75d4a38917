"""What may a template ask OnRoll to fill in, and what does each mean? A template that names anything else is refused."""

from __future__ import annotations

FIELDS = {
    "to_name": "Who the letter is written to",
    "child_name": "The child's forename and surname, as the record shows them",
    "child_forename": "The child's forename",
    "child_born": "The child's date of birth, as 2 November 2014",
    "last_known_address": "Where the child was last known to live; write “not given here” where the address is protected",
    "last_school": "The school the child was last known to attend; write “none known” where there is none",
    "case_reference": "The case's reference, which says nothing about the child",
    "council": "The council's name",
    "council_phone": "The council's telephone number for this work",
    "council_email": "The council's email address for this work",
    "officer_name": "Who writes the letter",
    "officer_team": "The team of whoever writes the letter",
    "safeguarding_team": "Whom to tell that a child may be harmed",
    "safeguarding_phone": "The telephone number of whom to tell that a child may be harmed",
    "referral_reference": "The reference of the referral that opened the case",
    "referral_received_on": "The day on which that referral came",
    "today": "The day of the letter",
}
