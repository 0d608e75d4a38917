"""Is every bad file refused with a clear sentence, or read with nothing lost, as issue 2's "Bad input" asks?"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from onroll import extracts
from onroll.extracts import ReadRow, Refused, SetAside
from onroll.extracts.tables import open_table
from unit.extracts.invented_files import AS_AT, read_rows, row_of, rules_of, write_table

ROWS = [row_of("roll", source_id=str(n), forename=name) for n, name in enumerate(["Zoë", "Ada", "Seán"], 1)]


def forenames(rows: list[ReadRow | SetAside]) -> list[str]:
    return [row.person.forename for row in rows if isinstance(row, ReadRow) and row.person]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter_gives_the_same_rows(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = write_table(tmp_path / "roll.csv", ROWS, delimiter=delimiter, encoding=encoding)
    reading = extracts.read(path, as_at=AS_AT)
    assert forenames(list(reading)) == ["Zoë", "Ada", "Seán"]
    assert reading.delimiter == delimiter
    assert reading.encoding == encoding


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_every_line_end_is_read_and_lines_are_numbered_as_in_the_file(tmp_path: Path, ending: str) -> None:
    path = write_table(tmp_path / "roll.csv", ROWS)
    path.write_bytes(path.read_bytes().replace(b"\r\n", ending.encode()))
    assert [row.line for row in read_rows(path, "roll")] == [2, 3, 4]


def test_a_newline_inside_quotes_belongs_to_the_value_and_is_counted(tmp_path: Path) -> None:
    rows = [
        row_of("roll", source_id="1", address_line_1="Flat 2\nMill House, 4 Mill Lane"),
        row_of("roll", source_id="2"),
    ]
    read = read_rows(write_table(tmp_path / "roll.csv", rows), "roll")
    assert [(row.line, row.source_id) for row in read] == [(2, "1"), (4, "2")]


def test_excels_own_note_on_the_delimiter_is_not_a_heading(tmp_path: Path) -> None:
    path = write_table(tmp_path / "roll.csv", ROWS, delimiter=";")
    path.write_bytes(b"sep=;\r\n" + path.read_bytes())
    assert [row.line for row in read_rows(path, "roll")] == [3, 4, 5]


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "roll.csv"
    path.write_bytes(content)
    with pytest.raises(Refused, match=r"roll\.csv is empty"):
        open_table(path)


def test_headings_alone_are_a_file_of_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "roll.csv"
    path.write_text(",".join(ROWS[0]))
    assert read_rows(path, "roll") == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG image"), (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"), (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
     (b"PK\x03\x04\x14\x00", "zip"), (b"<?xml version='1.0'?><a/>", "XML"), (bytes(range(256)) * 8, "not text")],
)  # fmt: skip
def test_an_image_or_other_file_named_csv_is_refused_by_what_it_is(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "roll.csv"
    path.write_bytes(content)
    with pytest.raises(Refused, match=kind):
        open_table(path)


def test_text_named_xlsx_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "roll.xlsx"
    path.write_bytes(b"source_id,surname\n1,Okafor\n")
    with pytest.raises(Refused, match="not an Excel workbook"):
        open_table(path)


def test_a_column_twice_is_refused_and_named(tmp_path: Path) -> None:
    path = tmp_path / "roll.csv"
    path.write_text(
        "source_id,surname,forename,date_of_birth,urn,entry_date,Surname\n1,A,B,2015-01-01,136730,2020-09-01,C\n"
    )
    with pytest.raises(Refused, match='"surname" twice .columns 2, 7'):
        extracts.read(path, as_at=AS_AT)


def test_headings_repeated_among_the_rows_are_set_aside_and_the_rest_is_read(tmp_path: Path) -> None:
    path = write_table(tmp_path / "health.csv", [row_of("health", source_id="1")])
    path.write_bytes(path.read_bytes() * 2)
    first, again, second = read_rows(path, "health")
    assert isinstance(again, SetAside) and again.fault.rule == "headings-again" and again.line == 3
    assert (first.source_id, second.source_id) == ("1", "1")


def test_a_missing_starred_column_is_refused_by_name_with_what_looks_like_it(tmp_path: Path) -> None:
    path = write_table(tmp_path / "roll.csv", [row_of("roll", entry_date=None, **{"Entry Date": "2019-09-03"})])
    with pytest.raises(Refused, match='no column "entry_date".*"Entry Date": is that meant'):
        extracts.read(path, as_at=AS_AT)


def test_headings_are_matched_without_case_order_or_outer_blanks(tmp_path: Path) -> None:
    row = row_of("roll", school_dog="Rex")
    shouted = {f" {name.upper()} ": value for name, value in reversed(row.items())}
    reading = extracts.read(write_table(tmp_path / "roll.csv", [shouted]), as_at=AS_AT)
    (read,) = reading
    assert read.person.surname == "Okafor"
    assert reading.unknown_columns == ("SCHOOL_DOG",)
    assert read.raw["SCHOOL_DOG"] == "Rex"


def lines_of(path: Path, *lines: str) -> Path:
    path.write_text(
        "\n".join(("source_id,surname,forename,date_of_birth,urn,entry_date,destination_text", *lines)) + "\n"
    )
    return path


GOOD = "1,Okafor,Ada,2015-03-31,136730,2020-09-01,"


def test_a_line_with_too_many_or_too_few_fields_is_set_aside_and_never_shifted(tmp_path: Path) -> None:
    path = lines_of(
        tmp_path / "roll.csv", GOOD, "2,Okafor, Ben,Ada,2015-03-31,136730,2020-09-01,", "3,Okafor,Cy,2015-03-31"
    )
    first, long, short = read_rows(path, "roll")
    assert isinstance(first, ReadRow)
    assert isinstance(long, SetAside) and "8 fields where 7 are due" in long.fault.sentence
    assert isinstance(short, SetAside) and "4 fields" in short.fault.sentence
    assert short.raw == {"(line)": "3,Okafor,Cy,2015-03-31"}


def test_a_delimiter_at_the_end_of_every_line_is_no_field(tmp_path: Path) -> None:
    path = lines_of(tmp_path / "roll.csv", GOOD + ",", GOOD + ",", "2,Okafor, Ben,Ada,2015-03-31,136730,2020-09-01,,")
    assert [type(row).__name__ for row in read_rows(path, "roll")] == ["SetAside"] * 3, (
        "lines of two widths: none is sure"
    )
    path = lines_of(
        tmp_path / "roll.csv",
        GOOD + ",",
        GOOD + ",",
        *[GOOD + ","] * 20,
        "2,Okafor, Ben,Ada,2015-03-31,136730,2020-09-01,,",
    )
    assert [type(row).__name__ for row in read_rows(path, "roll")] == ["ReadRow"] * 22 + ["SetAside"]


def test_a_quote_left_open_costs_its_own_line_and_nothing_after_it(tmp_path: Path) -> None:
    lines = [
        GOOD,
        '2,"Okafor,Ben,2015-03-31,136730,2020-09-01,',
        *(GOOD.replace("1", str(n), 1) for n in range(3, 400)),
    ]
    rows = read_rows(lines_of(tmp_path / "roll.csv", *lines), "roll")
    assert [row.line for row in rows] == list(range(2, 401))
    (aside,) = (row for row in rows if isinstance(row, SetAside))
    assert (aside.line, aside.fault.rule) == (3, "unclosed-quote")


def test_a_quote_left_open_and_closed_by_a_later_row_swallows_neither(tmp_path: Path) -> None:
    lines = [GOOD, '2,"Okafor,Ben,2015-03-31,136730,2020-09-01,', '3,"Okafor",Cy,2015-03-31,136730,2020-09-01,', GOOD]
    rows = read_rows(lines_of(tmp_path / "roll.csv", *lines), "roll")
    assert [(row.line, type(row).__name__) for row in rows] == [
        (2, "ReadRow"),
        (3, "SetAside"),
        (4, "ReadRow"),
        (5, "ReadRow"),
    ]


def test_a_quote_left_open_on_the_last_line_is_set_aside(tmp_path: Path) -> None:
    rows = read_rows(lines_of(tmp_path / "roll.csv", GOOD, GOOD + '"moved'), "roll")
    assert [type(row).__name__ for row in rows] == ["ReadRow", "SetAside"]


def test_zero_bytes_and_bytes_of_no_encoding_are_shown_and_warned_of(tmp_path: Path) -> None:
    path = lines_of(tmp_path / "roll.csv", GOOD)
    path.write_bytes(path.read_bytes().replace(b"Okafor", b"Oka\x00f\x81r\xe9"))
    (row,) = read_rows(path, "roll")
    assert row.person.surname == "Oka\ufffdf\ufffdré"
    assert "character-lost" in {fault.rule for fault in row.warnings}


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    reading = extracts.read(lines_of(tmp_path / "roll.csv", "", GOOD, ",,,,,,", "  "), as_at=AS_AT)
    assert [row.line for row in reading] == [3]
    assert reading.blank_lines == 3


def test_a_workbook_gives_the_rows_that_its_csv_gives(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "roll.xlsx")
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
    for place, (name, value) in enumerate(ROWS[0].items()):
        sheet.write(0, place, name)
        if name in ("date_of_birth", "entry_date"):
            sheet.write_datetime(1, place, extracts.reading.date.fromisoformat(value), day)
        elif name in ("urn", "source_id"):
            sheet.write_number(1, place, float(value))
        else:
            sheet.write(1, place, value)
    book.close()
    (from_book,) = read_rows(tmp_path / "roll.xlsx", "roll")
    from_text = read_rows(write_table(tmp_path / "roll.csv", ROWS), "roll")[0]
    assert from_book.key == from_text.key == "136730|1|2019-09-03"
    assert from_book.person == from_text.person
    assert from_book.facts == from_text.facts


def test_a_workbook_that_begins_further_down_keeps_its_row_numbers(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "health.xlsx")
    sheet = book.add_worksheet()
    headings = ["source_id", "surname", "forename", "date_of_birth"]
    for number, cells in (
        (2, headings),
        (3, ["1", "A", "B", "2014-06-17"]),
        (5, ["2", "C", "D", ""]),
        (6, ["3", "E", "F", "", "", "stray"]),
    ):
        sheet.write_row(number, 1, cells)
    book.close()
    first, second, stray = read_rows(tmp_path / "health.xlsx", "health")
    assert [(row.line, row.source_id) for row in (first, second)] == [(4, "1"), (6, "2")]
    assert isinstance(stray, SetAside) and stray.line == 7 and "right of the last heading" in stray.fault.sentence


def test_a_zip_archive_named_xlsx_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "roll.xlsx", "w") as archive:
        archive.writestr("roll.csv", "source_id,surname")
    with pytest.raises(Refused, match="not an Excel workbook"):
        open_table(tmp_path / "roll.xlsx")


def test_ten_thousand_rows_with_one_upn_are_all_read_and_all_but_the_first_warned_of(tmp_path: Path) -> None:
    headings = "source_id,surname,forename,date_of_birth,upn\n"
    path = tmp_path / "health.csv"
    path.write_text(headings + "".join(f"{n},Okafor,Ada,2014-06-17,W941200116001\n" for n in range(10_000)))
    read = read_rows(path, "health")
    warned = [row for row in read if "upn-shared" in rules_of(row)]
    assert len(read) == 10_000
    assert len(warned) == 9_999
    assert "on line 2" in warned[-1].warnings[0].sentence


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onroll.extracts.encodings.LARGEST_FILE", 10)
    with pytest.raises(Refused, match="Send it in parts"):
        open_table(write_table(tmp_path / "roll.csv", ROWS))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="can't be opened"):
        open_table(tmp_path / "roll.csv")
