"""Which rows of a file are new or changed? For whoever applies a file and whoever only stages it: both must say the same.

A row that came before is known by its digest alone. Of the others it is asked whose they are, many at a time. Where a file
gives one row twice with other values, the later line counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onroll.extracts import RawRow, Reading
from onroll.extracts.rows import SetAside
from onroll.intake.holdings import Holdings

BATCH = 20_000


@dataclass(slots=True)
class Strange:
    """A row that is not held as it is: new, changed (`replaces` is the version it changes), or one of which this file gave an
    earlier line (`again`). `record` is None where none is held; `key` is "" for a row without an id."""

    raw: RawRow
    key: str
    record: int | None = None
    replaces: int | None = None
    again: bool = False
    others: bytes = b""  # digests of the earlier lines that this file gave for the row, end to end


class Comparison:
    """One file compared with what is held. The counts grow while `batches` is iterated.

    read = unchanged + faults + every row of every batch, always.
    """

    def __init__(self, reading: Reading, held: Holdings) -> None:
        self.reading = reading
        self.held = held
        self.read = 0
        self.unchanged = 0
        self.faults: list[SetAside] = []
        self.qualifiers: set[str] = set()
        self._lines: dict[
            str, bytes
        ] = {}  # of rows that are not held as they are: the digests of their lines, end to end
        # Lines that a row's last file gave too, beside the one that counted; with that one's digest where it came before.
        self._provisional: dict[int, tuple[RawRow, bytes]] = {}

    def batches(self) -> Iterator[list[Strange]]:
        """Every row that is not held as it is, many at a time; the caller has written one batch when it asks for the next."""
        held, by_digest, by_other, given = self.held, self.held.by_digest, self.held.by_other, self.held.given
        strange: list[RawRow] = []
        for raw in self.reading.raw_rows():
            self.read += 1
            if isinstance(raw, SetAside):
                self.faults.append(raw)
                continue
            place = by_digest.get(raw.digest)
            if place is not None and given[place] >= 0:
                self.unchanged += 1
                given[place] = raw.line
                self._provisional.pop(place, None)
            elif place is None and (place := by_other.get(raw.digest)) is not None and given[place] >= 0:
                self.unchanged += 1
                self._provisional[place] = (raw, self.held.digest_at(place) if given[place] else b"")
                given[place] = given[place] or raw.line
            else:
                strange.append(raw)
                if len(strange) >= BATCH:
                    yield self._sorted(strange)
                    strange = []
        yield self._sorted(strange)
        if self._provisional:  # the line that counted last time did not come after it: this one counts now
            yield self._counting_now()
        self.qualifiers |= held.given_qualifiers()

    def _sorted(self, rows: list[RawRow]) -> list[Strange]:
        identities = [self.reading.identify(raw) for raw in rows]
        found = self.held.find([identity for identity in identities if identity is not None])
        answer = []
        for raw, identity in zip(rows, identities, strict=True):
            one = Strange(raw, "") if identity is None else self._placed(raw, identity, found)
            if one is not None:
                answer.append(one)
        return answer

    def _placed(self, raw: RawRow, identity: tuple[str, str, str], found: dict) -> Strange | None:
        """The row with what it changes; None where it changes nothing after all."""
        qualifier, _, key = identity
        self.qualifiers.add(qualifier)
        before = self._lines.get(key, b"")
        record, version = found.get(key, (None, None))
        place = self.held.place_of(version) if version is not None else None
        line = self.held.given[place] if place is not None else 0
        if before[-16:] == raw.digest or line > raw.line:
            self.unchanged += 1  # the same line twice in one file, or one that a later line, which is held, replaces
            return None
        others = before or (self.held.digest_at(place) if place is not None and line > 0 else b"")
        self._lines[key] = others + raw.digest
        if place is not None:
            self.held.given[place] = -raw.line
        return Strange(raw, key, record, version, again=bool(before), others=others)

    def _counting_now(self) -> list[Strange]:
        self.unchanged -= len(self._provisional)
        rows = []
        for place, (raw, others) in self._provisional.items():
            identity = self.reading.identify(raw)
            assert identity is not None  # it was a row of ours before
            record, _ = self.held.find([identity])[identity[2]]
            self.held.given[place] = -raw.line
            rows.append(Strange(raw, identity[2], record, self.held.versions[place], others=others))
        return rows
