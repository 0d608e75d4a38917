"""Can a person sign in, and is every page the navigation offers them sound for everybody, on a desk and on a phone?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

ROLES = ("tracking_officer", "pathway_manager", "data_officer", "scrutiny", "administrator")


def test_signing_in_by_keyboard_leads_where_one_wanted_to_go(page: Page, check: Callable, password: str) -> None:
    page.goto("/search")
    check("sign-in")
    page.get_by_label("Email").focus()
    page.keyboard.type("tracking-officer@onroll.example")
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_wrong_password_is_said_where_a_screen_reader_hears_it(page: Page, check: Callable) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Email").fill("tracking-officer@onroll.example")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.title().startswith("Error: ")
    check("sign-in-refused")


@pytest.mark.parametrize("role", ROLES)
def test_every_page_the_navigation_offers_is_sound(role: str, page: Page, sign_in: Callable, check: Callable) -> None:
    sign_in(role)
    page.goto("/")
    ways = page.locator("nav a[href^='/']").evaluate_all("links => [...new Set(links.map(link => link.pathname))]")
    assert ways, "the navigation offers something"
    for way in ways:
        answer = page.goto(way)
        assert answer is not None and answer.status == 200, way
        check(f"{role}-{way.strip('/').replace('/', '-') or 'today'}")
