"""Where does each record of a CSV file begin and end, and is it whole? For `tables`.

A line with too few or too many fields is never shifted into place: it is handed on as `Ragged`, to be set aside. A quote
that is never closed costs its own line and nothing after it.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import TextIO

MOST_LINES = 200  # of one record; a quoted note rarely has 20
_FIRST = 20  # lines looked at
DELIMITERS = (",", ";", "\t")
_WORDS = {",": "comma", ";": "semicolon", "\t": "tab"}


class Ragged(list[str]):
    """The fields of a line that does not fit its headings, with the line as it came and what is wrong."""

    def __init__(self, text: str, rule: str, sentence: str) -> None:
        super().__init__()
        self.text = text
        self.rule = rule
        self.sentence = sentence


class _Runaway(Exception):
    """A record has run over more lines than any real one does."""


class _Lines:
    """The physical lines of a file, one at a time, that can be given back; `taken` are those of the current record."""

    __slots__ = ("_again", "_odd", "_stream", "cut", "number", "taken")

    def __init__(self, stream: TextIO, *, odd: bool) -> None:
        self._stream = stream
        self._odd = odd
        self._again: deque[str] = deque()
        self.number = 0
        self.taken: list[str] = []
        self.cut = False  # the file ended inside a record

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self._again:
            line = self._again.popleft()
        else:
            line = self._stream.readline()
            if not line:
                self.cut = bool(self.taken)
                raise StopIteration
            if self._odd:
                line = line.replace("\x00", "\ufffd")  # PostgreSQL text holds no NUL
        self.number += 1
        self.taken.append(line)
        if len(self.taken) > MOST_LINES:
            raise _Runaway
        return line

    def give_back_all_but_first(self) -> None:
        """Return every line of the record but its first, to be read as records of their own."""
        self._again.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1
        del self.taken[1:]
        self.cut = False


class CsvRecords:
    """Iterates `(line number, fields)` after the headings; line numbers are those of the file, quoted newlines counted."""

    def __init__(self, stream: TextIO, *, delimiter: str, odd: bool) -> None:
        self._delimiter = delimiter
        self._lines = _Lines(stream, odd=odd)
        self._reader = csv.reader(self._lines, delimiter=delimiter)
        self.headings: list[str] = []
        self.blank_lines = 0
        self.spare = 0  # delimiters that end every line of the file but its headings

    def read_headings(self, *, skip: int) -> list[str]:
        """The first line that isn't blank, after `skip` lines (Excel's `sep=`)."""
        for _ in range(skip):
            next(self._lines, None)
        self._lines.taken.clear()
        try:
            for fields in self._reader:
                self._lines.taken.clear()
                if any(field.strip() for field in fields):
                    self.headings = fields
                    break
        except (csv.Error, _Runaway):
            self.headings = []
        return self.headings

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        lines, spare = self._lines, self.spare
        width = len(self.headings) + spare
        while True:
            lines.taken.clear()
            first = lines.number + 1
            try:
                fields = next(self._reader)
            except StopIteration:
                return
            except (csv.Error, _Runaway):
                yield first, self._unclosed(first)
                continue
            if lines.cut or (len(lines.taken) > 1 and self._a_line_stands_alone(width)):
                yield first, self._unclosed(first)
            elif not fields or (not fields[0].strip() and not any(map(str.strip, fields))):
                self.blank_lines += 1
            elif len(fields) == width:
                yield first, fields if not spare else fields[: width - spare]
            else:
                yield first, self._ragged(first, len(fields))

    def _a_line_stands_alone(self, width: int) -> bool:
        """Whether a later line of this record is a whole row by itself: then a quote was left open above it."""
        if width < 3:
            return False
        for line in self._lines.taken[1:]:
            if line.count(self._delimiter) >= width - 1 and line.count('"') % 2 == 0:
                fields = next(csv.reader([line], delimiter=self._delimiter), [])
                if len(fields) == width:
                    return True
        return False

    def _unclosed(self, first: int) -> Ragged:
        """The line on which a quote opened and never closed; reading goes on with the line after it."""
        lines = self._lines
        if not lines.taken:
            lines.taken.append("")
        lines.give_back_all_but_first()
        self._reader = csv.reader(lines, delimiter=self._delimiter)
        return Ragged(
            lines.taken[0].rstrip("\r\n"),
            "unclosed-quote",
            f'Line {first}: a quotation mark opens here and never closes, so that the line has no sure end. Close it, or write it twice ("") '
            "where it belongs to the text. The lines after it were read.",
        )

    def _ragged(self, first: int, found: int) -> Ragged:
        width, word = len(self.headings) + self.spare, _WORDS[self._delimiter]
        if found > width:
            advice = f"A {word} inside a value needs quotation marks around that value."
        else:
            advice = f"Every line needs all its {word}s, those of blank values too."
        return Ragged(
            "".join(self._lines.taken).rstrip("\r\n"),
            "ragged-line",
            f"Line {first} has {found} fields where {width} are due by the headings, so that its values may stand in wrong columns. {advice}",
        )


def spare_fields(stream: TextIO, *, delimiter: str, width: int) -> int:
    """How many empty fields end every one of the first lines after the headings, as some systems write them.

    0 unless two lines or more agree: in a single line they may as well be a comma inside a value that pushed the rest along.
    """
    try:
        records = [
            fields for fields in islice(csv.reader(stream, delimiter=delimiter), _FIRST) if any(map(str.strip, fields))
        ][1:]
    except csv.Error:
        return 0
    widths = {len(fields) for fields in records}
    if len(records) < 2 or len(widths) > 1 or any(field.strip() for fields in records for field in fields[width:]):
        return 0
    return max(0, widths.pop() - width)


def delimiter_of(line: str) -> str:
    """The delimiter that parts the heading line into most fields, quoted ones aside; a comma where none does."""
    counts = {mark: len(next(_quietly(line, mark), [])) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: (counts[mark], -DELIMITERS.index(mark)))


def _quietly(line: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader([line], delimiter=delimiter)
    except csv.Error:
        return
