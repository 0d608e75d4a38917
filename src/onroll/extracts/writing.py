"""How does a value leave OnRoll in a file that a spreadsheet will open, without running as a formula there?

The one place for every export, so that no page or command forgets. A cell that begins with = + - @ (or their full-width
forms), a tab or a line end gets an apostrophe in front, which spreadsheets show as text. Plain negative numbers (-12.5) and
the lone dash of "not known" stay as they are; a phone number written +44… does get the apostrophe, because a spreadsheet
would otherwise turn it into a number and lose its plus.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import StringIO
from typing import TextIO

_FORMULA = re.compile("^[ \u00a0\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")
_HARMLESS = re.compile(r"-(\d+(\.\d+)?)?$", re.ASCII)


def safe_cell(value: object) -> str:
    """The text of one cell of an export: dates as YYYY-MM-DD, T and F for yes and no, "" for None, formulas disarmed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "T" if value else "F"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).replace("\x00", "\ufffd")
    if _FORMULA.match(text) and not _HARMLESS.match(text):
        return "'" + text
    return text


def write_csv(stream: TextIO, headings: Sequence[str], rows: Iterable[Sequence[object]], *, bom: bool = False) -> int:
    """Write a table as CSV (comma, CRLF-free lines, UTF-8 by the stream) and return the number of rows.

    `bom`: begin with the mark by which Excel knows UTF-8; for files that people download, never for standard output.
    """
    if bom:
        stream.write("\ufeff")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([safe_cell(heading) for heading in headings])
    count = 0
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
        count += 1
    return count


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[object]], *, bom: bool = False) -> str:
    """The same table as one text."""
    stream = StringIO()
    write_csv(stream, headings, rows, bom=bom)
    return stream.getvalue()
