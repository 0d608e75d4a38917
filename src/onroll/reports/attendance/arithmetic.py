"""How many more sessions can a pupil miss and stay under a share of those possible? Whole numbers, with the sum shown.

Persistent absence is a tenth or more of the sessions possible, severe absence half or more (rule book, "measures"), as
`attendance.model.PupilMeasures` counts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PERSISTENT, SEVERE = 10, 2  # one in so many sessions possible


@dataclass(frozen=True, slots=True)
class Chance:
    """Where a pupil stands between now and a day, against one in `of` sessions missed."""

    absent: int
    possible: int
    left: int  # sessions still to come until `until`, by the school's calendar
    until: date
    of: int = PERSISTENT

    @property
    def over(self) -> bool:
        """Whether the share is reached today."""
        return self.possible > 0 and self.absent * self.of >= self.possible

    @property
    def may_miss(self) -> int:
        """How many more may be missed and the share on the day still be less; below nought where it can't be."""
        return (self.possible + self.left - 1) // self.of - self.absent

    @property
    def to_attend(self) -> int:
        """How many must be attended without a miss for the share to fall below, whenever that would be."""
        return max(self.absent * self.of - self.possible + 1, 0)

    @property
    def sentence(self) -> str:
        """What an officer can say to a family, with the sum behind it."""
        percent = 100 // self.of
        day = f"{self.until.day} {self.until:%B %Y}"
        sum_shown = f"{self.absent} of {self.possible} missed so far, {self.left} still to come"
        if self.may_miss >= 0:
            number = (
                "no more sessions" if not self.may_miss else f"{self.may_miss} more session{'s' * (self.may_miss != 1)}"
            )
            verb = "Is over now, and can miss" if self.over else "Can miss"
            return f"{verb} {number} up to {day} and be under {percent} % then ({sum_shown})."
        return (
            f"Will have missed {percent} % or more on {day} even without another absence ({sum_shown}); "
            f"{self.to_attend} sessions attended without a miss bring it below."
        )
