"""Can a person sign in by keyboard alone, without scripts, on a phone; and are the pages around the work sound?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
PASSWORD = "seventeen green bicycles"  # as conftest gives every person of the demonstration
ADDRESS = "tracking-officer@onroll.example"


def focused(page: Page) -> str:
    return page.evaluate("(document.activeElement.innerText || document.activeElement.id || '').trim()")


def test_signing_in_by_keyboard(page: Page, check: Callable[[str], None]) -> None:
    page.goto("/my-account/")
    check("sign-in")
    page.reload()
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "id_email"
    page.keyboard.type(ADDRESS)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("My account")
    check("my-account")


def test_a_fault_takes_the_focus_and_leads_to_its_field(page: Page, check: Callable[[str], None]) -> None:
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    check("sign-in-fault")
    page.get_by_role("link", name="Enter your password").click()
    assert focused(page) == "id_password"


def test_everything_works_without_scripts(browser: Browser, service: str) -> None:
    context = browser.new_context(base_url=service, java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto("/sign-in/")
    page.fill("#id_email", "administrator@onroll.example")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Administration").click()
    page.fill("#filter-q", "okafor")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    context.close()


@pytest.mark.parametrize(("address", "name"), [
    ("/administration/people/", "people"), ("/administration/people/?q=nobody+at+all", "people-none"),
    ("/administration/people/add/", "add-a-person"), ("/administration/audit/", "audit"),
    ("/administration/audit/?child=Ada&from=yesterday", "audit-faults"), ("/change-password/", "change-password"),
    ("/glossary/", "glossary"), ("/accessibility/", "accessibility"), ("/no-such-page/", "not-found"), ("/search/", "no-permission"),
])  # fmt: skip
def test_the_pages_around_the_work(
    page: Page, sign_in: Callable[[str], None], check: Callable[[str], None], address: str, name: str
) -> None:
    sign_in("administrator")
    page.goto(address)
    check(name)


def test_one_person_and_what_can_be_changed(
    page: Page, sign_in: Callable[[str], None], check: Callable[[str], None]
) -> None:
    sign_in("administrator")
    page.goto("/administration/people/?q=okafor")
    page.get_by_role("link", name="Tess Okafor").click()
    check("person")
    page.get_by_role("link", name="Change roles").click()
    check("person-roles")
    page.go_back()
    page.get_by_role("link", name="End access").click()
    check("person-end")


def test_a_reason_is_asked_for_a_hidden_address(
    page: Page, sign_in: Callable[[str], None], check: Callable[[str], None]
) -> None:
    sign_in("tracking_officer")
    page.goto("/children/1/hidden-address/")
    check("hidden-address")


def test_filters_are_folded_on_a_phone_and_open_on_a_desk(page: Page, sign_in: Callable[[str], None]) -> None:
    sign_in("administrator")
    page.goto("/administration/people/")
    expect(page.locator("#filter-q")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 640})
    page.reload()
    expect(page.locator("#filter-q")).to_be_hidden()
    page.locator(".onroll-filter__fold > summary").click()
    expect(page.locator("#filter-q")).to_be_visible()
    page.goto("/administration/people/?q=okafor")
    expect(page.locator("#filter-q")).to_be_visible()
