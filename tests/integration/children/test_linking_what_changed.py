"""Is a night's linking what a full run would say, told why, and undone whole where it is killed?"""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from extract_files import SECOND, load, roll_row, write

from onroll.audit.actor import SYSTEM
from onroll.children.catching_up import link_and_rebuild
from onroll.children.identity import keeping, linking
from onroll.children.identity.deciding import decide
from onroll.children.models import LinkMove, LinkPair, LinkReference, LinkRun, Membership, StaleChild
from onroll.children.selectors.link_runs import link_runs, moves_of, moves_of_child
from onroll.children.selectors.records import record_printed
from onroll.commands import link as command

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


def patient(number: int, **other: str) -> dict[str, str]:
    return {
        "source_id": f"H{number}", "surname": "Smith", "forename": f"Amy{number}", "date_of_birth": "2016-05-04", "sex": "F",
        "registered_date": "2016-06-01", "address_line_1": f"{number} High Street", "postcode": "NN1 5BD", **other,
    }  # fmt: skip


PUPILS = [
    roll_row(1, forename="Amy"),
    roll_row(2, forename="Bartholomew", date_of_birth="2012-01-09", address_line_1="9 Mill Lane", postcode="NN2 7AA"),
    roll_row(3, forename="Cordelia", surname="Okafor", date_of_birth="2014-07-30", address_line_1="4 Long Row"),
]
PATIENTS = [
    patient(1, forename="Amy"),
    patient(2, forename="Bartholomew", date_of_birth="2012-01-09", address_line_1="9 Mill Lane", postcode="NN2 7AA"),
    patient(3, forename="Zuzanna", surname="Nowak", date_of_birth="2011-11-11", address_line_1="77 Station Road", postcode="NN16 0AA"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def a_few_records_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Among six records each is a sixth: here that much may change before everybody is looked at."""
    monkeypatch.setattr(keeping, "_TOO_MUCH", 2.0)
    monkeypatch.setattr(keeping, "_DRIFTED", 2.0)


def link(hours: int = 0, anew: str = "") -> linking.Outcome:
    return link_and_rebuild(actor=SYSTEM, at=NOW + timedelta(hours=hours), anew=anew)


def memberships() -> dict[int, int]:
    return dict(Membership.objects.filter(superseded_at=None).values_list("record_id", "child_id"))


def open_pairs() -> list[tuple]:
    fields = ("a_id", "b_id", "outcome", "probability", "rule", "words")
    return sorted(LinkPair.objects.values_list(*fields), key=str)


@pytest.fixture
def first_night(tmp_path: Path) -> Path:
    load(write(tmp_path / "first", roll=PUPILS, health=PATIENTS))
    assert link().kind == "full"
    return tmp_path


def second_load(folder: Path, **changed: str) -> None:
    """The third patient turns out to be somebody else, and a new one comes."""
    newcomer = patient(
        4, forename="Cordelia", surname="Okafor", date_of_birth="2014-07-30", address_line_1="4 Long Row"
    )
    third = PATIENTS[2] | changed
    load(write(folder / "second", roll=PUPILS, health=[*PATIENTS[:2], third, newcomer]), SECOND)


def test_the_second_night_looks_only_at_what_changed_and_a_full_run_finds_nothing_to_add(first_night: Path) -> None:
    second_load(first_night)
    night = link(1)
    assert (night.kind, night.came, night.records) == ("increment", 1, 7)
    assert 0 < night.rescored < 4
    held, pairs = memberships(), open_pairs()
    assert held[record_printed("health:H4")] == held[record_printed("roll:R3")]
    anew = link(2, anew="It was asked for.")
    assert (anew.kind, anew.why, anew.moved) == ("full", "It was asked for.", 0)
    assert (memberships(), open_pairs()) == (held, pairs)
    assert not StaleChild.objects.exists()


def test_a_record_that_moves_is_told_with_the_pair_that_moved_it(
    first_night: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = memberships()[record_printed("health:H3")]
    of = {"forename": "Cordelia", "surname": "Okafor", "date_of_birth": "2014-07-30", "address_line_1": "4 Long Row"}
    second_load(first_night, **of, postcode="NN1 5BD")
    link(1)
    (move,) = [move for move in moves_of(link_runs()[0]) if move.printed == "health:H3"]
    assert (move.from_child, move.to_child) == (alone, memberships()[record_printed("roll:R3")])
    assert {move.a, move.b} >= {record_printed("health:H3")}
    assert "same name" in move.words
    assert [kept for _, kept in moves_of_child(alone)] == [move]
    assert command.run(Namespace(report=True)) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["kind"] == "increment" and report["moves"][0]["record"] == "health:H3"


def test_a_decision_stands_above_every_night(first_night: Path) -> None:
    roll, health = record_printed("roll:R1"), record_printed("health:H1")
    decide(a=roll, b=health, same=False, reason="Two girls", by=SYSTEM, at=NOW + timedelta(minutes=5))
    held = memberships()
    assert held[roll] != held[health]
    second_load(first_night)
    assert link(1).kind == "increment"
    assert {pk: memberships()[pk] for pk in held} == held
    assert ("veto", "decided-different") in LinkPair.objects.values_list("outcome", "rule")
    assert LinkMove.objects.count() == 0


def test_a_run_that_is_killed_has_done_nothing(first_night: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    second_load(first_night)
    held, pairs, runs = memberships(), open_pairs(), LinkRun.objects.count()
    with monkeypatch.context() as killed:
        killed.setattr(linking, "keep_moves", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            link(1)
    assert (memberships(), open_pairs(), LinkRun.objects.count()) == (held, pairs, runs)
    assert (link(2).kind, len(memberships())) == ("increment", 7)


def test_everybody_is_looked_at_again_when_the_weights_or_the_month_change(
    first_night: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second_load(first_night)
    monthly = link_and_rebuild(actor=SYSTEM, at=NOW + timedelta(days=40))
    assert monthly.kind == "full" and "more than a month ago" in monthly.why
    assert [run.kind for run in link_runs()] == ["full", "increment", "full"], "what changed is linked apart, first"
    monkeypatch.setattr(keeping, "engine", lambda: "another")
    other = link_and_rebuild(actor=SYSTEM, at=NOW + timedelta(days=41))
    assert other.kind == "full" and "code" in other.why
    assert {run.reference for run in link_runs()} >= set(LinkReference.objects.values_list("digest", flat=True))
