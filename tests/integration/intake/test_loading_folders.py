"""Can a load lose a child? One test for each way that it might."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from extract_files import FIRST, SECOND, THIRD, load, roll_row, write

from onroll.audit.models import Entry
from onroll.extracts.rows import Refused
from onroll.intake import loading, writing
from onroll.intake.models import Fact, Load, Missing, PersonValues, Record, RowSetAside, RowWarning, Version

pytestmark = pytest.mark.django_db


def counts(result):
    return [(f.feed, f.read, f.new, f.changed, f.unchanged, f.set_aside, f.missing) for f in result.files]


def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    rows = [
        roll_row(1),
        roll_row(2, source_id=""),
        roll_row(3, surname="", forename=""),
        roll_row(4, entry_date="soon"),
    ]
    result = load(write(tmp_path, roll=rows))
    assert counts(result) == [("roll", 4, 1, 0, 0, 3, 0)]
    faults = list(RowSetAside.objects.order_by("line").values_list("line", "column", "raw__source_id"))
    assert [line for line, _, _ in faults] == [3, 4, 5]
    assert faults[2][2] == "R4"
    assert Entry.objects.filter(action="load.applied").count() == 1


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path, roll=[roll_row(1), roll_row(2)])
    load(folder)
    before = (Record.objects.count(), Version.objects.count(), Fact.objects.count(), PersonValues.objects.count())
    assert counts(load(folder)) == [("roll", 2, 0, 0, 2, 0, 0)]
    assert (
        Record.objects.count(),
        Version.objects.count(),
        Fact.objects.count(),
        PersonValues.objects.count(),
    ) == before


def test_a_changed_row_closes_the_old_facts_and_opens_new_ones(tmp_path: Path) -> None:
    load(write(tmp_path / "a", roll=[roll_row(1)]))
    result = load(write(tmp_path / "b", roll=[roll_row(1, leaving_date="2026-10-20")]), SECOND)
    assert counts(result) == [("roll", 1, 0, 1, 0, 0, 0)]
    old, new = Fact.objects.filter(kind="roll").order_by("pk")
    assert old.ended_on is None
    assert old.superseded_at == new.recorded_at
    assert new.ended_on.isoformat() == "2026-10-20"
    assert new.superseded_at is None


def test_a_blank_never_erases(tmp_path: Path) -> None:
    load(write(tmp_path / "a", roll=[roll_row(1, upn="B941000116049", phone="01604 000000")]))
    load(write(tmp_path / "b", roll=[roll_row(1, phone="", postcode="N/K", fsm_eligible="T")]), SECOND)
    load(write(tmp_path / "c", roll=[roll_row(1, phone="", postcode="", fsm_eligible="F")]), THIRD)
    person = PersonValues.objects.get(current=True)
    assert (person.phone, person.postcode) == ("01604 000000", "NN1 5BD")
    newest = Version.objects.get(superseded_at=None)
    assert set(newest.no_longer_supplied) >= {"phone", "postcode"}
    assert "phone" not in newest.raw


def test_a_row_missing_from_a_full_extract_is_a_finding_and_no_deletion(tmp_path: Path) -> None:
    load(write(tmp_path / "a", roll=[roll_row(n) for n in range(1, 31)]))
    result = load(write(tmp_path / "b", roll=[roll_row(n) for n in range(1, 30)]), SECOND)
    assert counts(result) == [("roll", 29, 0, 0, 29, 0, 1)]
    missing = Missing.objects.get()
    assert missing.missing_from == SECOND
    assert missing.version.record.source_id == "R30"
    assert Version.objects.filter(superseded_at=None).count() == 30
    load(write(tmp_path / "c", roll=[roll_row(n) for n in range(1, 31)]), THIRD)
    missing.refresh_from_db()
    assert missing.superseded_at is not None


def test_other_schools_rolls_are_not_missing_from_one_schools_file(tmp_path: Path) -> None:
    load(write(tmp_path / "a", roll=[roll_row(1), roll_row(2, urn="990002")]))
    assert counts(load(write(tmp_path / "b", roll=[roll_row(2, urn="990002")]), SECOND))[0][-1] == 0


def test_a_partial_extract_marks_nothing_missing_and_confirms_what_it_repeats(tmp_path: Path) -> None:
    load(write(tmp_path / "a", roll=[roll_row(1), roll_row(2)]))
    load(write(tmp_path / "b", roll=[roll_row(1)]), SECOND, partial=True)
    assert not Missing.objects.exists()
    assert list(Version.objects.filter(confirmations__as_at=SECOND).values_list("record__source_id", flat=True)) == [
        "R1"
    ]


def test_more_than_one_in_twenty_missing_waits_for_a_persons_yes(tmp_path: Path) -> None:
    load(write(tmp_path / "a", roll=[roll_row(n) for n in range(1, 11)]))
    cut_off = write(tmp_path / "b", roll=[roll_row(n, fsm_eligible="T") for n in range(1, 10)])
    result = load(cut_off, SECOND)
    assert not result.all_applied
    assert "1 of 10" in result.files[0].refused
    assert "--accept-missing" in result.files[0].refused
    assert Version.objects.count() == 10
    assert Load.objects.get(state=Load.WAITING).message == result.files[0].refused
    assert load(cut_off, SECOND, accept_missing=True).files[0].missing == 1


def test_two_files_of_one_feed_in_a_folder_are_one_extract(tmp_path: Path) -> None:
    for month, as_at in (("a", FIRST), ("b", SECOND)):
        write(tmp_path / month, ehe=[_home(n) for n in range(1, 6)])
        (tmp_path / month / "ehe.csv").rename(tmp_path / month / "ehe_north.csv")
        write(tmp_path / month, ehe=[_home(n) for n in range(6, 11)])
        result = load(tmp_path / month, as_at)
        assert [f.missing for f in result.files] == [0, 0]


def _home(number: int) -> dict[str, str]:
    return {
        "source_id": f"E{number}",
        "surname": "Lee",
        "forename": f"Kim{number}",
        "date_of_birth": "2014-03-02",
        "start_date": "2025-01-06",
    }


def test_an_older_extract_never_replaces_newer_values(tmp_path: Path) -> None:
    load(write(tmp_path / "b", roll=[roll_row(1, fsm_eligible="T")]), SECOND)
    load(write(tmp_path / "a", roll=[roll_row(1, fsm_eligible="F"), roll_row(2)]), FIRST)
    current = Version.objects.filter(superseded_at=None, record__source_id="R1").get()
    assert current.raw["fsm_eligible"] == "T"
    assert Version.objects.filter(record__source_id="R1").count() == 2
    assert Missing.objects.get().version.record.source_id == "R2"
    assert Missing.objects.get().missing_from == SECOND


def test_the_same_row_twice_in_one_file_is_told_and_the_later_line_counts(tmp_path: Path) -> None:
    result = load(
        write(tmp_path, roll=[roll_row(1, fsm_eligible="T"), roll_row(1, fsm_eligible="", sen_provision="K")])
    )
    assert counts(result) == [("roll", 2, 1, 0, 1, 0, 0)]
    fact = Fact.objects.get(kind="roll")
    assert (fact.detail["fsm_eligible"], fact.detail["sen_provision"]) == ("T", "K")
    assert RowWarning.objects.filter(rule="row-twice").count() == 1
    assert counts(load(tmp_path)) == [("roll", 2, 0, 0, 2, 0, 0)], "the same file again changes nothing"
    mended = load(write(tmp_path, roll=[roll_row(1, fsm_eligible="T")]), SECOND)
    assert counts(mended) == [("roll", 1, 0, 1, 0, 0, 0)], "the line that gave way counts once it comes alone"


def test_a_file_that_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path, roll=[roll_row(1)], health=[_patient(1)])
    written = writing.copy_rows

    def full(table: str, columns: object, rows: object) -> None:
        if table == "intake_fact":
            raise OperationalError('could not extend file "base/1/2": No space left on device')
        written(table, columns, rows)

    monkeypatch.setattr(writing, "copy_rows", full)
    result = load(folder)
    assert [
        f.refused.startswith(("roll.csv: the database's disk is full", "health.csv: the database's disk is full"))
        for f in result.files
    ] == [True, True]
    assert not Record.objects.exists()
    assert not Version.objects.exists()
    assert set(Load.objects.values_list("state", flat=True)) == {Load.REFUSED}


def _patient(number: int) -> dict[str, str]:
    return {
        "source_id": f"H{number}",
        "surname": "Lee",
        "forename": "Kim",
        "date_of_birth": "2014-03-02",
        "registered_date": "2014-04-01",
    }


def test_a_broken_file_is_refused_and_the_others_load(tmp_path: Path) -> None:
    write(tmp_path, roll=[roll_row(1)])
    (tmp_path / "health.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "truth.csv").write_text("feed,source_id,person_id\n")
    result = load(tmp_path)
    assert [(f.feed, bool(f.refused)) for f in result.files] == [("roll", False), ("health", True)]
    assert [item["file"] for item in result.ignored] == ["truth.csv"]
    assert "health.csv" in result.files[1].refused


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no folder 'nowhere'"):
        load(tmp_path / "nowhere")


def test_ten_thousand_rows_with_one_upn_all_load(tmp_path: Path) -> None:
    result = load(write(tmp_path, roll=[roll_row(n, upn="B941000116049") for n in range(10_000)]))
    assert counts(result) == [("roll", 10_000, 10_000, 0, 0, 0, 0)]


@pytest.mark.django_db(transaction=True)
def test_two_loads_at_once_wait_for_each_other(tmp_path: Path) -> None:
    folder = write(tmp_path, roll=[roll_row(n) for n in range(200)])
    results = []

    def one_load() -> None:
        try:
            results.append(counts(load(folder)))
        finally:
            connection.close()

    threads = [threading.Thread(target=one_load) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [[("roll", 200, 0, 0, 200, 0, 0)], [("roll", 200, 200, 0, 0, 0, 0)]]
    moments = list(Load.objects.values_list("recorded_at", flat=True))
    assert len(set(moments)) == 2


def test_the_counts_must_add_up_or_nothing_is_applied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path, roll=[roll_row(1)])

    def lossy(self):
        effect = self.__class__.whole(self)
        effect.new -= 1
        return effect

    monkeypatch.setattr(loading.Application, "whole", loading.Application.run, raising=False)
    monkeypatch.setattr(loading.Application, "run", lossy)
    with pytest.raises(RuntimeError, match="1 rows came and 0 are accounted for"):
        load(folder)
    assert not Record.objects.exists()
