"""On which days is the child on a school's roll, and does the school have them full time?

A roll is the admission register (Education Act 1996 s.434). Guests are on no roll; a subsidiary registration alone counts,
and is a contradiction for somebody to settle. Where home education began after the roll did, the later fact wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from onroll.rules.facts import Fact
from onroll.rules.status.model import Claim
from onroll.rules.status.spans import (
    EVER_BEFORE,
    FOR_EVER,
    Period,
    day_before,
    next_day,
    overlap,
    supported,
    without,
)

GUEST = "G"
FURTHER_EDUCATION = "F"
SUBSIDIARY = "S"


def is_roll(fact: Fact) -> bool:
    """Whether the registration is one at a school: not a guest's, not a further education college's."""
    return fact.code != GUEST and fact.code != FURTHER_EDUCATION


def roll_claims(rolls: Sequence[Fact], home_education: Sequence[Fact]) -> list[Claim]:
    """Every period on a roll, the likeliest first: main registrations before subsidiary ones, then the latest to begin."""
    homes = [supported(fact) for fact in home_education]
    claims = []
    for fact in rolls:
        if not is_roll(fact):
            continue
        start, end = supported(fact)
        if end < start:
            continue
        rule = "in-school-elsewhere" if fact.detail.get("elsewhere") == "T" else "in-school"
        if homes:
            for first, last in without((start, end), [home for home in homes if home[0] > start]):
                claims.append(Claim(first, last, rule, fact))
        else:
            claims.append(Claim(start, end, rule, fact))
    if len(claims) > 1:
        claims.sort(key=lambda claim: ((claim.fact or rolls[0]).code == SUBSIDIARY, -claim.start.toordinal()))
    return claims


def part_time_claims(rolls: Sequence[Claim], part_time: Sequence[Fact], school_age: Period) -> list[Claim]:
    """Days of school age on a roll under a reduced timetable, from the schools' list or the roll's own part-time mark.

    Flexi-schooling and part-time Reception below school age are not reduced timetables, and explain a part-time mark.
    """
    claims: list[Claim] = []
    explained = []
    for fact in part_time:
        if fact.code in ("flexi", "under_school_age"):
            explained.append(supported(fact))
            continue
        inside = overlap(supported(fact), school_age)
        if inside:
            claims += during(rolls, inside, "part-time", fact)
    for roll in rolls:
        if roll.fact and roll.fact.detail.get("part_time") == "T":
            inside = overlap((roll.start, roll.end), school_age)
            if inside:
                claims += [Claim(*period, "part-time-roll", roll.fact) for period in without(inside, explained)]
    return claims


def absent_claims(rolls: Sequence[Claim], absent: Sequence[Period], school_age: Period) -> list[Claim]:
    """Days of school age on a roll that the marks show without attendance (the measure comes from the attendance room)."""
    claims: list[Claim] = []
    for period in absent:
        inside = overlap(period, school_age)
        if inside:
            for roll in rolls:
                shared = overlap(inside, (roll.start, roll.end))
                if shared:
                    claims.append(Claim(*shared, "not-attending", roll.fact))
    return claims


def during(rolls: Sequence[Claim], period: Period, rule: str, fact: Fact) -> list[Claim]:
    """The days of a period on which the child is also on a roll, carried by the fact with the roll beside it."""
    claims = []
    for roll in rolls:
        shared = overlap(period, (roll.start, roll.end))
        if shared:
            claims.append(Claim(*shared, rule, fact, roll.fact))
    return claims


def summer_claims(rolls: Sequence[Fact]) -> list[Claim]:
    """The summer between two schools: a roll that ended from July on and another that begins by the end of September.

    The next school's entry date is a place accepted for a September start.
    """
    claims = []
    kept = [fact for fact in rolls if is_roll(fact)]
    for left in kept:
        end = left.ended_on
        if end is None or end.month not in (7, 8):
            continue
        for joined in kept:
            start = joined.started_on
            if start is not None and end < start <= date(end.year, 9, 30) and (start - end).days > 1:
                claims.append(Claim(next_day(end), day_before(start), "awaiting-next-school", joined, left))
    return claims


def left_claims(rolls: Sequence[Fact]) -> list[Claim]:
    """What is known once a child has left a roll or dropped out of its extract: for the sentence of the unexplained."""
    claims = []
    for fact in rolls:
        if fact.code == GUEST:
            continue
        end = fact.ended_on or FOR_EVER
        dropped = fact.supported_until
        if dropped is not None and dropped < end:
            claims.append(Claim(next_day(dropped), FOR_EVER, "unexplained-vanished", fact))
        elif end < FOR_EVER and end > EVER_BEFORE:
            claims.append(Claim(next_day(end), FOR_EVER, "unexplained-left", fact))
    claims.sort(key=lambda claim: claim.start, reverse=True)
    return claims
