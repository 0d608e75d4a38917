"""Which school places were applied for? What a life implies: admissions rounds, in-year applications, and those that failed."""

from __future__ import annotations

from datetime import date

from onroll.simulator.calendars import day
from onroll.simulator.chance import Dice
from onroll.simulator.families import Child
from onroll.simulator.schools import Schools
from onroll.simulator.spells import Application, Segment


def apply(child: Child, schools: Schools, dice: Dice) -> None:
    """Fill in the applications that the child's school life implies."""
    for place, segment in enumerate(child.life):
        before = child.life[place - 1] if place else None
        if segment.kind == "roll" and schools.all[segment.school].phase in ("primary", "infant", "secondary"):
            if before is None and segment.how in ("", "special"):
                _normal(child, segment, 4, dice)
            elif segment.how == "stage" and schools.all[segment.school].phase == "secondary":
                _normal(child, segment, 3, dice)
            elif segment.how == "new" and before is None:
                _in_year(child, segment, segment.start - 15)
            elif segment.how in ("moved", "new") and before is not None and before.kind != "waiting":
                _in_year(child, segment, max(before.start, segment.start - 10 - dice.below(30)))
        elif segment.kind == "waiting":
            after = child.life[place + 1] if place + 1 < len(child.life) else None
            if after is not None and after.kind == "roll":
                _normal(child, after, 4, dice, segment.start)
        elif segment.kind == "lost":
            _failed(child, segment, schools, dice)


def _in_year(child: Child, segment: Segment, made: int) -> None:
    school, starts = segment.school, segment.start
    child.applications.append(
        Application(made, "in_year", (school,), school, starts - 4, starts, starts - 4, "accepted")
    )


def _normal(child: Child, segment: Segment, month: int, dice: Dice, starts: int = 0) -> None:
    year = date.fromordinal(starts or segment.start).year
    made = day(year - 1, 10, 1) + dice.below(100 if month == 4 else 30)
    offered = day(year, month, 16 if month == 4 else 1)
    if made < child.family.came or made > offered:
        made, offered = max(child.family.came + 5, offered), max(child.family.came + 20, offered)
    if offered < segment.start and dice.yes(0.97):
        child.applications.append(
            Application(made, "normal", (segment.school,), segment.school, offered, segment.start, offered, "accepted")
        )


def _failed(child: Child, segment: Segment, schools: Schools, dice: Dice) -> None:
    """What a child in a crack applied for and didn't get, or was offered and never took up."""
    phase = "primary" if segment.start - child.birth < 11 * 365 else "secondary"
    wanted = tuple(schools.near_home(phase, child.family.address_on(segment.start).spot)[:3])
    made = segment.start + dice.below(20)
    if segment.how == "refused":
        child.applications.append(Application(made, "in_year", wanted, -1, 0, 0, made + 25, "refused"))
    elif segment.how in ("applying", "from_other_la") and (segment.how == "applying" or dice.yes(0.35)):
        if dice.yes(0.25):
            application = Application(
                made, "in_year", wanted, wanted[0], made + 15, segment.end + 1, made + 15, "offered"
            )
        else:
            application = Application(made, "in_year", wanted, -1, 0, 0, made + 15, "pending")
        child.applications.append(application)
    elif segment.how == "no_show":
        year = date.fromordinal(segment.start).year
        made, offered = day(year - 1, 10, 12), day(year, 3, 1)
        child.applications.append(
            Application(made, "normal", wanted, wanted[0], offered, segment.start, offered, "accepted")
        )
