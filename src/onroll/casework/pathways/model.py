"""What is a pathway? Its stages, what may be done in each and by whom, its clocks, enquiries, outcomes and letters.

For whoever adds one: a folder beside `missing_education` with a `PATHWAY` of this shape. `casework.permitted` asks it
before every act, so nothing is possible in a stage that the pathway doesn't allow, whatever page or command asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a case stands: `says` is the sentence a page shows, `waits_for` what would move it on."""

    id: str
    name: str
    says: str
    waits_for: str
    open: bool = True


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person may do to a case: in which stages, with which permission, and where it leads.

    `to` is the stage the case stands in afterwards; empty means it stays. `approval` is the permission of the second
    person who must agree, empty where nobody need.
    """

    id: str
    words: str
    permission: str
    stages: frozenset[str]
    to: str = ""
    approval: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of an outcome's evidence: a text, a day that isn't ahead, or an authority or school by its code."""

    id: str
    label: str
    kind: str  # text, long, day, school, authority
    error: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Pathway:
    """One way of working with a child, from referral to an outcome backed by evidence."""

    id: str
    name: str
    prefix: str  # of case references: CME-2026-00042
    first_stage: str
    closed_stage: str
    stages: Mapping[str, Stage]
    acts: Mapping[str, Act]
    outcomes: str  # id of the rule book's code list of allowed outcomes
    reasons: str  # id of the rule book's code list of reasons
    clocks: tuple[str, ...] = field(default=())  # rule ids that events of a case start
    evidence: Mapping[str, tuple[Asked, ...]] = field(default_factory=dict)  # what each outcome asks for
    not_outcomes: Mapping[str, str] = field(default_factory=dict)  # what looks like an outcome and is none, with why
    asks_why: str = ""  # the question to which `reasons` answer
    follows_whereabouts: bool = False  # whether a case asks where the child is, and whom to ask

    def may(self, act: str, stage: str) -> bool:
        """Whether the pathway knows this act in this stage."""
        known = self.acts.get(act)
        return known is not None and stage in known.stages
