"""What does each school owe, and how does it stand as at a day? Facts and registers in, the rules' lines out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from onroll.casework.schools import absences, reading
from onroll.casework.schools.reading import Held, OnRoll
from onroll.children.models import ChildSummary
from onroll.places.calendars import SchoolCalendars
from onroll.rules.ages import academic_year, school_age_from, school_age_to, year_group
from onroll.rules.calendars import OutsideCalendar, SchoolDays
from onroll.rules.clocks import CannotAnswer, LastDays
from onroll.rules.returns import (
    NIL,
    Happened,
    Made,
    OwedLine,
    must_tell_of_deletion,
    must_tell_of_entry,
    owed_lines,
    return_settings,
)

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """One school as at a day: its lines, the newest return of any kind, the newest nil return, and how many are on roll."""

    urn: str
    lines: tuple[OwedLine, ...]
    last_sent_on: date | None
    last_nil_on: date | None
    on_roll: int
    sent: tuple[Made, ...]

    def sent_between(self, first: date, last: date) -> bool:
        """Whether anything came in these days, a nil return counted."""
        return any(first <= one.on <= last for one in self.sent)


def since(on: date) -> date:
    """From which day on owed returns are looked for: the school year, or the days before it where it is young."""
    return min(date(academic_year(on), 9, 1), on - timedelta(days=return_settings().window_days))


def standing(urns: Collection[str], on: date) -> dict[str, Standing]:
    """Every school as at the day; the same few queries for one school and for all."""
    rolls, made = reading.on_roll(urns, on), reading.returns_made(urns, on)
    events = _events(urns, on, rolls)
    calendars = SchoolCalendars()
    clocks: dict[int, LastDays] = {}
    found = {}
    for urn in urns:
        days = calendars.of(urn)
        clock = clocks.setdefault(id(days), LastDays(days))
        lines = owed_lines(events.get(urn, ()), made[urn], as_at=on, calendar=days, last_days=clock)
        sent = made[urn]
        found[urn] = Standing(
            urn, tuple(lines), sent[-1].on if sent else None, max((one.on for one in sent if one.code == NIL), default=None),
            len(rolls[urn].children), tuple(sent),
        )  # fmt: skip
    return found


def standing_of(urn: str, on: date) -> Standing:
    """One school as at the day."""
    return standing([urn], on)[urn]


def _events(urns: Collection[str], on: date, rolls: Mapping[str, OnRoll]) -> dict[str, list[Happened]]:
    found: dict[str, list[Happened]] = {urn: [] for urn in urns}
    _names(found, urns, on, rolls)
    _absences(found, urns, on, rolls)
    _long_timetables(found, urns, on)
    for one in reading.bought(urns, since(on), on):
        found[one.urn].append(Happened("placement", str(one.child or ""), one.fact.started_on))
    return found


def _names(found: dict[str, list[Happened]], urns: Collection[str], on: date, rolls: Mapping[str, OnRoll]) -> None:
    """Names entered and deleted, without those the regulation leaves out."""
    calendars, joint, first = SchoolCalendars(), reading.joint_enquiries(on), since(on)
    edges: dict[tuple[str, int], tuple[date | None, date | None]] = {}
    for one in reading.moved(urns, first, on):
        roll, classes = one.fact, rolls[one.urn].classes(on)
        if roll.started_on >= first and must_tell_of_entry(
            entered_on=roll.started_on, year_group=_class(one, roll.started_on), lowest=classes[0],
            first_school_day=_edges(edges, one.urn, academic_year(roll.started_on), calendars)[0],
        ):  # fmt: skip
            found[one.urn].append(Happened("new_pupil", str(one.child or ""), roll.started_on))
        if roll.ended_on is not None and first <= roll.ended_on <= on and must_tell_of_deletion(
            left_on=roll.ended_on, year_group=_class(one, roll.ended_on), highest=classes[1],
            last_school_day=_edges(edges, one.urn, academic_year(roll.ended_on), calendars)[1],
        ):  # fmt: skip
            ground = roll.detail.get("leaving_ground", "")
            found[one.urn].append(
                Happened("deletion", str(one.child or ""), roll.ended_on, ground=ground, joint_enquiries=(one.child or 0, ground) in joint)
            )  # fmt: skip


def _class(one: Held, day: date) -> int | None:
    return year_group(one.birth, day) if one.birth else None


def _edges(known: dict, urn: str, year: int, calendars: SchoolCalendars) -> tuple[date | None, date | None]:
    """First and last school day of the school year that began in the autumn of `year`."""
    if (urn, year) not in known:
        days = calendars.of(urn)
        known[urn, year] = (_search(days, date(year, 8, 20), ONE_DAY), _search(days, date(year + 1, 7, 31), -ONE_DAY))
    return known[urn, year]


def _search(days: SchoolDays, day: date, step: timedelta) -> date | None:
    for _ in range(60):
        try:
            if days.counts(day):
                return day
        except OutsideCalendar:
            return None
        day += step
    return None


def _absences(found: dict[str, list[Happened]], urns: Collection[str], on: date, rolls: Mapping[str, OnRoll]) -> None:
    """Thresholds that the registers show, for pupils of school age whose UPN a child on the record has."""
    held = absences.reached(urns, on)
    unknown = {one.upn for one in held if one.upn not in rolls[one.urn].by_upn}
    others = {row["upn"]: (row["child_id"], row["date_of_birth"]) for row in ChildSummary.objects.filter(upn__in=unknown).values("upn", "child_id", "date_of_birth")}  # fmt: skip
    for one in held:
        child = rolls[one.urn].by_upn.get(one.upn)
        birth = rolls[one.urn].children.get(child) if child else None
        if child is None and one.upn in others:
            child, birth = others[one.upn]
        if child is not None and (birth is None or school_age_from(birth) <= one.on <= school_age_to(birth)):
            found[one.urn].append(Happened(one.kind, str(child), one.on, began_on=one.began_on))


def _long_timetables(found: dict[str, list[Happened]], urns: Collection[str], on: date) -> None:
    """Reduced timetables that run on the day and have run for longer than the alert."""
    clock = LastDays()
    for one in reading.at_schools("part_time", urns, on):
        if one.fact.code != "reduced" or not one.fact.supports_on(on):
            continue
        try:
            if on <= clock.of("ptt-alert", one.fact.started_on):
                continue
        except CannotAnswer:
            continue
        found[one.urn].append(
            Happened("part_time", str(one.child or ""), one.fact.started_on, began_on=one.fact.started_on)
        )
