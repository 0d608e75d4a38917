"""Which schools does the simulated authority have? Invented ones, shaped like real ones.

URNs run from 990001, far above any that the register of schools has given out, so that no real school is ever meant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from onroll.simulator.calendars import Calendar, authority_calendar, calendar, day
from onroll.simulator.chance import Dice
from onroll.simulator.postcodes import NAMES, NEIGHBOURS, Postcodes, postcodes_of, street_of, town_of

FIRST_URN = 990_001
PLACES = tuple(
    name.strip()
    for name in [
        "Abbotsfield",
        " Ashbrook",
        " Barleymow",
        " Birchwood",
        " Blackthorn",
        " Briarhill",
        " Brookside",
        " Castle Meadow",
        " Chapel Brampton Vale",
        "Cherry Orchard",
        " Clare Hill",
        " Coppice Farm",
        " Duston Wood",
        " Eastfield",
        " Elderbrook",
        " Fairholme",
        " Ferny Lane",
        " Foxhollow",
        "Glebe Farm",
        " Green Oaks",
        " Hawthorn",
        " Hazelbank",
        " Heronsgate",
        " Hollybush",
        " Ironstone",
        " Kestrel",
        " Kings Meadow",
        " Lakeside",
        "Larkrise",
        " Lime Tree",
        " Long Buckley",
        " Manor Croft",
        " Marefield",
        " Meadowbank",
        " Millbrook",
        " Nene Meadows",
        " Newlands",
        " Oakfield",
        "Orchard Vale",
        " Parklands",
        " Pineham Lock",
        " Queens Park",
        " Ravenscroft",
        " Riverside",
        " Rowan Bank",
        " Saddlers Hill",
        " Spinney Hill",
        "Springfield",
        " Standens",
        " Sunnybank",
        " Thornby Edge",
        " Upton Reach",
        " Weavers Lane",
        " Westfield",
        " Whitehills Edge",
        " Willowbrook",
        "Windmill Rise",
        " Woodside",
        " Wootton Edge",
        " Yew Tree",
    ]
)
SAINTS = [
    "Alban",
    "Andrew",
    "Anne",
    "Barnabas",
    "Bede",
    "Cuthbert",
    "Edmund",
    "Gregory",
    "Hilda",
    "Hugh",
    "James",
    "Luke",
    "Mary",
    "Peter",
    "Thomas",
    "Wilfrid",
]
TRUSTS = ("Nene Valley Learning Trust", "Ironstone Academies Trust", "Weavers Education Trust", "Saddlers Multi-Academy Trust",
          "Oak and Ash Schools Trust", "The Wayfarer Trust")  # fmt: skip


@dataclass(slots=True, eq=False)
class School:
    """One invented school. Rows of its roll are those of `urn_on(day)`: a converted school has an older URN too."""

    index: int
    urn: int
    la: str
    estab: int
    name: str
    phase: str  # primary, infant, junior, secondary, special, pru, independent, college
    kind: str  # type of establishment, in the register's words
    low: int
    high: int
    postcode: str
    easting: int
    northing: int
    sixth_form: bool = False
    trust: str = ""
    old_urn: int = 0
    converted: int = 0  # ordinal of the day the new URN opened
    sends_list: bool = True  # independent and neighbouring schools: whether the authority gets their list
    calendar: Calendar = field(default_factory=authority_calendar)
    own_dates: bool = False
    partner: School | None = None  # infant school's junior school

    def urn_on(self, on: int) -> int:
        """The URN under which the school stood on that day."""
        return self.old_urn if self.old_urn and on < self.converted else self.urn


class Schools:
    """All schools of the simulated world, and which ones lie near a postcode."""

    def __init__(self, la: str, children: int, seed: int) -> None:
        self.la = la
        self.dice = Dice(seed, 11)
        self.all: list[School] = []
        self.used: set[str] = set()
        home = postcodes_of(la)
        self._make_state(home, children)
        for other in NEIGHBOURS.get(la, ()):
            self._make_neighbours(postcodes_of(other))
        self.near = {phase: self._nearest(home, phase) for phase in ("primary", "secondary")}
        self.special = self.of("special", la)
        self.pru = self.of("pru", la)
        self.independent_primary = [s for s in self.of("independent", la) if s.low < 11]
        self.independent_secondary = [s for s in self.of("independent", la) if s.high > 11]
        self.colleges = self.of("college", la)
        self.sixth = [s for s in self.all if s.la == la and s.sixth_form and s.phase == "secondary"]
        self.elsewhere = {
            phase: [s for s in self.all if s.la != la and s.phase == phase] for phase in ("primary", "secondary")
        }

    def near_home(self, phase: str, spot: int) -> list[int]:
        """Indexes of the nearest schools of a phase; a home outside the authority stands for some place inside it."""
        near = self.near[phase]
        return near[spot % len(near)]

    def of(self, phase: str, la: str) -> list[School]:
        """The schools of one phase in one authority."""
        return [school for school in self.all if school.phase == phase and school.la == la]

    def _make_state(self, home: Postcodes, children: int) -> None:
        primaries = max(4, round(children * 0.46 / 270))
        infants = max(1, round(primaries * 0.08))
        for number in range(primaries):
            phase = "infant" if number < infants else "primary"
            school = self._add(home, phase)
            if phase == "infant":
                school.partner = self._add(home, "junior", at=school)
        for _ in range(max(2, round(children * 0.36 / 1050))):
            self._add(home, "secondary")
        for phase, per in (("special", 4500), ("pru", 12000), ("college", 40000)):
            for _ in range(max(1, round(children / per))):
                self._add(home, phase)
        for number in range(max(4, round(children / 1700))):
            school = self._add(home, "independent")
            school.low, school.high = ((3, 18), (3, 13), (11, 18), (3, 11))[number % 4]
            school.sends_list = number % 16 != 9

    def _make_neighbours(self, there: Postcodes) -> None:
        for phase in ("primary", "primary", "secondary", "secondary"):
            school = self._add(there, phase)
            school.sends_list = True

    def _add(self, there: Postcodes, phase: str, at: School | None = None) -> School:
        dice, index = self.dice, len(self.all)
        spot = dice.below(len(there.codes)) if at is None else there.codes.index(at.postcode)
        academy = phase not in ("independent", "college", "pru") and dice.yes(0.62)
        low, high = {"primary": (3 if dice.yes(0.5) else 4, 11), "infant": (4, 7), "junior": (7, 11), "secondary": (11, 18),
                     "special": (3, 19), "pru": (5, 16), "independent": (3, 18), "college": (16, 99)}[phase]  # fmt: skip
        sixth = phase == "secondary" and dice.yes(0.7)
        school = School(
            index=index, urn=FIRST_URN + index, la=there.la, estab=self._estab(phase, index),
            name=self._name(phase, academy, at), phase=phase, kind=_kind(phase, academy), low=low,
            high=16 if phase == "secondary" and not sixth else high, postcode=there.codes[spot],
            easting=int(there.eastings[spot]), northing=int(there.northings[spot]), sixth_form=sixth,
        )  # fmt: skip
        if academy:
            school.trust = dice.pick(TRUSTS)
            if dice.yes(0.07) and there.la == self.la:
                school.old_urn, school.converted = (
                    FIRST_URN + 5_000 + index,
                    day(2025 + dice.below(2), dice.pick((4, 9)), 1),
                )
        if dice.yes(0.35) and there.la == self.la:
            school.own_dates = True
            school.calendar = calendar((dice.below(5), dice.below(5)), dice.yes(0.2), dice.between(0, 3))
        self.all.append(school)
        return school

    @staticmethod
    def _estab(phase: str, index: int) -> int:
        base = {"secondary": 4000, "special": 7000, "pru": 1100, "independent": 6000, "college": 8000}.get(phase, 2000)
        return base + index

    def _name(self, phase: str, academy: bool, at: School | None) -> str:
        if at is not None:
            return at.name.replace("Infant", "Junior")
        dice = self.dice
        for _ in range(60):
            saint = phase == "primary" and dice.yes(0.3)
            place = f"St {dice.pick(SAINTS)}'s" if saint else dice.pick(PLACES)
            if len(self.all) > 90:
                place = f"{place} {dice.pick(('North', 'South', 'East', 'West', 'Upper', 'Lower', 'Park', 'Hill', 'Cross'))}"
            ending = {
                "primary": "Primary Academy" if academy else ("Church of England Primary School" if saint else "Primary School"),
                "infant": "Infant School", "secondary": "Academy" if academy else "School", "special": "Special School",
                "pru": "Short Stay School", "independent": dice.pick(("Preparatory School", "College School", "House School")),
                "college": "College of Further Education",
            }[phase]  # fmt: skip
            name = f"{place} {ending}"
            if name not in self.used:
                break
        self.used.add(name)
        return name

    def _nearest(self, home: Postcodes, phase: str) -> list[list[int]]:
        """Indexes (into `all`) of the four nearest schools of the phase, for each postcode."""
        wanted = ("primary", "infant") if phase == "primary" else (phase,)
        held = [s for s in self.all if s.la == self.la and s.phase in wanted]
        east = np.array([s.easting for s in held], dtype=np.int64)
        north = np.array([s.northing for s in held], dtype=np.int64)
        index = np.array([s.index for s in held], dtype=np.int64)
        distance = (home.eastings[:, None] - east) ** 2 + (home.northings[:, None] - north) ** 2
        return index[np.argsort(distance, axis=1, kind="stable")[:, :4]].tolist()


def _kind(phase: str, academy: bool) -> str:
    names = {"special": ("Community special school", "Academy special converter"), "pru": ("Pupil referral unit",) * 2,
             "independent": ("Other independent school",) * 2, "college": ("Further education",) * 2}  # fmt: skip
    return names.get(phase, ("Community school", "Academy converter"))[academy]


def register_rows(schools: Schools) -> list[dict[str, str]]:
    """The schools as the register's extract writes them (a chosen few of its 140 headings)."""
    rows = []
    for school in schools.all:
        both = [(school.urn, "Open", school.converted, 0)]
        if school.old_urn:
            both.append((school.old_urn, "Closed", 0, school.converted - 1))
        for urn, status, opened, closed in both:
            rows.append(_register_row(school, urn, status, opened, closed))
    return rows


def _register_row(school: School, urn: int, status: str, opened: int, closed: int) -> dict[str, str]:
    phase = {"primary": "Primary", "infant": "Primary", "junior": "Primary", "secondary": "Secondary",
             "college": "16 plus"}.get(school.phase, "Not applicable")  # fmt: skip
    kind = school.kind if status == "Open" else "Community school"
    group = "Academies" if "Academy" in kind else {
        "special": "Special schools", "independent": "Independent schools", "college": "Colleges",
    }.get(school.phase, "Local authority maintained schools")  # fmt: skip
    return {
        "URN": str(urn), "LA (code)": school.la, "LA (name)": NAMES[school.la],
        "EstablishmentNumber": str(school.estab), "EstablishmentName": school.name,
        "TypeOfEstablishment (name)": kind, "EstablishmentTypeGroup (name)": group,
        "EstablishmentStatus (name)": status, "OpenDate": _uk(opened), "CloseDate": _uk(closed),
        "PhaseOfEducation (name)": phase, "StatutoryLowAge": str(school.low), "StatutoryHighAge": str(school.high),
        "OfficialSixthForm (name)": "Has a sixth form" if school.sixth_form else "Does not have a sixth form",
        "Trusts (name)": school.trust if status == "Open" else "", "Street": street_of(school.postcode),
        "Town": town_of(school.postcode), "Postcode": school.postcode,
        "Easting": str(school.easting), "Northing": str(school.northing),
    }  # fmt: skip


def _uk(ordinal: int) -> str:
    return date.fromordinal(ordinal).strftime("%d-%m-%Y") if ordinal > 0 else ""
