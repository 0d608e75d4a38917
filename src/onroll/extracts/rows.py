"""What does a reader hand over for each line of a file, whatever the feed?

One `ReadRow` per line that can be used, one `SetAside` per line that can't, and `Warning_`s for values kept as they came
though something is odd about them. Rows in = rows read + rows set aside, always. Nobody changes a row once it is read: `Person` and `ReadRow` are made half a
million times a load, and only for that are they not frozen, which takes three times as long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from onroll.rules.facts import Fact


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one line: where it is, what is wrong and what would be right, in a sentence."""

    line: int
    column: str
    value: str
    rule: str  # stable id, e.g. "dob-in-future", "upn-check-letter", "no-name"
    sentence: str


@dataclass(slots=True)
class Person:
    """What one row says of who the child is, normalised ("" and None are "not known", never a value).

    Identifiers that fail their check are kept as they came in `weak` (name of the identifier → text) and left out of the
    field itself, so that linking never takes a wrong number for a right one.
    """

    surname: str = ""
    forename: str = ""
    middle_names: str = ""
    former_surname: str = ""
    preferred_surname: str = ""
    preferred_forename: str = ""
    date_of_birth: date | None = None
    dob_estimated: bool = False
    sex: str = ""  # "F", "M", "U" or ""
    upn: str = ""
    former_upn: str = ""
    uln: str = ""
    nhs_number: str = ""
    address: str = ""  # lines and town joined by ", "
    postcode: str = ""  # "NN1 1AA", valid form only
    uprn: str = ""
    ethnicity: str = ""
    first_language: str = ""
    phone: str = ""
    email: str = ""
    weak: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Adult:
    """One adult that a source names for a child, and how they may be contacted (Q10)."""

    name: str
    relationship: str
    parental_responsibility: bool | None = None
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    safe_contact: str = "any"  # any, phone_only, never_write, no_contact, hide_address


@dataclass(slots=True)
class ReadRow:
    """One usable line.

    `source_id` and `qualifier` name the source record (the unit that is linked); `key` names the row within its feed (the
    feed's key columns joined by "|"), so that the next extract's same row is recognised; `raw` is the line as it came,
    blanks left out, unknown columns included.
    """

    line: int
    source_id: str
    qualifier: str
    key: str
    raw: Mapping[str, str]
    person: Person | None = None
    facts: tuple[Fact, ...] = ()  # record, row, la and supported_until unset; intake fills them
    adult: Adult | None = None
    warnings: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """One line that can't be used: kept whole with what is wrong, to be corrected and sent again."""

    line: int
    raw: Mapping[str, str]
    fault: Fault


class Refused(ValueError):
    """A file that can't be read at all; the message names the file, what is wrong and what would be right."""
