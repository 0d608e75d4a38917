"""What are the measures of these pupils over a period? From the registers held to the answers, for the rooms above."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from onroll.attendance.measures import Measures, measure
from onroll.attendance.model import PupilMeasures
from onroll.registers.reading import block


def measures(
    first: date,
    last: date,
    *,
    urns: Collection[str] | None = None,
    upns: Collection[str] | None = None,
    known_at: datetime | None = None,
) -> Measures:
    """Every enrolment with a mark between the days; all schools unless `urns` or `upns` says which."""
    return measure(block(first, last, urns=urns, upns=upns, known_at=known_at), first, last)


def of_pupil(upns: Collection[str], first: date, last: date) -> list[PupilMeasures]:
    """One pupil's measures, an enrolment each; an enrolment without a possible session is left out."""
    return [row for row in measures(first, last, upns=upns).rows() if row.possible]
