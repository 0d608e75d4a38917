"""Can a row set aside be mended in the browser, one by one or all of a kind, with nothing lost and nothing half sent?"""

from __future__ import annotations

import csv
import io

import pytest
from django.core.cache import cache
from extract_files import FIRST, load, roll_row, write

from onroll.audit.models import Entry
from onroll.intake.models import Load, Record, RowSetAside

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(tmp_path, as_role):
    cache.clear()
    rows = [
        roll_row(1),
        roll_row(2, entry_date="soon"),
        roll_row(3, entry_date="soon"),
        roll_row(4, entry_date="later"),
    ]
    load(write(tmp_path / "a", roll=rows), FIRST)
    return as_role("data_officer")


def held() -> set[str]:
    return set(Record.objects.filter(feed="roll").values_list("source_id", flat=True))


def test_one_row_is_mended_and_a_wrong_correction_stays_with_its_new_fault(client) -> None:
    row = RowSetAside.objects.get(raw__source_id="R4")
    address = f"/set-aside/{row.pk}/"
    assert client.get(address).content.decode().index("column-entry_date") < client.get(address).content.decode().index("column-surname")  # fmt: skip
    assert "Nothing was changed" in client.post(address, {"column-entry_date": "later"}).content.decode()
    assert client.post(address, {"column-entry_date": "tomorrow"}).status_code == 302
    again = RowSetAside.objects.get(raw__source_id="R4", mended_by_load=None)
    assert again.pk != row.pk and again.value == "tomorrow" and "R4" not in held()
    assert client.post(f"/set-aside/{again.pk}/", {"column-entry_date": "2021-09-01", "reason": "Rang the school"}).status_code == 302  # fmt: skip
    assert "R4" in held() and not RowSetAside.objects.filter(raw__source_id="R4", mended_by_load=None).exists()
    assert client.get(address).status_code == 404
    assert Entry.objects.filter(action="rows.mended").count() == 2
    for one in Load.objects.all():
        assert one.read == one.new + one.changed + one.unchanged + one.set_aside


def test_all_of_a_kind_at_once_and_what_is_left_empty_stays(client) -> None:
    listing = client.get("/set-aside").content.decode()
    kind = RowSetAside.objects.first()
    address = f"/set-aside/roll/{kind.rule}/?column=entry_date"
    assert address.replace("&", "&amp;") in listing
    page = client.get(address).content.decode()
    assert page.count('name="value-') == 2  # two different wrong values of three rows
    assert "Write what at least one" in client.post(address, {}).content.decode()
    assert client.post(address, {"value-0": "2021-09-01"}).status_code == 302
    assert {"R2", "R3"} <= held() and "R4" not in held()
    assert RowSetAside.objects.filter(mended_by_load=None).count() == 1


def test_the_file_for_the_source_says_what_is_wrong_and_can_be_sent_again(client, tmp_path) -> None:
    answer = client.get("/set-aside?form=csv").content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(answer)))
    assert len(lines) == 3 and all(line["what_is_wrong"] and line["wrong_column"] == "entry_date" for line in lines)
    assert {line["source_id"] for line in lines} == {"R2", "R3", "R4"}


def test_whoever_may_not_load_may_only_look(client, as_role) -> None:
    officer = as_role("tracking_officer")
    row = RowSetAside.objects.first()
    assert officer.get("/set-aside").status_code == 200
    assert officer.get(f"/set-aside/{row.pk}/").status_code == 403
    assert officer.post(f"/set-aside/{row.pk}/", {"column-entry_date": "2021-09-01"}).status_code == 403
