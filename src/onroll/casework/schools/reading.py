"""What do the facts say of schools: names entered and deleted, returns made, reduced timetables, placements bought?

One query a kind of fact, whatever the number of schools; rows know their child by number. Facts alone: nothing is judged here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

import orjson
from django.conf import settings
from django.db import connection

from onroll.places.models import School
from onroll.rules.ages import year_group
from onroll.rules.facts import Fact
from onroll.rules.returns import NIL, Made

GUEST = "G"
FEW = 3  # pupils of an age that make a class: one wrong date of birth makes none
NOT_SCHOOLS = ("16 plus",)  # colleges keep no admission register under the regulations of 2024

_FACTS = """
    SELECT f.place, m.child_id, f.kind, f.started_on, f.ended_on, f.code, f.detail, x.missing_from, s.date_of_birth, coalesce(s.upn, ''), f.record_id, f.version_id
    FROM intake_fact f LEFT JOIN children_membership m ON m.record_id = f.record_id AND m.superseded_at IS NULL
    LEFT JOIN children_childsummary s ON s.child_id = m.child_id
    LEFT JOIN intake_missing x ON x.version_id = f.version_id AND x.superseded_at IS NULL
    WHERE f.superseded_at IS NULL AND f.kind = %(kind)s AND {where}
    ORDER BY f.started_on, f.id
"""
_MOVED = """f.place = ANY(%(urns)s) AND f.code <> 'G' AND f.started_on <= %(on)s
    AND (f.started_on >= %(since)s OR (f.ended_on >= %(since)s AND f.ended_on <= %(on)s))"""
_AT_PLACE = "f.place = ANY(%(urns)s) AND f.started_on <= %(on)s"
_BOUGHT = "f.detail->>'commissioner' = ANY(%(urns)s) AND f.started_on BETWEEN %(since)s AND %(on)s"
_ON_ROLL = """
    SELECT f.place, m.child_id, s.date_of_birth, s.upn
    FROM intake_fact f JOIN children_membership m ON m.record_id = f.record_id AND m.superseded_at IS NULL
    JOIN children_childsummary s ON s.child_id = m.child_id
    LEFT JOIN intake_missing x ON x.version_id = f.version_id AND x.superseded_at IS NULL
    WHERE f.superseded_at IS NULL AND f.kind = 'roll' AND f.code <> 'G' AND f.place = ANY(%(urns)s) AND f.started_on <= %(on)s
        AND (f.ended_on IS NULL OR f.ended_on >= %(on)s) AND (x.missing_from IS NULL OR x.missing_from > %(on)s)
"""
_NIL = """
    SELECT r.qualifier, v.raw->>'return_date' FROM intake_record r JOIN intake_version v ON v.record_id = r.id AND v.superseded_at IS NULL
    WHERE r.feed = 'school_returns' AND r.source_id = '' AND r.qualifier = ANY(%(urns)s) AND v.raw->>'return' = 'nil'
"""
_JOINT = """
    SELECT c.child_id, d.detail->>'ground', d.decided_on FROM casework_casedecision d JOIN casework_case c ON c.id = d.case_id
    WHERE d.act = 'joint_enquiries' AND d.refused_because = '' AND d.decided_on <= %(on)s
"""


@dataclass(frozen=True, slots=True)
class Held:
    """One fact of a child at a school, with what the rules ask about the child; `upn` is the child's, "" where none is known."""

    urn: str
    child: int | None
    birth: date | None
    upn: str
    fact: Fact


@dataclass(slots=True)
class OnRoll:
    """Who is on one school's roll on a day: birth by child, child by UPN, and its most junior and most senior class."""

    children: dict[int, date | None] = field(default_factory=dict)
    by_upn: dict[str, int] = field(default_factory=dict)

    def classes(self, on: date) -> tuple[int | None, int | None]:
        """The lowest and the highest year group in which several pupils stand; None where nobody does."""
        ages: dict[int, int] = defaultdict(int)
        for birth in self.children.values():
            if birth is not None:
                ages[year_group(birth, on)] += 1
        held = [year for year, pupils in ages.items() if pupils >= FEW] or list(ages)
        return (min(held), max(held)) if held else (None, None)


def own_schools() -> list[School]:
    """The open schools of this authority that keep an admission register, independent ones included, by name."""
    found = School.objects.filter(la_code=settings.AUTHORITY, closed_on=None).exclude(phase__in=NOT_SCHOOLS)
    return list(found.exclude(status__startswith="Closed").order_by("name", "urn"))


def moved(urns: Collection[str], since: date, on: date) -> list[Held]:
    """Rolls that began or ended within the days, once a child, school and first day, as the schools gave them."""
    once = {}
    for one in _facts("roll", _MOVED, urns=list(urns), since=since, on=on):
        once.setdefault((one.urn, one.child, one.fact.started_on), one)
    return list(once.values())


def at_schools(kind: str, urns: Collection[str], on: date) -> list[Held]:
    """Facts of a kind that name one of these schools and had begun by the day."""
    return _facts(kind, _AT_PLACE, urns=list(urns), on=on)


def bought(urns: Collection[str], since: date, on: date) -> list[Held]:
    """Placements that began within the days and that one of these schools paid for; `urn` is the school's."""
    found = _facts("placement", _BOUGHT, urns=list(urns), since=since, on=on)
    return [Held(one.fact.detail["commissioner"], one.child, one.birth, one.upn, one.fact) for one in found]


def on_roll(urns: Collection[str], on: date) -> dict[str, OnRoll]:
    """Who is on the roll of each school on the day; every school asked for has an entry."""
    found = {urn: OnRoll() for urn in urns}
    with connection.cursor() as cursor:
        cursor.execute(_ON_ROLL, {"urns": list(urns), "on": on})
        for urn, child, birth, upn in cursor:
            found[urn].children[child] = birth
            if upn:
                found[urn].by_upn[upn] = child
    return found


def returns_made(urns: Collection[str], on: date) -> dict[str, list[Made]]:
    """Every return of each school up to the day, nil returns with it, oldest first."""
    found: dict[str, list[Made]] = {urn: [] for urn in urns}
    for one in at_schools("school_return", urns, on):
        about = one.fact.detail.get("from_date", "")
        found[one.urn].append(
            Made(one.fact.code, str(one.child or ""), one.fact.started_on, date.fromisoformat(about) if about else None, one.fact.detail.get("ground", ""))
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NIL, {"urns": list(urns)})
        for urn, said_on in cursor:
            day = _day(said_on)
            if day is not None and day <= on:
                found[urn].append(Made(NIL, "", day))
    for made in found.values():
        made.sort(key=lambda one: one.on)
    return found


def joint_enquiries(on: date) -> set[tuple[int, str]]:
    """The child and ground of every outcome of joint enquiries recorded by the day."""
    with connection.cursor() as cursor:
        cursor.execute(_JOINT, {"on": on})
        return {(child, ground) for child, ground, _ in cursor}


def _facts(kind: str, where: str, **asked: object) -> list[Held]:
    found = []
    with connection.cursor() as cursor:
        cursor.execute(_FACTS.format(where=where), {"kind": kind, **asked})
        for place, child, name, started, ended, code, detail, missing, birth, upn, record, version in cursor:
            said = orjson.loads(detail) if isinstance(detail, str) else detail
            supported = missing - (date(2, 1, 2) - date(2, 1, 1)) if missing else None
            fact = Fact(name, started, ended, "", place, "", code, said, supported, record, version)
            found.append(Held(place, child, birth, upn, fact))
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None
