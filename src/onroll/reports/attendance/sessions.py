"""What does one register say, session by session? A byte each in; days, codes and their meaning out, for a pupil's page.

Pure: the register, its year and the rule book in. What a code counts as is the rule book's list of the session's own time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from onroll.attendance.axis import day_of, first_monday
from onroll.attendance.codes import CODES, NO_MARK
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.statements import Code

LISTS = ("attendance-2024", "attendance-legacy")
PRESENT, APPROVED = "present", "approved"
AUTHORISED, UNAUTHORISED = "authorised", "unauthorised"
NOT_POSSIBLE = "not-possible"
KINDS = {
    "present": PRESENT,
    "approved educational activity": APPROVED,
    "authorised absence": AUTHORISED,
    "unauthorised absence": UNAUTHORISED,
}
KIND_WORDS = {
    PRESENT: "Present",
    APPROVED: "Approved educational activity",
    AUTHORISED: "Authorised absence",
    UNAUTHORISED: "Unauthorised absence",
    NOT_POSSIBLE: "Not a possible session",
}
HALVES = ("morning", "afternoon")
LATE = frozenset({"L", "U"})
AFTER_HOLIDAY = 9  # days between two school days from which the second follows a holiday: a half term's are ten


@dataclass(frozen=True, slots=True)
class Session:
    """One session with a mark."""

    on: date
    half: int
    code: str
    means: str
    kind: str

    @property
    def absent(self) -> bool:
        return self.kind in (AUTHORISED, UNAUTHORISED)

    @property
    def possible(self) -> bool:
        return self.kind != NOT_POSSIBLE

    @property
    def words(self) -> str:
        """As "I: ill (not an appointment)", for a cell's title and for who hears the page."""
        return f"{self.code}: {self.means}"


@cache
def _codes(list_id: str) -> dict[str, Code]:
    return dict(rule_book().codes[list_id].codes)


@cache
def _legacy_ends() -> date | None:
    return rule_book().codes["attendance-legacy"].provenance.in_force_to


@cache
def code_of(code: str, on: date) -> Code | None:
    """The entry of a code in the list of its time, failing that in the other; None where neither has it."""
    ends = _legacy_ends()
    order = LISTS if ends is None or on > ends else LISTS[::-1]
    return next((found for each in order if (found := _codes(each).get(code))), None)


def kind_of(found: Code | None) -> str:
    """What a code counts as; what no list knows is no possible session."""
    return KINDS.get(str(found.more.get("statistical_class")), NOT_POSSIBLE) if found else NOT_POSSIBLE


def sessions(marks: bytes, year: int) -> Iterator[Session]:
    """Every session of a register that has a mark, oldest first."""
    monday = first_monday(year)
    for slot, byte in enumerate(bytes(marks)):
        if byte == NO_MARK:
            continue
        on, half = day_of(slot, monday=monday)
        code = CODES.get(byte, "?")
        found = code_of(code, on)
        yield Session(on, half, code, found.means if found else "no code of any list", kind_of(found))


@dataclass(frozen=True, slots=True)
class Tally:
    """Sessions counted; every share's base is `possible`."""

    possible: int
    present: int
    authorised: int
    unauthorised: int
    late: int

    @property
    def absent(self) -> int:
        return self.authorised + self.unauthorised


def tally(held: Iterable[Session]) -> Tally:
    """The sums of some sessions."""
    count: Counter[str] = Counter()
    late = 0
    for one in held:
        count[one.kind] += 1
        late += one.code in LATE
    present = count[PRESENT] + count[APPROVED]
    return Tally(
        present + count[AUTHORISED] + count[UNAUTHORISED], present, count[AUTHORISED], count[UNAUTHORISED], late
    )


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How often one code was written."""

    code: str
    means: str
    kind: str
    count: int


def by_code(held: Iterable[Session]) -> list[CodeCount]:
    """Every code that was written, most often first."""
    count: Counter[tuple[str, str, str]] = Counter((one.code, one.means, one.kind) for one in held)
    return [CodeCount(*key, number) for key, number in sorted(count.items(), key=lambda item: (-item[1], item[0]))]


@dataclass(frozen=True, slots=True)
class WeekdayCount:
    """Absences of one weekday, with the sessions they are of."""

    name: str
    possible: int
    absent: int
    late: int


def by_weekday(held: Sequence[Session]) -> list[WeekdayCount]:
    """Monday to Friday."""
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    found = []
    for number, name in enumerate(names):
        days = [one for one in held if one.on.weekday() == number and one.possible]
        found.append(
            WeekdayCount(name, len(days), sum(one.absent for one in days), sum(one.code in LATE for one in days))
        )
    return found


@dataclass(frozen=True, slots=True)
class Absence:
    """Absences of one code on end: school days without a session between them that was something else."""

    code: str
    means: str
    kind: str
    first: date
    last: date
    sessions: int


def absences(held: Sequence[Session]) -> list[Absence]:
    """What the calendar shows, in words: each run of one code, newest first."""
    found: list[Absence] = []
    run: list[Session] = []
    for one in [*(each for each in held if each.possible), None]:
        if run and (one is None or one.code != run[0].code):
            if run[0].absent:
                first = run[0]
                found.append(Absence(first.code, first.means, first.kind, first.on, run[-1].on, len(run)))
            run = []
        if one is not None:
            run.append(one)
    return found[::-1]
