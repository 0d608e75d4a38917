"""Every measure of every pupil over a period, at once: what a county's registers add up to (capabilities H1 to H4).

Definitions, beside the rule book's lists of codes:
- absent is authorised or unauthorised; persistent is absent * 10 >= possible, severe absent * 2 >= possible, of possible > 0;
- a school day is a day with a possible session in the pupil's own register. A day of which every possible session is
  unauthorised continues a run; a day without one (holiday, closure, due elsewhere, no mark held) neither counts nor breaks it
  (to be confirmed: a session nobody marked breaks nothing); any other day ends it;
- a school week is a week in which the school's calendar is open or the pupil has a possible session. The threshold of a
  penalty notice is reached on the first day on which ten unauthorised sessions lie within ten school weeks ending that week
  (rule book: pn-window), counting sessions of the period alone, less those used for an earlier notice;
- a holiday is five or more weekdays in a row on which the calendar is closed; the day after it is the first it is open;
- a broken week holds a session present and a session absent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np

from onroll.attendance import plain
from onroll.attendance.axis import SESSIONS_A_WEEK, day_of
from onroll.attendance.model import Block, PupilMeasures
from onroll.rules.rulebook.frameworks import penalty_notices

WEEKDAYS = SESSIONS_A_WEEK // 2
HOLIDAY = 5  # weekdays closed in a row
COLUMNS = (
    "possible", "present", "authorised", "unauthorised", "late", "illness_sessions", "monday_friday_absences", "broken_weeks",
    "first_day_absences", "longest_unauthorised_run", "longest_illness_run", "threshold_slot", "last_present_slot",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of every row of a block. values: int32[pupils, len(COLUMNS)]; a slot of -1 is never."""

    block: Block
    values: np.ndarray

    def column(self, name: str) -> np.ndarray:
        """int32[pupils]: one measure of `COLUMNS`."""
        return self.values[:, COLUMNS.index(name)]

    @property
    def absent(self) -> np.ndarray:
        """int32[pupils]: sessions missed, authorised or not."""
        return self.column("authorised") + self.column("unauthorised")

    @property
    def persistent(self) -> np.ndarray:
        """bool[pupils]: a tenth or more of the sessions possible was missed."""
        return (self.absent * 10 >= self.column("possible")) & (self.column("possible") > 0)

    @property
    def severe(self) -> np.ndarray:
        """bool[pupils]: half or more of the sessions possible was missed."""
        return (self.absent * 2 >= self.column("possible")) & (self.column("possible") > 0)

    def rows(self) -> Iterator[PupilMeasures]:
        """One row an enrolment, in the order of the block."""
        monday = self.block.first_monday
        persistent, severe = self.persistent.tolist(), self.severe.tolist()
        for number, row in enumerate(self.values.tolist()):
            (possible, present, authorised, unauthorised, late, ill, mon_fri, broken, first_days, run, ill_run, reached, seen) = row  # fmt: skip
            yield PupilMeasures(
                self.block.upns[number], self.block.urns[number], possible, present, authorised, unauthorised, late, persistent[number], severe[number],
                day_of(reached, monday=monday)[0] if reached >= 0 else None, run, ill, ill_run, first_days, mon_fri, broken,
                day_of(seen, monday=monday)[0] if seen >= 0 else None,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """What the counting needs besides the registers, worked out once for a block and a period."""

    days: tuple[int, int]  # of the axis, the last left out
    school_weeks: np.ndarray  # bool[calendars, weeks]
    after_holiday: np.ndarray  # int32: days after a holiday, calendar by calendar
    after_from: np.ndarray  # int32[calendars + 1]: where each calendar's begin
    sessions: int  # of the threshold
    weeks: int


def measure(block: Block, first: date, last: date, *, used: np.ndarray | None = None, fast: bool = True) -> Measures:
    """Count every row of the block from `first` to `last` (both included).

    used: uint8[pupils, slots], 1 where a session was relied on for an earlier notice. `fast=False` takes the plain way even
    where Numba is at hand; both give the same answers.
    """
    terms = _terms(block, first, last)
    kernel = _kernel() if fast else None
    values = (kernel or plain.count)(block, terms, used)
    return Measures(block, values)


@cache
def _kernel():  # noqa: ANN202 - a compiled function, or None without Numba
    try:
        from onroll.attendance import kernel
    except ImportError:
        return None
    return kernel.count


def _terms(block: Block, first: date, last: date) -> Terms:
    days = block.marks.shape[1] // 2
    start = max(0, _weekdays_before(first, block.first_monday))
    end = min(days, _weekdays_before(last + timedelta(days=1), block.first_monday))
    framework = threshold()
    open_days = (block.open[:, 0::2] | block.open[:, 1::2]) != 0
    weeks = np.bitwise_or.reduce([open_days[:, day::WEEKDAYS] for day in range(WEEKDAYS)])
    closed = np.cumsum(~open_days, axis=1, dtype=np.int16)
    run = closed.copy()  # weekdays closed in a row before a day that is open
    run[:, HOLIDAY:] -= closed[:, :-HOLIDAY]
    begins_again = np.zeros(open_days.shape, bool)
    begins_again[:, HOLIDAY:] = open_days[:, HOLIDAY:] & (run[:, HOLIDAY - 1 : -1] == HOLIDAY)
    begins_again[:, :start] = begins_again[:, end:] = False
    calendars, after = np.nonzero(begins_again)
    begins = np.searchsorted(calendars, np.arange(len(open_days) + 1))
    return Terms((start, max(start, end)), weeks, after.astype(np.int32), begins.astype(np.int32), *framework)


def _weekdays_before(on: date, monday: date) -> int:
    """Monday to Friday days of the axis before a day; of a Saturday or Sunday, its whole week."""
    weeks, rest = divmod((on - monday).days, 7)
    return weeks * 5 + min(rest, 5)


@cache
def threshold() -> tuple[int, int]:
    """(sessions, school weeks) of the penalty notice threshold: rulebook/penalty_notices.toml."""
    held = penalty_notices()
    return held.sessions, held.school_weeks
