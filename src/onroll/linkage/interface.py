"""How does the rest of the service ask which source records are the same child?

`link(records, decisions, options)` is a pure function of its arguments: the same records and decisions always give the
same groups. It knows nothing of children: intake and `children.identity` turn its groups into memberships.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onroll.linkage.reference import Reference


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """One source record as linking sees it: the newest non-blank value that its rows gave for each field.

    Values are those of `extracts.rows.Person` (checked and normalised). `others` holds earlier values that differ
    (former surnames, older postcodes, previous UPNs) by field. `weak` holds identifiers that failed their check.
    `adopted` marks a protected adoption: an old and a new identity are never joined, whatever the evidence (C8).
    """

    id: int
    feed: str
    qualifier: str
    source_id: str
    surname: str = ""
    forename: str = ""
    middle_names: str = ""
    former_surname: str = ""
    preferred_surname: str = ""
    preferred_forename: str = ""
    date_of_birth: date | None = None
    dob_estimated: bool = False
    sex: str = ""
    upn: str = ""
    former_upn: str = ""
    uln: str = ""
    nhs_number: str = ""
    address: str = ""
    postcode: str = ""
    uprn: str = ""
    weak: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    adopted: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on a pair of records, kept for ever and never overridden by a run."""

    a: int
    b: int
    same: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records compared: how likely they are one child, what was decided, and why in words."""

    a: int
    b: int
    probability: float
    outcome: str  # "link", "review", "veto", "no"
    words: tuple[str, ...]  # e.g. ("same UPN", "forenames differ: Amy / Alice")
    rule: str  # the pass or the veto that decided


@dataclass(frozen=True, slots=True)
class Linked:
    """The answer of a run: groups of record ids (each the records of one child, every record in exactly one), the pairs
    that joined them, the pairs a person should look at, and the pairs a veto kept apart."""

    groups: Sequence[tuple[int, ...]]
    links: Sequence[Pair]
    review: Sequence[Pair]
    vetoes: Sequence[Pair]
    seconds: float = 0.0
    notes: Sequence[str] = ()  # what was found odd on the way, e.g. a UPN carried by many different children
    reference: Reference | None = None  # what the run counted of everybody, or was given
