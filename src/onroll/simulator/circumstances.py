"""What else happens in a child's life: care, plans, suspensions, reduced timetables, placements, custody, numbers, applications.

Everything hangs on the segments of the school life, is worked out once for the whole life, and knows no as-at date.
"""

from __future__ import annotations

from datetime import date

from onroll.simulator import rates
from onroll.simulator.applications import apply
from onroll.simulator.calendars import school_age_to
from onroll.simulator.chance import Dice
from onroll.simulator.families import Child
from onroll.simulator.numbers import upn_from_elsewhere
from onroll.simulator.schools import School, Schools
from onroll.simulator.spells import FOREVER, Care, Exclusion, Justice, Placement, Plan, ReducedTimetable, Segment

NEEDS = ("ASD", "SEMH", "SLCN", "MLD", "SLD", "PD", "HI", "SPLD")
REASONS = ("DB", "PP", "VA", "PA", "VP", "BU", "DA", "OW", "DM", "TH")
PROVIDERS = (("AP01", "Brightway Motor Project"), ("AP02", "The Old Forge Studio"), ("AP03", "Greenfield Care Farm"),
             ("AP04", "Second Step Learning"), ("AP05", "Nene Outdoor Education"))  # fmt: skip
TUTORS = (("TU01", "Hearth Tuition"), ("TU02", "Lantern Home Teaching"), ("TU03", "Online Lighthouse School"))


def live_through(child: Child, schools: Schools, dice: Dice) -> None:
    """Fill in everything but the school life."""
    _identifiers(child, dice)
    _care(child, dice)
    _plan(child, dice)
    for segment in child.life:
        if segment.kind == "roll":
            school = schools.all[segment.school]
            _suspensions(child, segment, school, dice)
            _on_roll_provision(child, segment, dice)
        elif segment.kind == "tuition":
            who, hours = dice.pick(TUTORS), 8 + dice.below(12)
            basis = segment.how or "s19_other"
            child.placements.append(Placement(*who, "tuition", basis, hours, segment.start, segment.end))
    gone = min(child.family.left, child.dies)
    child.placements[:] = [p._replace(end=min(p.end, gone - 1)) for p in child.placements if p.start < gone]
    _justice(child, dice)
    apply(child, schools, dice)


def _identifiers(child: Child, dice: Dice) -> None:
    """A UPN at the first school that gives one; those who came from another authority at school age brought theirs."""
    first = next((segment for segment in child.life if segment.kind in ("roll", "elsewhere")), None)
    second = dice.yes(rates.SECOND_UPN)
    child.own_upn()
    child.upn_from = FOREVER if first is None else first.start
    if child.foreign_upn and child.life:
        child.upn_from = child.family.came
    if second:
        year = date.fromordinal(child.birth).year + 6
        child.second_upn = upn_from_elsewhere(child.number, child.seed, year, second=True)


def _care(child: Child, dice: Dice) -> None:
    ever, kind, start, length = dice.u(), dice.u(), dice.u(), dice.wait(320.0)
    if ever >= rates.CARE_EVER * child.family.risk or child.family.border:
        return
    on = max(child.known_from, child.birth + int(start * 17 * 365))
    end = on + 40 + int(length)
    child.care.append(Care("CIN", on, end))
    if kind < rates.PROTECTION:
        child.care.append(Care("CP", on + 20, on + 20 + 120 + int(length * 0.6)))
    elif kind < rates.PROTECTION + rates.LOOKED_AFTER:
        child.care[0] = Care("CIN", on, on + 59)
        child.care.append(Care("LAC", on + 60, min(on + 400 + int(length * 4), child.birth + 18 * 365)))
        for _ in range(dice.below(4) if dice.yes(0.25) else 0):
            gone = on + 60 + dice.below(700)
            child.missing.append((gone, gone + dice.below(5)))


def _plan(child: Child, dice: Dice) -> None:
    if child.need != "E" or child.family.border:
        return
    special = any(s.kind == "roll" and s.how.startswith("special") for s in child.life)
    start = child.birth + (3 * 365 + 300 if special else 4 * 365 + dice.below(9 * 365))
    start = max(start, child.family.came + 60)
    awaiting, since, until = dice.yes(0.05), start + dice.below(1500), 40 + dice.below(300)
    need, eotas, begins = dice.pick(NEEDS), dice.yes(rates.OTHERWISE_THAN_AT_SCHOOL), start + 200 + dice.below(1500)
    hours, ends = 15 + dice.below(8), school_age_to(child.birth)
    eotas = (
        eotas
        and not special
        and any(s.kind == "roll" and s.start < begins < s.end for s in child.life)
        and begins < ends
    )
    child.plan = Plan(start, child.birth + 19 * 365, need, since if awaiting else FOREVER, since + until, eotas)
    if eotas:
        child.placements.append(Placement("EO01", "EOTAS package", "eotas", "s61_eotas", hours, begins, ends))
        child.life[:] = [
            s for s in child.life if s.start < begins or s.start > ends or s.kind in ("out", "abroad", "dead")
        ]
        for segment in child.life:
            if segment.start < begins <= segment.end:
                segment.end = begins - 1  # EOTAS takes the child off the roll


def _suspensions(child: Child, segment: Segment, school: School, dice: Dice) -> None:
    older = segment.start - child.birth > 10 * 365
    rate = rates.SUSPENSIONS_TROUBLED * (1.0 if older else 0.35) if child.trouble > 0.96 else rates.SUSPENSIONS_OTHERS
    on = segment.start + 5 + int(dice.wait(365 / rate))
    while on < segment.end - 12:
        length = 1 + int(dice.wait(1.3))
        days = [d for d in range(on, on + 30) if d in school.calendar.open_days][: min(length, 8)]
        if days and days[0] - on < 4:
            reason = dice.pick(REASONS)
            child.exclusions.append(Exclusion("SUSP", segment.school, days[0], days[-1], reason, len(days) * 2))
        on += 20 + int(dice.wait(365 / rate))


def _on_roll_provision(child: Child, segment: Segment, dice: Dice) -> None:
    last = min(segment.end, school_age_to(child.birth))
    first = max(segment.start, child.birth + 5 * 365 + 130)
    weight = (3.0 if child.need == "E" else 1.6 if child.need == "K" else 0.75) * (1.6 if child.trouble > 0.8 else 0.85)
    on = first + int(dice.wait(365 / (rates.REDUCED_TIMETABLE * weight)))
    if on < last - 20:
        end = min(on + 14 + int(dice.wait(80)), last)
        child.part_time.append(ReducedTimetable(segment.school, on, end, 6 + dice.below(15)))
    secondary = segment.start - child.birth > 10.5 * 365
    on = first + int(dice.wait(365 / (rates.SCHOOL_PLACEMENT * weight * (1.6 if secondary else 0.25))))
    if on < last - 20:
        end = min(on + 30 + int(dice.wait(120)), last)
        who, hours = dice.pick(PROVIDERS), 15 + dice.below(11)
        child.placements.append(
            Placement(*who, "alternative_provision", "school_off_site", hours, on, end, segment.school)
        )
    on = first + int(dice.wait(365 / (rates.MEDICAL_TUITION * weight)))
    if on < last - 20:
        end = min(on + 30 + int(dice.wait(150)), last)
        kind = "hospital" if dice.yes(0.1) else "online" if dice.yes(0.15) else "tuition"
        who = ("HO01", "Children's Ward School Room") if kind == "hospital" else dice.pick(TUTORS)
        child.placements.append(Placement(*who, kind, "s19_medical", 5 + dice.below(16), on, end))


def _justice(child: Child, dice: Dice) -> None:
    u = dice.u() / max(child.family.risk, 0.2)
    on = child.birth + 14 * 365 + dice.below(3 * 365)
    if child.family.border or on < child.family.came:
        return
    if u < rates.CUSTODY:
        child.justice.append(Justice("custody", on, on + 40 + int(dice.wait(120))))
    elif u < rates.CUSTODY + rates.COMMUNITY_ORDERS:
        child.justice.append(Justice("community", on, on + 150 + dice.below(300)))
