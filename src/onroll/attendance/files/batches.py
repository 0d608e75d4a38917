"""How is a file of marks read, some hundred thousand rows at a time? Columns by name, every value as the text it came as.

A row of CSV that has too many or too few fields is handed over apart, with its line. A line's number counts the headings as 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from onroll.extracts.headings import Columns, bind
from onroll.extracts.layouts import FEEDS
from onroll.extracts.rows import Refused
from onroll.extracts.tables import open_table

PAIR, ONE = "pair", "one"  # a row is a day with am and pm, or one session with its code
COLUMNS = {PAIR: ("am", "pm"), ONE: ("session", "code")}
BLOCK = 16 * 1024 * 1024  # bytes of CSV at a time
ROWS = 500_000  # of Parquet at a time
LARGEST = 4 * 1024**3  # bytes of Parquet


@dataclass(frozen=True, slots=True)
class Ragged:
    """A line that doesn't have as many fields as there are headings."""

    line: int
    text: str


@dataclass(slots=True)
class Batch:
    """Some rows of one file. columns: name → DictionaryArray of text; lines: the line of row n is `first_line + n`,
    moved down by every ragged line before it (`ragged` in the order of their lines)."""

    first_line: int
    columns: dict[str, pa.DictionaryArray]
    rows: int
    ragged: list[Ragged] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MarksFile:
    """An opened file: how it was read, which headings it has that nobody knows, and its shape (`PAIR` or `ONE`)."""

    path: Path
    shape: str
    encoding: str
    delimiter: str
    unknown: tuple[str, ...]
    headings: tuple[str, ...]
    names: dict[str, str]  # our column → the file's heading

    def batches(self) -> Iterator[Batch]:
        """The rows, in the order of the file."""
        yield from _parquet(self) if self.encoding == "parquet" else _csv(self)


def open_marks(path: Path) -> MarksFile:
    """Open a file of marks by its headings. Raises `Refused` with a sentence for what is none."""
    if path.suffix.lower() == ".parquet":
        headings, encoding, delimiter = _parquet_headings(path), "parquet", ""
    else:
        table = open_table(path)
        headings, encoding, delimiter = table.headings, table.encoding, table.delimiter
        if not delimiter:
            raise Refused(f"{path.name}: marks come as CSV or Parquet, not as a workbook. Save the sheet as CSV.")
    columns = bind(path.name, headings, FEEDS["marks"])
    shape = _shape(path, columns)
    wanted = ("upn", "urn", "date", *COLUMNS[shape])
    names = {name: headings[columns.at[name]] for name in wanted if columns.present(name)}
    return MarksFile(path, shape, encoding, delimiter, columns.unknown, tuple(headings), names)


def _shape(path: Path, columns: Columns) -> str:
    if columns.present("code") and columns.present("session"):
        return ONE
    if columns.present("am") or columns.present("pm"):
        return PAIR
    raise Refused(
        f"{path.name} has neither the columns am and pm (one row a pupil and day) nor session and code (one row a session). "
        "Nothing of it was read."
    )


def _csv(file: MarksFile) -> Iterator[Batch]:
    ragged: list[Ragged] = []

    def keep(row: pa.csv.InvalidRow) -> str:
        if row.text.strip():
            ragged.append(Ragged(row.number or 0, row.text))
        return "skip"

    text = pa.dictionary(pa.int32(), pa.string())
    reader = pa.csv.open_csv(
        file.path,
        read_options=pa.csv.ReadOptions(
            block_size=BLOCK, use_threads=False, column_names=_distinct(file.headings), skip_rows=_before(file), encoding=_codec(file.encoding)
        ),
        parse_options=pa.csv.ParseOptions(delimiter=file.delimiter, newlines_in_values=False, invalid_row_handler=keep),
        convert_options=pa.csv.ConvertOptions(
            column_types=dict.fromkeys(file.names.values(), text), include_columns=list(file.names.values()), strings_can_be_null=False, check_utf8=False,
        ),
    )  # fmt: skip
    line = _before(file) + 1
    try:
        for batch in reader:
            yield Batch(line, {name: batch.column(heading) for name, heading in file.names.items()}, batch.num_rows, ragged[:])  # fmt: skip
            line += batch.num_rows + len(ragged)
            ragged.clear()
    except pa.ArrowInvalid as error:
        raise Refused(f"{file.path.name} can't be read to its end ({_short(error)}). Ask for the file again; nothing of it was applied.") from error  # fmt: skip
    if ragged:
        yield Batch(line, {}, 0, ragged)


def _before(file: MarksFile) -> int:
    """Lines up to and with the headings: they are skipped, and ours is the list of names."""
    codec = _codec(file.encoding)
    with file.path.open("r", encoding=codec, errors="replace", newline="") as stream:
        for number, line in enumerate(stream, 1):
            if file.headings[0].lower() in line.lower():
                return number
    return 1


def _codec(encoding: str) -> str:
    return "utf-8" if encoding == "utf-8-sig" else encoding


def _distinct(headings: tuple[str, ...]) -> list[str]:
    """Arrow wants every column named, and each name once."""
    return [
        heading if heading and heading not in headings[:number] else f"column {number + 1}"
        for number, heading in enumerate(headings)
    ]


def _parquet_headings(path: Path) -> tuple[str, ...]:
    if path.stat().st_size > LARGEST:
        raise Refused(f"{path.name} is larger than 4 GB. Send a year in parts.")
    try:
        return tuple(pa.parquet.ParquetFile(path).schema_arrow.names)
    except (pa.ArrowInvalid, OSError) as error:
        raise Refused(f"{path.name} is no Parquet file that can be read ({_short(error)}). Ask for it again.") from error  # fmt: skip


def _parquet(file: MarksFile) -> Iterator[Batch]:
    text = pa.dictionary(pa.int32(), pa.string())
    line = 1  # a Parquet file has no lines: rows count from 1
    try:
        held = pa.parquet.ParquetFile(file.path, read_dictionary=list(file.names.values()))
        for batch in held.iter_batches(batch_size=ROWS, columns=list(file.names.values())):
            columns = {}
            for name, heading in file.names.items():
                column = batch.column(heading)
                if not pa.types.is_dictionary(column.type):
                    column = column.cast(pa.string()).dictionary_encode()
                columns[name] = column if column.type == text else column.cast(text)
            yield Batch(line, columns, batch.num_rows)
            line += batch.num_rows
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise Refused(f"{file.path.name} can't be read to its end ({_short(error)}). Ask for the file again; nothing of it was applied.") from error  # fmt: skip


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
