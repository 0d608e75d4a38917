"""Who was absent without authority for ten school days in a row, or ill for fifteen, by the registers that schools sent?

For returns owed and for a school's page. A day counts as the rule book's list of codes says; a day without a possible session
(holiday, closure, due elsewhere, no mark held) neither counts nor breaks a run, to be confirmed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from onroll.attendance.axis import day_of, first_monday, year_of
from onroll.attendance.codes import BYTES
from onroll.registers.models import RegisterYear
from onroll.rules.rulebook.book import rule_book

POSSIBLE = frozenset(b"PUAI")
PRESENT, UNAUTHORISED, AUTHORISED, ILL, NOTHING = b"P", b"U", b"A", b"I", b"."
RUN_RULE, ILL_RULE, LOCAL_RULE = "return-attendance", "return-sickness", "local-absence-15"


@dataclass(frozen=True, slots=True)
class Reached:
    """A threshold one pupil reached: its kind, the first day of the absence counted, and the day on which it was reached."""

    kind: str
    urn: str
    upn: str
    began_on: date
    on: date


@dataclass(frozen=True, slots=True)
class Sessions:
    """One pupil's sessions at one school in the school year up to a day."""

    upn: str
    possible: int
    absent: int
    unauthorised: int
    last: date

    @property
    def persistent(self) -> bool:
        return self.absent * 10 >= self.possible > 0

    @property
    def severe(self) -> bool:
        return self.absent * 2 >= self.possible > 0


def registers(urns: Collection[str], on: date) -> Iterator[tuple[str, str, bytes]]:
    """School, UPN and classes of the sessions up to the day, of its academic year; a byte a session (see `_table`)."""
    year = year_of(on)
    until = ((on - first_monday(year)).days // 7) * 10 + min(on.weekday() * 2 + 2, 10)
    held = RegisterYear.objects.filter(year=year, urn__in=list(urns)).values_list("urn", "upn", "marks")
    for urn, upn, marks in held.iterator(chunk_size=5000):
        yield urn, upn, bytes(marks)[:until].translate(_table())


def sessions(urns: Collection[str], on: date) -> dict[str, list[Sessions]]:
    """How each pupil of each school attended in the school year so far; pupils without a possible session left out."""
    found: dict[str, list[Sessions]] = {}
    monday = first_monday(year_of(on))
    for urn, upn, marks in registers(urns, on):
        unauthorised = marks.count(UNAUTHORISED)
        absent = unauthorised + marks.count(AUTHORISED) + marks.count(ILL)
        possible = absent + marks.count(PRESENT)
        if possible:
            last, _ = day_of(len(marks.rstrip(NOTHING)) - 1, monday=monday)
            found.setdefault(urn, []).append(Sessions(upn, possible, absent, unauthorised, last))
    return found


def reached(urns: Collection[str], on: date) -> list[Reached]:
    """Every threshold that a pupil of these schools reached in the school year so far, each run once."""
    run, ill, local = _days(RUN_RULE), _days(ILL_RULE), _days(LOCAL_RULE)
    monday = first_monday(year_of(on))
    found = []
    for urn, upn, marks in registers(urns, on):
        if marks.count(UNAUTHORISED) >= run:  # too few marks can't reach it: most pupils are passed over here
            found += [Reached("attendance", urn, upn, *days) for days in runs(marks, run, monday)]
        for kind, mark, days_needed in (("sickness", ILL, ill), ("absence_15", UNAUTHORISED, local)):
            if marks.count(mark) >= 2 * days_needed and (days := added_up(marks, mark, days_needed, monday)):
                found.append(Reached(kind, urn, upn, *days))
    return found


def runs(marks: bytes, days: int, monday: date) -> list[tuple[date, date]]:
    """First day and `days`-th day of every run of whole days of unauthorised absence that gets so far."""
    found = []
    began, length = monday, 0
    for slot in range(0, len(marks), 2):
        day = [mark for mark in marks[slot : slot + 2] if mark in POSSIBLE]
        if not day:
            continue
        if any(mark != UNAUTHORISED[0] for mark in day):
            length = 0
            continue
        if length == 0:
            began = day_of(slot, monday=monday)[0]
        length += 1
        if length == days:
            found.append((began, day_of(slot, monday=monday)[0]))
    return found


def added_up(marks: bytes, mark: bytes, days: int, monday: date) -> tuple[date, date] | None:
    """First day with the mark, and the day on which its sessions add up to so many days; None where they don't."""
    slots = [slot for slot, held in enumerate(marks) if held == mark[0]]
    if len(slots) < 2 * days:
        return None
    return day_of(slots[0], monday=monday)[0], day_of(slots[2 * days - 1], monday=monday)[0]


def _days(rule: str) -> int:
    return rule_book().clock(rule).versions[-1].n


@cache
def _table() -> bytes:
    """What each byte of a register counts as: P present or approved, U unauthorised, I ill, A otherwise authorised, . nothing."""
    kinds = {
        "present": PRESENT, "approved educational activity": PRESENT, "authorised absence": AUTHORISED, "unauthorised absence": UNAUTHORISED,
    }  # fmt: skip
    table = bytearray(NOTHING * 256)
    for name in ("attendance-legacy", "attendance-2024"):  # the later list wins where both hold a code
        for code, said in rule_book().codes[name].codes.items():
            if code in BYTES:
                kind = kinds.get(str(said.more.get("statistical_class", "")), NOTHING)
                table[BYTES[code]] = (ILL if code == "I" else kind)[0]
    return bytes(table)
