"""Which facts does a row state? For `checking`, from what the feed's layout says of its dates, place, code and details.

Where the layout's spell is silent, these rules hold:

* A row without a start (`health`, `roll_elsewhere` may leave it blank) starts on the extract's as-at date, the first day
  that we know it held, or on its end where that is earlier. So a neighbour's undated roll never covers years we know nothing of.
* A row whose end lies before its start keeps one day, its start: the source says it is over, so it must carry nothing later.
* An address without a postcode that says "abroad" or "overseas" lies abroad (XX); no other words are taken for a country.
* An address is asserted until the row's own last day, but never after the as-at date: a closed row says nothing of today.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from onroll.extracts.headings import Columns
from onroll.extracts.layouts import Feed
from onroll.extracts.rows import Fault, Person
from onroll.extracts.values import read_date
from onroll.rules.facts import Fact

ABROAD = "XX"
_SAYS_ABROAD = re.compile(r"\b(?:abroad|overseas)\b", re.IGNORECASE)


class SpellColumns:
    """Reads the facts from the rows of one file; values must be normalised already (ISO dates, T and F, canonical codes)."""

    def __init__(self, feed: Feed, columns: Columns, as_at: date) -> None:
        spell = feed.spell
        if spell is None:
            raise ValueError(f"{feed.name} states no facts")
        blank = len(columns.names)  # the place after the row, which `RowChecker` leaves ""
        self._spell = spell
        self._feed = feed.name
        self._as_at = as_at
        self._as_at_text = as_at.isoformat()
        self._start, self._start_name = columns.at[spell.start], spell.start
        self._end = columns.at.get(spell.end, blank)
        self._place = columns.at.get(spell.place, blank)
        self._code = columns.at.get(spell.code, blank)
        self._la = columns.at.get(spell.la, blank)
        self._kind = columns.at.get(spell.kind_column, blank)
        self._detail = tuple((name, columns.at[name]) for name in spell.detail)

    def dates(self, values: Sequence[str], line: int, faults: list[Fault]) -> tuple[date | None, date | None]:
        """First and last day of the row as it came; an end before its start is warned of and cut to the start."""
        spell = self._spell
        start = read_date(values[self._start]) if values[self._start] else None
        if spell.one_day:
            return start, start
        end = read_date(values[self._end]) if values[self._end] else None
        if end is not None and start is not None and end < start:
            faults.append(Fault(line, spell.end, values[self._end], "end-before-start", f"Line {line}: {spell.end} {end} is before "
                                f"{spell.start} {start}. One of the two is wrong; the row counts on {start} alone until it is put right."))  # fmt: skip
            end = start
        return start, end

    def facts(self, values: list[str], start: date | None, end: date | None, person: Person | None) -> tuple[Fact, ...]:
        """What the row states: its spell (none for a code that states nothing), then where the child lives."""
        spell, as_at = self._spell, self._as_at
        began = start or (min(as_at, end) if end else as_at)
        kind = spell.kinds.get(values[self._kind], "") if spell.kinds else spell.kind
        code = values[self._code] or spell.blank_code
        facts: tuple[Fact, ...] = ()
        if kind and not (spell.one_day and code == "nil"):
            detail = {name: values[index] for name, index in self._detail if values[index]}
            if spell.fixed:
                detail.update(spell.fixed)
            facts = (Fact(kind, began, end, self._feed, values[self._place], values[self._la], code, detail),)
        if person is not None and (person.postcode or person.address):
            facts += (self._address(began, end, person),)
        return facts

    def _address(self, began: date, end: date | None, person: Person) -> Fact:
        as_at = self._as_at
        closed = end is not None and end < as_at
        asserted = end if closed else as_at
        detail = {"asserted_on": end.isoformat() if closed else self._as_at_text}
        if person.postcode:
            detail["postcode"] = person.postcode
        la = ABROAD if not person.postcode and _SAYS_ABROAD.search(person.address) else ""
        return Fact("address", min(began, asserted), None, self._feed, la=la, detail=detail)
