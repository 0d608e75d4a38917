"""How do rows of marks become registers? Vectorised: each different text is judged once, each row only placed.

Memory is bounded by the pupils and years, not by the rows: one byte a session. A row that makes no sense is handed to
`aside` with its line, the fault and the cure, and nothing of it is used. Where a file gives a session twice with different
codes, the later row counts, and a warning says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from onroll.attendance.axis import first_monday, slots_of, year_of
from onroll.attendance.codes import NO_MARK, byte_of
from onroll.attendance.files.batches import ONE, Batch, MarksFile
from onroll.extracts.rows import Fault, SetAside
from onroll.extracts.values import NOT_KNOWN, read_date, why_no_date
from onroll.people.identifiers import check_upn

BAD = -1
NOTHING = 0  # of a code: the source holds no mark
SESSIONS = {"am": 0, "a": 0, "morning": 0, "pm": 1, "p": 1, "afternoon": 1}
MOST_WARNINGS = 1_000  # kept line by line; the count is exact however many there are


@dataclass(slots=True)
class Year:
    """The registers of one academic year that a file gives. marks: uint8[at least rows, slots], 0 where it gives none."""

    year: int
    slots: int
    enrolments: dict[tuple[int, int], int] = field(default_factory=dict)  # (upn, urn) → row
    marks: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.uint8))

    def grown(self, rows: int) -> None:
        """Room for so many rows."""
        if rows > len(self.marks):
            bigger = np.zeros((max(rows, len(self.marks) * 2, 1024), self.slots), np.uint8)
            if len(self.marks):
                bigger[: len(self.marks)] = self.marks
            self.marks = bigger


@dataclass(slots=True)
class Gathered:
    """What a file gave: `years`, the texts behind their numbers, and the counts. read = used + set aside, always."""

    upns: list[str] = field(default_factory=list)
    urns: list[str] = field(default_factory=list)
    years: dict[int, Year] = field(default_factory=dict)
    read: int = 0
    used: int = 0
    set_aside: int = 0
    warned: int = 0
    warnings: list[Fault] = field(default_factory=list)


def gather(
    file: MarksFile,
    *,
    known_urns: frozenset[str] | None,
    known_upns: frozenset[str] = frozenset(),
    as_at: date,
    aside: Callable[[Sequence[SetAside]], None],
) -> Gathered:
    """Read the whole file. `known_urns`: the schools we hold; None where there are none to check against.

    `known_upns`: those a register is held under. They were checked when first met, and are not warned of again.
    """
    return _Gathering(file, known_urns, known_upns, as_at, aside).run()


class _Gathering:
    def __init__(
        self,
        file: MarksFile,
        known_urns: frozenset[str] | None,
        known_upns: frozenset[str],
        as_at: date,
        aside: Callable[[Sequence[SetAside]], None],
    ) -> None:
        self.file, self.known_urns, self.as_at, self.aside = file, known_urns, as_at, aside
        self.known_upns = known_upns
        self.held = Gathered()
        self.upn_number: dict[str, int] = {}
        self.urn_number: dict[str, int] = {}
        self.upn_of: dict[str, int] = {}
        self.urn_of: dict[str, int] = {}
        self.odd_upns: set[int] = set()
        self.odd_urns: set[int] = set()
        self.late_days: set[date] = set()

    def run(self) -> Gathered:
        for batch in self.file.batches():
            self._batch(batch)
        self._warn_of_odd()
        return self.held

    def _batch(self, batch: Batch) -> None:
        self.held.read += batch.rows + len(batch.ragged)
        faults = [_ragged(one.line, one.text) for one in batch.ragged]
        if batch.rows:
            lines = _lines(batch)
            upns = self._texts(batch, "upn", self._upn)
            urns = self._texts(batch, "urn", self._urn)
            days = self._texts(batch, "date", self._day)
            if self.file.shape == ONE:
                halves = self._texts(batch, "session", lambda text: SESSIONS.get(text.lower(), BAD))
                codes = [self._texts(batch, "code", _code)]
                good = (halves != BAD) & (codes[0] != BAD)
            else:
                halves = None
                codes = [self._texts(batch, name, _code) for name in ("am", "pm")]
                good = (codes[0] != BAD) & (codes[1] != BAD)
            good &= (upns != BAD) & (urns != BAD) & (days != BAD)
            for number in np.flatnonzero(~good).tolist():
                faults.append(self._fault(batch, number, int(lines[number])))
            self._place(upns, urns, days, halves, codes, good, lines)
            self.held.used += int(good.sum())
        if faults:
            self.held.set_aside += len(faults)
            self.aside(faults)

    def _texts(self, batch: Batch, name: str, judge: Callable[[str], int]) -> np.ndarray:
        """int64[rows]: each different text judged once; a column that isn't there gives 0."""
        column = batch.columns.get(name)
        if column is None:
            return np.zeros(batch.rows, np.int64)
        judged = np.array([judge((text or "").strip()) for text in column.dictionary.to_pylist()] + [judge("")], np.int64)  # fmt: skip
        places = column.indices.fill_null(len(judged) - 1).to_numpy(zero_copy_only=False)
        return judged[places]

    def _upn(self, text: str) -> int:
        number = self.upn_of.get(text)
        if number is None:
            plain, sound = (text, True) if text in self.known_upns else _plain_upn(text)
            number = BAD if not plain else self.upn_number.setdefault(plain, len(self.upn_number))
            if number == len(self.held.upns):
                self.held.upns.append(plain)
            if plain and not sound:
                self.odd_upns.add(number)
            self.upn_of[text] = number
        return number

    def _urn(self, text: str) -> int:
        number = self.urn_of.get(text)
        if number is None:
            plain = text.removesuffix(".0")
            if not plain.isdecimal() or not 5 <= len(plain) <= 7:
                self.urn_of[text] = BAD
                return BAD
            number = self.urn_number.setdefault(plain, len(self.urn_number))
            if number == len(self.held.urns):
                self.held.urns.append(plain)
            if self.known_urns is not None and plain not in self.known_urns:
                self.odd_urns.add(number)
            self.urn_of[text] = number
        return number

    def _day(self, text: str) -> int:
        """The day as a number; `BAD` for none, and for a Saturday or Sunday."""
        on = read_date(text)
        if on is None or on.weekday() > 4:
            return BAD
        if on > self.as_at:
            self.late_days.add(on)
        return on.toordinal()

    def _place(self, upns, urns, days, halves, codes, good, lines) -> None:  # noqa: ANN001 - arrays of one length
        rows = np.flatnonzero(good)
        if not len(rows):
            return
        upns, urns, days, lines = upns[rows], urns[rows], days[rows], lines[rows]
        for year in sorted({year_of(date.fromordinal(day)) for day in np.unique(days).tolist()}):
            monday = first_monday(year)
            of_year = (days >= monday.toordinal()) & (days < first_monday(year + 1).toordinal())
            held = self.held.years.setdefault(year, Year(year, slots_of(year)))
            at = _row_of(held, upns[of_year], urns[of_year])
            away = days[of_year] - monday.toordinal()
            slot = away // 7 * 10 + away % 7 * 2
            if halves is not None:
                self._set(held, at, slot + halves[rows][of_year], codes[0][rows][of_year], lines[of_year])
            else:
                for half in (0, 1):
                    self._set(held, at, slot + half, codes[half][rows][of_year], lines[of_year])

    def _set(self, held: Year, at: np.ndarray, slot: np.ndarray, code: np.ndarray, lines: np.ndarray) -> None:
        flat = held.marks.reshape(-1)
        place = at * held.slots + slot
        given = code != NOTHING
        place, code, lines = place[given], code[given].astype(np.uint8), lines[given]
        before = flat[place]
        flat[place] = code
        twice = ((before != NO_MARK) & (before != code)) | (flat[place] != code)
        for line in lines[twice].tolist():
            self._warn(Fault(line, "", "", "mark-twice", f"Line {line} gives a session that another line gives too, with another code. The last of "
                             "them was taken; the source should send each session once."))  # fmt: skip

    def _warn(self, fault: Fault) -> None:
        self.held.warned += 1
        if len(self.held.warnings) < MOST_WARNINGS:
            self.held.warnings.append(fault)

    def _warn_of_odd(self) -> None:
        """Once for each number, not for each of its four hundred rows."""
        for number in sorted(self.odd_upns):
            upn = self.held.upns[number]
            self._warn(Fault(1, "upn", upn, "upn-check", f"{upn}: the UPN fails its check. Its marks are kept under it as it came; ask the school for the right one."))  # fmt: skip
        for number in sorted(self.odd_urns):
            urn = self.held.urns[number]
            self._warn(Fault(1, "urn", urn, "urn-unknown", f"{urn} is no school that we hold. Its marks are kept; load the register of schools, or ask what school it is."))  # fmt: skip
        for on in sorted(self.late_days):
            self._warn(Fault(1, "date", on.isoformat(), "date-after-extract", f"{on:%-d %B %Y} is after the day the extract was true, when nobody can have been marked. Kept as it came."))  # fmt: skip

    def _fault(self, batch: Batch, number: int, line: int) -> SetAside:
        raw = {name: text for name, column in batch.columns.items() if (text := (column[number].as_py() or "").strip())}
        return SetAside(line, raw, _why(line, raw, self))


def _row_of(held: Year, upns: np.ndarray, urns: np.ndarray) -> np.ndarray:
    """int64[rows]: the row of each enrolment in the year's array; new ones get the next."""
    keys, places = np.unique(upns << 24 | urns, return_inverse=True)
    numbers = np.empty(len(keys), np.int64)
    for place, key in enumerate(keys.tolist()):
        pair = (key >> 24, key & 0xFFFFFF)
        numbers[place] = held.enrolments.setdefault(pair, len(held.enrolments))
    held.grown(len(held.enrolments))
    return numbers[places]


def _lines(batch: Batch) -> np.ndarray:
    """int64[rows]: the line of each row, counting the ragged lines between them."""
    lines = np.arange(batch.first_line, batch.first_line + batch.rows, dtype=np.int64)
    for one in batch.ragged:
        lines[lines >= one.line] += 1
    return lines


def _plain_upn(text: str) -> tuple[str, bool]:
    """(the UPN, whether it passes its check); "" for what hasn't the form of one."""
    checked = check_upn(text)
    if checked.value:
        return checked.value, True
    plain = "".join(text.split()).upper()
    form = len(plain) == 13 and plain[0].isalpha() and plain[1:12].isdecimal() and plain[12].isalnum()
    filler = any("filler" in problem for problem in checked.problems)
    return (plain if form and not filler else ""), False


def _code(text: str) -> int:
    if text in NOT_KNOWN:
        return NOTHING
    found = byte_of(text)
    return BAD if found is None else found


def _ragged(line: int, text: str) -> SetAside:
    return SetAside(line, {"(line)": text[:2000]}, Fault(line, "", "", "ragged-line", f"Line {line} has more or fewer values than there are headings. Give it one for each."))  # fmt: skip


def _why(line: int, raw: dict[str, str], reader: _Gathering) -> Fault:
    """The first thing wrong with a row, and what would be right."""
    upn, urn, day = raw.get("upn", ""), raw.get("urn", ""), raw.get("date", "")
    if reader.upn_of.get(upn, BAD) == BAD:
        return Fault(line, "upn", upn, "upn-form", f"Line {line}, upn: {upn or 'it is blank, and'} is no UPN. A UPN has a letter, eleven digits and a digit or letter.")  # fmt: skip
    if reader.urn_of.get(urn, BAD) == BAD:
        return Fault(line, "urn", urn, "urn-form", f"Line {line}, urn: {urn or 'it is blank, and'} is no school's number. A URN has six digits.")  # fmt: skip
    on = read_date(day)
    if on is None:
        return Fault(line, "date", day, "date-unreadable", f"Line {line}, date: {why_no_date(day)}" if day else f"Line {line}, date: it is blank. Give the day of the marks.")  # fmt: skip
    if on.weekday() > 4:
        return Fault(line, "date", day, "date-weekend", f"Line {line}, date: {day} is a {on:%A}. Marks are kept for Monday to Friday.")  # fmt: skip
    session = raw.get("session", "")
    if reader.file.shape == ONE and session.lower() not in SESSIONS:
        return Fault(line, "session", session, "session-unknown", f"Line {line}, session: {session or 'it is blank'}. A session is AM or PM.")  # fmt: skip
    column = next((name for name in ("am", "pm", "code") if _code(raw.get(name, "")) == BAD), "code")
    return Fault(line, column, raw.get(column, ""), "code-unknown", f"Line {line}, {column}: {raw.get(column, '')} is no attendance code of 2024 nor one of before. Send the school's own code.")  # fmt: skip
