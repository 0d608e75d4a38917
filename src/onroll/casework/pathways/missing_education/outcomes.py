"""What evidence does each outcome of a case of missing education ask for, and is what was given enough? (E5)

The outcomes themselves, and which of them two people must agree to, stand in `rulebook/codes/cme_closure_outcomes.toml`.
"Believed moved" is not among them.
"""

from __future__ import annotations

from collections.abc import Mapping

from onroll.casework.pathways.model import Asked

EVIDENCE: Mapping[str, tuple[Asked, ...]] = {
    "on_roll": (
        Asked("school", "School", "text", "Enter the school whose roll the child is on"),
        Asked("first_seen_on", "First day the child was seen there", "day", "Enter the first day the child was seen at the school",
              "A name on a roll isn't a child in a classroom"),
        Asked("seen_by", "Who at the school says so", "text", "Enter who at the school confirmed that the child was seen"),
    ),
    "home_educated_suitable": (
        Asked("judged_on", "Day it was judged suitable", "day", "Enter the day on which the education was judged suitable"),
        Asked("judged_by", "Judged by", "text", "Enter who judged it"),
    ),
    "otherwise_arranged": (
        Asked("provision", "What was arranged, and by whom", "text", "Enter the provision and who arranged it"),
        Asked("first_seen_on", "First day the child was seen there", "day", "Enter the first day the child was seen there"),
        Asked("seen_by", "Who there says so", "text", "Enter who confirmed that the child was seen"),
    ),
    "moved_accepted": (
        Asked("authority", "Authority that accepted the child", "text", "Enter which authority accepted the child"),
        Asked("accepted_on", "Day it accepted", "day", "Enter the day on which the authority accepted"),
        Asked("accepted_by", "Accepted by", "text", "Enter who accepted: their name and how to reach them",
              "A message sent and not answered is no acceptance"),
    ),
    "moved_abroad_evidenced": (
        Asked("country", "Country", "text", "Enter the country"),
        Asked("evidence", "What shows that the child is there", "long", "Say what shows that the child is there",
              "For example a letter from a school there, or an answer from Border Force. A relative's word is not enough"),
        Asked("evidenced_on", "Day of that evidence", "day", "Enter the day of the evidence"),
    ),
    "over_school_age": (),
    "died": (
        Asked("died_on", "Day of death", "day", "Enter the day"),
        Asked("told_by", "Who confirmed it", "text", "Enter which service confirmed it"),
    ),
}  # fmt: skip
NOT_AN_OUTCOME = {
    "believed_moved": "Believed moved doesn't close a case: nobody has seen the child. Ask the other authority to accept the child, or "
    "give evidence of the country.",
}
