"""Whom should be asked next about this child, why, and whom not? For the officer who opens a case, on its first day (E3, C7).

Pure: the facts of the case come in (`Situation`), proposals in order and what is held back come out (`plan`), each with its
reason in words. The agencies, their days and whose agreement they need stand in `rulebook/enquiries.toml`.
"""

from onroll.rules.enquiries.abroad import abroad_suspected, place_written
from onroll.rules.enquiries.model import (
    Adult,
    Asked,
    Believed,
    HeldBack,
    Known,
    Lead,
    Plan,
    Proposal,
    Sibling,
    Situation,
)
from onroll.rules.enquiries.plan import plan
from onroll.rules.enquiries.safe import refusal
from onroll.rules.enquiries.waiting import Waiting, chase_day, overdue_since, waiting

__all__ = [
    "Adult", "Asked", "Believed", "HeldBack", "Known", "Lead", "Plan", "Proposal", "Sibling", "Situation", "Waiting",
    "abroad_suspected", "chase_day", "overdue_since", "place_written", "plan", "refusal", "waiting",
]  # fmt: skip
