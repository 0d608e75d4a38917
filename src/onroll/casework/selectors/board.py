"""How does each team and each person stand: open, overdue, due this week, load, oldest without a lead, and what came in? (M2)"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection

from onroll.accounts.models import Team
from onroll.casework.models import Cover
from onroll.casework.selectors.due_days import DUE, due_parameters
from onroll.casework.selectors.load import Load, loads
from onroll.rules.work import week_ends, work_settings

WEEKS = 8

_COUNTS = f"""
    WITH {DUE}
    SELECT c.team_id, c.lead_id, count(*) FILTER (WHERE c.stage <> 'watching'), count(*) FILTER (WHERE n.due_on < %(on)s),
        count(*) FILTER (WHERE n.due_on BETWEEN %(on)s AND %(week_ends)s), count(*) FILTER (WHERE c.stage = 'watching'),
        count(*) FILTER (WHERE c.stage <> 'watching' AND c.last_meaningful_on <= %(stalled_before)s),
        count(*) FILTER (WHERE c.stage <> 'watching' AND c.child_seen_on IS NULL), min(c.opened_on) FILTER (WHERE c.lead_id IS NULL)
    FROM casework_case c LEFT JOIN soonest n ON n.case_id = c.id WHERE c.closed_on IS NULL GROUP BY 1, 2
"""
_FLOW = """
    SELECT team_id, week, sum(opened)::int, sum(closed)::int FROM (
        SELECT team_id, date_trunc('week', opened_on)::date AS week, 1 AS opened, 0 AS closed FROM casework_case WHERE opened_on BETWEEN %(from)s AND %(on)s
        UNION ALL SELECT team_id, date_trunc('week', closed_on)::date, 0, 1 FROM casework_case WHERE closed_on BETWEEN %(from)s AND %(on)s
    ) AS moves GROUP BY 1, 2
"""


@dataclass(slots=True)
class Counts:
    """Open cases and what presses in them; a watching brief counts as watching, not as open."""

    open: int = 0
    overdue: int = 0
    week: int = 0
    watching: int = 0
    stalled: int = 0
    never_seen: int = 0
    oldest_without_lead: date | None = None

    def add(self, other: Counts) -> None:
        """Takes another's counts in."""
        for name in ("open", "overdue", "week", "watching", "stalled", "never_seen"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        days = [day for day in (self.oldest_without_lead, other.oldest_without_lead) if day]
        self.oldest_without_lead = min(days, default=None)


@dataclass(slots=True)
class Person:
    """One officer's line; `load` says how heavy the work weighs and who covers while they are away."""

    load: Load
    counts: Counts = field(default_factory=Counts)


@dataclass(slots=True)
class TeamBoard:
    """One team: its own counts (cases without a lead among them) and its people, the heaviest load first."""

    team: Team | None
    counts: Counts = field(default_factory=Counts)
    people: list[Person] = field(default_factory=list)
    without_lead: int = 0

    @property
    def weight(self) -> float:
        """The load of the whole team."""
        return sum(person.load.weight for person in self.people)


@dataclass(frozen=True, slots=True)
class Week:
    """What came in and what was closed in the seven days from a Monday."""

    monday: date
    opened: int
    closed: int


def board(on: date) -> list[TeamBoard]:
    """Every team that has open cases or officers, by name, those without a team last; five queries, however many cases."""
    with connection.cursor() as cursor:
        asked = {"on": on, "week_ends": week_ends(on), "stalled_before": stalled_before(on)}
        cursor.execute(_COUNTS, asked | due_parameters())
        rows = cursor.fetchall()
    teams = {team.pk: TeamBoard(team) for team in Team.objects.all()}
    teams[None] = TeamBoard(None)
    people = {}
    for load in loads(on):
        people[load.person.pk] = line = Person(load)
        teams[load.person.team_id].people.append(line)
    for team, lead, *numbers in rows:
        counts = Counts(*numbers)
        teams[team].counts.add(counts)
        if lead is None:
            teams[team].without_lead += counts.open
        elif lead in people:
            people[lead].counts.add(counts)
    shown = [one for one in teams.values() if one.people or one.counts.open or one.counts.watching]
    for one in shown:
        one.people.sort(key=lambda person: (-person.load.weight, person.load.person.name))
    return sorted(shown, key=lambda one: (one.team is None, one.team.name if one.team else ""))


def flow(on: date, team: int | None = None) -> list[Week]:
    """The last weeks, oldest first, those without a move too; of one team or of all."""
    first = on - timedelta(days=on.weekday() + 7 * (WEEKS - 1))
    with connection.cursor() as cursor:
        cursor.execute(_FLOW, {"from": first, "on": on})
        found: dict[date, list[int]] = {}
        for its_team, week, opened, closed in cursor.fetchall():
            if team is None or its_team == team:
                held = found.setdefault(week, [0, 0])
                held[0] += opened
                held[1] += closed
    mondays = [first + timedelta(days=7 * number) for number in range(WEEKS)]
    return [Week(monday, *found.get(monday, (0, 0))) for monday in mondays]


def stalled_before(on: date) -> date:
    """A case whose last meaningful day is this one or earlier is stalled."""
    return on - timedelta(days=work_settings().stalled_after_days)


def covers(on: date) -> list[Cover]:
    """Who is away now or soon, and who sees their work meanwhile."""
    return list(
        Cover.objects.filter(ended_on__gte=on).select_related("away", "covered_by").order_by("started_on", "away__name")
    )
