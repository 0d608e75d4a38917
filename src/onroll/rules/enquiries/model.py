"""What decides whom to ask, and what comes out? The facts of a case as the rules of enquiries see them, and proposals."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from onroll.rules.rulebook.enquiry_file import EnquiryRule

FIRST, TRACE, ADULT, NAMED, ALWAYS, LATER, APPROVED = range(7)
"""In which order enquiries are proposed: advice first, then where a trace leads, the adults' own health records, what names a place, what every child needs,
what is left when others found nothing, and what a second person must agree to."""


@dataclass(frozen=True, slots=True)
class Adult:
    """A parent or carer: how they may be contacted, and the practice they are registered with, where a source says."""

    name: str
    relationship: str = ""
    safe_contact: str = "any"
    gp: str = ""

    @property
    def whose(self) -> str:
        """ "the mother, Dawn Fairlie" where the relationship is known."""
        return f"the {self.relationship.lower()}, {self.name}" if self.relationship else self.name


@dataclass(frozen=True, slots=True)
class Sibling:
    """A brother or sister, and the school whose roll they are on, "" where none is known."""

    name: str
    school: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """An agency that knows the child, by the record's name for it, how, and the last day on which it is known to have."""

    agency: str
    how: str
    last_on: date


@dataclass(frozen=True, slots=True)
class Believed:
    """An authority where the child is believed to be or to have been: by its code, and who says so."""

    name: str
    because: str
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Lead:
    """A trace that an agency gave: where it leads and which enquiry follows it up. `enquiry` is the number it came from."""

    enquiry: int
    said_by: str
    on: date
    place: str
    leads_to: str
    authority: str = ""
    aim: str = "child"
    aimed_at: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """An enquiry already made in this case; `answer` is "" while it waits."""

    agency: str
    of: str
    aim: str
    aimed_at: str
    on: date
    answer: str = ""
    follows: int = 0


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts of a case that decide whom to ask. Texts are "" where nothing is known."""

    last_school: str = ""
    gp: str = ""
    gp_left: str = ""
    known: Sequence[Known] = ()
    adults: Sequence[Adult] = ()
    siblings: Sequence[Sibling] = ()
    believed: Sequence[Believed] = ()
    abroad: str = ""
    service_family: bool = False
    custody: bool = False
    address_held: bool = False
    address_said: str = ""
    contact_stopped: str = ""
    advice_asked: bool = False
    leads: Sequence[Lead] = ()
    asked: Sequence[Asked] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one fact calls for: an enquiry by its id, its rank, why, and of whom."""

    rule_id: str
    rank: int
    why: str
    of: str = ""
    aim: str = "child"
    aimed_at: str = ""
    authority: str = ""
    follows: int = 0
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One enquiry to make next: of whom (`of`: which surgery, school, authority), about whom, and why."""

    rule: EnquiryRule
    why: str
    rank: int
    of: str = ""
    aim: str = "child"
    aimed_at: str = ""
    authority: str = ""
    follows: int = 0
    caution: str = ""

    @property
    def key(self) -> str:
        """A short mark of this proposal for a form or an address: it says nothing of anybody."""
        parts = (self.rule.id, self.of, self.aim, self.aimed_at, self.authority, str(self.follows))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class HeldBack:
    """One enquiry that isn't proposed, and the sentence that says why not."""

    rule: EnquiryRule
    why: str
    aimed_at: str = ""


@dataclass(slots=True)
class Plan:
    """What to ask next, in order, and what is held back."""

    next: list[Proposal] = field(default_factory=list)
    held_back: list[HeldBack] = field(default_factory=list)
