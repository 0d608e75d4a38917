"""Which sessions would a penalty notice rely on? Each unauthorised session with its school week, and the newest window that holds enough.

Rule book: pn-window. Ten sessions within ten school weeks, in any order and across terms and years; a session that an earlier
notice relied on is used up. A school week is one in which the school is open or the pupil has a possible session, as in
`measures`, whose threshold is reached exactly where a window is found here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from onroll.attendance.axis import SESSIONS_A_WEEK, day_of
from onroll.attendance.classes import POSSIBLE, UNAUTHORISED, flags
from onroll.attendance.codes import CODES
from onroll.attendance.model import Block


@dataclass(frozen=True, slots=True)
class Missed:
    """One unauthorised session: where, when (0 morning, 1 afternoon), its code, and the number of its school week."""

    upn: str
    urn: str
    on: date
    session: int
    code: str
    week: int

    @property
    def key(self) -> tuple[str, date, int]:
        """What makes it the same session again: school, day, half of the day."""
        return self.urn, self.on, self.session


def missed(block: Block, first: date, last: date) -> list[list[Missed]]:
    """The unauthorised sessions from `first` to `last` (both included) of each enrolment, in order."""
    table = flags()
    told = table[block.marks]
    found = []
    for row in range(len(block.upns)):
        open_ = block.open[block.calendar_of[row]] != 0
        possible = (told[row] & POSSIBLE) != 0
        met = (open_ | possible).reshape(-1, SESSIONS_A_WEEK).any(axis=1)
        numbers = np.cumsum(met)
        sessions = []
        for slot in np.nonzero(told[row] & UNAUTHORISED)[0].tolist():
            on, half = day_of(slot, monday=block.first_monday)
            if first <= on <= last:
                code = CODES[int(block.marks[row, slot])]
                week = int(numbers[slot // SESSIONS_A_WEEK])
                sessions.append(Missed(block.upns[row], block.urns[row], on, half, code, week))
        found.append(sessions)
    return found


def window(
    sessions: Sequence[Missed], *, used: Collection[tuple[str, date, int]], enough: int, weeks: int
) -> tuple[Missed, ...]:
    """The unused sessions of the newest `weeks` school weeks that hold at least `enough` of them; empty where none do."""
    free = [one for one in sessions if one.key not in used]
    for last in range(len(free) - 1, enough - 2, -1):
        end = free[last].week
        if end - free[last - enough + 1].week < weeks:
            return tuple(one for one in free[: last + 1] if end - one.week < weeks)
    return ()
