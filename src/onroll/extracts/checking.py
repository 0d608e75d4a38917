"""Can this row be used, and what is odd about it? One answer a row: a `ReadRow` with its warnings, or the
`Fault` that sets it aside.

A row is set aside only for no `source_id`, no name at all, or a starred event date missing or unreadable (feeds.md, "How
files are read"). Everything else loads with a warning and the value kept as it came.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from onroll.extracts.headings import Columns
from onroll.extracts.layouts import Column, Feed
from onroll.extracts.people_columns import PersonColumns
from onroll.extracts.rows import Fault, ReadRow
from onroll.extracts.shared_upns import SharedUpns
from onroll.extracts.spells import SpellColumns
from onroll.extracts.values import BLANK, DATE_ADVICE, NOT_KNOWN, read_date, read_flag, read_number, why_no_date

Identity = tuple[str, str, str]  # qualifier, source id, key


class RowChecker:
    """Checks the rows of one file of a feed about children; other feeds add to it.

    `as_at` is the day the extract was true. `known_urns`: the schools we hold; None where none are held to check against.
    """

    def __init__(self, feed: Feed, columns: Columns, *, as_at: date, known_urns: Collection[str] | None) -> None:
        self.feed = feed
        self.columns = columns
        self.as_at = as_at
        self._absent = [""] * columns.absent
        self._known_urns = known_urns
        at = columns.at
        self._typed: tuple[tuple[int, Column, dict[str, str]], ...] = tuple(
            (at[c.name], c, {}) for c in feed.columns if c.kind != "text"
        )
        self._events = tuple((at[c.name], c) for c in feed.columns if c.starred and c.kind == "date")
        self._keeps_unknown = tuple(
            at[c.name] for c in feed.columns if c.kind == "code" and (not c.codes or "unknown" in c.codes)
        )
        self._codes = {c.name: {code.lower(): code for code in c.codes} for c in feed.columns if c.codes}
        self._musts = tuple(
            (at[c.name], c.name)
            for c in feed.columns
            if c.starred and c.kind != "date" and c.name not in _SAID_ELSEWHERE
        )
        self._source = at.get("source_id", at.get("URN", -1))
        self._qualifier = at[feed.qualifier] if feed.qualifier else -1
        self._key = tuple((at[name], feed.by_name[name].kind == "date") for name in feed.key)
        self._person = PersonColumns(columns, as_at) if "surname" in at else None
        self._spell = SpellColumns(feed, columns, as_at) if feed.spell else None
        self._child_optional = at.get(feed.child_optional_for[0], -1)
        self.shared_upns: SharedUpns | None = SharedUpns()  # None where somebody else looks out for them

    def clean(self, values: Sequence[str]) -> list[str]:
        """The row without outer blanks and without the words for "not known"; codes named "unknown" stay."""
        given, absent = values[: self.columns.width], self._absent
        cleaned = [text if value and (text := value.strip()) not in NOT_KNOWN else "" for value in given] + absent
        for index in self._keeps_unknown:
            if values[index] and not cleaned[index]:
                text = values[index].strip()
                cleaned[index] = "" if text in BLANK else text
        return cleaned

    def identify(self, values: Sequence[str]) -> Identity | None:
        """(qualifier, source id, key) of a row, dates in the key made the same however they were written; None for no id."""
        source = _known(values[self._source]) if self._source >= 0 else ""
        if not source and self._source >= 0 and not self._needs_no_child(values):
            return None
        qualifier = _known(values[self._qualifier]) if self._qualifier >= 0 else ""
        parts = [_iso(values[index]) if dated else _known(values[index]) for index, dated in self._key]
        key = "|".join(parts)
        if key.count("|") >= len(parts):
            key = "|".join(part.replace("|", "||") for part in parts)
        return qualifier, source, key

    def check(self, line: int, values: list[str], identity: Identity | None, raw: Mapping[str, str]) -> ReadRow | Fault:
        """Check one cleaned row, or say what sets it aside. `raw` is kept with a usable row."""
        if identity is None:
            return self._no_id(line)
        people = self._person
        child = people is not None and not people.nameless(values)
        if people is not None and not child and not self._needs_no_child(values):
            return _no_name(line)
        faults: list[Fault] = []
        normal = self._normalise(line, values, faults)
        for index, column in self._events:
            if not normal[index]:
                return _no_event_date(line, column, values[index])
        for index, name in self._musts:
            if not normal[index]:
                faults.append(_blank(line, name))
        start, end = self._spell.dates(normal, line, faults) if self._spell else (None, None)
        person = people.read(normal, line, start, faults) if child and people is not None else None
        if person is not None and person.upn and self.shared_upns is not None:
            shared = self.shared_upns.notice(line, identity, person.upn)
            if shared is not None:
                faults.append(shared)
        facts = self._spell.facts(normal, start, end, person) if self._spell else ()
        return ReadRow(line, identity[1], identity[0], identity[2], raw, person, facts, None, tuple(faults))

    def _needs_no_child(self, values: Sequence[str]) -> bool:
        return (
            self._child_optional >= 0
            and values[self._child_optional].strip().lower() in self.feed.child_optional_for[1]
        )

    def _normalise(self, line: int, values: list[str], faults: list[Fault]) -> list[str]:
        """Dates as ISO text, flags as T or F, codes in their own case; a value that gave no fault is read once a file."""
        normal = [*values, ""]  # the last: what a column that the feed has not reads as
        for index, column, read_before in self._typed:
            text = values[index]
            if not text:
                continue
            known = read_before.get(text)
            if known is None:
                count = len(faults)
                known = _READERS[column.kind](self, line, column, text, faults)
                if len(faults) == count and len(read_before) < _MOST_REMEMBERED:
                    read_before[text] = known
            normal[index] = known
        return normal

    def _date(self, line: int, column: Column, text: str, faults: list[Fault]) -> str:
        day = read_date(text)
        if day is None:
            faults.append(Fault(line, column.name, text, "date-unreadable", f"Line {line}, {column.name}: {why_no_date(text)} It counts as "
                                "not known until it is put right."))  # fmt: skip
            return ""
        if column.past and day > self.as_at:
            faults.append(Fault(line, column.name, text, "date-in-future", f"Line {line}, {column.name}: {text} is after {self.as_at}, the "
                                "day the extract was true. Check the date; the row was kept as it came."))  # fmt: skip
        return text if len(text) == 10 and text[4] == "-" else day.isoformat()

    def _flag(self, line: int, column: Column, text: str, faults: list[Fault]) -> str:
        flag = read_flag(text)
        if flag is None:
            faults.append(Fault(line, column.name, text, "flag-unreadable", f'Line {line}, {column.name}: "{text[:40]}" is neither yes nor '
                                "no. Write T or F (also Y and N, 1 and 0)."))  # fmt: skip
        return flag or ""

    def _number(self, line: int, column: Column, text: str, faults: list[Fault]) -> str:
        number = read_number(text)
        if number is None:
            faults.append(Fault(line, column.name, text, "number-unreadable", f'Line {line}, {column.name}: "{text[:40]}" is not a number. '
                                "Write figures alone, like 12.5."))  # fmt: skip
        return number or ""

    def _code(self, line: int, column: Column, text: str, faults: list[Fault]) -> str:
        known = self._codes.get(column.name)
        if known is None:
            return text
        code = known.get(text.lower())
        if code is None:
            faults.append(Fault(line, column.name, text, "code-unknown", f'Line {line}, {column.name}: "{text[:40]}" is not one of its codes '
                                f"({', '.join(column.codes)}). It was kept as it came."))  # fmt: skip
            return text
        return code

    def _urn(self, line: int, column: Column, text: str, faults: list[Fault]) -> str:
        if not (text.isascii() and text.isdigit() and 5 <= len(text) <= 7):
            faults.append(Fault(line, column.name, text, "urn-form", f'Line {line}, {column.name}: "{text[:40]}" does not have the form of a '
                                "school's URN, which is six figures like 136730. It was kept as it came."))  # fmt: skip
        elif self._known_urns is not None and text not in self._known_urns:
            faults.append(Fault(line, column.name, text, "urn-unknown", f"Line {line}, {column.name}: no school with the URN {text} is held. "
                                "Check the number, or load the newest GIAS extract; it was kept as it came."))  # fmt: skip
        return text

    def _no_id(self, line: int) -> Fault:
        name = "URN" if "source_id" not in self.columns.at else "source_id"
        return Fault(line, name, "", "no-source-id", f"Line {line}: there is no {name}, so nobody can say whose row it is in the next extract. "
                     "Ask the source to give every row its id.")  # fmt: skip


_MOST_REMEMBERED = 20_000  # values a column; dates, codes and schools repeat, and memory stays bounded
_READERS: Mapping[str, Callable[[RowChecker, int, Column, str, list[Fault]], str]] = {
    "date": RowChecker._date,
    "flag": RowChecker._flag,
    "number": RowChecker._number,
    "code": RowChecker._code,
    "urn": RowChecker._urn,
}
_SAID_ELSEWHERE = frozenset({"source_id", "surname", "forename", "date_of_birth"})  # each has a sentence of its own


def _known(value: str) -> str:
    text = value.strip()
    return "" if text in NOT_KNOWN else text


def _iso(value: str) -> str:
    text = _known(value)
    day = read_date(text) if text else None
    return day.isoformat() if day else text


def _no_name(line: int) -> Fault:
    return Fault(
        line, "surname", "", "no-name", f"Line {line}: there is no name at all. Give at least a surname or a forename."
    )


def _no_event_date(line: int, column: Column, text: str) -> Fault:
    if text:
        return Fault(
            line, column.name, text, "event-date-unreadable", f"Line {line}, {column.name}: {why_no_date(text)}"
        )
    sentence = f"Line {line}: there is no {column.name}, so the row can't be placed in time. {DATE_ADVICE}"
    return Fault(line, column.name, "", "event-date-missing", sentence)


def _blank(line: int, name: str) -> Fault:
    sentence = f"Line {line}: {name} is blank, and every row should have it. The row was kept without."
    return Fault(line, name, "", "value-missing", sentence)
