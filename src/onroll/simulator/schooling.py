"""How does a child's school life go, from Reception to eighteen, cracks included?

A life is a row of segments (see `families.Segment`) made by waiting times: in each state some things may happen, the first
one does, and the stages of school (infant, junior, secondary, after sixteen) come round whatever else. Nothing here knows
the as-at date.
"""

from __future__ import annotations

from onroll.simulator import rates
from onroll.simulator.calendars import academic_year, day, reception_start, school_age_to, school_starts_on
from onroll.simulator.chance import Dice, Weighted
from onroll.simulator.families import Child
from onroll.simulator.schools import School, Schools
from onroll.simulator.spells import FOREVER, Exclusion, Segment

LOST_ENDS, CME_ENDS = Weighted.of(rates.LOST_ENDS), Weighted.of(rates.CME_ENDS)
HOME_END_TO, EXCLUDED_TO = Weighted.of(rates.HOME_END_TO), Weighted.of(rates.EXCLUDED_TO)
AFTER_16 = Weighted.of(rates.AFTER_16)


class Life:
    """One child's school life in the making: where it stands on `on`, and what has been lived so far."""

    def __init__(self, child: Child, schools: Schools, dice: Dice) -> None:
        self.child, self.schools, self.dice = child, schools, dice
        self.family = child.family
        birth = child.birth
        self.reception = reception_start(birth)
        first = academic_year(self.reception)
        self.stages = {"infant_end": day(first + 3, 8, 31), "primary_end": day(first + 7, 8, 31)}
        self.school_age_ends = school_age_to(birth)
        self.year11_end = self.school_age_ends
        self.finish = day(first + 14, 8, 31)
        self.gone = min(self.family.left if not self.family.border else FOREVER, child.dies)
        self.via = -1

    def live(self) -> None:
        """Fill the child's life with segments, in order of time."""
        child, family = self.child, self.family
        on = max(self.reception, family.came)
        if on < self.gone and on <= self.year11_end:
            kind, school, how = self._arrive(on) if on > self.reception + 3 else self._reception()
            if how.startswith("defer"):
                self._add(self.reception, int(how[5:]) - 1, "waiting", -1, "deferred")
                on, how = int(how[5:]), ""
            if kind == "roll" and how == "new" and school_starts_on(on) > on:
                self._add(on, school_starts_on(on) - 1, "lost", -1, "applying")
                on = school_starts_on(on)
            while kind and on < min(self.gone, self.year11_end):
                on, kind, school, how = self._stay(on, kind, school, how)
        if family.came < self.finish and self.gone > self.year11_end:
            self._after_16(max(self.year11_end + 1, family.came))
        if child.life and child.life[-1].how == "sixth":
            child.known_to = max(child.known_to, child.life[-1].end + 30)
        if child.dies < FOREVER and child.dies <= self.gone:
            child.life.append(Segment(child.dies, FOREVER, "dead"))
        elif self.gone < FOREVER:
            self._away(self.gone)

    def _away(self, on: int) -> None:
        """Gone from here: a school of the new authority, where one is found and its list may reach us."""
        child, family, dice = self.child, self.family, self.dice
        kind = "abroad" if family.left_to == "abroad" else "out"
        starts, found = on + 5 + dice.below(25), dice.u() < rates.NEW_ROLL_SEEN.get(family.left_to, 0.0)
        primary_end, end = self.stages["primary_end"], self.year11_end
        options = self.schools.elsewhere["primary" if starts <= primary_end else "secondary"]
        if found and options and self.reception < starts < end - 60:
            last = primary_end if starts <= primary_end else end
            child.life.append(Segment(on, starts - 1, kind, how=family.left_to))
            child.life.append(Segment(starts, last, "elsewhere", dice.pick(options).index, "away"))
            on = last + 1
        child.life.append(Segment(on, FOREVER, kind, how=family.left_to))

    def _add(self, start: int, end: int, kind: str, school: int, how: str = "") -> None:
        end = min(end, self.gone - 1)
        if end >= start:
            self.child.life.append(Segment(start, end, kind, school, how, self.via))
            if school >= 0:
                self.via = school

    # where a child begins

    def _reception(self) -> tuple[str, int, str]:
        dice = self.dice
        u = dice.u()
        if self.family.border:
            return "roll", self.local("primary"), ""
        if self.child.need == "E" and dice.yes(rates.SPECIAL_SCHOOL) and self.schools.special:
            return "roll", dice.pick(self.schools.special).index, "special"
        for chance, kind in (
            (rates.INDEPENDENT, "independent"), (rates.NEIGHBOUR_ROLL, "elsewhere"), (rates.RECEPTION_HOME, "home"),
            (rates.RECEPTION_LOST, "lost"), (rates.DEFERRED, "defer"),
        ):  # fmt: skip
            if u < chance:
                return self._begin(kind)
            u -= chance
        return "roll", self.local("primary"), ""

    def _begin(self, kind: str) -> tuple[str, int, str]:
        if kind == "defer":
            year = academic_year(self.reception) + 1
            return "roll", self.local("primary"), f"defer{day(year, *((4, 13) if self.dice.yes(0.5) else (1, 5)))}"
        return kind, self.place(kind, self.reception), "never_applied" if kind == "lost" else "from_start"

    def _arrive(self, on: int) -> tuple[str, int, str]:
        """What a child of school age finds on coming to live here."""
        u = self.dice.u()
        crack = "arrived" if self.family.came_from == "abroad" else "from_other_la"
        if u < 0.5:
            return "roll", self.local(self.phase(on)), "new"
        if u < 0.81:
            return "lost", -1, "applying"
        if u < 0.93:
            return "lost", -1, crack
        if u < 0.96:
            return "independent", self.place("independent", on), "new"
        if u < 0.98:
            return "elsewhere", self.place("elsewhere", on), "new"
        return "home", -1, "from_start"

    # places

    def phase(self, on: int) -> str:
        """Primary or secondary, by the stage the child is in."""
        return "primary" if on <= self.stages["primary_end"] else "secondary"

    def local(self, phase: str, not_this: int = -1, on: int = -1) -> int:
        """A state school near home: most go to the nearest."""
        spot = self.family.address_on(on if on >= 0 else max(self.reception, self.family.came)).spot
        near = self.schools.near_home(phase, spot)
        u = self.dice.u()
        rank = 0 if u < 0.62 else 1 if u < 0.84 else 2 if u < 0.95 else 3
        index = near[min(rank, len(near) - 1)]
        if index == not_this:
            index = near[(rank + 1) % len(near)]
        school = self.schools.all[index]
        if school.phase == "infant" and on > self.stages["infant_end"] and school.partner is not None:
            return school.partner.index
        return index

    def place(self, kind: str, on: int) -> int:
        """The school of an independent or neighbouring place; −1 where the state has none."""
        if kind == "independent":
            primary = self.phase(on) == "primary"
            options = self.schools.independent_primary if primary else self.schools.independent_secondary
            options = options or self.schools.independent_primary
            school = self.dice.pick(options)
            if not school.sends_list and self.dice.yes(0.75):  # those that send no list are the small ones
                school = self.dice.pick(options)
            return school.index
        if kind == "elsewhere":
            options = self.schools.elsewhere[self.phase(on)]
            return self.dice.pick(options).index if options else self.local(self.phase(on), on=on)
        return -1

    # what happens next

    def _stay(self, on: int, kind: str, school: int, how: str) -> tuple[int, str, int, str]:
        if kind == "roll":
            return self._on_roll(on, school, how)
        if kind in ("independent", "elsewhere"):
            return self._other_school(on, kind, school)
        if kind == "home":
            return self._home(on, how)
        if kind == "tuition":
            end = min(school_starts_on(on + 30 + int(self.dice.wait(200))) - 1, self.year11_end)
            self._add(on, end, "tuition", -1, how)
            return end + 1, "roll", self.local(self.phase(end), on=end), "new"
        return self._nowhere(on, kind, how)

    def _stage_end(self, on: int, school: School | None) -> int:
        if school is not None and school.phase == "infant":
            return self.stages["infant_end"]
        if on <= self.stages["primary_end"] and (school is None or school.phase not in ("special",)):
            return self.stages["primary_end"]
        return self.year11_end

    def _on_roll(self, on: int, index: int, how: str) -> tuple[int, str, int, str]:
        dice, school = self.dice, self.schools.all[index]
        end = max(self._stage_end(on, school), on)
        secondary = self.phase(on) == "secondary"
        exclusion = (rates.PERMANENT_EXCLUSION_SECONDARY if secondary else rates.PERMANENT_EXCLUSION_PRIMARY) * (
            5.0 if self.child.trouble > 0.9 else 0.55
        )
        chances = (
            (
                "home",
                (rates.TO_HOME_SECONDARY if secondary else rates.TO_HOME_PRIMARY) * (0 if self.family.border else 1),
            ),
            ("exclude", exclusion if school.phase not in ("special", "pru") else 0.0),
            ("lost", 0.0 if self.family.border else rates.LEFT_UNKNOWN * (1.8 if self.family.deprived else 0.7)),
            ("cme", 0.0 if self.family.border else rates.TO_CME * (1.6 if self.family.deprived else 0.8)),
            ("independent", rates.TO_INDEPENDENT),
            ("change", rates.IN_YEAR_CHANGE if school.phase != "pru" else 1.1),
        )
        total = sum(chance for _, chance in chances)
        event = school_starts_on(on + 20 + int(dice.wait(365.0 / total)))
        move = next((m for m in self.family.moves if m > on + 10 and dice.yes(rates.CHANGES_ON_MOVE)), FOREVER)
        if move < min(event, end) and not self.family.border and school.phase != "pru":
            leave = school_starts_on(move + dice.between(0, 40))
            if leave < end - 30 and leave < self.gone - 30:
                self._add(on, leave - 1, "roll", index, how)
                return leave, "roll", self.local(self.phase(leave), index, leave), "moved"
        if event >= end:
            self._add(on, end, "roll", index, how)
            return self._next_stage(end + 1, school)
        kind = Weighted([kind for kind, _ in chances], [chance for _, chance in chances]).draw(dice)
        if kind == "exclude" and event > end - 110:  # too late in the stage for anything to follow
            self._add(on, end, "roll", index, how)
            return self._next_stage(end + 1, school)
        return self._leave_roll(on, event, index, how, kind)

    def _leave_roll(self, on: int, event: int, index: int, how: str, kind: str) -> tuple[int, str, int, str]:
        dice = self.dice
        if kind == "exclude":
            return self._excluded(on, event, index, how)
        self._add(on, event - 1, "roll", index, how)
        if kind == "change":
            return event, "roll", self.local(self.phase(event), index, event), "moved"
        if (
            kind == "home"
            and event - self.child.birth > 14.2 * 365
            and dice.yes(rates.COLLEGE_14_16)
            and self.schools.colleges
        ):
            self._add(event, self.year11_end, "college", dice.pick(self.schools.colleges).index)
            return self.year11_end + 1, "", -1, ""
        if kind == "lost":
            crack = "left_unknown" if dice.yes(0.6) else "refused"
            return event, "lost", -1, crack
        if kind == "cme":
            return event, "cme", -1, "unknown" if dice.yes(0.35) else "known"
        return event, kind, self.place(kind, event), "from_school"

    def _excluded(self, on: int, event: int, index: int, how: str) -> tuple[int, str, int, str]:
        dice, child = self.dice, self.child
        if dice.yes(0.06):
            back = event + dice.between(18, 32)
            child.exclusions.append(Exclusion("PERM", index, event, back, outcome="reinstated"))
            self._add(on, back + 60, "roll", index, how)
            return back + 61, "roll", index, "back"
        leave = event + dice.between(8, 40)
        child.exclusions.append(Exclusion("PERM", index, event, leave, outcome="upheld"))
        self._add(on, leave, "roll", index, f"{how}|excluded")
        kind = EXCLUDED_TO.draw(dice)
        if kind == "pru":
            pru = self.schools.pru
            return leave + 1, "roll", dice.pick(pru).index, "pru"
        if kind == "roll":
            return leave + 1, "roll", self.local(self.phase(leave), index, leave), "moved"
        return leave + 1, kind, -1, "s19_exclusion" if kind == "tuition" else "excluded"

    def _next_stage(self, on: int, school: School | None) -> tuple[int, str, int, str]:
        dice = self.dice
        if on > self.year11_end:
            return on, "", -1, ""
        if school is not None and school.phase == "infant" and school.partner is not None:
            return on, "roll", school.partner.index, "stage"
        if self.family.border:
            return on, "roll", self.local("secondary", on=on), "stage"
        u = dice.u()
        for chance, kind, how in (
            (rates.YEAR7_LOST, "lost", "no_show"), (rates.YEAR7_HOME, "home", "from_school"),
            (rates.YEAR7_INDEPENDENT, "independent", "stage"), (rates.NEIGHBOUR_ROLL * 0.7, "elsewhere", "stage"),
        ):  # fmt: skip
            if u < chance:
                return on, kind, self.place(kind, on), how
            u -= chance
        return on, "roll", self.local("secondary", on=on), "stage"

    def _other_school(self, on: int, kind: str, index: int) -> tuple[int, str, int, str]:
        dice = self.dice
        end = self._stage_end(on, None)
        event = school_starts_on(on + 20 + int(dice.wait(365 / 0.03)))
        if event < end:
            self._add(on, event - 1, kind, index)
            return event, "roll", self.local(self.phase(event), on=event), "new"
        self._add(on, end, kind, index)
        if end >= self.year11_end:
            return end + 1, "", -1, ""
        if dice.yes(0.68 if kind == "independent" else 0.6):
            return end + 1, kind, self.place(kind, end + 1), "stage"
        return self._next_stage(end + 1, None)

    def _home(self, on: int, how: str) -> tuple[int, str, int, str]:
        dice = self.dice
        end = min(school_starts_on(on + 30 + int(dice.wait(365 / rates.HOME_ENDS))) - 1, self.year11_end)
        if end == self.year11_end:
            self._add(on, end, "home", -1, how)
            return end + 1, "", -1, ""
        to = HOME_END_TO.draw(dice)
        if to == "stays":
            end = self.year11_end
        self._add(on, end, "home", -1, f"{how}>{to}")
        if to == "unsuitable":
            return end + 1, "cme", -1, "unsuitable"
        if to == "lost":
            return end + 1, "lost", -1, "home_closed"
        if to == "independent":
            return end + 1, to, self.place(to, end), "new"
        return end + 1, "roll", self.local(self.phase(end), on=end), "new"

    def _nowhere(self, on: int, kind: str, how: str) -> tuple[int, str, int, str]:
        """A child in no education: lost (no case is open) or cme (a case is open)."""
        dice = self.dice
        years = rates.CME_YEARS if kind == "cme" else 0.08 if how == "applying" else rates.LOST_YEARS
        to = CME_ENDS.draw(dice) if kind == "cme" else "roll" if how == "applying" else LOST_ENDS.draw(dice)
        end = school_starts_on(on + 3 + int(dice.wait(years * 365))) - 1
        if to == "stays" or end >= self.year11_end:
            end, to = self.year11_end, ""
        self._add(on, end, kind, -1, how)
        if not to:
            return end + 1, "", -1, ""
        if to == "cme":
            return end + 1, "cme", -1, "unknown" if dice.yes(0.25) else "known"
        if to == "lost":
            return end + 1, "lost", -1, "case_closed"
        if to == "independent":
            return end + 1, to, self.place(to, end), "new"
        return end + 1, to, self.local(self.phase(end), on=end) if to == "roll" else -1, "new"

    # after Year 11

    def _after_16(self, on: int) -> None:
        dice = self.dice
        last = self.child.life[-1] if self.child.life else None
        school = self.schools.all[last.school] if last and last.kind == "roll" else None
        autumn = day(academic_year(self.year11_end) + 1, 9, 1)
        start = max(on, autumn)
        activity = AFTER_16.draw(dice)
        if school is not None and school.phase == "special":
            self._add(on, self.finish, "roll", school.index, "sixth")
            return
        if self.family.border and activity != "sixth":
            return
        if activity == "sixth" and last and last.kind == "independent":
            self._add(on, self.finish, "independent", last.school, "sixth")
            return
        if activity == "sixth" and self.schools.sixth:
            own = school is not None and school.sixth_form
            index = school.index if own and school is not None else dice.pick(self.schools.sixth).index
            self._add(on if own else start, self.finish - 365 * dice.yes(0.12), "roll", index, "sixth")
            return
        activity = "college" if activity == "sixth" else activity
        change = start + 60 + int(dice.wait(500))
        self._add(start, min(change, self.finish), "after16", -1, activity)
        if change < self.finish:
            self._add(change + 1, self.finish, "after16", -1, AFTER_16.draw(dice).replace("sixth", "college"))
