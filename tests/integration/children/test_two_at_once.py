"""Do two people, or a person and a run, at the same moment both get what they asked for? No update is lost, nobody deadlocks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from extract_files import SECOND, THIRD, load, roll_row, write

from onroll.audit.actor import SYSTEM, Actor, at_the_command_line
from onroll.children.building import rebuilding
from onroll.children.catching_up import catch_up, link_and_rebuild
from onroll.children.identity.deciding import CannotDecide, decide
from onroll.children.models import ChildSummary, LinkDecision, Membership, StaleChild, StatusSpell
from onroll.children.selectors.records import record_printed
from onroll.children.selectors.roster import roster
from onroll.children.selectors.search import search

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
PATIENCE = 60.0  # seconds until a test that hangs is a test that fails


class AtOnce(threading.Thread):
    """One of several things done at the same time, on a connection of its own; `result()` gives or raises what it did."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self.act, self.gave, self.fault = act, None, None
        self.start()

    def run(self) -> None:
        try:
            self.gave = self.act()
        except BaseException as fault:
            self.fault = fault
        finally:
            connection.close()

    def result(self) -> object:
        self.join(PATIENCE)
        assert not self.is_alive(), "still waiting: a deadlock, or a lock nobody gives back"
        if self.fault:
            raise self.fault
        return self.gave


SURNAMES = ("Abbott", "Begum", "Clarke", "Dhillon", "Eze", "Fraser", "Green", "Hussain", "Ivanova", "Jones")
FORENAMES = ("Maya", "Tobias", "Ruth", "Zakariya")


def person(number: int) -> dict[str, str]:
    """Forty children whom nothing would join."""
    return {
        "surname": SURNAMES[number % 10], "forename": FORENAMES[number // 10], "postcode": "",
        "date_of_birth": f"{2012 + number % 4}-{1 + number % 12:02d}-{1 + number % 28:02d}",
    }  # fmt: skip


def pupil(number: int, **other: str) -> dict[str, str]:
    return roll_row(number, **person(number), **other)


def patient(number: int) -> dict[str, str]:
    return {"source_id": f"H{number}", "sex": "F", "nhs_number": f"99900000{number:02d}", "registered_date": "2016-06-01", **person(number),
            "address_line_1": f"{number} High Street"}  # fmt: skip


@pytest.fixture
def ten_children(tmp_path: Path) -> Iterator[Path]:
    """Ten children, each on a roll and with a GP."""
    folder = write(tmp_path / "first", roll=[pupil(n) for n in range(1, 11)], health=[patient(n) for n in range(1, 11)])
    load(folder)
    link_and_rebuild(actor=SYSTEM, at=NOW)
    yield tmp_path


def say(word: bool, number: int, by: Actor = SYSTEM, hours: int = 1) -> object:
    a, b = record_printed(f"roll:R{number}"), record_printed(f"health:H{number}")
    return decide(a=a, b=b, same=word, reason="seen", by=by, at=NOW + timedelta(hours=hours))


def held_by(name: str) -> int:
    return Membership.objects.get(record_id=record_printed(name), superseded_at=None).child_id


def done_or_waiting(thread: AtOnce) -> None:
    """Until a thread has done what it does, or waits for somebody's lock."""
    end = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while thread.is_alive() and time.monotonic() < end:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)


def whole() -> None:
    """Every record is one child's, and what is stored of every child is what its records say now."""
    rebuilding.rebuild_stale()
    assert not StaleChild.objects.exists()
    current = Membership.objects.filter(superseded_at=None)
    assert current.values("record").distinct().count() == current.count()
    with_records = set(current.values_list("child_id", flat=True))
    stored = as_stored()
    assert set(stored) == with_records
    rebuilding.build(sorted(with_records))
    assert as_stored() == stored


def as_stored() -> dict[int, list[object]]:
    """Everything that is kept of each child: how it is described, and its status over its whole life."""
    kept: dict[int, list[object]] = {row["child_id"]: [row] for row in ChildSummary.objects.values()}
    for spell in StatusSpell.objects.order_by("child_id", "started_on").values():
        spell.pop("id")
        kept.setdefault(spell["child_id"], []).append(spell)
    return kept


def test_two_people_decide_on_the_same_pair(ten_children: Path) -> None:
    ada, ben = at_the_command_line("ada"), at_the_command_line("ben")
    for thread in [AtOnce(lambda: say(False, 1, ada)), AtOnce(lambda: say(True, 1, ben))]:
        try:
            thread.result()
        except CannotDecide as refused:
            assert "decided" in str(refused)
    standing = LinkDecision.objects.filter(undone_at=None)
    assert standing.count() == 1, "one word stands; the other is kept as taken back"
    assert LinkDecision.objects.count() == 2
    assert (held_by("roll:R1") == held_by("health:H1")) is standing.get().same
    whole()


def test_many_decisions_at_once_all_hold(ten_children: Path) -> None:
    for thread in [AtOnce(lambda n=n: say(False, n)) for n in range(1, 9)]:
        thread.result()
    assert [held_by(f"roll:R{n}") != held_by(f"health:H{n}") for n in range(1, 11)] == [True] * 8 + [False] * 2
    whole()


def test_a_decision_made_while_its_child_is_rebuilt_is_not_lost(
    ten_children: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rebuild has read the record as it was before the decision: what it writes must not be the last word."""
    has_read, may_write = threading.Event(), threading.Event()
    read = rebuilding.held

    def slowly(children):
        found = read(children)
        has_read.set()
        assert may_write.wait(PATIENCE)
        return found

    rebuilding.mark_everybody_stale()
    monkeypatch.setattr(rebuilding, "held", slowly)
    rebuild = AtOnce(rebuilding.rebuild_stale)
    assert has_read.wait(PATIENCE)
    monkeypatch.setattr(rebuilding, "held", read)
    decision = AtOnce(lambda: say(False, 3))
    done_or_waiting(decision)
    may_write.set()
    assert rebuild.result() == 10
    decision.result()
    whole()
    statuses = {row.child: row.status for row in roster(SECOND)}
    assert statuses[held_by("roll:R3")] == "in_school"
    assert statuses[held_by("health:H3")] == "unexplained", "the GP's record is a child of its own, and nowhere"


def test_a_load_a_link_a_rebuild_decisions_and_searches_at_once(ten_children: Path) -> None:
    more = write(
        ten_children / "more",
        roll=[pupil(n, leaving_date="2026-10-20" if n < 4 else "") for n in range(1, 40)],
        health=[patient(n) for n in range(1, 40)],
    )
    rebuilding.mark_everybody_stale()
    busy = threading.Event()

    def search_meanwhile() -> int:
        asked = 0
        while not busy.is_set() or not asked:
            search("Amy3 Smith")
            asked += 1
        return asked

    def load_and_catch_up() -> None:
        assert load(more, SECOND).all_applied
        catch_up(actor=SYSTEM, at=NOW + timedelta(hours=3))

    searching = AtOnce(search_meanwhile)
    others = [
        AtOnce(load_and_catch_up),
        AtOnce(lambda: link_and_rebuild(actor=SYSTEM, at=NOW + timedelta(hours=2))),
        AtOnce(rebuilding.rebuild_stale),
        AtOnce(lambda: say(False, 5)),
        AtOnce(lambda: catch_up(actor=SYSTEM, at=NOW + timedelta(hours=2))),
    ]
    for thread in others:
        thread.result()
    busy.set()
    assert searching.result() > 0
    catch_up(actor=SYSTEM, at=NOW + timedelta(hours=4))
    whole()
    assert held_by("roll:R5") != held_by("health:H5"), "a person's word stands above every run"
    assert sum(held_by(f"roll:R{n}") == held_by(f"health:H{n}") for n in range(1, 40)) == 38
    assert len(list(roster(THIRD))) == 40
