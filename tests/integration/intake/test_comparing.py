"""Is a row that came before known again, whatever else moves; and does the later of two lines of one row count?"""

from __future__ import annotations

from pathlib import Path

import pytest
from extract_files import FIRST, SECOND, THIRD, load, roll_row, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onroll.intake import comparing
from onroll.intake.models import Fact, LoadScope, Missing, Version

pytestmark = pytest.mark.django_db


def counts(result):
    return [(f.read, f.new, f.changed, f.unchanged, f.set_aside, f.missing) for f in result.files]


def without(row: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in row.items() if name not in names}


def test_a_blank_column_that_the_next_file_leaves_out_makes_no_row_another(tmp_path: Path) -> None:
    rows = [roll_row(n, upn="", phone="", zz_note="") for n in (1, 2)]
    load(write(tmp_path / "a", roll=rows))
    bare = [without(row, "upn", "phone", "zz_note", "leaving_date") for row in rows]
    assert counts(load(write(tmp_path / "b", roll=bare), SECOND)) == [(2, 0, 0, 2, 0, 0)]


def test_the_order_of_columns_makes_no_row_another(tmp_path: Path) -> None:
    rows = [roll_row(n, zz_note="kept") for n in (1, 2)]
    load(write(tmp_path / "a", roll=rows))
    turned = [dict(reversed(row.items())) for row in rows]
    assert counts(load(write(tmp_path / "b", roll=turned), SECOND)) == [(2, 0, 0, 2, 0, 0)]


@pytest.mark.parametrize("batch", [1, 2, 20_000])
def test_the_later_line_of_a_row_counts_and_the_next_night_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(comparing, "BATCH", batch)
    twice = [roll_row(1, phone="1"), roll_row(2), roll_row(1, phone="2", postcode="")]
    assert counts(load(write(tmp_path / "a", roll=twice))) == [(3, 2, 0, 1, 0, 0)]
    held = Version.objects.get(superseded_at=None, record__source_id="R1")
    assert held.raw["phone"] == "2"
    assert held.no_longer_supplied["postcode"] == "NN1 5BD"
    for as_at in (SECOND, THIRD):
        assert counts(load(tmp_path / "a", as_at)) == [(3, 0, 0, 3, 0, 0)]
    other_way = [twice[2], twice[1], twice[0]]
    assert counts(load(write(tmp_path / "b", roll=other_way), THIRD)) == [(3, 0, 1, 2, 0, 0)]
    assert Version.objects.get(superseded_at=None, record__source_id="R1").raw["phone"] == "1"


@pytest.mark.parametrize("batch", [1, 20_000])
def test_a_row_that_is_held_and_comes_again_with_other_values_in_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(comparing, "BATCH", batch)
    load(write(tmp_path / "a", roll=[roll_row(1, phone="1")]))
    both = [roll_row(1, phone="1"), roll_row(1, phone="2")]
    assert counts(load(write(tmp_path / "b", roll=both), SECOND)) == [(2, 0, 1, 1, 0, 0)]
    assert counts(load(tmp_path / "b", THIRD)) == [(2, 0, 0, 2, 0, 0)]
    assert Version.objects.get(superseded_at=None).raw["phone"] == "2"


one_of = st.builds(
    lambda n, phone, surname, urn: roll_row(n, phone=phone, surname=surname, forename=surname and "Amy", urn=urn),
    st.integers(1, 4), st.sampled_from(["", "1", "2"]), st.sampled_from(["Smith", "Smith", "Jones", ""]), st.sampled_from(["990001", "990002"]),
)  # fmt: skip


@pytest.mark.django_db(transaction=True)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    nights=st.lists(st.lists(one_of, min_size=1, max_size=8), min_size=1, max_size=4),
    batch=st.sampled_from([1, 3, 20_000]),
)
def test_rows_in_are_applied_unchanged_or_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nights: list, batch: int
) -> None:
    monkeypatch.setattr(comparing, "BATCH", batch)
    for model in (
        Missing,
        Fact,
        Version,
        LoadScope,
    ):  # nothing of the example before: an older extract is another story
        model.objects.all().delete()
    for night, rows in enumerate(nights):
        (one,) = load(write(tmp_path, roll=rows), FIRST.replace(day=1 + night), accept_missing=True).files
        assert not one.refused
        assert one.read == len(rows) == one.new + one.changed + one.unchanged + one.set_aside
        held = {
            (v.record.qualifier, v.record.source_id): v
            for v in Version.objects.filter(superseded_at=None).select_related("record")
        }
        nameless = {
            (row["urn"], row["source_id"]) for row in rows if not row["surname"]
        }  # a name given before stands for it
        last = {key: row for row in rows if (key := (row["urn"], row["source_id"])) not in nameless}
        assert set(last) <= set(held)
        for key, row in last.items():
            assert held[key].raw.get("phone", "") == row["phone"], "the later line counts"
