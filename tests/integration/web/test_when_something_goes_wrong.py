"""When a page can't be shown, does it say what to do next, and does nothing personal leave by the page or the log?"""

from __future__ import annotations

import io
import logging

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import override_settings

from onroll.web.access import PUBLIC, path_for
from onroll.web.logs import WithoutQueries, WithoutValues
from onroll.web.urls import urlpatterns as pages
from page_checks import CheckedClient

pytestmark = pytest.mark.django_db


def _breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("Ada Bell, 2 November 2016, could not be saved")


def _suspects(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("Ada Bell")


handler400 = "onroll.web.views.errors.bad_request"
handler500 = "onroll.web.views.errors.server_error"
urlpatterns = [
    *pages, path_for("breaks/", _breaks, permission=PUBLIC, name="breaks"),
    path_for("suspects/", _suspects, permission=PUBLIC, name="suspects"),
]  # fmt: skip


@pytest.fixture
def client() -> CheckedClient:
    return CheckedClient(raise_request_exception=False)


@pytest.fixture
def log() -> io.StringIO:
    """What the service's log gets while the test runs."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(WithoutQueries())
    handler.setFormatter(WithoutValues())
    logging.getLogger().addHandler(handler)
    # import-linter, which another test runs in this process, switches every logger off that was there before it.
    logging.getLogger("django.request").disabled = False
    yield written
    logging.getLogger().removeHandler(handler)


def test_a_page_that_is_not_there_says_what_to_do(client: CheckedClient) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert answer["X-Request-Id"] in answer.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_of_ours_shows_no_detail_and_a_number_to_quote(client: CheckedClient, log: io.StringIO) -> None:
    answer = client.get("/breaks/?name=Ada+Bell")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Ada" not in page
    assert "Traceback" not in page
    assert answer["X-Request-Id"] in page
    assert "Ada" not in log.getvalue()
    assert "2016" not in log.getvalue()
    assert "builtins.RuntimeError" in log.getvalue()
    assert "_breaks" in log.getvalue(), "enough is left to find the fault"


@override_settings(ROOT_URLCONF=__name__)
def test_a_request_nobody_understands(client: CheckedClient) -> None:
    answer = client.get("/suspects/")
    assert answer.status_code == 400
    assert "Ada" not in answer.content.decode()


def test_a_searched_name_never_reaches_the_log(client: CheckedClient, log: io.StringIO) -> None:
    client.get("/no-such-page/?q=Ada+Bell&dob=2016-11-02")
    assert "no-such-page" in log.getvalue()
    assert "Ada" not in log.getvalue()


def test_the_logging_of_the_service_uses_both(settings) -> None:
    handler = settings.LOGGING["handlers"]["console"]
    assert handler["filters"] == ["no_queries"]
    assert handler["formatter"] == "no_values"
    assert settings.LOGGING["loggers"]["django"]["handlers"] == []


def test_every_answer_carries_the_policy_that_keeps_scripts_out(client: CheckedClient) -> None:
    headers = client.get("/sign-in/").headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert headers["Referrer-Policy"] == "same-origin"


def test_cookies_are_closed_to_scripts_and_go_by_https_unless_the_launcher_says_otherwise() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert settings.SESSION_COOKIE_SECURE == settings.CSRF_COOKIE_SECURE == settings.HTTPS
    assert settings.PASSWORD_HASHERS or settings.AUTH_USER_MODEL == "accounts.User"


def test_colours_are_kept_by_the_browser_for_as_long_as_they_hold(client: CheckedClient) -> None:
    from onroll.web.theme import theme

    answer = client.get("/theme.css", {"v": theme().edition})
    assert answer["Content-Type"] == "text/css"
    assert "max-age=31536000" in answer["Cache-Control"]
    assert "max-age=300" in client.get("/theme.css")["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


def test_a_demonstration_says_so_on_every_page(client: CheckedClient) -> None:
    with override_settings(SIMULATED=True):
        assert "Invented children only" in client.get("/sign-in/").content.decode()
    with override_settings(SIMULATED=False):
        assert "Invented children only" not in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize("address", ["/glossary/", "/accessibility/", "/sign-in/"])
def test_the_open_pages_are_sound(client: CheckedClient, address: str) -> None:
    assert client.get(address).status_code == 200
