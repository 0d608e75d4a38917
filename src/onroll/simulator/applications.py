"""Which school places were applied for? What a life implies: admissions rounds, in-year applications, and those that failed.

An application is (made, round, preferences, offer, offered on, starts on, decided on, outcome): days as ordinals, schools as
indexes, −1 and 0 for none.
"""

from __future__ import annotations

from datetime import date

from onroll.simulator.calendars import day
from onroll.simulator.chance import Dice
from onroll.simulator.families import Child, Segment
from onroll.simulator.schools import Schools


def apply(child: Child, schools: Schools, dice: Dice) -> None:
    """Fill in the applications that the child's school life implies."""
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
