"""Where is a child educated who is on no roll: college, at home, a place to come, or nowhere, as some record says?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from onroll.rules.facts import Fact
from onroll.rules.status.model import Authority, Claim, KnowsSchoolDays, is_school_day
from onroll.rules.status.rolls import FURTHER_EDUCATION, GUEST
from onroll.rules.status.spans import (
    FOR_EVER,
    Period,
    day_before,
    iso,
    later,
    next_day,
    overlap,
    supported,
)

PLACE_GIVEN = ("offered", "accepted")
SEARCHED_DAYS = 60  # a first school day further off than this means a calendar that has run out


def college_claims(post16: Sequence[Fact], rolls: Sequence[Fact], school_age: Period) -> list[Claim]:
    """A child of school age full time at a college: what the participation record or a further education roll says."""
    claims = []
    for fact in post16:
        period = overlap(supported(fact), school_age) if fact.code == "college" else None
        if period:
            claims.append(Claim(*period, "college", fact))
    for fact in rolls:
        period = overlap(supported(fact), school_age) if fact.code == FURTHER_EDUCATION else None
        if period:
            claims.append(Claim(*period, "college-roll", fact))
    return claims


def home_education_claims(facts: Sequence[Fact], school_age: Period) -> tuple[list[Claim], list[Claim]]:
    """Open home education, and the days on which the authority had judged it unsuitable (then missing education).

    Ends with school age (Education Act 1996 s.7 speaks of children of that age).
    """
    at_home, unsuitable = [], []
    for fact in facts:
        start, end = supported(fact)
        end = min(end, school_age[1])
        judged = _judged_on(fact, start)
        if start <= min(end, day_before(judged)):
            rule = "home-education-suitable" if fact.code == "suitable" else "home-education"
            at_home.append(Claim(start, min(end, day_before(judged)), rule, fact))
        period = overlap((max(start, judged), end), school_age) if judged < FOR_EVER else None
        if period:
            unsuitable.append(Claim(*period, "missing-unsuitable", fact))
    at_home.sort(key=lambda claim: claim.start, reverse=True)
    return at_home, unsuitable


def _judged_on(fact: Fact, start: date) -> date:
    """The day from which the education at home stands judged unsuitable; the end of time where it does not."""
    if fact.code != "unsuitable":
        return FOR_EVER
    return max(iso(fact.detail.get("suitability_date")) or start, start)


def awaiting_claims(
    applications: Sequence[Fact], rolls: Sequence[Fact], school_age: Period, calendar: KnowsSchoolDays
) -> list[Claim]:
    """A place offered or accepted in the normal round, until the first school day on or after both its start and school age.

    Without a start date the place begins on the 1 September after the offer. It is over once a roll has begun there.
    """
    claims = []
    for fact in applications:
        if fact.code not in PLACE_GIVEN or fact.detail.get("round") != "normal":
            continue
        given = iso(fact.detail.get("offer_date")) or fact.started_on
        if given is None:
            continue
        begins = iso(fact.detail.get("start_date")) or date(given.year + (given.month >= 9), 9, 1)
        last = day_before(_first_school_day(max(begins, school_age[0]), calendar))
        for roll in rolls:
            start = roll.started_on
            near = start is not None and (roll.place == fact.place or start >= begins - timedelta(days=31))
            if start is not None and near and start > given and roll.code != GUEST:
                last = min(last, day_before(start))
        if given <= last:
            claims.append(Claim(given, last, "awaiting-start", fact))
    return claims


def _first_school_day(day: date, calendar: KnowsSchoolDays) -> date:
    for offset in range(SEARCHED_DAYS):
        candidate = later(day, offset)
        if is_school_day(calendar, candidate):
            return candidate
    return day


def missing_claims(facts: Sequence[Fact], school_age: Period) -> list[Claim]:
    """Open records of missing education, whereabouts known or unknown (blank counts as unknown)."""
    claims = []
    for fact in facts:
        period = overlap(supported(fact), school_age)
        if period:
            claims.append(Claim(*period, "missing-known" if fact.code == "known" else "missing-unknown", fact))
    return claims


def applying_claims(
    applications: Sequence[Fact], rolls: Sequence[Fact], school_age: Period, authority: Authority
) -> list[Claim]:
    """Applying in year, or offered an in-year place not yet started: both count as missing education (rulebook 1.3).

    From the application until a roll begins, it is withdrawn, or the authority's period for an application has run.
    """
    claims = []
    for fact in applications:
        start = fact.started_on
        if start is None or fact.code == "withdrawn" or fact.detail.get("round") == "normal":
            continue
        begins = iso(fact.detail.get("start_date"))
        last = later(max(start, begins) if begins and fact.code in PLACE_GIVEN else start, authority.application_days)
        if fact.ended_on:
            last = min(last, fact.ended_on)
        for roll in rolls:
            if roll.code != GUEST and roll.started_on is not None and roll.started_on > start:
                last = min(last, day_before(roll.started_on))
        period = overlap((start, last), school_age)
        if period:
            rule = "missing-offered" if fact.code in PLACE_GIVEN else "missing-applying"
            claims.append(Claim(*period, rule, fact))
    return claims


def awaiting_specialist_claims(plans: Sequence[Fact], school_age: Period) -> list[Claim]:
    """An EHC plan whose child waits for a specialist place and is on no roll: missing education (rulebook 1.3)."""
    claims = []
    for fact in plans:
        if fact.detail.get("awaiting_placement") != "T":
            continue
        start, end = supported(fact)
        period = overlap((max(start, iso(fact.detail.get("awaiting_since")) or start), end), school_age)
        if period:
            claims.append(Claim(*period, "missing-specialist", fact))
    return claims


def ended_claims(home_education: Sequence[Fact], missing: Sequence[Fact]) -> list[Claim]:
    """Home education or missing education that ended, or dropped out of its extract: for the sentence of the unexplained."""
    claims = []
    for facts, rule in ((home_education, "unexplained-home-ended"), (missing, "unexplained-missing-closed")):
        for fact in facts:
            end = supported(fact)[1]
            if end < FOR_EVER:
                claims.append(Claim(next_day(end), FOR_EVER, rule, fact))
    return claims
