"""Does OnRoll refer whom its record points at: each once, nobody who is worked on already, and never a child in school?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from extract_files import SECOND, load, write

from integration.commands.command_line import CommandLine
from onroll.audit.actor import SYSTEM
from onroll.audit.models import Entry
from onroll.casework.actions.allocating import hand_to_service
from onroll.casework.actions.opening import open_case
from onroll.casework.actions.triaging import triage_referral
from onroll.casework.models import Referral, Task
from onroll.casework.raising import raise_referrals
from onroll.casework.watching import bring_back
from onroll.children.catching_up import link_and_rebuild
from onroll.children.models import ChildSummary, StatusSpell

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAMES = ("Unplaced", "Leaver", "Starter", "Refused", "Offered", "Placed", "Worked", "Planned", "Rising", "Moved")
SURNAMES = ("Abbott", "Begum", "Clarke", "Dhillon", "Eze", "Fraser", "Green", "Hussain", "Ivanova", "Jones")


def about(name: str, **other: str) -> dict[str, str]:
    at = NAMES.index(name)
    born = "2021-11-01" if name == "Rising" else f"{2012 + at % 4}-{1 + at:02d}-{3 + at:02d}"
    return {
        "source_id": name[:3] + str(at),
        "surname": SURNAMES[at],
        "forename": name,
        "date_of_birth": born,
        "sex": "F",
        **other,
    }


def known(name: str) -> dict[str, str]:
    return about(name, registered_date="2016-06-01", address_line_1=f"{NAMES.index(name)} High Street")


def applied(name: str, outcome: str, start: str = "") -> dict[str, str]:
    return about(
        name,
        application_date="2026-05-01",
        round="in_year",
        outcome=outcome,
        start_date=start,
        offer_urn="990001" if start else "",
    )


@pytest.fixture
def authority(tmp_path: Path) -> None:
    """Ten children of whom OnRoll is to refer eight."""
    on_roll = {"urn": "990001", "enrolment_status": "C", "entry_date": "2020-09-01"}
    load(
        write(
            tmp_path / "files",
            health=[known(name) for name in NAMES],
            roll=[about("Placed", **on_roll), about("Leaver", **on_roll, leaving_date="2026-07-21"), about("Moved", **on_roll)],
            applications=[applied("Starter", "accepted", "2026-09-01"), applied("Offered", "offered", "2026-09-01"), applied("Refused", "refused"),
                          applied("Moved", "accepted", "2020-09-01")],
            social_care=[about("Planned", status="CP", start_date="2026-01-05", worker="A. Worker", team="Team")],
        ),
        SECOND,
    )  # fmt: skip
    link_and_rebuild(actor=SYSTEM, at=NOW)
    StatusSpell.objects.filter(child__summary__forename="Rising").update(residence="in_area")  # tests hold no postcodes


@pytest.fixture
def number() -> Callable[[str], int]:
    return lambda name: ChildSummary.objects.get(forename=name).pk


def raised() -> dict[str, str]:
    """Forename → the finding a referral was raised from."""
    return {one.child.summary.forename: one.raised_by for one in Referral.objects.select_related("child__summary")}


def test_each_child_is_referred_once_for_what_tells_most(authority, number, manager) -> None:
    open_case(child=number("Worked"), pathway_id="missing_education", on=DAY, at=NOW, by=SYSTEM)
    first = raise_referrals(on=DAY, at=NOW, by=SYSTEM)
    assert raised() == {
        "Unplaced": "unplaced:2017-03-31", "Leaver": "leaver:2026-07-21", "Starter": "starter:2026-09-01", "Refused": "refused:2026-05-01",
        "Offered": "offered:2026-09-01", "Planned": "unplaced:2020-08-31", "Rising": "never_applied:2026-12-31",
    }  # fmt: skip
    assert Referral.objects.get(child=number("Refused")).detail["also"] == ["missing"]
    assert (first.total, first.left_alone) == (7, 1)
    assert [one.child.summary.forename for one in Referral.objects.filter(safeguarding=True)] == ["Planned"]
    assert len(Entry.objects.get(action="referrals.raised").children) == 7
    again = raise_referrals(on=DAY, at=NOW, by=SYSTEM)
    assert (again.total, again.left_alone) == (0, 8)
    decided = Referral.objects.get(child=number("Leaver"))
    triage_referral(
        referral=decided, outcome="no_action", because="Moved abroad, seen", on=DAY, at=NOW, by=SYSTEM, person=manager
    )
    assert raise_referrals(on=date(2026, 11, 21), at=NOW, by=SYSTEM).total == 0


def test_a_referral_that_onroll_raises_copies_no_name_and_no_address(authority) -> None:
    raise_referrals(on=DAY, at=NOW, by=SYSTEM)
    for one in Referral.objects.all():
        assert not (one.surname or one.forename or one.address or one.date_of_birth)
        assert "High Street" not in one.concern + str(one.detail)


def test_the_command_answers_with_what_each_finding_gave(authority, capsys) -> None:
    cli = CommandLine(capsys)
    answer = cli("cases", "--raise", "--on", "2026-11-20").json
    assert (answer["raised"], answer["by_finding"]["starter"], answer["brought_back"]) == (8, 1, 0)
    assert cli("cases", "--raise", "--on", "2026-11-20").json["raised"] == 0
    assert cli("cases").code == 1


def test_a_watched_case_comes_back_when_the_plan_has_ended(authority, number, manager, tmp_path) -> None:
    case = open_case(child=number("Planned"), pathway_id="missing_education", on=DAY, at=NOW, by=SYSTEM)
    hand_to_service(
        case=case,
        service="social_care",
        review_on=date(2027, 1, 4),
        because="Theirs",
        on=DAY,
        at=NOW,
        by=SYSTEM,
        person=manager,
    )
    assert bring_back(on=date(2026, 12, 2), at=NOW, by=SYSTEM) == 0
    ended = about(
        "Planned", status="CP", start_date="2026-01-05", end_date="2026-12-01", worker="A. Worker", team="Team"
    )
    load(write(tmp_path / "later", social_care=[ended]), date(2026, 12, 2))
    assert bring_back(on=date(2026, 12, 2), at=NOW, by=SYSTEM) == 1
    assert bring_back(on=date(2026, 12, 3), at=NOW, by=SYSTEM) == 1
    assert Task.objects.filter(case=case, key__startswith="ended:").count() == 1
