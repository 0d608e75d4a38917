"""Is a wrong join undone with nothing lost, and is the same day and moment the same answer for ever?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from extract_files import FIRST, SECOND, load, roll_row, write

from onroll.audit.actor import SYSTEM
from onroll.audit.models import Entry
from onroll.children import catching_up
from onroll.children.building import rebuilding
from onroll.children.catching_up import catch_up, link_and_rebuild
from onroll.children.identity.deciding import CannotDecide, decide, merge, separate, undo_decision
from onroll.children.models import Child, ChildSummary, LinkDecision, LinkRun, Membership, StaleChild, StatusSpell
from onroll.children.selectors.child import resolve
from onroll.children.selectors.records import printed_ids_by_child, record_printed
from onroll.children.selectors.roster import roster

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
SCHOOLS = [
    {"URN": "990001", "LA (code)": "941", "EstablishmentName": "Abbey Primary School", "PhaseOfEducation (name)": "Primary"},
    {"URN": "990002", "LA (code)": "941", "EstablishmentName": "Bell Secondary School", "PhaseOfEducation (name)": "Secondary"},
]  # fmt: skip


def patient(number: int = 1, **other: str) -> dict[str, str]:
    return {
        "source_id": f"H{number}", "surname": "Smith", "forename": f"Amy{number}", "date_of_birth": "2016-05-04", "sex": "F",
        "registered_date": "2016-06-01", "address_line_1": f"{number} High Street", "postcode": "NN1 5BD", **other,
    }  # fmt: skip


def link(hours: int = 0) -> None:
    link_and_rebuild(actor=SYSTEM, at=NOW + timedelta(hours=hours))


def memberships() -> set[tuple[int, int]]:
    return set(Membership.objects.filter(superseded_at=None).values_list("record_id", "child_id"))


def statuses(on: date = SECOND, **terms: object) -> dict[str, str]:
    printed = printed_ids_by_child()
    return {";".join(printed.get(row.child, [])): row.status for row in roster(on, **terms)}  # type: ignore[arg-type]


def test_records_of_one_child_are_one_and_the_missing_one_is_found(tmp_path: Path) -> None:
    load(
        write(
            tmp_path,
            schools=SCHOOLS,
            roll=[roll_row(1)],
            health=[patient(1), patient(2, surname="Bell", date_of_birth="2015-01-09")],
        )
    )
    link()
    assert statuses() == {"health:H1;roll:R1": "in_school", "health:H2": "unexplained"}


def test_child_numbers_are_stable_over_runs(tmp_path: Path) -> None:
    load(write(tmp_path / "a", roll=[roll_row(n) for n in range(1, 6)], health=[patient(n) for n in range(1, 6)]))
    link()
    before = memberships()
    link(1)
    assert memberships() == before
    load(write(tmp_path / "b", health=[patient(n) for n in range(1, 7)]), SECOND)
    link(2)
    assert before < memberships()
    assert Membership.objects.filter(superseded_at__isnull=False).count() == 0


def test_a_merge_is_undone_exactly(tmp_path: Path) -> None:
    load(
        write(tmp_path, roll=[roll_row(1), roll_row(2, forename="Zachary", surname="Bell", date_of_birth="2012-01-09")])
    )
    link()
    before, spells = (
        memberships(),
        sorted(StatusSpell.objects.values_list("child", "status", "started_on", "ended_on", "because")),
    )
    a, b = Child.objects.order_by("pk")
    decided = merge(a=a, b=b, reason="one child under two names", by=SYSTEM, at=NOW + timedelta(hours=1))
    rebuilding.rebuild_stale()
    assert {child for _, child in memberships()} == {a.pk}
    assert resolve(b.pk) == a.pk
    assert not ChildSummary.objects.filter(pk=b.pk).exists()
    link(2)
    assert {child for _, child in memberships()} == {a.pk}, "a person's decision outlives every run"
    undo_decision(decision=decided.decision, reason="they are not", by=SYSTEM, at=NOW + timedelta(hours=3))
    rebuilding.rebuild_stale()
    assert memberships() == before
    assert resolve(b.pk) == b.pk
    assert sorted(StatusSpell.objects.values_list("child", "status", "started_on", "ended_on", "because")) == spells
    assert set(Entry.objects.values_list("action", flat=True)) >= {"records.decided", "records.decision_undone"}


def test_a_separation_outlives_every_run_and_is_undone_exactly(tmp_path: Path) -> None:
    load(write(tmp_path, roll=[roll_row(1)], health=[patient(1)], ehe=[{**patient(1), "start_date": "2024-01-08"}]))
    link()
    before = memberships()
    (child,) = Child.objects.all()
    decisions = separate(
        child=child, records=[record_printed("health:H1")], reason="a cousin", by=SYSTEM, at=NOW + timedelta(hours=1)
    )
    rebuilding.rebuild_stale()
    assert len({c for _, c in memberships()}) == 2
    link(2)
    assert len({c for _, c in memberships()}) == 2
    for decided in decisions:
        undo_decision(decision=decided.decision, reason="the same after all", by=SYSTEM, at=NOW + timedelta(hours=3))
    assert memberships() == before


def test_a_decision_that_breaks_another_is_refused_with_what_to_do(tmp_path: Path) -> None:
    load(write(tmp_path, roll=[roll_row(1)], health=[patient(1)]))
    link()
    a, b = record_printed("roll:R1"), record_printed("health:H1")
    decide(a=a, b=b, same=False, reason="cousins", by=SYSTEM, at=NOW + timedelta(hours=1))
    x, y = Child.objects.order_by("pk")
    decide(a=a, b=b, same=True, reason="no, one", by=SYSTEM, at=NOW + timedelta(hours=2))
    assert LinkDecision.objects.filter(undone_at=None).get().same
    with pytest.raises(CannotDecide, match="one and the same record"):
        decide(a=a, b=a, same=True, reason="", by=SYSTEM, at=NOW)
    assert resolve(y.pk) == x.pk


def test_a_record_is_one_childs_at_a_time(tmp_path: Path) -> None:
    load(write(tmp_path, roll=[roll_row(1), roll_row(2, forename="Zachary", date_of_birth="2012-01-09")]))
    link()
    first, second = Membership.objects.order_by("pk")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            record_id=first.record_id, child_id=second.child_id, recorded_at=NOW + timedelta(days=1)
        )


def test_the_same_day_and_moment_give_the_same_answer_for_ever(tmp_path: Path) -> None:
    load(write(tmp_path / "a", schools=SCHOOLS, roll=[roll_row(n) for n in range(1, 31)]))
    link()
    known = datetime(2026, 10, 15, tzinfo=UTC)
    then = statuses(SECOND, known_at=known)
    assert then == statuses(SECOND)
    load(
        write(tmp_path / "b", roll=[roll_row(1, leaving_date="2026-09-30")] + [roll_row(n) for n in range(2, 30)]),
        SECOND,
    )
    link(1)
    assert statuses(SECOND, known_at=known) == then
    now = statuses(SECOND)
    assert now["roll:R1"] == "unexplained"
    assert now["roll:R30"] == "unexplained", "missing from the later extract supports no status from its day"
    assert statuses(FIRST)["roll:R30"] == "in_school"
    assert statuses(SECOND, known_at=datetime(2026, 12, 1, tzinfo=UTC)) == now


def test_a_killed_rebuild_is_carried_on_by_whoever_asks_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(write(tmp_path, roll=[roll_row(n) for n in range(1, 6)]))
    monkeypatch.setattr(rebuilding, "CHUNK", 2)
    done = rebuilding.rebuild
    calls = []

    def killed(children: list[int]) -> int:
        calls.append(children)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return done(children)

    monkeypatch.setattr(rebuilding, "rebuild", killed)
    with pytest.raises(KeyboardInterrupt):
        link()
    assert StaleChild.objects.count() == 3
    monkeypatch.setattr(rebuilding, "rebuild", done)
    catch_up(actor=SYSTEM, at=NOW + timedelta(hours=1))
    assert not StaleChild.objects.exists()
    assert len(statuses()) == 5


def test_an_adopted_childs_old_and_new_identity_are_never_joined(tmp_path: Path) -> None:
    care = {"source_id": "S1", "surname": "Old", "forename": "Amy1", "date_of_birth": "2016-05-04", "status": "LAC", "protected": "adoption",
            "start_date": "2018-01-01", "end_date": "2019-06-01", "upn": "U941202823015", "postcode": "NN1 5BD"}  # fmt: skip
    load(
        write(
            tmp_path,
            roll=[roll_row(1, surname="New", former_surname="Old", former_upn="U941202823015")],
            social_care=[care],
        )
    )
    link()
    assert len({child for _, child in memberships()}) == 2


def test_timelines_tile_every_childs_life_without_gap_or_overlap(tmp_path: Path) -> None:
    rows = [roll_row(n, leaving_date="2026-07-20" if n % 2 else "") for n in range(1, 10)]
    load(write(tmp_path, roll=rows, health=[patient(n) for n in range(1, 12)]))
    link()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT child_id, ended_on, lead(started_on) OVER (PARTITION BY child_id ORDER BY started_on NULLS FIRST) AS next"
            " FROM children_statusspell) s WHERE next IS DISTINCT FROM ended_on + 1"
        )
        assert cursor.fetchone()[0] == 0


def test_a_changed_rule_book_rebuilds_every_timeline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(write(tmp_path, roll=[roll_row(n) for n in range(1, 4)]))
    link()
    rebuilt = []
    monkeypatch.setattr(catching_up, "rebuild_stale", lambda tell: rebuilt.append(StaleChild.objects.count()))
    catch_up(actor=SYSTEM, at=NOW)
    monkeypatch.setattr(catching_up, "rules_version", lambda: "another edition")
    catch_up(actor=SYSTEM, at=NOW)
    assert rebuilt == [0, 3]


def test_the_same_files_again_and_a_population_link_nothing_anew(tmp_path: Path) -> None:
    folder = write(tmp_path, roll=[roll_row(1)])
    load(folder)
    link()
    runs = LinkRun.objects.count()
    load(folder, SECOND)
    load(
        write(
            tmp_path / "p", population=[{"la_code": "941", "year": "2024", "age": "5", "sex": "F", "population": "100"}]
        ),
        SECOND,
    )
    catch_up(actor=SYSTEM, at=NOW + timedelta(hours=1))
    assert LinkRun.objects.count() == runs


def test_an_adult_whose_id_two_children_share_is_on_neither_page_and_binds_both(tmp_path: Path) -> None:
    """Two schools number their pupils alike, and the list of adults doesn't say which school's pupil it means."""
    adult = {
        "source_system": "roll",
        "source_id": "R1",
        "adult_name": "Mary Bell",
        "relationship": "mother",
        "safe_contact": "hide_address",
    }
    other = roll_row(1, urn="990002", surname="Bell", forename="Zachary", date_of_birth="2012-01-09")
    load(
        write(
            tmp_path,
            schools=SCHOOLS,
            roll=[roll_row(1), other, roll_row(2, forename="Carl")],
            adults=[adult, {**adult, "source_id": "R2"}],
        )
    )
    link()
    attached = Membership.objects.filter(record__feed="adults", superseded_at=None)
    assert [m.record.source_id for m in attached] == ["R2"]
    hidden = dict(ChildSummary.objects.values_list("forename", "address_hidden"))
    assert hidden == {"Amy1": True, "Zachary": True, "Carl": True}
