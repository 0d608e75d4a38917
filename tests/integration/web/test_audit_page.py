"""Does the audit page answer who saw this child, who changed that, and does looking there leave its own entry?"""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from onroll.audit.actor import SYSTEM, Actor, Subject
from onroll.audit.log import record
from onroll.audit.models import Entry
from onroll.audit.seals import seal

pytestmark = pytest.mark.django_db
PAGE = "/administration/audit/"


def entry(action: str = "child.looked", child: int = 5, actor: Actor = SYSTEM, **given: object) -> Entry:
    with transaction.atomic():
        return record(actor=actor, action=action, subject=Subject("child", str(child)), **given)


def rows(page: str) -> int:
    return page.split("<tbody")[1].count("<tr") if "<tbody" in page else 0


def test_who_has_seen_this_child_lists_included(as_role) -> None:
    entry(child=5)
    entry(child=6)
    with transaction.atomic():
        record(actor=SYSTEM, action="list.exported", subject=Subject("list", "on no roll"), children=[4, 5])
    page = as_role("pathway_manager").get(PAGE, {"child": "5"}).content.decode()
    assert rows(page) == 3, "two, and this very look"
    assert "list on no roll" in page
    assert "child 6" not in page


def test_filters_by_person_action_subject_and_day(as_role) -> None:
    client = as_role("administrator")
    entry("load.applied", child=1)
    entry("child.looked", child=2, actor=client.person.as_actor())

    def count(**query: str) -> int:
        return rows(client.get(PAGE, query).content.decode())

    assert count(action="load.applied") == 1
    assert count(about="child 2") == 1
    assert count(by="system", action="child.looked") == 0
    assert count(by=str(client.person.pk), action="child.looked") == 1
    assert count(**{"from": "1 1 2020", "to": "2 1 2020"}) == 0
    assert count(**{"from": "1 1 2020"}) >= 3


def test_what_cannot_be_read_is_said_and_not_searched(as_role) -> None:
    page = as_role("administrator").get(
        PAGE, {"child": "Ada", "from": "yesterday", "older": "x", "about": "%_'\"", "by": "';--"}
    )
    text = page.content.decode()
    assert "Must be a number" in text
    assert "From must be a real day, like 2 11 2026" in text


def test_looking_leaves_its_own_entry(as_role) -> None:
    client = as_role("administrator")
    client.get(PAGE, {"child": "5"})
    own = Entry.objects.latest("pk")
    assert (own.action, own.actor_id, own.children, own.detail) == (
        "audit.looked",
        str(client.person.pk),
        [5],
        {"child": 5},
    )
    assert own.request_id


def test_pages_go_on_by_number_with_a_fixed_number_of_queries(as_role, django_assert_max_num_queries) -> None:
    client = as_role("administrator")
    for number in range(120):
        entry(child=number + 1)
    client.get(PAGE)
    with django_assert_max_num_queries(8):  # session, person, people, look (3), entries, seal
        first = client.get(PAGE, {"action": "child.looked"}).content.decode()
    assert rows(first) == 50
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = client.get(f"{PAGE}{older.removeprefix(PAGE)}").content.decode()
    assert rows(second) == 50
    assert ">child 70<" in second
    assert ">child 71<" not in second


def test_the_newest_seal_is_shown_so_that_it_can_be_kept_elsewhere(as_role) -> None:
    entry()
    page = as_role("administrator").get(PAGE).content.decode()
    assert "Newest seal" not in page
    # Sealing covers finished transactions only, and a test runs in one: stand a seal in its place.
    from onroll.audit.models import Seal

    Seal.objects.create(era=0, from_transaction=0, until_transaction=1, entries=1, digest="ab" * 32)
    assert "ab" * 32 in as_role("administrator").get(PAGE).content.decode()
    assert seal() is None


@pytest.mark.parametrize("role", ["tracking_officer", "data_officer", "scrutiny", "school_user"])
def test_most_roles_do_not_read_the_log(as_role, role: str) -> None:
    assert as_role(role).get(PAGE).status_code == 403


def test_a_reason_is_shown_as_words(as_role) -> None:
    entry(reason="<b>because</b>")
    assert "<b>because" not in as_role("administrator").get(PAGE).content.decode()


def test_a_child_is_a_link_only_for_who_may_open_one(as_role) -> None:
    entry(child=5)
    address = reverse("child", args=[5])
    assert f'href="{address}"' in as_role("pathway_manager").get(PAGE).content.decode()
    page = as_role("administrator").get(PAGE).content.decode()
    assert "child 5" in page
    assert address not in page
