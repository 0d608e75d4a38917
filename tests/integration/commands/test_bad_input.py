"""What does a person at the command line get for a bad file? A clear sentence, nothing lost, nothing half done.

What the readers make of each fault is tested in tests/unit/extracts; here the file goes the whole way: through `load` into
the record, and out again by `set-aside list` and `children`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from extract_files import roll_row, write

from integration.commands.command_line import CommandLine
from onroll.children.models import StaleChild
from onroll.intake.models import Fact, Load, Record, RowWarning, Version

pytestmark = pytest.mark.django_db

AS_AT = ("--as-at", "2026-10-01")
PUPILS = [roll_row(1, forename="Zoë"), roll_row(2, forename="Seán"), roll_row(3, forename="Ada")]


def table(path: Path, rows: Sequence[dict[str, str]], *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    text = StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def line(rows: Sequence[dict[str, str]]) -> list[str]:
    """The file's lines, to be spoilt."""
    return [",".join(rows[0]), *(",".join(row.values()) for row in rows)]


def names(cli: CommandLine) -> list[str]:
    listed = cli("children", *AS_AT, "--format", "csv")
    assert listed.code == 0
    return sorted(row["forename"] for row in csv.DictReader(StringIO(listed.out)))


def the_file(cli: CommandLine, folder: Path) -> dict[str, object]:
    """The one file's entry in the answer of a load in which it was applied."""
    answer = cli("load", folder, *AS_AT)
    assert answer.code == 0, answer.err
    (told,) = answer.json["files"]
    assert told["state"] == "applied" and told["refused"] == ""
    assert told["read"] == told["new"] + told["changed"] + told["unchanged"] + told["set_aside"]
    return told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["commas", "semicolons", "tabs"])
def test_encodings_and_delimiters_reach_the_record_alike(
    tmp_path: Path, cli: CommandLine, encoding: str, delimiter: str
) -> None:
    table(tmp_path / "roll.csv", PUPILS, delimiter=delimiter, encoding=encoding)
    assert the_file(cli, tmp_path)["new"] == 3
    assert names(cli) == ["Ada", "Seán", "Zoë"]


def test_bytes_of_no_encoding_load_marked_and_warned_of(tmp_path: Path, cli: CommandLine) -> None:
    spoilt = "\n".join(line(PUPILS)).encode().replace("Zoë".encode(), b"Zo\xc3\x28\x81")
    (tmp_path / "roll.csv").write_bytes(spoilt)
    told = the_file(cli, tmp_path)
    assert (told["new"], told["set_aside"]) == (3, 0)
    assert told["warnings"] >= 1
    assert len(names(cli)) == 3


def test_a_ragged_line_is_set_aside_with_its_number_and_mended(tmp_path: Path, cli: CommandLine) -> None:
    lines = line(PUPILS)
    lines[2] += ",one,more"
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "roll.csv").write_text("\n".join(lines))
    told = the_file(cli, folder)
    assert (told["read"], told["new"], told["set_aside"]) == (3, 2, 1)
    assert names(cli) == ["Ada", "Zoë"]
    (aside,) = cli("set-aside", "list").json
    assert aside["line"] == 3 and "fields" in aside["what_is_wrong"]
    mended = table(tmp_path / "roll_mended.csv", [{"set_aside_id": str(aside["set_aside_id"]), **PUPILS[1]}])
    assert cli("set-aside", "resubmit", mended).json == {"mended": 1, "still_set_aside": 0, "refused": ""}
    assert names(cli) == ["Ada", "Seán", "Zoë"]
    assert cli("set-aside", "list").json == []


def test_headings_again_among_the_rows_are_set_aside(tmp_path: Path, cli: CommandLine) -> None:
    lines = line(PUPILS)
    (tmp_path / "roll.csv").write_text("\n".join([*lines[:2], lines[0], *lines[2:]]))
    told = the_file(cli, tmp_path)
    assert (told["read"], told["new"], told["set_aside"]) == (4, 3, 1)


def without(column: str) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        table(path, [{name: value for name, value in row.items() if name != column} for row in PUPILS])

    return spoil


REFUSED = {
    "a column missing": (without("entry_date"), "entry_date"),
    "a column twice": (lambda path: path.write_text("\n".join([line(PUPILS)[0] + ",surname", *line(PUPILS)[1:]])), "surname"),
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "an image": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200)), "PNG image"),
    "a workbook by another name": (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(200)), "zip"),
    "no text at all": (lambda path: path.write_bytes(bytes(range(256)) * 8), "not text"),
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSED)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence_and_the_others_load(
    tmp_path: Path, cli: CommandLine, fault: str
) -> None:
    spoil, words = REFUSED[fault]
    write(tmp_path, health=[{"source_id": "H1", "surname": "Lee", "forename": "Kim", "date_of_birth": "2014-03-02"}])
    spoil(tmp_path / "roll.csv")
    (tmp_path / "truth.csv").write_text("feed,source_id,person_id\n")
    answer = cli("load", tmp_path, *AS_AT)
    assert answer.code == 1
    told = {one["feed"]: one for one in answer.json["files"]}
    assert told["roll"]["state"] == "refused" and told["roll"]["read"] == 0
    assert "roll.csv" in told["roll"]["refused"] and words in told["roll"]["refused"]
    assert told["roll"]["refused"] in answer.err, "the person reads it; a program finds it in the JSON"
    assert told["health"]["new"] == 1
    assert [one["file"] for one in answer.json["ignored"]] == ["truth.csv"]
    assert Record.objects.filter(feed="roll").count() == 0
    assert Load.objects.get(source__feed="roll").state == Load.REFUSED, "that it came is kept"
    assert names(cli) == ["Kim"]


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_folder_that_is_not_there_answers_nothing_and_says_so(tmp_path: Path, cli: CommandLine, form: str) -> None:
    answer = cli("load", tmp_path / "nowhere", *AS_AT, "--format", form)
    assert (answer.code, answer.out) == (1, "")
    assert "nowhere" in answer.err and answer.err.count("\n") == 1


def test_bad_usage_is_two(tmp_path: Path, cli: CommandLine, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([tmp_path], [tmp_path, "--as-at", "01/10/2026"], [tmp_path, *AS_AT, "--format", "xml"]):
        with pytest.raises(SystemExit) as ended:
            cli("load", *arguments)
        assert ended.value.code == 2
        assert capsys.readouterr().out == ""
    assert not Load.objects.exists()


def test_the_same_file_twice_changes_nothing_at_all(tmp_path: Path, cli: CommandLine) -> None:
    write(tmp_path, roll=PUPILS)
    the_file(cli, tmp_path)
    first = cli("children", *AS_AT).out
    held = (Record.objects.count(), Version.objects.count(), Fact.objects.count())
    again = the_file(cli, tmp_path)
    assert (again["new"], again["changed"], again["unchanged"], again["missing"]) == (0, 0, 3, 0)
    assert (Record.objects.count(), Version.objects.count(), Fact.objects.count()) == held
    assert cli("children", *AS_AT).out == first
    assert not StaleChild.objects.exists()


FORMULAS = ['=HYPERLINK("http://example.org","Smith")', "+44 1604", "-2+3", "@SUM(A1)", "\tTab", "＝1+1"]


def test_no_export_of_the_command_line_runs_as_a_formula(tmp_path: Path, cli: CommandLine) -> None:
    rows = [
        roll_row(n, surname=formula, date_of_birth=f"20{8 + n:02d}-0{n}-11", postcode="")
        for n, formula in enumerate(FORMULAS, 1)
    ]
    rows.append(roll_row(99, source_id='=1+1"', entry_date="=NOW()"))
    write(tmp_path, roll=rows)
    assert the_file(cli, tmp_path)["set_aside"] == 1
    review = tmp_path / "review.csv"
    assert cli("link", "--review", review).code == 0
    exports = [
        cli("children", *AS_AT, "--format", "csv").out,
        cli("find-missing", *AS_AT, "--format", "csv").out,
        cli("set-aside", "list", "--format", "csv").out,
        review.read_text(),
    ]
    cells = [cell for text in exports for row in csv.reader(StringIO(text)) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells) and any("NOW()" in cell for cell in cells)
    assert [cell for cell in cells if cell.lstrip(" \u00a0")[:1] in set("=+@\t＝＋－＠") or cell.startswith("-2")] == []
    told = cli("children", *AS_AT, "--format", "json").json
    assert {row["surname"] for row in told} >= {FORMULAS[0]}, "JSON is for programs: the value as it is"


@pytest.mark.parametrize(
    "birth", ["2031-05-04", "1986-05-04", "2016-02-30", "", "4 May"],
    ids=["in the future", "forty years old", "no such day", "blank", "no year"],
)  # fmt: skip
def test_a_strange_date_of_birth_loads_with_a_warning_and_the_child_is_listed(
    tmp_path: Path, cli: CommandLine, birth: str
) -> None:
    write(tmp_path, roll=[roll_row(1, date_of_birth=birth), roll_row(2)])
    told = the_file(cli, tmp_path)
    assert (told["new"], told["set_aside"]) == (2, 0)
    warning = RowWarning.objects.get(column="date_of_birth")
    assert warning.line == 2 and warning.sentence
    assert names(cli) == ["Amy1", "Amy2"], "nobody is lost for a slip of the pen"
    (row,) = (one for one in cli("children", *AS_AT, "--format", "json").json if one["forename"] == "Amy1")
    assert row["status"]
    assert cli("find-missing", *AS_AT, "--format", "json").code == 0


def test_ten_thousand_rows_with_one_upn_are_ten_thousand_children(tmp_path: Path, cli: CommandLine) -> None:
    rows = []
    for n in range(10_000):
        letters = sha256(str(n).encode()).hexdigest().translate(str.maketrans("0123456789", "ghijklmnop"))
        rows.append(
            roll_row(n, upn="B941000116049", surname=letters[:9].title(), forename=letters[9:15].title(), postcode="",
                     date_of_birth=f"{2009 + n % 9}-{1 + n % 12:02d}-{1 + n % 28:02d}")
        )  # fmt: skip
    write(tmp_path, roll=rows)
    assert the_file(cli, tmp_path)["new"] == 10_000
    linked = cli("link").json
    assert linked["records"] == 10_000
    assert linked["children"] > 9_990, "a number that everybody has joins nobody by itself"
