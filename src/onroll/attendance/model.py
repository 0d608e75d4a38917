"""What goes into the measures, and what comes out? Arrays along one axis, and one row a pupil for whoever wants rows.

A `Block` holds the registers of many pupils over whole weeks; `first_monday` is the day of slot 0. Pupils of one school
share a calendar: `open[calendar_of[p], slot]` is 1 where pupil p's school met. A row is an enrolment: one UPN at one school.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np


@dataclass(frozen=True, slots=True)
class Block:
    """Registers of many enrolments. marks: uint8[pupils, slots]; calendar_of: int32[pupils]; open: uint8[calendars, slots]."""

    upns: Sequence[str]
    urns: Sequence[str]
    first_monday: date
    marks: np.ndarray
    calendar_of: np.ndarray
    open: np.ndarray


@dataclass(frozen=True, slots=True)
class PupilMeasures:
    """The measures of one enrolment over a period (sessions unless said otherwise)."""

    upn: str
    urn: str
    possible: int
    present: int  # statistical class present or approved educational activity
    authorised: int
    unauthorised: int
    late: int
    persistent: bool  # absent * 10 >= possible > 0
    severe: bool  # absent * 2 >= possible > 0
    penalty_threshold_on: date | None  # first day on which 10 unauthorised sessions fell within 10 school weeks
    longest_unauthorised_run: int  # school days, every session of them unauthorised
    illness_sessions: int
    longest_illness_run: int  # school days
    first_day_absences: int  # absent on the first school day after a holiday
    monday_friday_absences: int  # sessions
    broken_weeks: int  # weeks with absence and presence
    last_present_on: date | None
