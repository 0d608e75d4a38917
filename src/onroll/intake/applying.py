"""What does one file change? Rows are compared with what is held, and only what is new or changed is read and written.

For whoever asks whether a load can lose a child: read = new + changed + unchanged + set aside, in one transaction; a blank
never erases what an earlier extract gave; a row that vanished is a finding, never a deletion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from onroll import extracts
from onroll.extracts.rows import Fault, ReadRow, SetAside
from onroll.intake import writing
from onroll.intake.comparing import Comparison, Strange
from onroll.intake.holdings import Holdings, earlier_values, holdings, open_rows
from onroll.intake.models import Load
from onroll.intake.pending import Pending
from onroll.intake.vanished import mark
from onroll.places.postcodes import la_of_postcodes
from onroll.rules.facts import Fact


@dataclass(slots=True)
class Effect:
    """What one file did: the counts of the load, and the versions it gave or wrote (so that vanished rows can be told)."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    warnings: int = 0
    set_aside: int = 0
    missing: int = 0
    seen: set[int] = field(default_factory=set)
    scopes: set[str] = field(default_factory=set)


class Application:
    """One file being applied inside the caller's transaction; the caller holds the load lock."""

    def __init__(self, *, load: Load, reading: extracts.Reading, school_las: Mapping[str, str]) -> None:
        self.load = load
        self.reading = reading
        self.feed = reading.feed
        self.school_las = school_las
        self.held: Holdings = holdings(self.feed.name, by_qualifier=self.feed.full_per_qualifier)
        self.comparison = Comparison(reading, self.held)
        self.effect = Effect()
        self.older = self._is_older(load.as_at)
        self._written: list[int] = []
        self._fresh_versions: list[int] = []

    def run(self) -> Effect:
        """Read the file once, batch by batch, writing what is new or changed."""
        effect, comparison = self.effect, self.comparison
        faults: list[SetAside] = []
        for batch in comparison.batches():
            self._write(batch, faults)
        faults += comparison.faults
        self._confirm()
        writing.write_faults(self.load, faults)
        effect.read, effect.set_aside = comparison.read, len(faults)
        effect.unchanged += comparison.unchanged
        effect.seen = {*self.held.given_versions(), *self._written}
        if self.feed.full_by_default and not self.load.partial:
            effect.scopes = comparison.qualifiers if self.feed.full_per_qualifier else {""} if effect.read else set()
        return effect

    def _write(self, batch: list[Strange], faults: list[SetAside]) -> None:
        """Check and write one batch."""
        earlier = earlier_values([one.replaces for one in batch if one.replaces is not None])
        pending: dict[str, Pending] = {}
        for one in batch:
            self._check(one, earlier, pending, faults)
        if not pending:
            return
        self._place(pending)
        warnings, versions = writing.write_rows(
            load=self.load, feed=self.feed, pending=list(pending.values()), keep_current=not self.older
        )
        self.held.nothing = False
        self.effect.warnings += warnings
        self._written += versions
        self._fresh_versions += [
            version for version, item in zip(versions, pending.values(), strict=True) if item.replaces is None
        ]

    def close_what_a_newer_extract_lacks(self) -> None:
        """Rows that only an extract older than the newest one held: they were missing from the next full one after it."""
        later = [day for day in self.held.latest_full.values() if day > self.load.as_at]
        if later and not self.load.partial:
            mark(self.load, sorted(open_rows(self._fresh_versions, min(later))), min(later))

    def _check(
        self, one: Strange, earlier: Mapping[int, Mapping[str, str]], pending: dict, faults: list[SetAside]
    ) -> None:
        raw, key = one.raw, one.key
        before: Pending | None = pending.get(key) if key else None
        given = {**before.carried, **before.row.raw} if before else earlier.get(one.replaces or 0, {})
        carried = {}
        if given:
            cells = self.reading.cells(raw)
            carried = {column: value for column, value in given.items() if column not in cells}
        result = self.reading.check(raw, carried)
        if isinstance(result, SetAside):
            faults.append(result)
            return
        replaces = before.replaces if before else one.replaces
        if before is not None:
            self.effect.unchanged += 1  # the earlier line of the same row gives way to this one
            result = replace(result, warnings=(*result.warnings, _twice(result, before.row)))
        elif replaces is None:
            self.effect.new += 1
        elif one.again and self.held.place_of(replaces) is None:
            self.effect.unchanged += 1  # as above, and the earlier line is written already
        else:
            self.effect.changed += 1
        pending[key or f"line {result.line}"] = Pending(
            result, raw.digest, carried, replaces, record=one.record, also=one.others
        )

    def _place(self, pending: dict[str, Pending]) -> None:
        """Give every address its authority by postcode, and every roll the authority of its school."""
        postcodes = {p.row.person.postcode for p in pending.values() if p.row.person and p.row.person.postcode}
        las = la_of_postcodes(postcodes)
        for item in pending.values():
            postcode = item.row.person.postcode if item.row.person else ""
            item.las = [self._la(fact, postcode, las) for fact in item.row.facts]

    def _la(self, fact: Fact, postcode: str, las: Mapping[str, str]) -> str:
        if fact.kind == "address":
            return fact.la or las.get(postcode, "")
        if fact.kind in {"roll", "application"} and fact.place:
            return self.school_las.get(fact.place, fact.la)
        return fact.la

    def _confirm(self) -> None:
        if self.load.partial and self.feed.has_spells:
            writing.write_confirmations(self.load, self.held.given_versions())

    def _is_older(self, as_at: date) -> bool:
        newest = max(self.held.latest_full.values(), default=None)
        return newest is not None and as_at < newest


def _twice(row: ReadRow, earlier: ReadRow) -> Fault:
    return Fault(
        row.line, "", "", "row-twice", f"Line {row.line} is the same row as line {earlier.line} with other values; the later line was "
        "taken and blanks in it were filled from the earlier. The source should send each row once.",
    )  # fmt: skip
