"""What does a browser test get? The service with a small simulated authority, a page that watches for faults, a sign-in.

    def test_today(page, sign_in, check):
        sign_in("tracking_officer")
        page.goto("/")
        check("today")

`check(name)` asserts that the page is accessible (axe, WCAG 2.2 AA), has one heading that its title begins with, fits a
phone's width, and leaves a picture in var/shots. After each test the page must have logged no error and asked nothing of
another machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connections
from django.test import Client, override_settings
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright
from pytest_django.live_server_helper import LiveServer

from onroll.launcher.browser import find

SHOTS = Path(__file__).resolve().parents[2] / "var" / "shots"
CHILDREN = int(os.environ.get("ONROLL_BROWSER_CHILDREN", "400"))
PASSWORD = "seventeen green bicycles"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run"
)
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
PICTURE = {"width": 1000, "height": 720}


@pytest.fixture(scope="session")
def authority(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """A small simulated authority with its demonstration users, loaded once and kept for all browser tests."""
    from onroll.accounts.demonstration import make_demonstration_users
    from onroll.commands.demo import load_demonstration

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs a loop in this thread; the tests are plain
    with django_db_blocker.unblock():
        load_demonstration(tmp_path_factory.mktemp("home"), children=CHILDREN)
        make_demonstration_users(PASSWORD)
        yield


@pytest.fixture(scope="session")
def password() -> str:
    """The demonstration people's password, for tests of the sign-in form itself."""
    return PASSWORD


@pytest.fixture(scope="session")
def service(authority: None) -> Iterator[str]:
    """The address of the running service."""
    with override_settings(SESSION_COOKIE_SECURE=False, CSRF_COOKIE_SECURE=False, ALLOWED_HOSTS=["localhost"]):
        server = LiveServer("localhost")
        yield server.url
        server.stop()


@pytest.fixture(scope="session")
def browser(authority: None) -> Iterator[Browser]:  # in this order: the database is made outside Playwright's loop
    program = find()
    if not program:
        pytest.fail(
            "The browser tests need Chromium; ./onroll test installs it or says how, --no-browser leaves them out."
        )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS.split())
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, service: str) -> Iterator[Page]:
    """A fresh page (its own cookies) of the service; fails the test for script errors and for requests elsewhere."""
    context = browser.new_context(base_url=service, viewport=DESK, locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(10_000)
    faults: list[str] = []

    def stay_here(route: Route) -> None:
        if route.request.url.startswith(service):
            route.continue_()
        else:
            faults.append(f"asked another machine: {route.request.url}")
            route.abort()

    def listen(message: ConsoleMessage) -> None:
        # The browser itself logs a line for each 4xx page, which a test may be about.
        if message.type == "error" and "Failed to load resource" not in message.text:
            faults.append(f"console: {message.text}")

    context.route("**/*", stay_here)
    page = context.new_page()
    page.on("console", listen)
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    yield page
    context.close()
    connections.close_all()  # those of Playwright's loop, which are not those of the thread outside it
    assert faults == []


@pytest.fixture
def sign_in(page: Page, service: str) -> Callable[[str], None]:
    """Sign the page in as the demonstration's person of a role, without going through the form."""

    def sign_in_as(role: str) -> None:
        from onroll.accounts.models import User

        client = Client()
        client.force_login(
            User.objects.get(email=f"{role.replace('_', '-')}@onroll.example"),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": service}])

    return sign_in_as


@pytest.fixture
def check(page: Page) -> Callable[[str], None]:
    """Assert that the open page is sound for everybody, and keep a picture of it under a name, `pictured` for the docs."""

    def check_page(name: str, *, pictured: str = "") -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
        headings = page.locator("h1").all_inner_texts()
        assert len(headings) == 1, f"{name}: a page has one h1, this one has {headings}"
        title = page.title().removeprefix("Error: ")
        assert title.startswith(headings[0].strip()), f"{name}: the title {title!r} doesn't begin with {headings[0]!r}"
        found = Axe().run(page, options=AXE)
        assert found.violations_count == 0, found.generate_report()
        page.set_viewport_size(PHONE)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        page.screenshot(path=SHOTS / f"{name}-phone.png", full_page=True)
        page.set_viewport_size(DESK)
        assert wide <= 0, f"{name}: on a phone the page is {wide} pixels too wide"
        if pictured:  # for docs/officers/take_pictures.py
            page.set_viewport_size(PICTURE)
            page.screenshot(path=SHOTS / f"doc-{pictured}.png")
            page.set_viewport_size(DESK)

    return check_page


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Where a browser test fails, keep a picture of what it saw."""
    report = yield
    page = getattr(item, "funcargs", {}).get("page")
    if report.when == "call" and report.failed and page is not None and not page.is_closed():
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"failed-{item.name}.png", full_page=True)
    return report
