"""Can an administrator look after people, and see what went wrong in words?"""

from __future__ import annotations

from html import unescape

import pytest

from onroll.accounts.models import User
from onroll.audit.models import Entry
from page_checks import CheckedClient

pytestmark = pytest.mark.django_db


def test_a_person_is_added_and_gets_in_by_the_link_shown_once(as_role) -> None:
    client = as_role("administrator")
    page = client.post("/administration/people/add/", {
        "name": "Zoë O'Neill-Ångström", "email": "Zoe@council.example", "team": "Tracking", "roles": ["tracking_officer", "data_officer"],
        "started_on": "", "ended_on": "31/3/2040",
    }).content.decode()  # fmt: skip
    person = User.objects.get(email="zoe@council.example")
    assert (person.team.name, person.roles, str(person.ended_on)) == (
        "Tracking",
        ["tracking_officer", "data_officer"],
        "2040-03-31",
    )
    link = unescape(page).split("http://testserver")[1].split("<")[0]
    assert Entry.objects.filter(
        action="person.added", subject_id=str(person.pk), actor_id=str(client.person.pk)
    ).exists()
    theirs = CheckedClient()
    theirs.get(link)
    new = "four other words here"
    theirs.post("/first-password/", {"password": new, "again": new})
    theirs.post("/sign-in/", {"email": person.email, "password": new})
    assert theirs.get("/my-account/").status_code == 200


@pytest.mark.parametrize(("given", "said"), [
    ({"name": ""}, "Enter the person's name"),
    ({"email": "nonsense"}, "Enter an email address, like name@council.example"),
    ({"roles": []}, "Choose at least one role"),
    ({"ended_on": "31 2 2026"}, "Last day (optional) must be a real day"),
    ({"started_on": "2 11 2026", "ended_on": "1 11 2026"}, "The last day must not be before the first day"),
    ({"email": "taken@onroll.example"}, "Somebody already signs in with this email address."),
])  # fmt: skip
def test_a_fault_is_said_at_the_top_and_at_the_field_and_nothing_is_lost(
    as_role, somebody, given: dict, said: str
) -> None:
    somebody("tracking_officer", email="taken@onroll.example")
    client = as_role("administrator")
    before = User.objects.count()
    sent = {"name": "Ada Bell", "email": "a@council.example", "roles": ["scrutiny"], "team": "Typed once"} | given
    page = unescape(client.post("/administration/people/add/", sent).content.decode())
    assert page.count(said) >= 2
    assert "<title>Error: Add a person" in page
    assert 'value="Typed once"' in page
    assert User.objects.count() == before


def test_the_list_finds_people_by_name_role_and_access(as_role, somebody) -> None:
    somebody("scrutiny", name="Cllr Colin Spratt")
    gone = somebody("data_officer", name="Gone Away")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    client = as_role("administrator")

    def shown(query: str) -> str:
        return client.get(f"/administration/people/{query}").content.decode()

    assert "Spratt" in shown("?q=spratt")
    assert "Gone Away" not in shown("?q=spratt")
    assert "Spratt" not in shown("?role=data_officer")
    assert "Gone Away" in shown("?state=ended")
    assert "Spratt" not in shown("?state=ended")
    assert "Nobody fits these filters" in shown("?q=nobody+at+all")
    assert "Spratt" in shown("?role=nonsense&state=x&sort=password&page=99")


def test_a_list_of_three_hundred_takes_no_more_queries_than_one_of_three(
    as_role, somebody, django_assert_max_num_queries
) -> None:
    for _ in range(60):
        somebody("scrutiny", team="Scrutiny")
    client = as_role("administrator")
    client.get("/administration/people/")
    with django_assert_max_num_queries(4):  # session, person, count, page
        client.get("/administration/people/")


def test_a_person_is_changed_ended_and_reopened(as_role, somebody) -> None:
    client, person = as_role("administrator"), somebody("scrutiny")
    one = f"/administration/people/{person.pk}/"
    client.post(
        f"{one}details/", {"name": "New Name", "email": person.email, "team": "", "started_on": "", "ended_on": ""}
    )
    client.post(f"{one}roles/", {"roles": ["data_officer"], "reason": "Moved team"})
    client.post(f"{one}end/", {"reason": "Left"})
    person.refresh_from_db()
    assert (person.name, person.roles, person.is_active) == ("New Name", ["data_officer"], False)
    assert "access has ended" in client.get(one).content.decode()
    client.post(f"{one}reopen/", {"reason": "Came back"})
    person.refresh_from_db()
    assert person.is_active
    done = list(
        Entry.objects.filter(subject_kind="person", subject_id=str(person.pk))
        .order_by("pk")
        .values_list("action", "reason")
    )
    assert done[1:] == [("person.details_changed", ""), ("person.roles_changed", "Moved team"),
                        ("person.access_ended", "Left"), ("person.access_reopened", "Came back")]  # fmt: skip


def test_what_must_not_be_is_said_on_the_page(as_role) -> None:
    client = as_role("administrator")
    page = client.post(f"/administration/people/{client.person.pk}/end/", {"reason": "x"}).content.decode()
    assert "You can&#x27;t end your own access" in page


def test_a_reset_is_no_link_and_ends_the_password(as_role, somebody) -> None:
    client, person = as_role("administrator"), somebody("scrutiny")
    one = f"/administration/people/{person.pk}/reset/"
    assert client.get(one).status_code == 405
    assert "/first-password/" in client.post(one).content.decode()
    person.refresh_from_db()
    assert not person.has_usable_password()


def test_a_name_is_shown_as_words_whatever_is_in_it(as_role, somebody) -> None:
    somebody("scrutiny", name="<script>alert(1)</script>")
    page = as_role("administrator").get("/administration/people/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
