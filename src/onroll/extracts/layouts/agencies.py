"""What do other agencies and other authorities send: who saw the child, and who is on a roll elsewhere?"""

from __future__ import annotations

from onroll.extracts.layouts.feed import Column, Feed, Spell, code, dates, text, urns
from onroll.extracts.layouts.person import PERSON

SIGHTINGS = Feed(
    name="sightings",
    system="Any agency: housing, benefits, police, early help, youth justice, A&E",
    order=70,
    key=("agency", "source_id", "seen_date"),
    qualifier="agency",
    columns=(
        *PERSON,
        Column("agency", starred=True),
        Column("seen_date", "date", starred=True, past=True),
        *text("event"),
        code("contact", "in_person", "spoken", "video", "adult_only", "paperwork"),
        *text("seen_by"),
    ),
    spell=Spell(
        "sighting",
        "seen_date",
        code="contact",
        blank_code="paperwork",
        one_day=True,
        detail=("agency", "event", "seen_by"),
    ),
)

ROLL_ELSEWHERE = Feed(
    name="roll_elsewhere",
    system="Neighbouring authorities, DfE cross-border lists, independent schools' lists",
    order=21,
    key=("source_id", "urn", "entry_date"),
    full_by_default=True,
    columns=(*PERSON, *text("la_code"), *urns("urn"), *text("school_name"), *dates("entry_date", "leaving_date")),
    spell=Spell(
        "roll",
        "entry_date",
        "leaving_date",
        place="urn",
        la="la_code",
        detail=("school_name",),
        fixed={"elsewhere": "T"},
    ),
)
