"""Who has room for another case? Every officer's open cases, weighed by how urgent they are; whoever is away isn't offered (M2)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from onroll.accounts.models import Team, User
from onroll.accounts.roles import access
from onroll.casework.models import Case, Cover, Priority
from onroll.rules.work.settings import work_settings


@dataclass(frozen=True, slots=True)
class Load:
    """One officer's work on a day; `weight` is what the shares are compared by, `away_until` None where they are here."""

    person: User
    open: int
    urgent: int
    watching: int
    weight: float
    away_until: date | None
    covered_by: str

    @property
    def words(self) -> str:
        """The load in words, for the choice of who leads."""
        said = "no open case" if not self.open else f"{self.open} open case" + ("s" if self.open != 1 else "")
        if self.urgent:
            said += f", {self.urgent} urgent"
        if self.watching:
            said += f", {self.watching} watched"
        return f"{said}; load {self.weight:g}"


def loads(on: date) -> list[Load]:
    """Everybody who may work a case on the day, the least loaded first and who is away last. Three queries."""
    counts: dict[int, dict[tuple[int, str], int]] = defaultdict(dict)
    held = Case.objects.filter(closed_on=None).exclude(lead=None).order_by()
    for lead, priority, stage, number in held.values_list("lead", "priority", "stage").annotate(n=Count("pk")):
        counts[lead][priority, stage] = number
    away = {
        one.away_id: one
        for one in Cover.objects.filter(started_on__lte=on, ended_on__gte=on)
        .select_related("covered_by")
        .order_by("ended_on")
    }
    found = [_load(person, counts[person.pk], away.get(person.pk)) for person in workers(on)]
    return sorted(
        found, key=lambda one: (one.away_until is not None, one.weight, one.open, one.person.name, one.person.pk)
    )


def workers(on: date) -> list[User]:
    """Who may work a case and sign in on the day."""
    roles = [role.id for role in access().roles_with("case.work")]
    people = User.objects.filter(is_active=True, roles__overlap=roles).select_related("team")
    return [person for person in people if person.may_sign_in(on=on)]


def suggested(on: date, *, team: Team | None = None, among: list[Load] | None = None) -> Load | None:
    """The least loaded of those here, of the team where it has anybody; a suggestion, which a person may always change.

    Pathway managers come last: they share the work out before they take it. None where nobody is here.
    """
    here = [one for one in (loads(on) if among is None else among) if one.away_until is None]
    own = [
        one for one in here if team is not None and one.person.team_id == team.pk and not one.person.may("case.triage")
    ]
    return min(own or here, key=_share, default=None)


def share_out(how_many: int, on: date, *, team: Team | None = None) -> list[User]:
    """Who would lead each of so many new cases of normal urgency, so that loads come as near each other as they can.

    Empty where nobody is here. The same loads give the same answer.
    """
    here = [one for one in loads(on) if one.away_until is None and not one.person.may("case.triage")]
    among = [one for one in here if team is not None and one.person.team_id == team.pk] or here
    weights = {one.person.pk: one.weight for one in among}
    one_more, chosen = work_settings().load["normal"], []
    for _ in range(how_many if among else 0):
        least = min(among, key=lambda one: (weights[one.person.pk], one.person.name, one.person.pk))
        weights[least.person.pk] += one_more
        chosen.append(least.person)
    return chosen


def _share(one: Load) -> tuple:
    return one.person.may("case.triage"), one.weight, one.open, one.person.name, one.person.pk


def _load(person: User, counts: dict[tuple[int, str], int], away: Cover | None) -> Load:
    weights = work_settings().load
    by_priority = {Priority.EMERGENCY: "emergency", Priority.URGENT: "urgent", Priority.NORMAL: "normal"}
    weight, opened, urgent, watching = 0.0, 0, 0, 0
    for (priority, stage), number in counts.items():
        if stage == "watching":
            watching += number
            weight += number * weights.get("watching", 1.0)
            continue
        opened += number
        urgent += number if priority != Priority.NORMAL else 0
        weight += number * weights[by_priority[Priority(priority)]] * weights.get(stage, 1.0)
    return Load(
        person, opened, urgent, watching, weight, away.ended_on if away else None, away.covered_by.name if away else ""
    )
