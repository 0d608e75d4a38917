"""Which clocks of the rule book do a case's own events start, and what do they ask for? (D2, E4)

What a child's facts start (an exclusion, home education) stands in `rulebook/starts.toml`; these start with what officers do.
The last day is worked out from the rule and the day each time it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseClock:
    """An event of a case starts this rule's clock, and asks for this to be done."""

    event: str
    rule: str
    title: str
    why: str


NO_TRACE = CaseClock(
    "enquiring", "cme-no-trace", "No trace: tell social care or the police, or decide not to",
    "Enquiries run and nobody has found a trace of the child yet.",
)  # fmt: skip
ACCESS_REFUSED = CaseClock(
    "access_refused", "cme-safeguarding", "The child could not be seen: is harm feared?",
    "A visit was refused. Decide the same day whether social care or the police are told.",
)  # fmt: skip
PROTECTION_PLAN = CaseClock(
    "protection_plan", "cme-safeguarding", "Child protection plan: tell the social worker that the child is out of education",
    "The child has a child protection plan and nobody knows where they are educated.",
)  # fmt: skip
LEAVE_ENDED = CaseClock(
    "leave_ended", "reg9-h", "Joint enquiries with the school, before ground h",
    "Granted leave ended and the pupil has not come back. The name stays on the roll until school and authority have asked jointly.",
)  # fmt: skip
ABSENCE_BEGAN = CaseClock(
    "absence_began", "reg9-i", "Joint enquiries with the school, before ground i",
    "The pupil is absent without authority. The name stays on the roll until school and authority have asked jointly.",
)  # fmt: skip

CLOCKS: Mapping[str, CaseClock] = {
    one.event: one for one in (NO_TRACE, ACCESS_REFUSED, PROTECTION_PLAN, LEAVE_ENDED, ABSENCE_BEGAN)
}
GROUNDS: Mapping[str, CaseClock] = {"h": LEAVE_ENDED, "i": ABSENCE_BEGAN}
"""Grounds of deletion that need joint enquiries (SI 2024/208 reg 9), with the clock that goes before them."""
