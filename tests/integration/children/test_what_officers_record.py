"""Does what an officer records hold, whatever linking, a merge, a separation, an undo or a rebuild does afterwards?"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from extract_files import SECOND, load, roll_row, write
from test_identity_and_timelines import NOW, SCHOOLS, link, patient

from onroll.audit.actor import SYSTEM
from onroll.audit.models import Entry
from onroll.children.building.rebuilding import mark_everybody_stale, rebuild_stale
from onroll.children.catching_up import catch_up
from onroll.children.identity.deciding import merge, separate, undo_decision
from onroll.children.models import Child, LinkRun, Membership, StaleChild
from onroll.children.recording import record_fact, withdraw_fact
from onroll.children.selectors.child import spell_on
from onroll.children.selectors.missing import find_missing
from onroll.children.selectors.records import record_printed
from onroll.intake.models import Load
from onroll.intake.own_facts import CannotRecord, OwnFact

pytestmark = pytest.mark.django_db
FOUND_ON = date(2026, 9, 7)
AT_SCHOOL = OwnFact(
    "roll", FOUND_ON, place="", code="C", la="928", detail={"school_name": "Abbey House", "elsewhere": "T"}
)


@pytest.fixture
def lost(tmp_path: Path) -> int:
    """A child whom only health knows, among others; nothing places them."""
    load(write(tmp_path, schools=SCHOOLS, roll=[roll_row(1)],
               health=[patient(1), patient(2, surname="Bell", forename="Zac", date_of_birth="2013-01-09")]))  # fmt: skip
    link()
    child = child_of("health:H2")
    assert [one.row.child for one in find_missing(SECOND)] == [child]
    return child


def child_of(name: str) -> int:
    return Membership.objects.get(record=record_printed(name), superseded_at=None).child_id


def status(child: int) -> str:
    return spell_on(child, SECOND).status


def found_at_school(child: int) -> int:
    return record_fact(
        child=Child.objects.get(pk=child), fact=AT_SCHOOL, reason="the school rang", by=SYSTEM, at=NOW
    ).record


def test_a_child_found_at_a_school_stops_being_looked_for(lost: int) -> None:
    own = found_at_school(lost)
    assert status(lost) == "in_school"
    assert find_missing(SECOND) == []
    assert spell_on(lost, SECOND).feed == "onroll"
    entry = Entry.objects.get(action="fact.recorded")
    assert (entry.subject_id, entry.reason, entry.detail["kind"]) == (str(own), "the school rang", "roll")
    assert not StaleChild.objects.exists()


def test_it_survives_runs_and_rebuilds_and_starts_none(lost: int) -> None:
    found_at_school(lost)
    runs = LinkRun.objects.count()
    catch_up(actor=SYSTEM, at=NOW + timedelta(hours=1))
    assert LinkRun.objects.count() == runs, "an act is no extract: nothing is linked anew for it"
    link(2)
    mark_everybody_stale()
    rebuild_stale()
    assert status(lost) == "in_school"
    assert Load.objects.filter(source__feed="onroll").count() == 1


def test_it_goes_where_its_record_goes_and_back(lost: int) -> None:
    own = found_at_school(lost)
    other = child_of("roll:R1")
    merged = merge(
        a=Child.objects.get(pk=lost), b=Child.objects.get(pk=other), reason="", by=SYSTEM, at=NOW + timedelta(hours=1)
    )
    survivor = child_of("roll:R1")
    assert Membership.objects.get(record=own, superseded_at=None).child_id == survivor
    undo_decision(decision=merged.decision, reason="", by=SYSTEM, at=NOW + timedelta(hours=2))
    assert Membership.objects.get(record=own, superseded_at=None).child_id == child_of("health:H2") == lost
    merge(
        a=Child.objects.get(pk=lost), b=Child.objects.get(pk=other), reason="", by=SYSTEM, at=NOW + timedelta(hours=3)
    )
    apart = separate(
        child=Child.objects.get(pk=child_of("roll:R1")), records=[record_printed("health:H2")], reason="", by=SYSTEM, at=NOW + timedelta(hours=4)
    )  # fmt: skip
    assert (
        Membership.objects.get(record=own, superseded_at=None).child_id == child_of("health:H2") != child_of("roll:R1")
    )
    for one in apart:
        undo_decision(decision=one.decision, reason="", by=SYSTEM, at=NOW + timedelta(hours=5))
    assert (
        Membership.objects.get(record=own, superseded_at=None).child_id == child_of("health:H2") == child_of("roll:R1")
    )


def test_a_run_that_gives_the_record_another_child_takes_it_along(lost: int, tmp_path: Path) -> None:
    own = found_at_school(lost)
    Membership.objects.filter(record=own).delete()
    link(3)
    assert Membership.objects.get(record=own, superseded_at=None).child_id == lost


def test_taken_back_it_says_nothing_and_was_known_then(lost: int) -> None:
    own = found_at_school(lost)
    assert withdraw_fact(own=own, reason="another child", by=SYSTEM, at=NOW + timedelta(hours=1)) == lost
    assert status(lost) == "unexplained"
    assert [one.row.child for one in find_missing(SECOND)] == [lost]
    with pytest.raises(CannotRecord, match="taken back already"):
        withdraw_fact(own=own, reason="", by=SYSTEM, at=NOW + timedelta(hours=2))


def test_an_answer_of_nothing_makes_no_agency_know_the_child(lost: int) -> None:
    (before,) = find_missing(SECOND)
    nothing = OwnFact("enquiry", FOUND_ON, FOUND_ON, code="nothing", detail={"agency": "housing"})
    record_fact(child=Child.objects.get(pk=lost), fact=nothing, reason="", by=SYSTEM, at=NOW)
    (after,) = find_missing(SECOND)
    assert after.missing.certainty == before.missing.certainty
    assert (after.row.status, after.row.whereabouts) == (before.row.status, before.row.whereabouts)


@pytest.mark.parametrize(
    ("fact", "why"),
    [(OwnFact("no_show", FOUND_ON), "no fact of the kind"), (OwnFact("roll", FOUND_ON, date(2026, 9, 1)), "before the first")],
)  # fmt: skip
def test_what_cant_be_is_refused_and_leaves_nothing(lost: int, fact: OwnFact, why: str) -> None:
    with pytest.raises(CannotRecord, match=why):
        record_fact(child=Child.objects.get(pk=lost), fact=fact, reason="", by=SYSTEM, at=NOW)
    assert not Membership.objects.filter(record__feed="onroll").exists()


def test_a_record_of_another_child_is_no_anchor(lost: int) -> None:
    with pytest.raises(CannotRecord, match="no such record"):
        record_fact(
            child=Child.objects.get(pk=lost),
            fact=AT_SCHOOL,
            reason="",
            by=SYSTEM,
            at=NOW,
            about=record_printed("roll:R1"),
        )
