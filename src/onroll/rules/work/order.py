"""Whose case comes first on a list of work, and why there? By clock, then by risk, then by how long nothing has moved it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onroll.rules.work.stalled import stalled_days
from onroll.rules.work.when import LATER, NO_DAY, OVERDUE, TODAY, WEEK, when

EMERGENCY = 1
GROUPS = (
    ("emergency", "Emergencies"),
    (OVERDUE, "Overdue"),
    (TODAY, "Due today"),
    ("stalled", "Stalled"),
    (WEEK, "Due this week"),
    (NO_DAY, "No day set"),
    (LATER, "Later"),
    ("watching", "Watching briefs"),
)
_RANK = {group: rank for rank, (group, _) in enumerate(GROUPS)}
ORDER_IN_WORDS = (
    "Emergencies first, then what is overdue, due today, stalled, due this week, without a day, and later. "
    "Among these the child with the most at stake comes first, then the case nothing has moved for longest."
)


@dataclass(frozen=True, slots=True)
class Place:
    """The group a case stands in, and what orders it there: sorts as it should stand."""

    rank: int
    less_risk: int
    less_still: int
    due_on: date
    group: str

    @property
    def key(self) -> tuple[int, int, int, date]:
        """Smaller comes first."""
        return self.rank, self.less_risk, self.less_still, self.due_on


def place(
    *, priority: int, due_on: date | None, points: int, last_meaningful_on: date, on: date, watching: bool = False
) -> Place:
    """Where one case stands: `due_on` the earliest day anything in it is due, `points` of its child's vulnerability.

    A case that another service leads (`watching`) never counts as stalled, and until its day is near it stands last.
    """
    due = when(due_on, on)
    if watching:
        group = due if due in (OVERDUE, TODAY, WEEK) else "watching"
    elif priority == EMERGENCY:
        group = "emergency"
    elif due not in (OVERDUE, TODAY) and stalled_days(last_meaningful_on, on) is not None:
        group = "stalled"
    else:
        group = due
    return Place(_RANK[group], -points, -(on - last_meaningful_on).days, due_on or date.max, group)
