"""Which columns say who a child is? The same in every feed about children ("P" in feeds.md)."""

from __future__ import annotations

from dataclasses import replace

from onroll.extracts.layouts.feed import Column, flags, text

ADDRESS_LINES = ("address_line_1", "address_line_2", "address_line_3", "address_line_4", "town")
NAMES = ("surname", "forename", "preferred_surname", "preferred_forename")

PERSON: tuple[Column, ...] = (
    Column("source_id", starred=True),
    *text("upn", "former_upn", "uln", "nhs_number"),
    Column("surname", starred=True),
    Column("forename", starred=True),
    *text("middle_names", "former_surname", "preferred_surname", "preferred_forename"),
    Column("date_of_birth", starred=True),  # not of kind "date": a row without one is loaded, with a warning
    *flags("dob_estimated"),
    *text("sex", *ADDRESS_LINES, "postcode", "uprn", "ethnicity", "first_language", "phone", "email"),
)

# For feeds in which only some rows are about a child: nothing of the person is a must.
PERSON_IF_ANY: tuple[Column, ...] = tuple(replace(column, starred=False) for column in PERSON)
