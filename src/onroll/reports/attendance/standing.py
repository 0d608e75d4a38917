"""How does every register stand over a period? One reading of the marks, joined to the pupils, kept until something arrives.

An enrolment is one pupil at one school: who moved is counted at each school, as the published statistics do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Max

from onroll.attendance.axis import first_monday, year_of
from onroll.attendance.measures import Measures
from onroll.attendance.model import PupilMeasures
from onroll.children.models import Progress
from onroll.intake.models import Load
from onroll.registers.measuring import measures
from onroll.registers.models import DayReceived, MarkChange
from onroll.reports.attendance.keeping import kept
from onroll.reports.attendance.kpis import Kpis
from onroll.reports.attendance.people import Pupil, SchoolOf, pupils, schools

if TYPE_CHECKING:
    from collections.abc import Hashable


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both included."""

    first: date
    last: date

    @property
    def words(self) -> str:
        return f"{_written(self.first)} to {_written(self.last)}"

    def year_before(self) -> Period:
        """The same weeks of the academic year before: as many days from the Monday that its axis begins on."""
        year = year_of(self.first)
        here, there = first_monday(year), first_monday(year - 1)
        return Period(there + (self.first - here), there + (self.last - here))


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One register's measures over the period, whose it is (None where no child has the UPN), and where."""

    measures: PupilMeasures
    pupil: Pupil | None
    school: SchoolOf

    @property
    def absent(self) -> int:
        return self.measures.authorised + self.measures.unauthorised


def newest_day(on: date) -> date | None:
    """The newest day, not after `on`, of which any school's marks are held."""
    return DayReceived.objects.filter(on__lte=on).aggregate(newest=Max("on"))["newest"]


def year_so_far(on: date) -> Period | None:
    """From the beginning of the academic year of the newest marks to those marks; None where none are held."""
    last = newest_day(on)
    return None if last is None else Period(first_monday(year_of(last)), last)


def edition() -> Hashable:
    """What every answer over marks is made of: it changes with each load, correction and change of the central record."""
    return (
        Load.objects.aggregate(newest=Max("pk"))["newest"],
        MarkChange.objects.aggregate(newest=Max("pk"))["newest"],
        DayReceived.objects.aggregate(newest=Max("pk"))["newest"],
        Progress.standing().edition,
    )


def enrolments(period: Period) -> Sequence[Enrolment]:
    """Every register with a possible session in the period, in the order of school and UPN."""
    return kept("enrolments", (edition(), period), lambda: _read(period))


def _read(period: Period) -> list[Enrolment]:
    people, places = pupils(period.last), schools()
    return [
        Enrolment(row, people.get(row.upn), places.get(row.urn) or SchoolOf(row.urn, f"URN {row.urn}", "other"))
        for row in measures(period.first, period.last).rows()
        if row.possible
    ]


def sums(period: Period, *, urn: str | None = None) -> Kpis:
    """The sums of a period alone, without whose registers they are: for the year beside this one. Kept like the rest."""
    return kept(
        "sums",
        (edition(), period, urn),
        lambda: _summed(measures(period.first, period.last, urns=[urn] if urn else None)),
    )


def _summed(found: Measures) -> Kpis:
    counted = found.column("possible") > 0
    names = ("possible", "present", "authorised", "unauthorised")
    sessions = {name: int(found.column(name).sum()) for name in names}
    return Kpis(
        int(counted.sum()), **sessions, persistent=int((found.persistent & counted).sum()), severe=int((found.severe & counted).sum())
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LateSchool:
    """A school whose newest marks are older than the authority's newest."""

    school: SchoolOf
    newest: date | None


def schools_behind(on: date, *, days: int = 3) -> list[LateSchool]:
    """Schools with marks in hand of which none is of the last days before the newest: the longest silent first.

    `days`: how far a school may be behind and not be named; weekends between don't make it late (5 weekdays at most).
    """
    newest = newest_day(on)
    if newest is None:
        return []
    held = dict(DayReceived.objects.filter(on__lte=on).values_list("urn").annotate(newest=Max("on")))
    places = schools()
    late = [
        LateSchool(places.get(urn) or SchoolOf(urn, f"URN {urn}", "other"), last)
        for urn, last in held.items()
        if last < newest - timedelta(days=days)
    ]
    return sorted(late, key=lambda one: (one.newest or date.min, one.school.name))
