"""Does OnRoll propose what the next extract shows, does a case follow its child through a merge, does the record learn who was seen?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from extract_files import FIRST, SECOND, load, roll_row, write

from onroll.audit.actor import SYSTEM
from onroll.casework.actions import closing, contacts, deciding, noting
from onroll.casework.actions.opening import AlreadyOpen, open_case, open_case_of
from onroll.casework.actions.proposing import propose
from onroll.casework.models import Case, CaseDecision, Event
from onroll.casework.permitted import CannotDo
from onroll.casework.selectors.cases import cases_of_child
from onroll.casework.selectors.timeline import other_cases, to_join
from onroll.children.catching_up import link_and_rebuild
from onroll.children.identity.deciding import merge, undo_decision
from onroll.children.models import Child, ChildSummary
from onroll.children.selectors.child import child_on, resolve

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SCHOOLS = [
    {
        "URN": "990001",
        "LA (code)": "941",
        "EstablishmentName": "Abbey Primary School",
        "PhaseOfEducation (name)": "Primary",
    }
]


def patient(number: int, **other: str) -> dict[str, str]:
    return {
        "source_id": f"H{number}", "surname": "Smith", "forename": f"Amy{number}", "date_of_birth": "2016-05-04", "sex": "F",
        "registered_date": "2016-06-01", "address_line_1": f"{number} High Street", "postcode": "NN1 5BD", **other,
    }  # fmt: skip


def number_of(forename: str) -> int:
    return ChildSummary.objects.get(forename=forename).pk


def opened(forename: str) -> Case:
    return open_case(child=number_of(forename), pathway_id="missing_education", on=date(2026, 11, 2), at=NOW, by=SYSTEM)


@pytest.fixture
def two_patients(tmp_path: Path) -> Path:
    """Amy1 and Bea2, on no roll."""
    load(
        write(
            tmp_path / "first",
            schools=SCHOOLS,
            health=[patient(1), patient(2, forename="Bea2", surname="Bell", date_of_birth="2015-01-09")],
        )
    )
    link_and_rebuild(actor=SYSTEM, at=NOW)
    return tmp_path


def test_a_hit_in_the_next_extract_is_proposed_once_with_its_evidence(two_patients: Path, officer, who) -> None:
    case = opened("Amy1")
    assert propose(on=DAY, at=NOW).closures == 0
    on_roll = roll_row(
        1,
        **{key: value for key, value in patient(1).items() if key not in ("source_id", "registered_date")},
        entry_date="2026-11-09",
    )
    load(write(two_patients / "second", roll=[on_roll]), SECOND)
    link_and_rebuild(actor=SYSTEM, at=NOW + timedelta(hours=1))
    assert propose(on=DAY, at=NOW).closures == 1
    assert propose(on=DAY, at=NOW).closures == 0
    proposal = CaseDecision.objects.get(act="propose_close")
    held = proposal.detail["evidence"]
    assert (proposal.detail["outcome"], held["school"], held["entered_on"]) == (
        "on_roll",
        "Abbey Primary School",
        "2026-11-09",
    )
    assert held["record"] and held["version"]
    with pytest.raises(CannotDo, match="first day the child was seen"):
        deciding.approve(decision=proposal, **who(officer))  # a name on a roll isn't a child in a classroom
    given = held | {"first_seen_on": date(2026, 11, 10), "seen_by": "A. Head"}
    closing.close_case(case=case, outcome="on_roll", evidence=given, proposal=proposal.pk, **who(officer))
    proposal.refresh_from_db()
    assert proposal.approved_by == officer
    assert Event.objects.get(kind="closed").detail["evidence"]["version"] == held["version"]


def test_a_proposal_turned_down_does_not_come_back_from_the_same_row(two_patients: Path, officer, who) -> None:
    opened("Amy1")
    on_roll = roll_row(
        1, **{key: value for key, value in patient(1).items() if key not in ("source_id", "registered_date")}
    )
    load(write(two_patients / "second", roll=[on_roll]), SECOND)
    link_and_rebuild(actor=SYSTEM, at=NOW + timedelta(hours=1))
    propose(on=DAY, at=NOW)
    deciding.refuse(decision=CaseDecision.objects.get(), because="Never came", **who(officer))
    assert propose(on=DAY, at=NOW).closures == 0


def test_a_child_with_a_case_keeps_its_number_and_two_cases_are_a_finding(two_patients: Path, officer, who) -> None:
    older, newer = sorted((number_of("Amy1"), number_of("Bea2")))
    case = open_case(child=newer, pathway_id="missing_education", on=date(2026, 11, 2), at=NOW, by=SYSTEM)
    merged = merge(a=Child.objects.get(pk=older), b=Child.objects.get(pk=newer), reason="One child", by=SYSTEM, at=NOW)
    assert (resolve(older), resolve(newer)) == (newer, newer)  # without its case the older number would have stayed
    with pytest.raises(AlreadyOpen):
        open_case(child=older, pathway_id="missing_education", on=DAY, at=NOW, by=SYSTEM)
    undo_decision(decision=merged.decision, reason="Two after all", by=SYSTEM, at=NOW + timedelta(hours=1))
    other = open_case(child=older, pathway_id="missing_education", on=DAY, at=NOW, by=SYSTEM)
    merge(
        a=Child.objects.get(pk=older),
        b=Child.objects.get(pk=newer),
        reason="One child",
        by=SYSTEM,
        at=NOW + timedelta(hours=2),
    )
    survivor = resolve(newer)
    assert {one.pk for one in cases_of_child(officer, survivor)} == {case.pk, other.pk}
    assert [one.pk for one in to_join(case, other_cases(officer, case, survivor))] == [other.pk]
    closing.join_cases(case=other, into=case, because="One child", **who(officer))
    assert open_case_of(survivor, "missing_education") == case


def test_linking_anew_keeps_the_number_of_a_child_with_a_case(two_patients: Path) -> None:
    older, newer = sorted((number_of("Amy1"), number_of("Bea2")))
    open_case(child=newer, pathway_id="missing_education", on=DAY, at=NOW, by=SYSTEM)
    forename = {number_of(name): name for name in ("Amy1", "Bea2")}[newer]
    same = patient(1) if forename == "Amy1" else patient(2, forename="Bea2", surname="Bell", date_of_birth="2015-01-09")
    load(
        write(
            two_patients / "second",
            schools=SCHOOLS,
            health=[same, same | {"source_id": "H1" if forename == "Bea2" else "H2"}],
        ),
        SECOND,
    )
    link_and_rebuild(actor=SYSTEM, at=NOW + timedelta(hours=1))
    assert (resolve(newer), resolve(older)) == (newer, newer)


def test_the_record_learns_that_the_child_was_seen_and_that_it_was_not(two_patients: Path, officer, who) -> None:
    case = opened("Amy1")
    contacts.record_contact(
        case=case,
        kind="visit",
        state="done",
        happened_on=date(2026, 11, 18),
        child_seen=True,
        where="12 Mill Lane",
        **who(officer),
    )
    seen_on, by_whom = child_on(number_of("Amy1"), DAY).last_seen
    assert seen_on == date(2026, 11, 18)
    assert "12 Mill" not in by_whom and officer.name in by_whom
    propose(on=DAY, at=NOW)
    noting.correct(event=Event.objects.get(kind="visit"), text="A sister", child_not_seen=True, **who(officer))
    assert child_on(number_of("Amy1"), DAY).last_seen is None
    assert propose(on=DAY, at=NOW).sightings == 0


assert FIRST < SECOND <= DAY
