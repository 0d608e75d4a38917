"""Does a staged file do exactly what it said it would, nothing before a yes, and only once, whoever else is at work?"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from extract_files import FIRST, SECOND, load, roll_row, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onroll.audit.actor import SYSTEM, Actor
from onroll.audit.models import Entry
from onroll.children.catching_up import catch_up
from onroll.children.models import Child, Membership, StatusSpell
from onroll.children.undoing import undo_load
from onroll.extracts.rows import Refused
from onroll.intake import comparing
from onroll.intake.models import Load, LoadScope, Missing, Record, Stage, StagedEffect, StagedRow, Version
from onroll.intake.staging import checking
from onroll.intake.staging.deciding import CannotDecideOnFile, discard, say_apply, stage_file
from onroll.intake.staging.keeping import place_of
from onroll.jobs.staged import work

pytestmark = pytest.mark.django_db
ANNA = Actor("anna", "Anna Archer", "data_officer")
COUNTS = ("read", "new", "changed", "unchanged", "warnings", "set_aside", "missing")


@pytest.fixture(autouse=True)
def a_home(tmp_path: Path, settings: object) -> None:
    settings.HOME = tmp_path / "home"


def staged(path: Path, as_at=SECOND, **terms: object) -> Stage:
    stage = stage_file(
        name=path.name, chunks=[path.read_bytes()], as_at=as_at, received_at=datetime(2026, 11, 1, 9, tzinfo=UTC), partial=False, actor=ANNA
    )  # fmt: skip
    work(stage.pk)
    stage.refresh_from_db()
    return stage


def applied(stage: Stage, **terms: object) -> Stage:
    say_apply(stage=stage.pk, at=timezone.now(), actor=ANNA, accept_missing=False, **terms)
    work(stage.pk)
    stage.refresh_from_db()
    return stage


def counts(one: object) -> dict[str, int]:
    return {name: getattr(one, name) for name in COUNTS}


def test_a_staged_file_changes_nothing_until_a_yes_and_then_does_what_it_said(tmp_path: Path) -> None:
    load(write(tmp_path / "a", roll=[roll_row(n) for n in range(1, 31)]))
    after = [roll_row(n) for n in range(2, 30)] + [
        roll_row(1, phone="1"),
        roll_row(40),
        roll_row(41, entry_date="soon"),
        roll_row(42, date_of_birth=""),
    ]
    before = (Load.objects.count(), Version.objects.count(), Record.objects.count())
    stage = staged(write(tmp_path / "b", roll=after) / "roll.csv")
    assert (Load.objects.count(), Version.objects.count(), Record.objects.count()) == before
    assert (stage.state, counts(stage)) == (
        Stage.READY, {"read": 32, "new": 2, "changed": 1, "unchanged": 28, "warnings": 4, "set_aside": 1, "missing": 1},
    )  # fmt: skip
    rows = {kind: list(stage.rows.filter(kind=kind)) for kind in ("new", "changed", "aside", "warning", "missing")}
    assert [row.values for row in rows["changed"]] == [{"phone": ["", "1"]}]
    assert [(row.source_id, row.name) for row in rows["missing"]] == [("R30", "Amy30 Smith")]
    assert "soon" in rows["aside"][0].sentence
    said = counts(stage)
    assert applied(stage).state == Stage.APPLIED
    assert counts(Load.objects.get(pk=stage.load_id)) == said
    assert not place_of(stage.kept_as).exists()
    assert not StagedRow.objects.exists()
    assert [e.actor_name for e in Entry.objects.filter(action__startswith="file.")] == ["Anna Archer"] * 2


def test_a_discarded_file_leaves_no_trace_but_that_it_came(tmp_path: Path) -> None:
    stage = staged(write(tmp_path, roll=[roll_row(1)]) / "roll.csv")
    kept = place_of(stage.kept_as)
    assert kept.stat().st_mode & 0o077 == 0
    discard(stage=stage.pk, at=timezone.now(), actor=ANNA)
    assert not kept.exists()
    assert not Load.objects.exists()
    assert not StagedRow.objects.exists()
    with pytest.raises(CannotDecideOnFile, match="has been discarded by Anna Archer"):
        say_apply(stage=stage.pk, accept_missing=False, at=timezone.now(), actor=SYSTEM)


def test_what_was_loaded_since_is_compared_again_and_shown_again(tmp_path: Path) -> None:
    stage = staged(write(tmp_path, roll=[roll_row(1), roll_row(2)]) / "roll.csv")
    load(tmp_path)
    applied(stage)
    assert (stage.state, stage.new, stage.unchanged) == (Stage.READY, 0, 2)
    assert "after you had looked" in stage.message
    assert Load.objects.filter(state=Load.APPLIED).count() == 1
    undo_load(feed="roll", reason="", at=timezone.now(), actor=ANNA)
    applied(stage)
    assert (stage.state, stage.new) == (Stage.READY, 2)
    assert "undid a load" in stage.message
    assert applied(stage).state == Stage.APPLIED


def test_the_second_of_two_people_is_told_who_was_first(tmp_path: Path) -> None:
    stage = staged(write(tmp_path, roll=[roll_row(1)]) / "roll.csv")
    say_apply(stage=stage.pk, accept_missing=False, at=timezone.now(), actor=ANNA)
    with pytest.raises(CannotDecideOnFile, match="is being applied by Anna Archer"):
        discard(stage=stage.pk, at=timezone.now(), actor=SYSTEM)
    work(stage.pk)
    assert Stage.objects.get().state == Stage.APPLIED


def test_many_missing_need_a_yes_of_their_own(tmp_path: Path) -> None:
    load(write(tmp_path / "a", roll=[roll_row(n) for n in range(1, 11)]))
    stage = staged(write(tmp_path / "b", roll=[roll_row(n) for n in range(1, 6)]) / "roll.csv")
    assert "5 of 10" in stage.too_many_missing
    with pytest.raises(CannotDecideOnFile, match="accept the missing"):
        say_apply(stage=stage.pk, accept_missing=False, at=timezone.now(), actor=ANNA)
    say_apply(stage=stage.pk, accept_missing=True, at=timezone.now(), actor=ANNA)
    work(stage.pk)
    assert Load.objects.latest("pk").missing == 5


def test_a_file_that_is_no_feed_and_one_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Refused, match=r"notes.csv: Neither"):
        staged(tmp_path / "notes.csv")
    (tmp_path / "roll.csv").write_text("source_id,urn\n1,2\n")
    stage = staged(tmp_path / "roll.csv")
    assert stage.state == Stage.REFUSED
    assert "lacks the columns" in stage.message
    assert not list((tmp_path / "home" / "uploads").glob("*"))


def test_feeds_of_other_rooms_are_rehearsed(tmp_path: Path) -> None:
    terms = [{"urn": "", "academic_year": "2026/27", "start": "2026-09-01", "end": "2026-12-18", "kind": "term"},
             {"urn": "", "academic_year": "2026/27", "start": "2026-09-01", "end": "soon", "kind": "term"}]  # fmt: skip
    stage = staged(write(tmp_path, term_dates=terms) / "term_dates.csv")
    assert (stage.state, stage.new, stage.set_aside, stage.rows.count()) == (Stage.READY, 1, 1, 1)
    assert not Load.objects.exists()
    assert applied(stage).state == Stage.APPLIED


def test_the_effect_on_children_is_what_then_happens(tmp_path: Path) -> None:
    load(write(tmp_path / "a", roll=[roll_row(1), roll_row(2, surname="Okafor", date_of_birth="2014-07-30")]))
    catch_up(actor=SYSTEM, at=timezone.now())
    rows = [roll_row(1, leaving_date="2026-09-04"), roll_row(2, surname="Okafor", date_of_birth="2014-07-30"),
            roll_row(3, surname="Nowak", forename="Zuza", date_of_birth="2012-11-11")]  # fmt: skip
    children = Child.objects.count()
    stage = staged(write(tmp_path / "b", roll=rows) / "roll.csv")
    found = {(one.name, one.before, one.after) for one in StagedEffect.objects.filter(stage=stage)}
    assert found == {("Amy1 Smith", "in_school", "unexplained"), ("Zuza Nowak", "", "in_school")}
    assert (Child.objects.count(), Membership.objects.count()) == (children, 2)
    applied(stage)
    left = Membership.objects.get(record__source_id="R1").child_id
    assert StatusSpell.objects.filter(child=left, started_on=date(2026, 9, 5), status="unexplained").exists()


def test_a_killed_process_is_carried_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, roll=[roll_row(n) for n in range(1, 9)]) / "roll.csv"
    monkeypatch.setattr(comparing, "BATCH", 2)
    real, calls = checking.check, []

    def killed(batch: object, **given: object) -> object:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(batch, **given)

    monkeypatch.setattr(checking, "check", killed)
    with pytest.raises(KeyboardInterrupt):
        staged(path)
    stage = Stage.objects.get()
    assert stage.state == Stage.READING
    work(stage.pk)
    stage.refresh_from_db()
    assert (stage.state, stage.new, stage.rows.filter(kind="new").count()) == (Stage.READY, 8, 8)


def test_rows_checked_in_other_processes_give_the_same(tmp_path: Path) -> None:
    load(write(tmp_path / "a", roll=[roll_row(2), roll_row(3, phone="7")]))
    rows = [
        roll_row(1),
        roll_row(2),
        roll_row(3, phone="8"),
        roll_row(4, surname="", forename=""),
        roll_row(1, phone="1"),
        roll_row(5, sex="Q"),
    ]
    path = write(tmp_path / "b", roll=rows) / "roll.csv"
    batch = checking._READING if hasattr(checking, "_READING") else None
    stage = staged(path)
    reading_state = counts(stage)
    width = checking._READING.columns.width
    reading = checking._READING
    sent = []
    for raw in reading.raw_rows():
        identity = reading.identify(raw)
        sent.append((raw.line, raw.values[:width], identity, identity[2] if identity else "", None, None))
    import marshal

    done = checking.check_sent(marshal.dumps(sent))
    assert done.set_aside == reading_state["set_aside"] == 1
    assert done.new == 5
    assert batch is not reading


rows = st.lists(
    st.builds(
        lambda n, phone, surname, urn, upn: roll_row(n, phone=phone, surname=surname, forename=surname and "Amy", urn=urn, upn=upn),
        st.integers(1, 5), st.sampled_from(["", "1", "2"]), st.sampled_from(["Smith", "Smith", "Jones", ""]),
        st.sampled_from(["990001", "990002"]), st.sampled_from(["", "B941000116049"]),
    ), min_size=1, max_size=8,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=rows, second=rows, batch=st.sampled_from([2, 20_000]))
def test_a_stage_counts_what_a_load_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: list, second: list, batch: int
) -> None:
    monkeypatch.setattr(comparing, "BATCH", 20_000)
    for model in (Missing, Version, LoadScope):
        model.objects.all().delete()
    load(write(tmp_path / "a", roll=first), FIRST)
    monkeypatch.setattr(comparing, "BATCH", batch)
    path = write(tmp_path / "b", roll=second) / "roll.csv"
    stage = staged(path, SECOND)
    assert stage.accounted
    (outcome,) = load(path, SECOND, accept_missing=True).files
    said, did = counts(stage), counts(outcome)
    del said["warnings"], did["warnings"]
    assert said == did
    assert stage.rows.exclude(kind="warning").count() == sum(
        said[name] for name in ("new", "changed", "set_aside", "missing")
    )


def test_the_lock_of_a_stage_goes_with_its_process(tmp_path: Path) -> None:
    from onroll.intake.staging.working import held, worked_on

    with held(7) as mine:
        assert mine
        assert worked_on(7)
        assert not worked_on(8)
    assert not worked_on(7)
    assert connection.vendor == "postgresql"
    assert sys.executable
