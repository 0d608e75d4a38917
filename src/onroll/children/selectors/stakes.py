"""What is at stake in a pair of records: would a child stop being missing, would a family's address be shown to another?

For the order of the review queue, and in words for who decides. A wrong "same" hides a missing child or shows one family
another's address; a wrong "not the same" keeps officers looking for a child who is at school.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onroll.rules.missing import TO_FIND

NOWHERE_TO_FIND = frozenset({"not_resident", "under_school_age", "over_school_age", "died", ""})
"""Statuses that place nobody: being one child with such a record ends no search by itself."""


class Stake(StrEnum):
    """What a wrong word would do, the gravest first; the name of the filter."""

    MISSING = "missing"
    PROTECTED = "protected"
    FLAG = "flag"
    ADDRESS = "address"
    NONE = "none"

    @property
    def words(self) -> str:
        """On the filter and above the pair."""
        return _WORDS[self]


_WORDS = {
    Stake.MISSING: "Would a child stop being missing?",
    Stake.PROTECTED: "A protected address",
    Stake.FLAG: "A protection flag would move",
    Stake.ADDRESS: "Two families' addresses",
    Stake.NONE: "A double entry",
}
ORDER = tuple(Stake)
FLAGS = {
    "cp": "child protection plan",
    "lac": "looked after",
    "cin": "child in need",
    "missing_episode": "missing from home or care",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One record's child as it stands on the day. `flags`: those of `FLAGS` that are open."""

    child: int | None
    status: str = ""
    status_words: str = ""
    household: str = ""
    protected: bool = False
    flags: frozenset[str] = frozenset()


def stakes(one: Side, other: Side) -> tuple[tuple[Stake, str], ...]:
    """What is at stake, each with its sentence, the gravest first; never empty."""
    if one.child is not None and one.child == other.child:
        return ((Stake.NONE, "Both records are held as one child now."),)
    found = []
    looked_for = [side for side in (one, other) if side.status in TO_FIND]
    placed = [side for side in (one, other) if side.status and side.status not in TO_FIND | NOWHERE_TO_FIND]
    if looked_for and placed:
        found.append((Stake.MISSING, (
            f"One is looked for as “{looked_for[0].status_words.lower()}”, the other is “{placed[0].status_words.lower()}”. If they are one child, "
            "nobody is missing. Joined wrongly, a missing child is hidden behind another."
        )))  # fmt: skip
    apart = one.household != other.household or not one.household
    if (one.protected or other.protected) and apart:
        found.append(
            (Stake.PROTECTED, "One address is protected. Joined wrongly, it stands on another family's record, and their letters may go there.")
        )  # fmt: skip
    moving = sorted(FLAGS[flag] for flag in one.flags ^ other.flags)
    if moving:
        found.append((Stake.FLAG, (
            f"On one side only: {', '.join(moving)}. If they are one child, it holds for both records. Joined wrongly, it marks another child; "
            "kept apart wrongly, whoever opens the other record doesn't know."
        )))  # fmt: skip
    if one.household and other.household and apart and not (one.protected or other.protected):
        found.append(
            (Stake.ADDRESS, "Two addresses. Joined wrongly, one family's address is shown on the other's record.")
        )
    return tuple(found) or ((Stake.NONE, "A double entry at most: nothing else hangs on this pair."),)


def gravity(found: tuple[tuple[Stake, str], ...]) -> tuple[int, int]:
    """For ordering, the smallest first: the gravest stake, then more stakes before fewer."""
    return min(ORDER.index(stake) for stake, _ in found), -len(found)
