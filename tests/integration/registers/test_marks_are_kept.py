"""Is every mark of every file kept, altered only with its trace, and never lost, twice counted or half written?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from onroll.audit.actor import SYSTEM
from onroll.intake.loading import FileResult, load_folder
from onroll.intake.models import Load, RowSetAside
from onroll.people.identifiers import make_upn
from onroll.registers import loading
from onroll.registers.changes import changes_of
from onroll.registers.correcting import CannotCorrect, correct_mark
from onroll.registers.measuring import of_pupil
from onroll.registers.models import DayReceived, MarkChange, RegisterYear
from onroll.registers.reading import block, newest_days

pytestmark = pytest.mark.django_db
ANN, BEN = make_upn("941", "2001", 2015, 1), make_upn("941", "2001", 2015, 2)
AS_AT = date(2026, 10, 30)
HEAD = "upn,urn,date,am,pm"


def send(folder: Path, *lines: str, head: str = HEAD, as_at: date = AS_AT, hour: int = 9) -> FileResult:
    folder.mkdir(exist_ok=True)
    path = folder / "marks.csv"
    path.write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
    received = datetime(as_at.year, as_at.month, as_at.day, hour, tzinfo=UTC)
    return load_folder(folder=path, as_at=as_at, received_at=received, actor=SYSTEM).files[0]


def row(upn: str, day: str, am: str = "/", pm: str = "\\", urn: str = "990001") -> str:
    return f"{upn},{urn},{day},{am},{pm}"


def counted(result: FileResult) -> tuple[int, ...]:
    assert result.refused == ""
    assert result.read == result.new + result.changed + result.unchanged + result.set_aside
    return result.new, result.changed, result.unchanged, result.set_aside


def marks_of(upn: str, day: date) -> str:
    held = block(day, day, upns=[upn])
    at = (day - held.first_monday).days // 7 * 10 + day.weekday() * 2
    return held.marks[0, at : at + 2].tobytes().decode().replace("\0", ".")


def test_new_changed_same_and_a_blank_that_erases_nothing(tmp_path) -> None:
    monday = date(2026, 9, 7)
    assert counted(send(tmp_path, row(ANN, "2026-09-07"), row(BEN, "07/09/2026", "N", "N"))) == (2, 0, 0, 0)
    assert counted(send(tmp_path, row(ANN, "2026-09-07"), row(BEN, "2026-09-07", "O", "N"))) == (0, 1, 1, 0)
    assert counted(send(tmp_path, row(ANN, "2026-09-07", "", ""), row(BEN, "2026-09-08"))) == (1, 0, 1, 0)
    assert (marks_of(ANN, monday), marks_of(BEN, monday)) == ("/\\", "ON")
    (change,) = changes_of([BEN])
    assert (change.on, change.session, change.old, change.new, change.load.file_name) == (
        monday,
        0,
        "N",
        "O",
        "marks.csv",
    )
    assert newest_days() == {"990001": date(2026, 9, 8)}
    assert RegisterYear.objects.count() == 2


def test_rows_that_make_no_sense_are_kept_with_their_line_and_the_cure(tmp_path) -> None:
    bad = [
        row("", "2026-09-07"), row("A12", "2026-09-07"), row(ANN, "soon"), row(ANN, "2026-09-05"), row(ANN, "2026-09-07", "?"),
        row(ANN, "2026-09-07", urn="x"), f"{ANN},990001,2026-09-07", row(ANN, "2026-09-09"),
    ]  # fmt: skip
    assert counted(send(tmp_path, *bad)) == (1, 0, 0, 7)
    kept = {one.line: one for one in RowSetAside.objects.all()}
    assert sorted(kept) == [2, 3, 4, 5, 6, 7, 8]
    assert [kept[n].rule for n in range(2, 9)] == ["upn-form", "upn-form", "date-unreadable", "date-weekend", "code-unknown", "urn-form", "ragged-line"]  # fmt: skip
    assert "Saturday" in kept[5].sentence and kept[6].value == "?"


def test_a_row_a_session_and_parquet_say_the_same(tmp_path) -> None:
    lines = [f"{ANN},990001,2026-09-07,{half},{code}" for half, code in (("AM", "I"), ("PM", "\\"))]
    lines += [f"{ANN},990001,2026-09-08,AM,C1", f"{ANN},990001,2026-09-08,noon,/", f"{ANN},990001,2026-09-08,AM,C1"]
    assert counted(send(tmp_path, *lines, head="upn,urn,date,session,code")) == (3, 0, 1, 1)
    path = tmp_path / "marks_2026.parquet"
    days = [date(2026, 9, 7), date(2026, 9, 8), date(2026, 9, 9)]
    pa.parquet.write_table(pa.table({"upn": [ANN] * 3, "urn": [990001] * 3, "date": days, "am": ["I", "C1", "/"], "pm": ["\\", None, "\\"]}), path)  # fmt: skip
    again = load_folder(folder=path, as_at=AS_AT, received_at=datetime(2026, 10, 30, 10, tzinfo=UTC), actor=SYSTEM).files[0]  # fmt: skip
    assert counted(again) == (1, 0, 2, 0)
    assert [marks_of(ANN, day) for day in days] == ["I\\", "1.", "/\\"]


def test_a_session_twice_in_a_file_takes_the_later_and_says_so(tmp_path) -> None:
    sent = send(tmp_path, row(ANN, "2026-09-07"), row(ANN, "2026-09-07", "O", "\\"))
    assert counted(sent) == (1, 0, 1, 0) and sent.warnings >= 1
    assert marks_of(ANN, date(2026, 9, 7)) == "O\\"


def test_a_load_that_dies_leaves_nothing_and_old_codes_stay_as_they_came(tmp_path, monkeypatch) -> None:
    written = loading.write

    def dies(*args, **kwargs) -> None:
        written(*args, **kwargs)
        raise RuntimeError("killed")

    monkeypatch.setattr(loading, "write", dies)
    with pytest.raises(RuntimeError):
        send(tmp_path, row(ANN, "2024-06-03", "H", "J"))
    assert not RegisterYear.objects.exists() and not DayReceived.objects.exists()
    assert not Load.objects.exists()
    monkeypatch.undo()
    assert counted(send(tmp_path, row(ANN, "2024-06-03", "H", "J"))) == (1, 0, 0, 0)
    assert marks_of(ANN, date(2024, 6, 3)) == "HJ"


def test_a_correction_by_a_person_outlives_the_next_extract(tmp_path) -> None:
    send(tmp_path, row(ANN, "2026-09-07", "O", "O"))
    moment = datetime(2026, 11, 1, 9, tzinfo=UTC)
    asked = {"upn": ANN, "urn": "990001", "on": date(2026, 9, 7), "session": 0, "by": SYSTEM, "at": moment}
    for wrong in ({"code": "?"}, {"code": "O"}, {"code": "M", "reason": " "}, {"code": "M", "on": date(2026, 9, 8)}):
        with pytest.raises(CannotCorrect):
            correct_mark(**asked | {"code": "M", "reason": "A hospital letter"} | wrong)
    correct_mark(**asked, code="M", reason="A hospital letter")
    assert counted(send(tmp_path, row(ANN, "2026-09-07", "O", "O"))) == (0, 0, 1, 0)
    assert marks_of(ANN, date(2026, 9, 7)) == "MO"
    assert MarkChange.objects.get().reason == "A hospital letter"


def test_as_known_at_a_moment(tmp_path) -> None:
    send(tmp_path, row(ANN, "2026-09-07", "N", "N"), as_at=date(2026, 9, 7))
    send(tmp_path, row(ANN, "2026-09-07", "O", "I"), row(ANN, "2026-09-08"), as_at=date(2026, 9, 14))
    first, last = date(2026, 9, 1), date(2026, 9, 30)
    (now,) = of_pupil([ANN], first, last)
    assert (now.possible, now.unauthorised, now.authorised) == (4, 1, 1)
    then = block(first, last, upns=[ANN], known_at=datetime(2026, 9, 10, tzinfo=UTC))
    assert then.marks[0].tobytes().strip(b"\0") == b"NN"


def test_two_schools_and_two_years_lie_end_to_end(tmp_path) -> None:
    send(tmp_path, row(ANN, "2026-07-01"), row(ANN, "2026-09-07", "D", "D"), row(ANN, "2026-09-07", urn="990002"))
    held = block(date(2026, 6, 1), date(2026, 9, 30), upns=[ANN])
    assert list(held.urns) == ["990001", "990002"]
    rows = of_pupil([ANN], date(2026, 6, 1), date(2026, 9, 30))
    assert {one.urn: one.possible for one in rows} == {"990001": 2, "990002": 2}
