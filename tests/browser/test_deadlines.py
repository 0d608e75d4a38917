"""Can an officer work out a deadline with the keyboard, print it and send its address, and do the rules fit a phone?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


def test_a_deadline_is_worked_out_from_its_rule(
    page: Page, sign_in: Callable[[str], None], check: Callable[[str], None]
) -> None:
    sign_in("pupil_advocate")
    page.goto("/rules/?q=sixth+permanent")
    page.get_by_role("link", name="Sixth-day education after a permanent exclusion").click()
    check("rule")
    page.get_by_role("link", name="Work out this deadline").click()
    page.get_by_label("Day of the event that starts it").fill("2 November 2026")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_have_text("Last day: 9 November 2026")
    check("deadline")
    address = page.url
    page.goto("/")
    page.goto(address)
    expect(page.get_by_role("heading", level=2).first).to_have_text("Last day: 9 November 2026")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Work it out")).to_be_hidden()
    expect(page.get_by_role("heading", name="What would change it")).to_be_visible()
    expect(page.get_by_text("Not legal advice")).to_be_visible()


def test_a_refusal_takes_the_focus_and_leads_to_the_field(
    page: Page, sign_in: Callable[[str], None], check: Callable[[str], None]
) -> None:
    sign_in("pupil_advocate")
    page.goto("/deadlines/?rule=ex-day6&on=1+11+2001")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    check("deadline-refused")
    page.locator(".govuk-error-summary a").first.click()
    expect(page.get_by_label("Day of the event that starts it")).to_be_focused()


def test_the_calculator_works_without_scripts(browser: Browser, service: str) -> None:
    from django.conf import settings
    from django.test import Client

    from onroll.accounts.models import User

    client = Client()
    client.force_login(
        User.objects.get(email="scrutiny@onroll.example"), backend="django.contrib.auth.backends.ModelBackend"
    )
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(base_url=service, java_script_enabled=False, viewport={"width": 320, "height": 640})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": service}])
    page = context.new_page()
    page.goto("/deadlines/")
    page.select_option("#rule", "s437-1")
    page.fill("#on", "23 11 2026")
    page.get_by_role("button", name="Work it out").click()
    expect(page.locator("#answer-heading")).to_have_text("Not before the end of 7 December 2026")
    context.close()


@pytest.mark.parametrize(("address", "name"), [
    ("/rules/", "rules"), ("/rules/?q=zebra", "rules-none"), ("/rules/registrable-2026/", "rule-definition"),
    ("/rules/attendance-2024/", "rule-codes"), ("/rules/ehe-no-reply/", "rule-statement"), ("/rules/cw-parent/", "rule-not-in-force"),
    ("/deadlines/", "deadline-form"), ("/deadlines/?rule=pn-window&on=2026-11-02&events=absent%3D2026-11-02/2026-11-09", "deadline-sessions"),
    ("/due/", "due"), ("/due/what-if/?holiday=2026-11-25", "due-what-if"), ("/rules/act-of-2026/?on=2027-09-01&part=cnis_active", "act-2026"),
])  # fmt: skip
def test_the_pages_of_the_rule_book(
    page: Page, sign_in: Callable[[str], None], check: Callable[[str], None], address: str, name: str
) -> None:
    sign_in("tracking_officer")
    page.goto(address)
    check(name)
