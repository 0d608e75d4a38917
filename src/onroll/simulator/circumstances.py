"""What else happens in a child's life: care, plans, suspensions, reduced timetables, placements, custody, numbers, applications.

Everything hangs on the segments of the school life, is worked out once for the whole life, and knows no as-at date.
"""

from __future__ import annotations

from datetime import date

from onroll.people.identifiers import make_nhs_number, make_uln, make_upn
from onroll.simulator import rates
from onroll.simulator.calendars import day, school_age_to
from onroll.simulator.chance import Dice
from onroll.simulator.families import FOREVER, Child, Segment
from onroll.simulator.postcodes import OLDER_LA
from onroll.simulator.schools import Schools

SPRING_2021 = day(2021, 4, 1)
OTHER_LAS = ("926", "855", "873", "330", "204", "316", "305", "886", "380", "822", "892", "821")
NEEDS = ("ASD", "SEMH", "SLCN", "MLD", "SLD", "PD", "HI", "SPLD")
REASONS = ("DB", "PP", "VA", "PA", "VP", "BU", "DA", "OW", "DM", "TH")
PROVIDERS = (("AP01", "Brightway Motor Project"), ("AP02", "The Old Forge Studio"), ("AP03", "Greenfield Care Farm"),
             ("AP04", "Second Step Learning"), ("AP05", "Nene Outdoor Education"))  # fmt: skip
TUTORS = (("TU01", "Hearth Tuition"), ("TU02", "Lantern Home Teaching"), ("TU03", "Online Lighthouse School"))


class Numbers:
    """Gives out identifiers: UPNs by school and year, NHS numbers from the test range, ULNs; none is given twice."""

    def __init__(self, la: str, seed: int) -> None:
        self.la = la
        self.shift = Dice(seed, 31).below(900_000)
        self.issued: set[str] = set()
        self.spare = 900_000  # serials kept back for the one in eleven that has no valid check digit

    def nhs(self, number: int) -> str:
        """The NHS number of a child's number: all from 999, which no real person has.

        Raises ValueError past 900,000 children ever made, when the range is used up.
        """
        if number >= 900_000:
            raise ValueError("The test range of NHS numbers holds 900,000 children: simulate fewer.")
        serial = (number * 616_729 + self.shift) % 900_000
        while True:
            try:
                return make_nhs_number(f"999{serial:06d}")
            except ValueError:
                serial, self.spare = self.spare, self.spare + 1

    def uln(self, number: int) -> str:
        """The learner number of a child's number; '' for the one in eleven that can have none."""
        try:
            return make_uln(f"99{(number * 6_167_291 + self.shift) % 10_000_000:07d}")
        except ValueError:
            return ""

    def upn(self, dice: Dice, schools: Schools, segment: Segment, foreign: bool) -> str:
        """A UPN given at the first school of a segment, or, for a child who came with one, by another authority."""
        year = date.fromordinal(segment.start).year
        for _ in range(60):
            if foreign:
                upn = make_upn(dice.pick(OTHER_LAS), str(dice.between(2000, 5400)), year, dice.below(1000))
            else:
                school = schools.all[segment.school]
                la = OLDER_LA.get(school.la, school.la) if segment.start < SPRING_2021 else school.la
                serial = school.upns.get(year, 0)
                school.upns[year] = serial + 1
                estab = school.estab + 100 * (serial // 1000)
                upn = make_upn(la, str(estab), year, serial % 1000)
            if upn not in self.issued:
                self.issued.add(upn)
                return upn
        raise ValueError("No unused UPN was found in sixty tries.")


def live_through(child: Child, schools: Schools, numbers: Numbers, dice: Dice) -> None:
    """Fill in everything but the school life."""
    _identifiers(child, schools, numbers, dice)
    _care(child, dice)
    _plan(child, schools, dice)
    for segment in child.life:
        if segment.kind == "roll":
            school = schools.all[segment.school]
            _suspensions(child, segment, school, dice)
            _on_roll_provision(child, segment, dice)
        elif segment.kind == "tuition":
            end = segment.end
            child.placements.append(
                (
                    *dice.pick(TUTORS),
                    "tuition",
                    segment.how or "s19_other",
                    "LA",
                    8 + dice.below(12),
                    segment.start,
                    end,
                )
            )
    _justice(child, dice)
    _apply(child, schools, dice)


def _identifiers(child: Child, schools: Schools, numbers: Numbers, dice: Dice) -> None:
    foreign = child.family.came_from == "elsewhere" and child.family.came > child.birth + 5 * 365
    first = next((s for s in child.life if s.kind in ("roll", "elsewhere")), None)
    second = dice.yes(0.008)
    if foreign and child.life:
        child.upn = numbers.upn(dice, schools, Segment(child.birth + 4 * 365 + 200, 0, "elsewhere"), True)
        child.upn_from = child.family.came
    elif first is not None:
        child.upn = numbers.upn(dice, schools, first, False)
        child.upn_from = first.start
    if second and child.upn:
        child.second_upn = numbers.upn(dice, schools, Segment(child.birth + 6 * 365, 0, "elsewhere"), True)


def _care(child: Child, dice: Dice) -> None:
    ever, kind, start, length = dice.u(), dice.u(), dice.u(), dice.wait(320.0)
    if ever >= rates.CARE_EVER * child.family.risk or child.family.border:
        return
    on = max(child.known_from, child.birth + int(start * 17 * 365))
    end = on + 40 + int(length)
    child.care.append(("CIN", on, end))
    if kind < rates.PROTECTION:
        child.care.append(("CP", on + 20, on + 20 + 120 + int(length * 0.6)))
    elif kind < rates.PROTECTION + rates.LOOKED_AFTER:
        child.care[0] = ("CIN", on, on + 59)
        child.care.append(("LAC", on + 60, min(on + 400 + int(length * 4), child.birth + 18 * 365)))
        for _ in range(dice.below(4) if dice.yes(0.25) else 0):
            gone = on + 60 + dice.below(700)
            child.missing.append((gone, gone + dice.below(5)))


def _plan(child: Child, schools: Schools, dice: Dice) -> None:
    if child.need != "E" or child.family.border:
        return
    special = any(s.kind == "roll" and s.how.startswith("special") for s in child.life)
    start = child.birth + (3 * 365 + 300 if special else 4 * 365 + dice.below(9 * 365))
    start = max(start, child.family.came + 60)
    awaiting = dice.yes(0.05)
    since = start + dice.below(1500)
    eotas = dice.yes(0.02) and not special
    child.plan = (
        start,
        child.birth + 19 * 365,
        dice.pick(NEEDS),
        since if awaiting else FOREVER,
        since + 40 + dice.below(300),
        eotas,
    )
    if eotas:
        begins = start + 200 + dice.below(1500)
        end = min(school_age_to(child.birth), begins + 400 + dice.below(900))
        if any(s.kind == "roll" and s.start < begins < s.end for s in child.life):
            child.placements.append(
                ("EO01", "EOTAS package", "eotas", "s61_eotas", "LA", 15 + dice.below(8), begins, end)
            )
        else:
            child.plan = (*child.plan[:5], False)


def _suspensions(child: Child, segment: Segment, school, dice: Dice) -> None:
    older = segment.start - child.birth > 10 * 365
    rate = rates.SUSPENSIONS_TROUBLED * (1.0 if older else 0.35) if child.trouble > 0.96 else rates.SUSPENSIONS_OTHERS
    on = segment.start + 5 + int(dice.wait(365 / rate))
    while on < segment.end - 12:
        length = 1 + int(dice.wait(1.3))
        days = [d for d in range(on, on + 30) if d in school.calendar.open_days][: min(length, 8)]
        if days and days[0] - on < 4:
            child.exclusions.append(("SUSP", segment.school, days[0], days[-1], dice.pick(REASONS), len(days) * 2))
        on += 20 + int(dice.wait(365 / rate))


def _on_roll_provision(child: Child, segment: Segment, dice: Dice) -> None:
    last = min(segment.end, school_age_to(child.birth))
    first = max(segment.start, child.birth + 5 * 365 + 130)
    weight = (3.0 if child.need == "E" else 1.6 if child.need == "K" else 0.75) * (1.6 if child.trouble > 0.8 else 0.85)
    on = first + int(dice.wait(365 / (rates.REDUCED_TIMETABLE * weight)))
    if on < last - 20:
        child.part_time.append((segment.school, on, min(on + 14 + int(dice.wait(80)), last), 6 + dice.below(15)))
    secondary = segment.start - child.birth > 10.5 * 365
    on = first + int(dice.wait(365 / (rates.SCHOOL_PLACEMENT * weight * (1.6 if secondary else 0.25))))
    if on < last - 20:
        end = min(on + 30 + int(dice.wait(120)), last)
        child.placements.append(
            (
                *dice.pick(PROVIDERS),
                "alternative_provision",
                "school_off_site",
                "school",
                15 + dice.below(11),
                on,
                end,
                segment.school,
            )
        )
    on = first + int(dice.wait(365 / (rates.MEDICAL_TUITION * weight)))
    if on < last - 20:
        end = min(on + 30 + int(dice.wait(150)), last)
        kind = "hospital" if dice.yes(0.1) else "online" if dice.yes(0.15) else "tuition"
        who = ("HO01", "Children's Ward School Room") if kind == "hospital" else dice.pick(TUTORS)
        child.placements.append((*who, kind, "s19_medical", "LA", 5 + dice.below(16), on, end))
    for place in child.placements:
        if place[3] == "s61_eotas" and segment.start < place[6] <= segment.end:
            segment.end = max(segment.start, place[6] - 1)  # EOTAS takes the child off the roll


def _justice(child: Child, dice: Dice) -> None:
    u = dice.u() / max(child.family.risk, 0.2)
    on = child.birth + 14 * 365 + dice.below(3 * 365)
    if child.family.border or on < child.family.came:
        return
    if u < rates.CUSTODY:
        child.justice.append(("custody", on, on + 40 + int(dice.wait(120))))
    elif u < rates.CUSTODY + rates.COMMUNITY_ORDERS:
        child.justice.append(("community", on, on + 150 + dice.below(300)))


def _apply(child: Child, schools: Schools, dice: Dice) -> None:
    """Applications that the school life implies: (date, round, preferences, offer, offered on, starts on, decided on, outcome)."""
    for place, segment in enumerate(child.life):
        before = child.life[place - 1] if place else None
        if segment.kind == "roll" and schools.all[segment.school].phase in ("primary", "infant", "secondary"):
            if before is None and segment.how in ("", "special"):
                _normal(child, segment, 4, dice)
            elif segment.how == "stage" and schools.all[segment.school].phase == "secondary":
                _normal(child, segment, 3, dice)
            elif segment.how in ("moved", "new") and before is not None and before.kind != "waiting":
                made = max(before.start, segment.start - 10 - dice.below(30))
                child.applications.append(
                    (
                        made,
                        "in_year",
                        (segment.school,),
                        segment.school,
                        segment.start - 4,
                        segment.start,
                        segment.start - 4,
                        "accepted",
                    )
                )
            elif segment.how == "new" and before is None:
                made = segment.start - 15
                child.applications.append(
                    (
                        made,
                        "in_year",
                        (segment.school,),
                        segment.school,
                        segment.start - 4,
                        segment.start,
                        segment.start - 4,
                        "accepted",
                    )
                )
        elif segment.kind == "waiting":
            after = child.life[place + 1] if place + 1 < len(child.life) else None
            if after is not None and after.kind == "roll":
                _normal(child, after, 4, dice, segment.start)
        elif segment.kind == "lost":
            _failed(child, segment, schools, dice)


def _normal(child: Child, segment: Segment, month: int, dice: Dice, starts: int = 0) -> None:
    year = date.fromordinal(starts or segment.start).year
    made = day(year - 1, 10, 1) + dice.below(100 if month == 4 else 30)
    offered = day(year, month, 16 if month == 4 else 1)
    if made < child.family.came or made > offered:
        made, offered = max(child.family.came + 5, offered), max(child.family.came + 20, offered)
    if offered < segment.start and dice.yes(0.97):
        child.applications.append(
            (made, "normal", (segment.school,), segment.school, offered, segment.start, offered, "accepted")
        )


def _failed(child: Child, segment: Segment, schools: Schools, dice: Dice) -> None:
    """What a child in a crack applied for and didn't get, or was offered and never took up."""
    phase = "primary" if segment.start - child.birth < 11 * 365 else "secondary"
    wanted = tuple(schools.near_home(phase, child.family.address_on(segment.start).spot)[:3])
    made = segment.start + dice.below(20)
    if segment.how == "refused":
        child.applications.append((made, "in_year", wanted, -1, 0, 0, made + 25, "refused"))
    elif segment.how in ("applying", "from_other_la") and (segment.how == "applying" or dice.yes(0.35)):
        offered = dice.yes(0.25)
        start = segment.end + 1
        child.applications.append((made, "in_year", wanted, wanted[0] if offered else -1, made + 15 if offered else 0,
                                   start if offered else 0, made + 15, "offered" if offered else "pending"))  # fmt: skip
    elif segment.how == "no_show":
        year = date.fromordinal(segment.start).year
        child.applications.append(
            (
                day(year - 1, 10, 12),
                "normal",
                wanted,
                wanted[0],
                day(year, 3, 1),
                segment.start,
                day(year, 3, 1),
                "accepted",
            )
        )
