"""Does a source say when it is late, how good its rows are, and under which agreement it may be loaded at all?"""

from __future__ import annotations

import csv
import io

import pytest
from django.core.cache import cache
from extract_files import FIRST, SECOND, load, write
from extract_files import roll_row as any_row

from onroll.audit.models import Entry
from onroll.intake.models import Agreement, Source
from onroll.intake.sources.agreements import without_one
from onroll.intake.sources.quality import by_school, kinds, trend

pytestmark = pytest.mark.django_db
AGREED = {
    "title": "Schools 2026", "with_whom": "All schools", "purpose": "To know where children are educated",
    "lawful_basis": "Public task", "starts_on": "1 9 2026", "expires_on": "31 10 2026",
}  # fmt: skip


def roll_row(number: int, **other: str) -> dict[str, str]:
    return any_row(number, **{"forename": "Amy"} | other)


@pytest.fixture
def roll(tmp_path) -> Source:
    cache.clear()
    rows = [
        roll_row(1),
        roll_row(2, date_of_birth="2099-01-01", sex="?"),
        roll_row(3, urn="990002"),
        roll_row(4, entry_date="soon"),
    ]
    load(write(tmp_path / "a", roll=rows), FIRST)
    return Source.objects.get(feed="roll")


def test_a_row_with_two_warnings_counts_once_and_keeps_its_fault_until_it_changes(roll, tmp_path) -> None:
    (first,) = trend(roll)
    assert (first.held, first.set_aside, first.warned, first.score) == (3, 1, 1, 50.0)
    rows = [roll_row(1), roll_row(2, date_of_birth="2099-01-01", sex="?"), roll_row(3, urn="990002"), roll_row(4)]
    load(write(tmp_path / "b", roll=rows), SECOND)
    assert [(one.held, one.warned, one.score) for one in trend(roll)] == [(3, 1, 50.0), (4, 1, 75.0)]
    assert [(one.qualifier, one.rows, one.warned) for one in by_school(roll)] == [("990001", 3, 1), ("990002", 1, 0)]
    rows[1] = roll_row(2)
    load(write(tmp_path / "c", roll=rows), SECOND)
    assert trend(roll)[-1].score == 100.0
    assert not [one for one in kinds(roll) if not one.set_aside]


def test_the_list_to_mend_names_each_fault(roll, as_role) -> None:
    client = as_role("data_officer")
    answer = client.get("/sources/roll/?form=csv")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {line["column"] for line in lines} >= {"entry_date", "date_of_birth"}
    assert all(line["what_is_wrong"] for line in lines)
    assert not list(csv.DictReader(io.StringIO(client.get("/sources/roll/?form=csv&part=990002").content.decode("utf-8-sig"))))  # fmt: skip
    assert Entry.objects.filter(action="source.mend_list").count() == 2


def test_no_load_after_an_agreement_has_ended(roll, as_role, tmp_path) -> None:
    client = as_role("data_officer")
    assert [source.feed for source in without_one(FIRST)] == ["roll"]
    backwards = client.post("/sources/roll/agreement/", AGREED | {"expires_on": "1 8 2026"}).content.decode()
    assert "before the first" in backwards
    assert client.post("/sources/roll/agreement/", AGREED).status_code == 302
    assert without_one(FIRST) == []

    folder = write(tmp_path / "later", roll=[roll_row(1), roll_row(9)])
    refused = load(folder, SECOND, accept_missing=True).files[0]
    assert "ended (31 October 2026)" in refused.refused and refused.new == 0
    held = Agreement.objects.get()
    assert (
        client.post(f"/sources/agreements/{held.pk}/end/", {"on": "1 10 2026", "reason": "Replaced"}).status_code == 302
    )
    assert client.post("/sources/roll/agreement/", AGREED | {"expires_on": ""}).status_code == 302
    assert load(folder, SECOND, accept_missing=True).files[0].refused == ""


def test_no_load_without_one_where_the_authority_asks_for_it(roll, as_role, tmp_path) -> None:
    client = as_role("data_officer")
    assert client.post("/sources/roll/", {"interval_days": "3", "contact": "MIS team"}).status_code == 302
    page = client.get("/sources/roll/").content.decode()
    assert "No: no agreement is recorded" in page and "MIS team" in page
    refused = load(write(tmp_path / "later", roll=[roll_row(1)]), SECOND).files[0].refused
    assert "may not be loaded without" in refused
    assert "days" in client.get("/sources").content.decode()
    officer = as_role("tracking_officer")
    assert officer.get("/sources/roll/").status_code == 200
    assert officer.post("/sources/roll/", {"interval_days": "9"}).status_code == 403
    assert officer.get("/sources/roll/agreement/").status_code == 403
