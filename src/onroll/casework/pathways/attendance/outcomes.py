"""What evidence does each outcome of a case of attendance ask for? (H6)

The outcomes stand in `rulebook/codes/attendance_closure_outcomes.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping

from onroll.casework.pathways.model import Asked

EVIDENCE: Mapping[str, tuple[Asked, ...]] = {
    "attending": (
        Asked("since_on", "Attending since", "day", "Enter the day since which the child attends"),
        Asked("said_by", "Who says so", "text", "Enter who says that the child attends", "The marks held are shown beside the closure"),
    ),
    "support_elsewhere": (
        Asked("service", "Service that leads now", "text", "Enter which service leads now"),
        Asked("accepted_by", "Who there took the child on", "text", "Enter who took the child on"),
    ),
    "section_19": (
        Asked("provision", "What was arranged", "text", "Enter what was arranged"),
        Asked("from_on", "From which day", "day", "Enter the first day of what was arranged"),
    ),
    "off_roll": (
        Asked("ground", "Ground of deletion", "text", "Enter the ground on which the name left the roll", "A letter of regulation 9, such as a"),
        Asked("left_on", "Day it left the roll", "day", "Enter the day on which the name left the roll"),
        Asked("now", "Where the child is educated now", "text", "Enter where the child is educated now",
              "If nobody knows, refer the child as missing education first"),
    ),
    "court": (
        Asked("decided", "What the court decided", "long", "Enter what the court decided"),
        Asked("decided_on", "Day it decided", "day", "Enter the day on which the court decided"),
    ),
    "over_school_age": (),
}  # fmt: skip
NOT_AN_OUTCOME = {
    "paid": "A paid penalty notice doesn't end the case: the child still has to attend.",
}
