"""Does each role open exactly what the access file says, and does a refusal say what to do?"""

from __future__ import annotations

from itertools import chain, product

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path, reverse

from onroll.accounts.roles import access
from onroll.web.access import PUBLIC, SIGNED_IN, UnknownPermission, opens, routes
from page_checks import CheckedClient

pytestmark = pytest.mark.django_db
ROLES = [
    "tracking_officer", "home_education_officer", "attendance_officer", "pupil_advocate", "pathway_manager", "send_officer",
    "virtual_school", "data_officer", "accountable_senior", "scrutiny", "school_user", "administrator",
]  # fmt: skip
GUARDED = [one for one in routes() if one.permission != PUBLIC]


def address(name: str) -> str:
    """An address of this route; numbers are filled with one that stands for nothing."""
    for arguments in chain.from_iterable(product((987654321, "x"), repeat=count) for count in range(4)):
        try:
            return reverse(name, args=arguments)
        except Exception:  # noqa: BLE001, S112 (not these arguments, then)
            continue
    raise LookupError(name)


def test_the_roles_are_those_of_the_access_file() -> None:
    assert list(access().roles) == ROLES


@pytest.mark.parametrize("route", GUARDED, ids=lambda one: one.name)
def test_nobody_signed_in_is_sent_to_sign_in(route, client) -> None:
    answer = client.get(address(route.name))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_the_access_file_says_and_nothing_else(role: str, as_role) -> None:
    client = as_role(role)
    may = access().roles[role].may
    client.raise_request_exception = False
    wrong = {
        (route.name, status)
        for route in GUARDED
        for status in [client.get(address(route.name)).status_code]
        if (status == 403) != (route.permission != SIGNED_IN and route.permission not in may)
    }
    assert wrong == set()


def test_a_person_without_a_role_opens_no_page_about_anything(as_role) -> None:
    client = as_role()
    assert client.get("/administration/audit/").status_code == 403
    assert client.get("/").status_code == 200


def test_a_refusal_says_which_roles_may_and_which_is_held(as_role) -> None:
    answer = as_role("scrutiny").get("/administration/people/")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "add people, change their roles, reset and end their sign-in" in page
    assert "The roles that may: administrator. Yours: scrutiny." in page


def test_no_role_that_manages_people_opens_a_child() -> None:
    for role in access().roles_with("accounts.manage"):
        assert not {one for one in role.may if one.startswith(("child.", "list.", "missing.", "links."))}
        assert "figures.names" not in role.may


def test_scrutiny_sees_no_child() -> None:
    assert access().roles["scrutiny"].may == {"figures.view", "rules.view"}


def test_what_a_person_saw_is_not_kept_by_a_shared_browser(as_role) -> None:
    assert "no-store" in as_role("tracking_officer").get("/my-account/")["Cache-Control"]


def _forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open to all")


handler500 = "onroll.web.views.errors.server_error"
urlpatterns = [path("forgotten/", _forgotten, name="forgotten")]


def test_a_route_that_forgot_to_say_is_closed_to_all() -> None:
    client = CheckedClient(raise_request_exception=False)
    with override_settings(ROOT_URLCONF=__name__):
        answer = client.get("/forgotten/")
    assert answer.status_code == 500
    assert b"open to all" not in answer.content


def test_a_permission_nobody_defined_is_refused_at_the_start() -> None:
    with pytest.raises(UnknownPermission, match="child.eat"):
        opens("child.eat")
