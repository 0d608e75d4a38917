"""Does every line of a file come out, read or set aside, whatever the file holds; and does nothing but a refusal raise?"""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from onroll import extracts
from onroll.extracts import FEEDS, ReadRow, Refused, SetAside
from onroll.extracts.tables import open_table

AS_AT = date(2026, 11, 1)
LOADABLE = sorted(name for name, feed in FEEDS.items() if feed.loadable and not feed.for_registers)
one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

some_text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
likely = st.sampled_from(
    ["", " ", "-", "NULL", "1", "136730", "2020-09-01", "01/09/2020", "30/02/2020", "SUSP", "nil", "attendance", "C", "T", "=1", '"', "a|b", "\x00",
     "N\ufffdN"]
)  # fmt: skip
values = st.one_of(likely, likely, some_text)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[str], list[list[str]]]:
    """A feed, its columns in any order with a few unknown ones, and rows of anything."""
    feed = draw(st.sampled_from(LOADABLE))
    own = FEEDS[feed].columns
    columns = [column.name for column in own if column.starred or own.index(column) > len(own) - 20]
    headings = draw(st.permutations([*columns, "zz notes"]))
    rows = draw(st.lists(st.lists(values, min_size=len(headings), max_size=len(headings)), max_size=4))
    return feed, headings, rows


@one_folder
@given(tables(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.sampled_from([",", ";", "\t"]))
def test_rows_in_are_rows_read_and_rows_set_aside(
    tmp_path: Path, table: tuple[str, list[str], list[list[str]]], encoding: str, delimiter: str
) -> None:
    feed, headings, rows = table
    stream = StringIO()
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([headings, *rows])
    path = tmp_path / f"{feed}.csv"
    path.write_bytes(stream.getvalue().encode(encoding))
    reading = extracts.read(path, feed=feed, as_at=AS_AT)
    answers = list(reading)
    whole = [row for row in rows if any(value.replace("\x00", "\ufffd").strip() for value in row)]
    assert len(answers) == len(whole) == reading.read_count
    assert reading.set_aside_count == sum(isinstance(answer, SetAside) for answer in answers)
    lines = [answer.line for answer in answers]
    assert lines == sorted(set(lines))


@one_folder
@given(tables())
def test_a_usable_row_has_its_key_and_facts_that_do_not_end_before_they_start(
    tmp_path: Path, table: tuple[str, list[str], list[list[str]]]
) -> None:
    feed, headings, rows = table
    path = tmp_path / f"{feed}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([headings, *rows])
    reading = extracts.read(path, feed=feed, as_at=AS_AT)
    for row in reading.raw_rows():
        answer = row if isinstance(row, SetAside) else reading.check(row)
        if isinstance(answer, SetAside):
            assert answer.fault.sentence.endswith(".")
            continue
        assert (answer.qualifier, answer.source_id, answer.key) == reading.identify(row)
        assert all("\x00" not in value for value in answer.raw.values())
        assert all(fact.ended_on is None or fact.started_on <= fact.ended_on for fact in answer.facts)
        assert answer.source_id or not answer.person or feed == "school_returns"


@one_folder
@given(st.binary(max_size=2_000))
@example(b'"')
@example(b'a,b\n"')
@example(b"\xff\xfe\x00\xd8")
@example(b"source_id\rsurname\r")
@example(b"sep=;\n")
@example(b"PK\x03\x04")
def test_no_bytes_raise_anything_but_a_refusal(tmp_path: Path, content: bytes) -> None:
    for name in ("roll.csv", "roll.xlsx", "notes.txt"):
        path = tmp_path / name
        path.write_bytes(content)
        try:
            table = open_table(path)
            for _, fields in table.rows():
                assert all(isinstance(field, str) for field in fields)
        except Refused as refused:
            assert name in str(refused)
        feed, why = extracts.recognise(path)
        assert feed is not None or why


@one_folder
@given(st.binary(max_size=600))
def test_rubbish_after_good_headings_is_read_or_set_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "health.csv"
    path.write_bytes(b"source_id,surname,forename,date_of_birth\r\n1,Okafor,Ada,2014-06-17\r\n" + content)
    try:
        answers = list(extracts.read(path, as_at=AS_AT))
    except Refused:
        return
    assert answers and all(isinstance(answer, ReadRow | SetAside) for answer in answers)
