"""Do the pages open for whom they should, write every look down, export exactly what they show, and stay quick as rows grow?"""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from extract_files import FIRST, load, roll_row, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onroll.accounts.roles import access
from onroll.audit.actor import SYSTEM
from onroll.audit.models import Entry
from onroll.children.catching_up import link_and_rebuild
from onroll.children.identity.deciding import merge
from onroll.children.models import Child, LinkPair
from onroll.intake.models import Load, Record
from page_children import DAY, child, load_children, number_of

pytestmark = pytest.mark.django_db
LISTS = ("/lists", "/missing", "/leavers", "/search?q=ola", "/contradictions", "/links", "/loads", "/set-aside", "/")
NEEDS = {
    "/search?q=ola": "child.search", "/lists": "list.view", "/missing": "missing.view", "/leavers": "missing.view",
    "/contradictions": "contradictions.view", "/links": "links.review", "/loads": "load.view", "/set-aside": "load.view",
}  # fmt: skip


@pytest.fixture
def loaded(tmp_path) -> None:
    cache.clear()
    load_children(tmp_path)


@pytest.fixture
def client(loaded, as_role):
    return as_role("tracking_officer")


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("role", sorted(access().roles))
def test_each_role_opens_what_it_may(role: str, loaded, as_role) -> None:
    client = as_role(role)
    may = access().roles[role].may
    pages = NEEDS | {f"/children/{number_of('Ola1')}{part}": "child.view" for part in ("", "/chronology", "/record")}
    pages[f"/loads/{Load.objects.first().pk}"] = "load.view"
    wrong = {
        (address, status)
        for address, permission in pages.items()
        for status in [client.get(address).status_code]
        if status != (200 if permission in may else 403)
    }
    assert wrong == set()


@pytest.mark.parametrize("part", ["", "/chronology", "/record"])
def test_a_look_at_a_child_is_written_down(client, part: str) -> None:
    one = number_of("Ola1")
    client.get(f"/children/{one}{part}")
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.children, entry.detail["what"]) == (
        "child.looked",
        [one],
        part.strip("/") or "overview",
    )
    assert entry.actor_id == str(client.person.pk)


@pytest.mark.parametrize(("address", "action"), [("/search?q=ola1", "child.searched"), ("/lists?name=ola1", "list.looked"),
                                                 ("/missing", "list.looked"), ("/lists?form=csv&name=ola1", "list.exported")])  # fmt: skip
def test_a_list_names_in_the_log_every_child_it_showed(client, address: str, action: str) -> None:
    client.get(address)
    entry = Entry.objects.latest("pk")
    assert entry.action == action
    assert number_of("Ola1") in entry.children


def test_a_search_that_finds_nobody_is_written_down_too(client) -> None:
    client.get("/search?q=zzzzqqqq")
    assert Entry.objects.latest("pk").action == "child.searched"


@pytest.mark.parametrize("query", ["", "status=unexplained", "status=in_school&sort=-born", "school=990001", "year=7&year=6", "name=ola", "flag=cin",
                                   "length=year-or-more", "residence=in_area&sex=F"])  # fmt: skip
def test_an_export_holds_exactly_what_the_pages_show_in_their_order(client, query: str) -> None:
    page = client.get(f"/lists?{query}&on={DAY}").content.decode()
    shown = [int(number) for number in re.findall(r'<th scope="row".*?href="/children/(\d+)"', page, re.DOTALL)]
    exported = [int(row["child_id"]) for row in rows_of(client.get(f"/lists?{query}&on={DAY}&form=csv"))]
    assert exported == shown
    assert f"{len(shown)} child" in page


def test_counts_on_the_filters_are_the_lists_they_open(client) -> None:
    page = client.get(f"/lists?on={DAY}").content.decode()
    options = re.findall(
        r'name="(\w+)" type="checkbox" value="([\w-]+)"(?: checked)?>\s*<label[^>]*>([^<(]+)\((\d+)\)</label>', page
    )
    options += [("school", urn, "", count) for urn, count in re.findall(r'<option value="(\w+)">[^<]*\((\d+)\)', page)]
    assert {name for name, *_ in options} >= {"status", "year", "residence", "length", "sex", "school"}
    for name, value, _, count in options:
        rows = rows_of(client.get(f"/lists?on={DAY}&form=csv&{name}={value}"))
        assert len(rows) == int(count), (name, value)


def test_the_missing_list_exports_what_it_shows(client) -> None:
    page = client.get(f"/missing?on={DAY}").content.decode()
    shown = [int(number) for number in re.findall(r'<h2[^>]*>.*?href="/children/(\d+)"', page, re.DOTALL)]
    assert shown
    assert [int(row["child_id"]) for row in rows_of(client.get(f"/missing?on={DAY}&form=csv"))] == shown


def test_who_may_not_export_is_refused_and_offered_nothing(loaded, as_role) -> None:
    client = as_role("attendance_officer")
    assert client.get("/lists?form=csv").status_code == 403
    assert client.get("/missing?form=csv").status_code == 403
    assert "Download" not in client.get("/lists").content.decode()


def test_an_export_cannot_run_in_a_spreadsheet(tmp_path, as_role) -> None:
    load(write(tmp_path, roll=[roll_row(1, surname='=HYPERLINK("http://x")', forename="@SUM(1)")]), FIRST)
    link_and_rebuild(actor=SYSTEM, at=Load.objects.latest("recorded_at").recorded_at)
    cells = [value for row in rows_of(as_role("tracking_officer").get("/lists?form=csv")) for value in row.values()]
    assert any("HYPERLINK" in value for value in cells)
    assert not [value for value in cells if value.startswith(("=", "@", "+", "-"))]


def test_a_merged_childs_pages_are_its_survivors(client) -> None:
    a, b = Child.objects.get(pk=number_of("Ola1")), Child.objects.get(pk=number_of("Ola2"))
    merge(a=a, b=b, reason="one child", by=SYSTEM, at=datetime(2026, 11, 2, tzinfo=UTC))
    gone = Child.objects.exclude(merged_into=None).get()
    answer = client.get(f"/children/{gone.pk}/record?on=2026-10-05")
    assert answer.status_code == 302
    assert answer["Location"] == f"/children/{gone.merged_into_id}/record?on=2026-10-05"


def _pair_of(one: str, other: str) -> LinkPair:
    ids = {record.source_id: record.pk for record in Record.objects.filter(feed="health")}
    return LinkPair.objects.create(
        a_id=ids[one], b_id=ids[other], outcome="review", probability=0.6, rule="test", words=["same postcode"]
    )


def queries(client, address: str) -> int:
    cache.clear()
    client.get(address)  # the missing list of the day is worked out once, whoever asks
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", LISTS)
def test_queries_do_not_grow_with_rows(address: str, tmp_path, as_role) -> None:
    client = as_role("tracking_officer", "data_officer")
    load_children(tmp_path / "few", others=2)
    _pair_of("H1", "H2")
    few = queries(client, address)
    more = [child(number, surname=f"Newname{chr(65 + number % 26)}{chr(65 + number // 26)}") for number in range(1, 41)]
    rows = [roll_row(number, surname=f"Other{chr(65 + number % 26)}{chr(65 + number // 26)}", entry_date="soon" if number % 5 == 0 else "2020-09-01")
            for number in range(1, 41)]  # fmt: skip
    load(write(tmp_path / "more", health=more, roll=rows), DAY, accept_missing=True)
    link_and_rebuild(actor=SYSTEM, at=Load.objects.latest("recorded_at").recorded_at)
    for number in range(3, 13):
        _pair_of(f"H{number}", f"H{number + 13}")
    assert queries(client, address) <= few + 1, address


def test_a_childs_pages_do_not_ask_more_for_more_records(tmp_path, as_role) -> None:
    client = as_role("tracking_officer")
    load_children(tmp_path / "few", others=1)
    few = [queries(client, f"/children/{number_of('Ola1')}{part}") for part in ("", "/chronology", "/record")]
    many = [
        child(1, "sightings", source_id=f"V{n}", agency="police", seen_date=f"2026-09-{n:02d}", contact="in_person")
        for n in range(1, 21)
    ]
    load(write(tmp_path / "more", sightings=many), FIRST)
    link_and_rebuild(actor=SYSTEM, at=Load.objects.latest("recorded_at").recorded_at)
    assert [queries(client, f"/children/{number_of('Ola1')}{part}") for part in ("", "/chronology", "/record")] <= [
        n + 1 for n in few
    ]


PAGES = ("/search", "/lists", "/missing", "/leavers", "/contradictions", "/links", "/loads", "/set-aside", "/")
NAMES = ("q", "on", "status", "school", "year", "residence", "flag", "length", "sex", "name", "band", "kind", "source", "feed", "state", "page",
         "sort", "record")  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(page=st.sampled_from(PAGES), query=st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40), max_size=4))
def test_whatever_stands_in_the_address_a_page_answers(page: str, query: dict[str, str], client) -> None:
    assert client.get(page, query).status_code == 200


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.one_of(st.text(max_size=80), st.from_regex(r"[0-9/.\- %_\\'A-Z]{1,30}", fullmatch=True)))
def test_whatever_is_typed_in_the_search_box_it_answers(words: str, client) -> None:
    assert client.get("/search", {"q": words}).status_code == 200
