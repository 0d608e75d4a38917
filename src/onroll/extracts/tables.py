"""What are the headings and rows of a file, whatever it was written with? For `reading`, which knows the feeds.

CSV in the encodings and with the delimiters that councils really use, and the sheets of XLSX, give the same `Table`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from onroll.extracts.csv_records import CsvRecords, Ragged, delimiter_of, spare_fields
from onroll.extracts.encodings import Encoding, detect_encoding
from onroll.extracts.rows import Refused
from onroll.extracts.workbooks import sheet_rows

TEXT_ENDINGS = frozenset({".csv", ".txt", ".tsv"})
SHEET_ENDINGS = frozenset({".xlsx", ".xlsm"})
_MOST_HEADING_LINES = 20

csv.field_size_limit(1024**2)


@dataclass(slots=True)
class Table:
    """One opened file: its headings as they came (outer blanks off) and, by `rows()`, each record with its line number."""

    path: Path
    headings: tuple[str, ...]
    encoding: str  # of text; "xlsx" for a workbook
    delimiter: str  # "" for a workbook
    odd: bool = False  # some characters could not be read and stand as U+FFFD
    blank_lines: int = 0  # lines without a single value, seen so far
    _skip: int = 0
    _spare: int = 0
    _sheet: str = ""

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """`(line, fields)` for every record; fields are as many as the headings, or a `Ragged` that says what is wrong."""
        return self._csv_rows() if self.delimiter else self._sheet_rows()

    def _csv_rows(self) -> Iterator[tuple[int, list[str]]]:
        with _opened(self.path, Encoding(self.encoding, self.odd)) as stream:
            records = CsvRecords(stream, delimiter=self.delimiter, odd=self.odd)
            records.read_headings(skip=self._skip)
            records.spare = self._spare
            yield from records
            self.blank_lines = records.blank_lines

    def _sheet_rows(self) -> Iterator[tuple[int, list[str]]]:
        rows = sheet_rows(self.path, self._sheet)
        width = len(self.headings)
        for _, cells in rows:
            if any(cell.strip() for cell in cells):
                break
        for number, cells in rows:
            if not any(cell.strip() for cell in cells):
                self.blank_lines += 1
            elif any(cell.strip() for cell in cells[width:]):
                yield number, _too_wide(number, cells, width)
            else:
                yield number, (cells + [""] * width)[:width]


def open_table(path: Path, *, sheet: str = "") -> Table:
    """Open a file as a table, reading no further than its headings (the encoding is judged on the whole file).

    Raises `Refused` with a sentence for a file that is empty, no table, too big, or that can't be opened.
    """
    try:
        if path.suffix.lower() in SHEET_ENDINGS:
            return _open_sheet(path, sheet)
        if path.suffix.lower() in TEXT_ENDINGS:
            return _open_csv(path)
    except OSError as error:
        raise Refused(
            f"{path.name} can't be opened ({error.strerror or 'the system gave no reason'}). Check that it is there."
        ) from error
    raise Refused(f"{path.name} is neither CSV nor XLSX by its ending. Save it as one of the two.")


def _open_csv(path: Path) -> Table:
    encoding = detect_encoding(path)
    skip, delimiter = 0, ""
    with _opened(path, encoding) as stream:
        first = _first_line(stream)
        if first[:4].lower() == "sep=" and len(first.rstrip("\r\n")) == 5:  # Excel's own note on the delimiter
            skip, delimiter = 1, first[4]
            first = _first_line(stream)
    delimiter = delimiter if delimiter in (",", ";", "\t") else delimiter_of(first)
    with _opened(path, encoding) as stream:
        headings = CsvRecords(stream, delimiter=delimiter, odd=encoding.odd).read_headings(skip=skip)
    if not headings:
        raise Refused(f"{path.name} has no line of headings. The first line must name the columns.")
    with _opened(path, encoding) as stream:
        for _ in range(skip):
            stream.readline()
        spare = spare_fields(stream, delimiter=delimiter, width=len(headings))
    return Table(path, _tidy(headings), encoding.name, delimiter, encoding.odd, _skip=skip, _spare=spare)


def _open_sheet(path: Path, sheet: str) -> Table:
    for _, cells in sheet_rows(path, sheet):
        if any(cell.strip() for cell in cells):
            return Table(path, _without_empty_end(_tidy(cells)), "xlsx", "", _sheet=sheet)
    raise Refused(
        f"{path.name} is empty: its sheet has no headings and no rows. Ask the source to send the extract again."
    )


def _opened(path: Path, encoding: Encoding) -> TextIO:
    # "replace" can only meet what detect_encoding found and marked as odd: five bytes that Windows-1252 leaves undefined.
    return path.open("r", encoding=encoding.name, errors="replace", newline="")


def _first_line(stream: TextIO) -> str:
    for _ in range(_MOST_HEADING_LINES):
        line = stream.readline(1024**2).removeprefix("\ufeff")
        if line.strip():
            return line
    return ""


def _tidy(headings: list[str]) -> tuple[str, ...]:
    if headings:
        headings = [
            headings[0].removeprefix("\ufeff").removeprefix("ï»¿").strip('"') if headings[0] else "",
            *headings[1:],
        ]
    return tuple(" ".join(heading.split()) for heading in headings)


def _without_empty_end(headings: tuple[str, ...]) -> tuple[str, ...]:
    used = max(index for index, heading in enumerate(headings) if heading)
    return headings[: used + 1]


def _too_wide(number: int, cells: list[str], width: int) -> Ragged:
    return Ragged(
        "\t".join(cells), "ragged-line",
        f"Row {number} has values to the right of the last heading (column {width}). Give those columns a heading or clear them.",
    )  # fmt: skip
