"""What does a sheet of an Excel workbook say, as text? For `tables`: the same text a CSV file of the sheet would hold."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine

from onroll.extracts.encodings import LARGEST_FILE
from onroll.extracts.rows import Refused


def sheet_rows(path: Path, sheet: str = "") -> Iterator[tuple[int, list[str]]]:
    """`(row number, cells)` of the first sheet, or of the one named; raises `Refused` before the first row.

    Dates come as YYYY-MM-DD, whole numbers without ".0", empty cells as "".
    """
    _refuse_if_no_workbook(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
        if not names:
            raise Refused(f"{path.name} has no sheets. Send the extract as the first sheet of a workbook, or as CSV.")
        if sheet and sheet not in names:
            raise Refused(f'{path.name} has no sheet "{sheet}". It has: {", ".join(names)}.')
        rows = book.get_sheet_by_name(sheet or names[0]).iter_rows()
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise _unreadable(path) from None
    return _as_text(path, rows)


def _as_text(path: Path, rows: Iterator[list[object]]) -> Iterator[tuple[int, list[str]]]:
    try:
        for number, cells in enumerate(rows, 1):
            yield number, [cell if type(cell) is str else _text(cell) for cell in cells]
    except python_calamine.CalamineError:
        raise _unreadable(path) from None


def _refuse_if_no_workbook(path: Path) -> None:
    if path.stat().st_size == 0:
        raise Refused(
            f"{path.name} is empty: it has no headings and no rows. Ask the source to send the extract again."
        )
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(item.file_size for item in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise _unreadable(path) from None
    if size > LARGEST_FILE:
        raise Refused(
            f"{path.name} unpacks to {size / 1024**3:.1f} GB; a file may hold 2 GB. Send it in parts, or as CSV."
        )


def _unreadable(path: Path) -> Refused:
    return Refused(
        f"{path.name} is not an Excel workbook that can be read, or it has a password. Save it as XLSX without one, or as CSV."
    )


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return "" if cell is None else str(cell)
