"""Whose register is this, and which groups are they counted in? Every pupil at once, for dashboards and lists.

A register stands under a UPN and a school; the child is found by any UPN that any of its records gave. What a group says is
as at one day: plans, social care and reduced timetables in force, free school meals and SEN as the roll last told it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import orjson
from django.db import connection

from onroll.children.models import Progress
from onroll.children.selectors.protection import protected
from onroll.reports.attendance.keeping import kept
from onroll.rules.ages import year_group, year_group_name

UPN_LENGTH = 13
UNKNOWN = "Not known"
PHASES = {"primary": "Primary", "secondary": "Secondary", "special": "Special", "other": "Other"}


@dataclass(frozen=True, slots=True)
class Pupil:
    """One child as the groups of a breakdown see it."""

    child: int
    surname: str
    forename: str
    born: date | None
    sex: str
    district: str  # the first half of the postcode; "" where protected or not held
    plan: bool
    reduced: bool
    social_care: frozenset[str]
    meals: bool | None
    sen: str
    ethnicity: str
    status: str = ""

    @property
    def name(self) -> str:
        return f"{self.forename} {self.surname}".strip() or "Name not held"


@dataclass(frozen=True, slots=True)
class SchoolOf:
    """What a register's URN is called, and its phase."""

    urn: str
    name: str
    phase: str


_PUPILS = """
WITH held AS (
  SELECT m.child_id,
    bool_or(f.kind = 'ehc_plan') AS plan, bool_or(f.kind = 'part_time') AS reduced,
    array_remove(array_agg(DISTINCT f.code) FILTER (WHERE f.kind = 'social_care'), '') AS care,
    (array_agg(f.detail->>'fsm_eligible' ORDER BY f.started_on DESC NULLS LAST)
      FILTER (WHERE f.kind = 'roll' AND f.detail ? 'fsm_eligible'))[1] AS meals,
    (array_agg(f.detail->>'sen_provision' ORDER BY f.started_on DESC NULLS LAST)
      FILTER (WHERE f.kind = 'roll' AND f.detail ? 'sen_provision'))[1] AS sen
  FROM intake_fact f
  JOIN children_membership m ON m.record_id = f.record_id AND m.superseded_at IS NULL
  LEFT JOIN intake_missing x ON x.version_id = f.version_id AND x.superseded_at IS NULL
  WHERE f.superseded_at IS NULL AND f.kind IN ('roll', 'ehc_plan', 'social_care', 'part_time')
    AND (f.started_on IS NULL OR f.started_on <= %(on)s) AND (f.ended_on IS NULL OR f.ended_on >= %(on)s)
    AND (x.missing_from IS NULL OR x.missing_from > %(on)s)
  GROUP BY m.child_id),
origin AS (
  SELECT m.child_id, max(p.ethnicity) AS ethnicity FROM intake_personvalues p
  JOIN children_membership m ON m.record_id = p.record_id AND m.superseded_at IS NULL
  WHERE p.current AND p.ethnicity <> '' GROUP BY m.child_id),
standing AS (
  SELECT DISTINCT ON (child_id) child_id, status FROM children_statusspell
  WHERE (started_on IS NULL OR started_on <= %(on)s) AND (ended_on IS NULL OR ended_on >= %(on)s)
  ORDER BY child_id, started_on DESC NULLS LAST)
SELECT s.child_id, s.surname, s.forename, s.date_of_birth, s.sex, split_part(s.postcode, ' ', 1),
  coalesce(h.plan, false), coalesce(h.reduced, false), coalesce(h.care, '{}'), h.meals, coalesce(h.sen, ''),
  coalesce(o.ethnicity, ''), coalesce(t.status, ''), s.upn, s.numbers
FROM children_childsummary s LEFT JOIN held h USING (child_id) LEFT JOIN origin o USING (child_id)
LEFT JOIN standing t USING (child_id)
"""


def pupils(on: date) -> Mapping[str, Pupil]:
    """Every child that has a UPN, by each of its UPNs; kept for the edition of the central record."""
    return kept("pupils", (Progress.standing().edition, on), lambda: _read(on))


def _read(on: date) -> dict[str, Pupil]:
    with connection.cursor() as cursor:
        cursor.execute(_PUPILS, {"on": on})
        rows = cursor.fetchall()
    secret = set(protected([row[0] for row in rows]))
    found: dict[str, Pupil] = {}
    for (
        child,
        surname,
        forename,
        born,
        sex,
        district,
        plan,
        reduced,
        care,
        meals,
        sen,
        origin,
        status,
        upn,
        numbers,
    ) in rows:
        one = Pupil(
            child, surname, forename, born, sex, "" if child in secret else district, plan, reduced, frozenset(care or ()),
            None if meals is None else meals == "T", sen, origin, status,
        )  # fmt: skip
        for number in _upns(upn, numbers):
            if number == upn or number not in found:
                found[number] = one
    return found


def _upns(upn: str, numbers: object) -> set[str]:
    listed = numbers if isinstance(numbers, list) else _parsed(numbers)
    return {number for number in (upn, *listed) if len(number) == UPN_LENGTH}


def _parsed(numbers: object) -> list[str]:
    return orjson.loads(numbers) if isinstance(numbers, str | bytes) else []


def schools() -> Mapping[str, SchoolOf]:
    """Every school by its URN, with the phase its attendance is published under."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT urn, name, phase, kind FROM places_school")
        return {
            urn: SchoolOf(urn, name or f"URN {urn}", phase_of(phase, kind))
            for urn, name, phase, kind in cursor.fetchall()
        }


def phase_of(phase: str, kind: str) -> str:
    """The phase of the published statistics: special by the kind of school, all-through with secondary, the rest by phase."""
    if "special" in kind.lower():
        return "special"
    words = phase.lower()
    if "primary" in words and "secondary" not in words:
        return "primary"
    return "secondary" if "secondary" in words or "all-through" in words or "all through" in words else "other"


def _care(pupil: Pupil) -> str:
    for code, words in (("LAC", "Looked after"), ("CP", "Protection plan"), ("CIN", "In need")):
        if code in pupil.social_care:
            return words
    return "Not open to social care"


def _year(pupil: Pupil, on: date) -> str:
    return year_group_name(year_group(pupil.born, on)) if pupil.born else "Year group not known"


_ORIGINS = {"W": "White", "M": "Mixed", "A": "Asian", "B": "Black", "C": "Chinese", "O": "Any other"}


def _origin(code: str) -> str:
    """The main group of a school census code, by its first letter; refused and not obtained are not known."""
    return UNKNOWN if code in ("REFU", "NOBT") else _ORIGINS.get(code[:1], UNKNOWN)


def _sen(pupil: Pupil) -> str:
    return {"N": "No SEN provision", "K": "SEN support", "E": "EHC plan"}.get(pupil.sen, UNKNOWN)


BREAKDOWNS: Mapping[str, tuple[str, Callable[[Pupil | None, SchoolOf, date], str]]] = {
    "phase": ("Phase", lambda pupil, school, on: PHASES[school.phase]),
    "year": ("Year group", lambda pupil, school, on: _year(pupil, on) if pupil else UNKNOWN),
    "sex": ("Sex", lambda pupil, school, on: {"F": "Female", "M": "Male"}.get(pupil.sex if pupil else "", UNKNOWN)),
    "meals": (
        "Free school meals",
        lambda pupil, school, on: {True: "Eligible", False: "Not eligible"}.get(
            pupil.meals if pupil else None, UNKNOWN
        ),
    ),
    "sen": ("SEN provision, as the roll says", lambda pupil, school, on: _sen(pupil) if pupil else UNKNOWN),
    "plan": (
        "EHC plan, as the authority holds it",
        lambda pupil, school, on: UNKNOWN if pupil is None else "Plan in force" if pupil.plan else "No plan",
    ),
    "care": ("Social care", lambda pupil, school, on: _care(pupil) if pupil else UNKNOWN),
    "ethnicity": (
        "Ethnicity, in main groups",
        lambda pupil, school, on: _origin(pupil.ethnicity) if pupil else UNKNOWN,
    ),
    "district": ("Postcode district", lambda pupil, school, on: (pupil.district if pupil else "") or UNKNOWN),
    "school": ("School", lambda pupil, school, on: school.name),
}
"""What attendance may be broken down by: heading, and the group of a register. Every register is in exactly one group."""
