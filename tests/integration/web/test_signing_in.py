"""Can only the right person sign in, and does the session end when it should?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings as configured
from django.utils import timezone

from onroll.accounts import actions
from onroll.accounts.models import User
from onroll.audit.actor import SYSTEM
from onroll.audit.models import Entry
from onroll.web.views.passwords import link_for
from page_checks import CheckedClient

pytestmark = pytest.mark.django_db
PASSWORD = "three words apart"


@pytest.fixture
def client() -> CheckedClient:
    return CheckedClient()


def enter(client: CheckedClient, email: str, password: str = PASSWORD, **more: str):
    return client.post("/sign-in/", {"email": email, "password": password, **more})


def signed_in(client: CheckedClient) -> bool:
    return client.get("/").status_code == 200


def test_the_right_password_opens_the_first_page(client: CheckedClient, somebody: Callable[..., User]) -> None:
    person = somebody("tracking_officer")
    answer = enter(client, person.email.upper())
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in(client)
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.actor_id, entry.subject_id) == ("session.opened", str(person.pk), str(person.pk))


def test_nobody_can_tell_which_addresses_have_an_account(client: CheckedClient, somebody: Callable[..., User]) -> None:
    person = somebody("tracking_officer")
    pages = [enter(client, email, "wrong").content.decode() for email in (person.email, "nobody@onroll.example")]
    said = [page.split("error-summary__list")[1].split("</ul>")[0] for page in pages]
    assert said[0] == said[1]
    assert "The email address or the password is wrong" in said[0]
    assert not signed_in(client)


def test_a_refusal_is_recorded_without_what_was_typed(client: CheckedClient, somebody: Callable[..., User]) -> None:
    person = somebody("tracking_officer")
    enter(client, person.email, "wrong")
    enter(client, "my secret typed here", "wrong")
    refused = Entry.objects.filter(action="session.refused").order_by("pk")
    assert [one.subject_id for one in refused] == [str(person.pk), ""]
    assert "secret" not in str(list(Entry.objects.values()))


def test_five_wrong_passwords_lock_and_the_right_one_is_refused_too(
    client: CheckedClient, somebody: Callable[..., User]
) -> None:
    person, other = somebody("tracking_officer"), somebody("tracking_officer")
    for _ in range(5):
        locked = enter(client, person.email, "wrong")
    assert locked.status_code == 429
    assert "For 15 minutes" in locked.content.decode()
    assert enter(client, person.email).status_code == 429
    assert enter(client, other.email).status_code == 302, "a lock on one address must not shut out another"


def test_an_administrator_lifts_the_lock(client: CheckedClient, somebody: Callable[..., User], as_role) -> None:
    person = somebody("tracking_officer")
    for _ in range(5):
        enter(client, person.email, "wrong")
    as_role("administrator").post(f"/administration/people/{person.pk}/unlock/")
    assert enter(client, person.email).status_code == 302


@pytest.mark.parametrize("address", [
    "https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)", "https:///elsewhere.example",
    "\thttps://elsewhere.example",
])  # fmt: skip
def test_sign_in_leads_to_no_other_site(client: CheckedClient, somebody: Callable[..., User], address: str) -> None:
    person = somebody("tracking_officer")
    assert "elsewhere" not in client.get("/sign-in/", {"next": address}).content.decode()
    assert enter(client, person.email, next=address)["Location"] == "/"


def test_sign_in_leads_on_to_the_page_asked_for(client: CheckedClient, somebody: Callable[..., User]) -> None:
    asked = client.get("/my-account/?a=1")
    assert asked["Location"] == "/sign-in/?next=/my-account/%3Fa%3D1"
    person = somebody("tracking_officer")
    assert enter(client, person.email, next="/my-account/?a=1")["Location"] == "/my-account/?a=1"


def test_a_session_known_before_sign_in_is_worth_nothing_after(
    client: CheckedClient, somebody: Callable[..., User]
) -> None:
    person = somebody("tracking_officer")
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies[configured.SESSION_COOKIE_NAME] = session.session_key
    enter(client, person.email)
    assert client.session.session_key != session.session_key
    stranger = CheckedClient()
    stranger.cookies[configured.SESSION_COOKIE_NAME] = session.session_key
    assert not signed_in(stranger)


def test_a_form_from_elsewhere_is_refused(somebody: Callable[..., User]) -> None:
    person = somebody("administrator")
    client = CheckedClient(enforce_csrf_checks=True)
    assert enter(client, person.email).status_code == 403
    client.force_login(person)
    answer = client.post(f"/administration/people/{person.pk}/reset/")
    assert answer.status_code == 403
    assert "form is out of date" in answer.content.decode()
    assert User.objects.get(pk=person.pk).has_usable_password()


def test_signing_out_is_no_link(as_role) -> None:
    client = as_role("tracking_officer")
    assert client.get("/sign-out/").status_code == 405
    assert signed_in(client)
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert not signed_in(client)
    assert Entry.objects.latest("pk").action == "session.closed"


@pytest.mark.parametrize(("clock", "ago", "stays"), [
    ("seen_at", timedelta(minutes=29), True),
    ("seen_at", timedelta(minutes=31), False),
    ("began_at", timedelta(hours=11), True),
    ("began_at", timedelta(hours=13), False),
])  # fmt: skip
def test_a_session_ends_in_time(as_role, clock: str, ago: timedelta, stays: bool) -> None:
    client = as_role("tracking_officer")
    assert signed_in(client)
    session = client.session
    session[clock] = (timezone.now() - ago).timestamp()
    session.save()
    assert signed_in(client) is stays


def test_reading_page_after_page_writes_the_session_once_a_minute(as_role, django_assert_num_queries) -> None:
    client = as_role("tracking_officer")
    client.get("/my-account/")
    with django_assert_num_queries(2):  # session, person
        client.get("/my-account/")


def test_an_account_that_ends_while_open_is_shut_at_once(as_role) -> None:
    client = as_role("tracking_officer")
    assert signed_in(client)
    actions.end_access(person=client.person, by=SYSTEM, reason="Left")
    assert not signed_in(client)


def test_the_day_after_the_last_day_nothing_opens(client: CheckedClient, somebody: Callable[..., User]) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    person = somebody("tracking_officer", ended_on=yesterday)
    assert enter(client, person.email).status_code == 200
    client.force_login(person)
    assert not signed_in(client)


def test_a_reset_ends_every_open_session(as_role) -> None:
    client = as_role("tracking_officer")
    assert signed_in(client)
    actions.reset_password(person=client.person, by=SYSTEM)
    assert not signed_in(client)


@pytest.fixture
def link(somebody: Callable[..., User]) -> SimpleNamespace:
    person = somebody("tracking_officer")
    actions.reset_password(person=person, by=SYSTEM)
    request = SimpleNamespace(build_absolute_uri=lambda path: path)
    return SimpleNamespace(person=person, address=link_for(request, person))


def test_a_first_password_is_set_by_its_link_once(client: CheckedClient, link: SimpleNamespace) -> None:
    led = client.get(link.address)
    assert led["Location"] == "/first-password/", "the token leaves the address"
    page = client.get("/first-password/").content.decode()
    assert link.person.name in page
    new = "four other words here"
    assert client.post("/first-password/", {"password": new, "again": new})["Location"] == "/sign-in/"
    assert enter(client, link.person.email, new).status_code == 302
    other = CheckedClient()
    other.get(link.address)
    assert other.get("/first-password/").status_code == 410


@pytest.mark.parametrize(("password", "again", "said"), [
    ("short", "short", "too short"),
    ("four other words here", "four other words there", "not the same"),
    ("", "", "Enter a new password"),
])  # fmt: skip
def test_a_first_password_that_will_not_do(
    client: CheckedClient, link: SimpleNamespace, password: str, again: str, said: str
) -> None:
    client.get(link.address)
    page = client.post("/first-password/", {"password": password, "again": again})
    assert page.status_code == 200
    assert said in page.content.decode()
    assert not User.objects.get(pk=link.person.pk).has_usable_password()


def test_a_made_up_link_opens_nothing(client: CheckedClient, somebody: Callable[..., User]) -> None:
    somebody("administrator")
    for address in ("/first-password/MQ/abc-123/", "/first-password/!!/x/", "/first-password/"):
        client.get(address)
        assert client.get("/first-password/").status_code == 410


def test_changing_the_password_takes_the_present_one_and_ends_other_sessions(as_role) -> None:
    client = as_role("tracking_officer")
    elsewhere = CheckedClient()
    elsewhere.force_login(client.person)
    new = "four other words here"
    wrong = client.post("/change-password/", {"present": "guess", "password": new, "again": new})
    assert "The present password is wrong" in wrong.content.decode()
    done = client.post("/change-password/", {"present": PASSWORD, "password": new, "again": new})
    assert done["Location"] == "/my-account/"
    assert signed_in(client)
    assert not signed_in(elsewhere)


def test_a_person_who_must_change_their_password_can_go_nowhere_else(as_role) -> None:
    client = as_role("tracking_officer")
    User.objects.filter(pk=client.person.pk).update(must_change_password=True)
    assert client.get("/")["Location"] == "/change-password/"
    assert client.get("/change-password/").status_code == 200
    new = "four other words here"
    client.post("/change-password/", {"present": PASSWORD, "password": new, "again": new})
    assert signed_in(client)
