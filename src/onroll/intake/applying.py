"""What does one file change? Rows are compared with what is held, and only what is new or changed is read and written.

For whoever asks whether a load can lose a child: read = new + changed + unchanged + set aside, in one transaction; a blank
never erases what an earlier extract gave; a row that vanished is a finding, never a deletion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from onroll import extracts
from onroll.extracts.rows import Fault, ReadRow, SetAside
from onroll.intake import writing
from onroll.intake.holdings import Holdings, earlier_values, holdings, open_rows
from onroll.intake.models import Load
from onroll.intake.pending import Pending
from onroll.intake.vanished import mark
from onroll.places.postcodes import la_of_postcodes
from onroll.rules.facts import Fact

BATCH = 20_000


@dataclass(slots=True)
class Effect:
    """What one file did: the counts of the load, and the keys it held (so that vanished rows can be told)."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    warnings: int = 0
    set_aside: int = 0
    missing: int = 0
    seen: set[str] = field(default_factory=set)
    scopes: set[str] = field(default_factory=set)


class Application:
    """One file being applied inside the caller's transaction; the caller holds the load lock."""

    def __init__(self, *, load: Load, reading: extracts.Reading, school_las: Mapping[str, str]) -> None:
        self.load = load
        self.reading = reading
        self.feed = reading.feed
        self.school_las = school_las
        self.held: Holdings = holdings(self.feed.name)
        self.effect = Effect()
        self.older = self._is_older(load.as_at)
        self._digests: dict[str, bytes] = {}  # of every row this file has already given, its lines' digests end to end
        self._provisional: dict[str, Any] = {}  # lines that a row's last file gave too, beside the one that counted
        self._unchanged_versions: list[int] = []
        self._fresh_versions: list[int] = []

    def run(self) -> Effect:
        """Read the file once, batch by batch, writing what is new or changed."""
        fresh: list[tuple[Any, str]] = []
        changed: list[tuple[Any, str, int]] = []
        faults: list[SetAside] = []
        warnings: list[tuple[Fault, int | None]] = []
        for raw in self.reading.raw_rows():
            self.effect.read += 1
            if isinstance(raw, SetAside):
                faults.append(raw)
                continue
            identity = self.reading.identify(raw)
            if identity is None:
                fresh.append((raw, ""))
            else:
                self._sort_row(raw, identity, fresh, changed)
            if len(fresh) + len(changed) >= BATCH:
                self._write(fresh, changed, faults, warnings)
        for (
            key,
            raw,
        ) in self._provisional.items():  # the line that counted last time did not come again: this one counts now
            self.effect.unchanged -= 1
            changed.append((raw, key, self.held.rows[key][0]))
        self._write(fresh, changed, faults, warnings)
        self._confirm()
        writing.write_faults(self.load, faults)
        self.effect.set_aside = len(faults)
        return self.effect

    def _sort_row(self, raw: Any, identity: tuple[str, str, str], fresh: list, changed: list) -> None:
        """New, changed, or unchanged? By the key and the digest alone: an unchanged row is never read again."""
        qualifier, _, key = identity
        effect = self.effect
        if self.feed.full_by_default and not self.load.partial:
            effect.scopes.add(qualifier if self.feed.full_per_qualifier else "")
        before = self._digests.get(key, b"")
        if before and raw.digest in _lines(before):
            effect.unchanged += 1  # the same line twice in one file
            return
        held = self.held.rows.get(key)
        effect.seen.add(key)
        self._digests[key] = before + raw.digest
        if held is not None and held[2] == raw.digest:
            effect.unchanged += 1
            self._provisional.pop(key, None)
            self._unchanged_versions.append(held[0])
        elif held is not None and held[3] and raw.digest in _lines(held[3]):
            effect.unchanged += 1
            self._provisional[key] = raw
        elif held is None or before:
            fresh.append((raw, key))
        else:
            changed.append((raw, key, held[0]))

    def _write(self, fresh: list, changed: list, faults: list[SetAside], warnings: list) -> None:
        """Check and write one batch; the lists are emptied."""
        earlier = earlier_values([version for _, _, version in changed]) if changed else {}
        pending: dict[str, Pending] = {}
        for raw, key, version in changed:
            self._check(raw, key, version, earlier[version], pending, faults)
        for raw, key in fresh:
            held = self.held.rows.get(key) if key else None
            if held is not None and key not in pending:  # the second, different line of a row this file gave before
                self._check(raw, key, held[0], earlier_values([held[0]])[held[0]], pending, faults)
            else:
                before = pending.get(key)
                given = {**before.carried, **before.row.raw} if before else {}
                self._check(raw, key, before.replaces if before else None, given, pending, faults)
        fresh.clear()
        changed.clear()
        if pending:
            self._place(pending)
            self.effect.warnings += writing.write_rows(
                load=self.load,
                feed=self.feed,
                pending=list(pending.values()),
                held=self.held,
                keep_current=not self.older,
            )
            self._fresh_versions += [
                self.held.rows[key][0]
                for key, item in pending.items()
                if item.replaces is None and key in self.held.rows
            ]

    def close_what_a_newer_extract_lacks(self) -> None:
        """Rows that only an extract older than the newest one held: they were missing from the next full one after it."""
        later = [day for day in self.held.latest_full.values() if day > self.load.as_at]
        if later and not self.load.partial:
            mark(self.load, sorted(open_rows(self._fresh_versions, min(later))), min(later))

    def _check(
        self, raw: Any, key: str, version: int | None, given: Mapping[str, str], pending: dict, faults: list
    ) -> None:
        carried: dict[str, str] = {}
        if given:
            carried = {column: value for column, value in given.items() if column not in self.reading.cells(raw)}
        result = self.reading.check(raw, carried)
        if isinstance(result, SetAside):
            faults.append(result)
            self.effect.seen.discard(key)
            if key in self.held.rows:
                self.effect.seen.add(key)  # a broken line is not a vanished child
            return
        again = pending.get(key)
        if again is not None:
            self.effect.unchanged += 1  # the earlier line of the same row gives way to this one
            result = replace(result, warnings=(*result.warnings, _twice(result, again.row)))
        elif version is None:
            self.effect.new += 1
        else:
            self.effect.changed += 1
        also = self._digests.get(key, raw.digest).replace(raw.digest, b"") if key else b""
        pending[key or f"line {result.line}"] = Pending(result, raw.digest, carried, version, also=also)

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
            writing.write_confirmations(self.load, self._unchanged_versions)

    def _is_older(self, as_at: date) -> bool:
        newest = max(self.held.latest_full.values(), default=None)
        return newest is not None and as_at < newest


def _lines(digests: bytes) -> list[bytes]:
    return [digests[at : at + 16] for at in range(0, len(digests), 16)]


def _twice(row: ReadRow, earlier: ReadRow) -> Fault:
    return Fault(
        row.line, "", "", "row-twice", f"Line {row.line} is the same row as line {earlier.line} with other values; the later line was "
        "taken and blanks in it were filled from the earlier. The source should send each row once.",
    )  # fmt: skip
