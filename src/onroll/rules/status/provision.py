"""On which days is education arranged otherwise, or the child held, excluded or suspended?

These rows stand above the roll in the status table, because what a child gets matters more than where they are registered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from onroll.rules.facts import Fact
from onroll.rules.status.model import Claim, KnowsSchoolDays, is_school_day
from onroll.rules.status.rolls import GUEST, during
from onroll.rules.status.spans import (
    EVER_BEFORE,
    FOR_EVER,
    Period,
    day_before,
    iso,
    next_day,
    overlap,
    supported,
)

LONGEST_SUSPENSION_DAYS = 140  # 45 school days a year is the legal most; a longer span is an end date mistyped
DIED_GROUND = "k"
REINSTATED = ("reinstat", "overturn", "quash", "rescind", "cancel", "withdr")
STANDS = ("not ", "declin", "upheld", "uphold", "refus")


def died_claims(health: Sequence[Fact], rolls: Sequence[Fact]) -> list[Claim]:
    """From the day health's list says the child died, or after the last day on a roll deleted on that ground, for ever.

    Ground k of regulation 9(1) (School Attendance (Pupil Registration) (England) Regulations 2024). A death that health
    gives no date for counts from the start of the registration: letters must stop.
    """
    claims = [
        Claim(fact.ended_on or fact.started_on or EVER_BEFORE, FOR_EVER, "died", fact)
        for fact in health
        if fact.code == "died"
    ]
    for fact in rolls:
        if fact.ended_on is not None and fact.detail.get("leaving_ground", "").casefold() == DIED_GROUND:
            claims.append(Claim(next_day(fact.ended_on), FOR_EVER, "died-roll", fact))
    return claims


def custody_claims(youth_justice: Sequence[Fact]) -> list[Claim]:
    """The days detained (Education Act 1996 s.562A and following: the home authority's duty goes on)."""
    return [Claim(*supported(fact), "custody", fact) for fact in youth_justice if fact.code == "custody"]


def excluded_claims(exclusions: Sequence[Fact], rolls: Sequence[Fact], school_age: Period) -> list[Claim]:
    """From the head's decision until reinstated, registered at another school, or deleted from the excluding school's roll."""
    claims = []
    for fact in exclusions:
        start, end = supported(fact)
        end = min(end, stood_until(fact))
        for roll in rolls:
            if roll.code == GUEST or roll.started_on is None:
                continue
            if roll.place != fact.place and roll.started_on > start:
                end = min(end, day_before(roll.started_on))
            elif roll.place == fact.place and roll.ended_on is not None and roll.started_on <= start <= roll.ended_on:
                end = min(end, roll.ended_on)
        if start <= school_age[1]:
            end = min(end, school_age[1])
        if start <= end:
            claims.append(Claim(start, end, "excluded", fact))
    return claims


def stood_until(exclusion: Fact) -> date:
    """The last day an exclusion stood: the day before it was cancelled or the child reinstated; for ever where neither."""
    cancelled = iso(exclusion.detail.get("cancelled_date"))
    if cancelled:
        return day_before(cancelled)
    outcome = exclusion.detail.get("outcome", "").casefold()
    if any(word in outcome for word in REINSTATED) and not any(word in outcome for word in STANDS):
        return day_before(iso(exclusion.detail.get("governors_date")) or exclusion.started_on or EVER_BEFORE)
    return FOR_EVER


def suspended_claims(suspensions: Sequence[Fact], calendar: KnowsSchoolDays) -> list[Claim]:
    """The school days of each suspension; where it has no end, as many as its half days need (one where that is blank too)."""
    claims = []
    for fact in suspensions:
        start = fact.started_on
        if start is None:
            continue
        last = min(fact.ended_on or FOR_EVER, stood_until(fact), _longest(start))
        left = 0 if fact.ended_on else _school_days_of(fact.detail.get("sessions", ""))
        day, run = start, None
        while day <= last:
            if is_school_day(calendar, day):
                run = run or day
                left -= 1
            elif run:
                claims.append(Claim(run, day_before(day), "suspended", fact))
                run = None
            if left == 0:
                break
            day = next_day(day)
        if run:
            claims.append(Claim(run, min(day, last), "suspended", fact))
    return claims


def _longest(start: date) -> date:
    return date.fromordinal(min(start.toordinal() + LONGEST_SUSPENSION_DAYS, FOR_EVER.toordinal()))


def _school_days_of(sessions: str) -> int:
    """School days that hold so many half days; 1 where the number is missing or makes no sense."""
    try:
        return max(1, -(-int(float(sessions)) // 2))
    except ValueError:
        return 1


def eotas_claims(placements: Sequence[Fact], plans: Sequence[Fact]) -> list[Claim]:
    """Special provision otherwise than at school (Children and Families Act 2014 s.61); it may go on past school age."""
    claims = [
        Claim(*supported(fact), "eotas", fact)
        for fact in placements
        if fact.code == "eotas" or fact.detail.get("basis") == "s61_eotas"
    ]
    return claims + [Claim(*supported(fact), "eotas-plan", fact) for fact in plans if fact.detail.get("eotas") == "T"]


def arranged_by(placement: Fact) -> str:
    """Who arranged a placement, "authority", "school" or "" where the list leaves it open; EOTAS is neither's here."""
    basis = placement.detail.get("basis", "")
    if placement.code == "eotas" or basis == "s61_eotas":
        return "plan"
    if basis.startswith("s19"):
        return "authority"
    if basis.startswith("school"):
        return "school"
    commissioner = placement.detail.get("commissioner", "")
    if placement.code == "hospital":
        return "authority"
    if commissioner.isdigit() and len(commissioner) == 6:
        return "school"
    return "authority" if commissioner or placement.code != "alternative_provision" else ""


def section_19_claims(placements: Sequence[Fact], rolls: Sequence[Claim], school_age: Period) -> list[Claim]:
    """Education an authority arranges for a child of school age who would otherwise have none (Education Act 1996 s.19).

    Where the list doesn't say who arranged it, it is the authority's unless the child is on a roll.
    """
    claims = []
    until_school_age_ends = (EVER_BEFORE, school_age[1])
    for fact in placements:
        by = arranged_by(fact)
        if by not in ("authority", ""):
            continue
        period = overlap(supported(fact), until_school_age_ends)
        if period is None or (by == "" and during(rolls, period, "", fact)):
            continue
        claims.append(Claim(*period, "section-19-hospital" if fact.code == "hospital" else "section-19", fact))
    return claims


def school_placement_claims(placements: Sequence[Fact], rolls: Sequence[Claim]) -> list[Claim]:
    """Days on a roll spent in provision that the school arranged."""
    claims: list[Claim] = []
    for fact in placements:
        if arranged_by(fact) in ("school", ""):
            claims += during(rolls, supported(fact), "school-placement", fact)
    return claims
