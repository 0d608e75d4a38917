"""Which pupils of a school should an attendance officer ask about? Counts and lists as at a day, each pupil by number.

For the school's page and for the pack of its termly meeting. A list that no source gives is None, never an empty list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from onroll.casework.schools import absences, reading
from onroll.children.selectors.missing import entries, missing_list
from onroll.rules.ages import academic_year
from onroll.rules.clocks import CannotAnswer, LastDays

_LEFT_FOR_HOME = """
    SELECT DISTINCT ON (m.child_id) m.child_id, f.started_on, coalesce(f.detail->>'reason', '')
    FROM intake_fact f JOIN children_membership m ON m.record_id = f.record_id AND m.superseded_at IS NULL
    WHERE f.superseded_at IS NULL AND f.kind = 'home_education' AND f.detail->>'previous_urn' = %s AND f.started_on BETWEEN %s AND %s
    ORDER BY m.child_id, f.started_on
"""


@dataclass(frozen=True, slots=True)
class Concern:
    """How a school stands on a day; `pack` is what is kept of it, with children by number and days as ISO text."""

    on: date
    year_began_on: date
    pack: dict[str, Any]

    @property
    def children(self) -> set[int]:
        """Every child named in any list."""
        return {row["child"] for name in LISTS for row in self.pack.get(name) or () if row["child"]}


LISTS = ("severe", "persistent", "reduced", "home_education", "exclusions", "unexplained")


def concern(urn: str, on: date) -> Concern:
    """Everything about one school's pupils that a termly meeting asks, as at the day."""
    began = date(academic_year(on), 9, 1)
    roll = reading.on_roll([urn], on)[urn]
    pack: dict[str, Any] = {"on_roll": len(roll.children)}
    pack |= _attendance(urn, on, roll)
    pack["reduced"] = _reduced(urn, on)
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_FOR_HOME, [urn, began, on])
        pack["home_education"] = [{"child": child, "since": day.isoformat(), "why": why} for child, day, why in cursor]
    pack["exclusions"] = _exclusions(urn, began, on)
    left = entries(missing_list(on)).filter(left_place=urn).order_by("-left_on")
    pack["unexplained"] = [
        {"child": child, "since": day.isoformat()} for child, day in left.values_list("child_id", "left_on")
    ]
    return Concern(on, began, pack)


def _attendance(urn: str, on: date, roll: reading.OnRoll) -> dict[str, Any]:
    """Sessions of the school year so far, and who missed a tenth or a half of theirs; None where no marks are held."""
    held = absences.sessions([urn], on).get(urn)
    if not held:
        return {"attendance": None, "persistent": None, "severe": None}

    def row(one: absences.Sessions) -> dict[str, Any]:
        return {
            "child": roll.by_upn.get(one.upn),
            "absent": one.absent,
            "possible": one.possible,
            "unauthorised": one.unauthorised,
        }

    worst = sorted(held, key=lambda one: (-one.absent / one.possible, one.upn))
    totals = {
        "pupils": len(held), "possible": sum(one.possible for one in held), "absent": sum(one.absent for one in held),
        "unauthorised": sum(one.unauthorised for one in held), "last": max(one.last for one in held).isoformat(),
    }  # fmt: skip
    return {
        "attendance": totals, "persistent": [row(one) for one in worst if one.persistent and not one.severe],
        "severe": [row(one) for one in worst if one.severe],
    }  # fmt: skip


def _reduced(urn: str, on: date) -> list[dict[str, Any]]:
    """Reduced timetables that run on the day: since when, hours, review, and what is overdue about each."""
    clock, found = LastDays(), []
    for one in reading.at_schools("part_time", [urn], on):
        if one.fact.code != "reduced" or not one.fact.supports_on(on) or one.child is None:
            continue
        review = one.fact.detail.get("review_date", "")
        try:
            long = on > clock.of("ptt-alert", one.fact.started_on)
        except CannotAnswer:
            long = False
        found.append({
            "child": one.child, "since": one.fact.started_on.isoformat(), "until": one.fact.ended_on.isoformat() if one.fact.ended_on else "",
            "hours": one.fact.detail.get("hours_per_week", ""), "review": review, "review_overdue": bool(review) and date.fromisoformat(review) < on,
            "over_six_weeks": long,
        })  # fmt: skip
    return sorted(found, key=lambda row: (not row["over_six_weeks"], row["since"]))


def _exclusions(urn: str, began: date, on: date) -> list[dict[str, Any]]:
    """Suspensions and permanent exclusions of the school year so far, added up a pupil; cancelled ones left out."""
    by_child: dict[int, dict[str, Any]] = {}
    for kind in ("suspension", "permanent_exclusion"):
        for one in reading.at_schools(kind, [urn], on):
            if one.child is None or one.fact.started_on < began or one.fact.detail.get("cancelled_date"):
                continue
            row = by_child.setdefault(one.child, {"child": one.child, "suspensions": 0, "sessions": 0, "permanent": ""})
            if kind == "permanent_exclusion":
                row["permanent"] = one.fact.started_on.isoformat()
            else:
                row["suspensions"] += 1
                row["sessions"] += int(one.fact.detail.get("sessions") or 0)
    return sorted(by_child.values(), key=lambda row: (not row["permanent"], -row["sessions"], row["child"]))
