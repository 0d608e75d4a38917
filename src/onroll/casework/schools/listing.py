"""How does each school stand, who looks after it, and which has gone silent? The list over all schools (H7, B8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from onroll.accounts.models import User
from onroll.casework.models import ReturnLink, SchoolAction, SchoolMeeting, SchoolOfficer
from onroll.casework.schools import reading
from onroll.casework.schools.owing import Standing, standing
from onroll.casework.schools.terms import Term, term_of
from onroll.places.models import School
from onroll.rules.returns import OVERDUE, counts


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """One school of the list as at a day."""

    school: School
    standing: Standing
    officer: User | None
    open: int
    overdue: int
    contradictory: int
    silent: bool
    meeting: SchoolMeeting | None
    link: ReturnLink | None

    @property
    def met(self) -> bool:
        """Whether this term's meeting was held."""
        return self.meeting is not None and self.meeting.held_on is not None


def school_lines(on: date, schools: Sequence[School] | None = None) -> list[SchoolLine]:
    """Every school of the authority, by name; some seven queries whatever their number.

    A school is silent that sent nothing in the calendar month so far, no nil return either.
    """
    schools = reading.own_schools() if schools is None else schools
    urns = [school.urn for school in schools]
    stands, term, month = standing(urns, on), term_of(on), on.replace(day=1)
    officers = named_officers(urns, on)
    meetings = {one.urn: one for one in SchoolMeeting.objects.filter(urn__in=urns, term=term.key)}
    links = {one.urn: one for one in reversed(ReturnLink.objects.filter(urn__in=urns, last_day__gte=month))}
    found = []
    for school in schools:
        stand = stands[school.urn]
        by = counts(stand.lines)
        open_lines = sum(line.open for line in stand.lines)
        found.append(SchoolLine(
            school, stand, officers.get(school.urn), open_lines, by[OVERDUE], by["contradictory"], not stand.sent_between(month, on),
            meetings.get(school.urn), links.get(school.urn),
        ))  # fmt: skip
    return found


def named_officers(urns: Sequence[str], on: date) -> dict[str, User]:
    """The authority's contact for each school on the day; schools without one left out."""
    held = SchoolOfficer.objects.filter(urn__in=urns, started_on__lte=on).exclude(ended_on__lt=on)
    return {one.urn: one.officer for one in held.select_related("officer")}


def actions_of(user: User) -> list[SchoolAction]:
    """What this person has agreed to do for schools and hasn't done, the first due first; for My work."""
    return list(SchoolAction.objects.filter(assigned_to=user, done_on=None).order_by("due_on", "pk"))


def this_term(on: date) -> Term:
    """The term that holds the day."""
    return term_of(on)
