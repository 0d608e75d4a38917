"""What does one file of one feed say, row by row? For intake, which applies it, and for whoever previews a file.

Two steps, so that a second extract costs little: `raw_rows()` gives every line with a digest, `identify()` says whose row
it is, and only rows that are new or changed need `check()`. Iterating a `Reading` does all of it for every row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from hashlib import blake2b
from operator import itemgetter
from pathlib import Path

from onroll.extracts.adults import AdultChecker
from onroll.extracts.checking import Identity, RowChecker
from onroll.extracts.csv_records import Ragged
from onroll.extracts.headings import Columns, bind
from onroll.extracts.layouts import FEEDS, Feed
from onroll.extracts.recognising import feed_of
from onroll.extracts.rows import Fault, ReadRow, Refused, SetAside
from onroll.extracts.shared_upns import SharedUpns
from onroll.extracts.tables import Table, open_table

__all__ = ["RawRow", "Reading", "open_table", "read"]

LINE = "(line)"  # under which a row that fits no columns keeps its line as it came


class RawRow:
    """One line as it came: its number in the file, its values (blanks added for columns not in the file) and their digest.

    The digest (16 bytes) is the same whatever the order of the columns, and whether a blank column is there or not.
    """

    __slots__ = ("cleaned", "digest", "identity", "line", "values")

    def __init__(self, line: int, values: list[str], digest: bytes) -> None:
        self.line = line
        self.values = values
        self.digest = digest
        self.cleaned: list[str] | None = None
        self.identity: Identity | None = None


class Reading:
    """One opened file of a feed. `encoding`, `delimiter` and `unknown_columns` tell how it was read.

    `read_count` and `set_aside_count` grow while it is iterated; `blank_lines` are no rows and are in neither.
    """

    def __init__(self, table: Table, feed: Feed, *, as_at: date, known_urns: Collection[str] | None = None) -> None:
        self.table = table
        self.feed = feed
        self.as_at = as_at
        self.columns: Columns = bind(table.path.name, table.headings, feed)
        checker = AdultChecker if feed.name == "adults" else RowChecker
        held = frozenset(known_urns) if known_urns else None  # no schools held yet: nothing to check a URN against
        self._checker = checker(feed, self.columns, as_at=as_at, known_urns=held)
        self._given = self.columns.names[: self.columns.width]
        self.read_count = 0
        self.set_aside_count = 0

    @property
    def encoding(self) -> str:
        """The encoding of a text file, "xlsx" for a workbook."""
        return self.table.encoding

    @property
    def delimiter(self) -> str:
        """The character between the fields, "" for a workbook."""
        return self.table.delimiter

    @property
    def blank_lines(self) -> int:
        """Lines without any value, passed over."""
        return self.table.blank_lines

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        """Headings that the feed does not know; they are kept with each row and reported, never an error."""
        return self.columns.unknown

    def __iter__(self) -> Iterator[ReadRow | SetAside]:
        for row in self.raw_rows():
            result = row if isinstance(row, SetAside) else self.check(row)
            self.read_count += 1
            self.set_aside_count += isinstance(result, SetAside)
            yield result

    def raw_rows(self) -> Iterator[RawRow | SetAside]:
        """Every line of the file; one that fits no columns, or repeats the headings, comes set aside already."""
        digest_of, blanks, headings = self._digest_function(), [""] * self.columns.absent, list(self.table.headings)
        for line, fields in self.table.rows():
            if isinstance(fields, Ragged):
                yield SetAside(line, {LINE: fields.text}, Fault(line, "", "", fields.rule, fields.sentence))
            elif fields[0] == headings[0] and [" ".join(field.split()) for field in fields] == headings:
                yield SetAside(line, {LINE: self.table.delimiter.join(fields)}, _headings_again(line))
            else:
                fields += blanks
                yield RawRow(line, fields, digest_of(fields))

    def identify(self, row: RawRow) -> Identity | None:
        """(qualifier, source id, key) of a row, cheaply; None for a row without an id, which `check` sets aside."""
        if row.identity is None:
            row.identity = self._checker.identify(row.values)
        return row.identity

    def cells(self, row: RawRow) -> dict[str, str]:
        """What the row gives, by column: blanks and words for "not known" left out, unknown columns included."""
        return {name: value for name, value in zip(self._given, self._cleaned(row), strict=False) if value}

    def shared_upns_apart(self) -> Callable[[RawRow], Fault | None]:
        """Takes the look-out for UPNs that two children share out of `check`, for whoever checks rows in several processes."""
        look_out, at = SharedUpns(), self.columns.at.get("upn")
        self._checker.shared_upns = None

        def notice(row: RawRow) -> Fault | None:
            text = row.values[at].strip().upper() if at is not None else ""
            identity = self.identify(row)
            return look_out.notice(row.line, identity, text) if text and identity else None

        return notice

    def check(self, row: RawRow, carried: Mapping[str, str] | None = None) -> ReadRow | SetAside:
        """Check one row. `carried`: what an earlier extract gave in columns that this row leaves blank, which it never erases.

        The row's facts and person hold the carried values; its `raw` holds only what came.
        """
        values = self._cleaned(row)
        raw = self.cells(row)
        if carried:
            values = values.copy()
            for name, value in carried.items():
                index = self.columns.at.get(name)
                if index is not None and not values[index]:
                    values[index] = value
        result = self._checker.check(row.line, values, self.identify(row), raw)
        if isinstance(result, Fault):
            return SetAside(row.line, self._as_it_came(row), result)
        if self.table.odd and "\ufffd" in "".join(row.values):
            return _with_lost_characters(result, self._as_it_came(row))
        return result

    def _as_it_came(self, row: RawRow) -> dict[str, str]:
        return {name: value for name, value in zip(self._given, row.values, strict=False) if value}

    def _cleaned(self, row: RawRow) -> list[str]:
        if row.cleaned is None:
            row.cleaned = self._checker.clean(row.values)
        return row.cleaned

    def _digest_function(self) -> Callable[[list[str]], bytes]:
        """Digests what each column of the file gives, by the column's name, blanks left out.

        So neither the order of the columns, nor a blank one that a file leaves out, nor one that the layout learns later makes
        a row another.
        """
        feeds_name = {index: name for name, index in self.columns.at.items()}
        named = sorted((feeds_name.get(at, name), at) for at, name in enumerate(self._given))
        give = itemgetter(*(at for _, at in named)) if len(named) > 1 else lambda values: (values[0],)
        names = [f"\x1e{name}\x1f" for name, _ in named]

        def digest_of(values: list[str]) -> bytes:
            text = "".join([name + value for name, value in zip(names, give(values), strict=True) if value])
            return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()

        return digest_of


def read(
    path: Path, *, feed: Feed | str | None = None, as_at: date, known_urns: Collection[str] | None = None
) -> Reading:
    """Open a file of a feed (told by its name and headings where `feed` is None) as it was true on `as_at`.

    Raises `Refused` before any row: for a file that is no table, no feed, or lacks a starred column.
    """
    table = open_table(path)
    if isinstance(feed, str):
        feed = FEEDS[feed]
    if feed is None:
        feed = feed_of(path, table.headings)
    if feed is None:
        raise Refused(
            f"{path.name} is no feed that OnRoll knows, by its name or its headings. Name it after its feed, like roll_2026.csv."
        )
    if not feed.loadable:
        raise Refused(f"{path.name}: {feed.why_not_yet}")
    if feed.for_registers:
        raise Refused(f"{path.name} holds session marks, which are read as registers and not row by row.")
    return Reading(table, feed, as_at=as_at, known_urns=known_urns)


def _headings_again(line: int) -> Fault:
    return Fault(line, "", "", "headings-again", f"Line {line} repeats the headings, as when two files are joined. Take the line out; the "
                 "rows after it were read.")  # fmt: skip


def _with_lost_characters(row: ReadRow, came: Mapping[str, str]) -> ReadRow:
    """Warn of characters that the file's encoding could not give, which stand as U+FFFD in the value."""
    faults = tuple(
        Fault(
            row.line,
            name,
            value,
            "character-lost",
            f"Line {row.line}, {name}: a character was lost where \ufffd stands. Send the file "
            "again as UTF-8, or correct the value.",
        )  # fmt: skip
        for name, value in came.items()
        if "\ufffd" in value
    )
    if not faults:
        return row
    return ReadRow(
        row.line,
        row.source_id,
        row.qualifier,
        row.key,
        row.raw,
        row.person,
        row.facts,
        row.adult,
        (*row.warnings, *faults),
    )
