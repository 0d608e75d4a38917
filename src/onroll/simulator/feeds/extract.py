"""The extracts of one as-at date in the making: rows by feed, and whose each record truly is."""

from __future__ import annotations

from onroll.simulator.calendars import iso
from onroll.simulator.chance import Dice
from onroll.simulator.enrolments import Enrolment
from onroll.simulator.families import Child
from onroll.simulator.feeds.layouts import COLUMNS, DAY_FIRST, FEEDS, PERSON, QUALIFIER, SYSTEM_OF
from onroll.simulator.mistakes import Held, held_by
from onroll.simulator.names import ORIGINS
from onroll.simulator.schools import School, Schools
from onroll.simulator.spells import Segment

KEEPS = 730  # days for which a system's extract goes on listing what has ended
PRIME = 9_999_991
CODES = {feed: place + 1 for place, feed in enumerate(COLUMNS)}
BLANK = (None, "", "N/K")


def uk(text: str) -> str:
    """An ISO date as day, month, year; anything else as it is."""
    return f"{text[8:]}/{text[5:7]}/{text[:4]}" if len(text) == 10 and text[4] == "-" else text


class Extract:
    """Everything that is true of one set of extracts; the feed modules add rows to it."""

    def __init__(
        self, *, seed: int, as_at: int, errors: float, schools: Schools, feeds: tuple[str, ...] = FEEDS
    ) -> None:
        self.seed, self.as_at, self.errors, self.schools = seed, as_at, errors, schools
        self.feeds = frozenset(feeds)
        self.rows: dict[str, list[tuple[str, ...]]] = {feed: [] for feed in COLUMNS if feed in self.feeds}
        self.adults: list[tuple[str, ...]] = []
        self.owners: dict[tuple[str, str, str], str] = {}
        self.enrolments: list[Enrolment] = []
        self.records = self.clean = 0

    def enrol(self, child: Child, segment: Segment, urn: str, upn: str) -> None:
        """Keep that the child's marks at a school are held under a UPN; nothing without one."""
        if upn:
            here = [event for event in child.exclusions if event.school == segment.school]
            self.enrolments.append(Enrolment(
                upn, urn, segment.school, child.number, child.birth, segment.start, min(segment.end, child.dies), child.family.risk,
                tuple((e.start, e.end) for e in here), tuple((t.start, t.end) for t in child.part_time if t.school == segment.school),
            ))  # fmt: skip

    def dice(self, child: Child, what: int) -> Dice:
        """The dice of one child for one purpose, the same in every extract."""
        return Dice(self.seed, 41, child.number, what)

    def scrambled(self, child: Child, feed: str) -> str:
        """The child's id in a feed's system: unique there, and saying nothing of its id elsewhere."""
        code = 0 if feed in ("roll", "exclusions", "part_time", "school_returns") else CODES[feed]
        return f"{(child.number * (7_654_321 + 2 * code) + self.seed * 613 + code * 1_234_577) % PRIME:07d}"

    def school_id(self, child: Child, school: School) -> str:
        """The child's admission number at a school."""
        return f"{school.index:03d}-{(child.number * 61_673 + school.index * 977) % 999_983:06d}"

    def recent(self, start: int, end: int) -> bool:
        """Whether an extract of the day still lists something that ran from start to end."""
        return start <= self.as_at and end >= self.as_at - KEEPS

    def ended(self, end: int) -> str:
        """The last day of something, blank while it still runs on the as-at date."""
        return iso(end) if end < self.as_at else ""

    def hold(self, child: Child, feed: str, on: int, what: int = 0, system: str = "", moved: bool = False) -> Held:
        """The child as the feed's system holds it on a day; `what` tells apart two records of one system.

        A system goes on holding the last home here of a child who left, unless it learnt of the move (`moved`).
        """
        name = system or SYSTEM_OF[feed]
        code = 900 if name == "school" else CODES[feed]
        dice = Dice(self.seed, 43, child.number, code * 10_000 + what)
        if not moved:
            on = min(on, child.family.left - 1)
        held = held_by(child, name, dice, min(on, self.as_at), self.errors)
        if moved:
            new = child.family.address_on(child.family.left)
            held = held._replace(address=new, postcode=new.postcode)
        return held

    def add(self, feed: str, child: Child, source_id: str, held: Held, *values: str) -> None:
        """One row, and whose it truly is."""
        rows = self.rows.get(feed)
        if rows is None:
            return
        birth = held.date_of_birth
        if feed in DAY_FIRST:
            values = tuple(uk(value) for value in values)
            birth = uk(birth)
        address = held.address
        line, town = (address.line, address.town) if address is not None else ("", "")
        origin = ORIGINS[child.family.origin]
        known = feed in ("roll", "ehc_plans", "social_care", "post16")
        rows.append(
            (source_id, held.upn, held.former_upn, held.uln if feed in ("roll", "post16") else "", held.nhs_number, held.surname,
             held.forename, held.middle_names, held.former_surname, held.preferred_forename, birth, held.sex, line, town,
             held.postcode, origin[3] if known else "", origin[4] if feed == "roll" else "", "", *values)
        )  # fmt: skip
        at = QUALIFIER.get(feed)
        qualifier = values[0] if at in ("urn", "agency") else ""
        owner = (feed, qualifier, source_id)
        if owner not in self.owners:
            self.owners[owner] = child.person
            self.records += 1
            self.clean += held.clean

    def add_adult(self, child: Child, feed: str, source_id: str, place: int, safe_contact: str = "any") -> None:
        """One adult as a feed's system names them for the child."""
        if "adults" not in self.feeds or place >= len(child.family.adults):
            return
        adult = child.family.adults[place]
        home = child.family.address_on(self.as_at)
        if adult.second_home and child.family.second_home is not None:
            home = child.family.second_home
        self.adults.append(
            (feed, source_id, adult.name, adult.relationship, "T" if adult.responsible else "F", home.line, home.town,
             home.postcode, adult.phone, "", safe_contact)
        )  # fmt: skip


assert len(PERSON) == 18  # `add` writes them in this order
