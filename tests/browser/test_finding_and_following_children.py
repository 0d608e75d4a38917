"""Can an officer find a child, read what is held, work the list and settle a pair: by eye, by keyboard, without scripts, on a phone?"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
SHOTS = Path(__file__).resolve().parents[2] / "var" / "shots"
PICTURE = {"width": 1000, "height": 720}


def picture(page: Page, name: str) -> None:
    """A picture for the officers' how-tos, which `docs/officers/take_pictures.py` copies from var/shots."""
    before = page.viewport_size
    page.set_viewport_size(PICTURE)
    page.screenshot(path=SHOTS / f"doc-{name}.png")
    page.set_viewport_size(before)


def test_from_today_to_the_record_of_a_child_nobody_has_placed(page: Page, sign_in: Callable, check: Callable) -> None:
    sign_in("tracking_officer")
    page.goto("/")
    check("today")
    picture(page, "today")
    count = (
        page.locator(".onroll-tile", has_text="children nobody has placed").locator(".onroll-tile__count").inner_text()
    )
    page.get_by_role("link", name=re.compile("children nobody has placed$")).last.click()
    expect(page.locator("h1")).to_have_text("Children nobody has placed")
    expect(page.locator(".moj-pagination__results")).to_contain_text(f"of {count} children")
    check("missing")
    picture(page, "missing-list")
    name = page.locator(".onroll-missing__row h2 a").first.inner_text()
    page.locator(".onroll-missing__row h2 a").first.click()
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator(".onroll-identity")).to_contain_text(name)
    expect(page.locator(".onroll-next")).to_be_visible()
    check("child-overview")
    picture(page, "overview")
    page.get_by_role("link", name="Chronology").click()
    check("child-chronology")
    picture(page, "chronology")
    page.locator(".moj-timeline__title a[href*='/record#record-']").first.click()
    expect(page).to_have_url(re.compile(r"/children/\d+/record#record-\d+"))
    expect(page.locator("section:target")).to_be_visible()  # the record it was read from
    check("child-record")
    page.evaluate("window.scrollTo(0, 0)")
    picture(page, "record")


def test_a_child_is_found_by_a_misspelt_name_and_told_apart(page: Page, sign_in: Callable, check: Callable) -> None:
    sign_in("tracking_officer")
    page.goto("/lists?status=in_school")
    name = page.locator("tbody th a").first.inner_text()
    page.goto("/search")
    expect(page.locator("#q")).to_be_focused()
    check("search-empty")
    page.reload()
    page.keyboard.type(name[:-2] + name[-1])
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Looked for the name")
    expect(page.locator("tbody th a", has_text=name).first).to_be_visible()
    check("search")
    picture(page, "search")
    page.goto("/search?q=zzqqxx")
    expect(page.get_by_role("status")).to_contain_text("Nobody.")
    check("search-nobody")
    page.goto("/search?q=a")
    check("search-too-little")


@pytest.mark.parametrize(
    ("name", "address"),
    [("list-all", "/lists"), ("list-home", "/lists?status=home_educated"), ("list-none", "/lists?status=died&name=zzzz"), ("leavers", "/leavers"),
     ("list-bad-date", "/lists?on=31/31/2026"), ("contradictions", "/contradictions"), ("loads", "/loads"), ("set-aside", "/set-aside"),
     ("missing-none", "/missing?on=2001-01-01"), ("figures", "/figures"), ("figure", "/figures/ehe-key-stats?by=key-stage"),
     ("figure-length", "/figures/cme-length")],
)  # fmt: skip
def test_a_page_is_sound_with_many_rows_few_and_none(
    name: str, address: str, page: Page, sign_in: Callable, check: Callable
) -> None:
    sign_in("pathway_manager")
    assert page.goto(address).status == 200
    check(f"page-{name}")


def test_a_load_is_sound_and_says_what_it_did(page: Page, sign_in: Callable, check: Callable) -> None:
    sign_in("data_officer")
    page.goto("/loads")
    page.locator("tbody th a", has_text="roll.csv").first.click()
    expect(page.locator("h1")).to_have_text("roll.csv")
    check("load")


def test_the_order_of_the_keyboard_follows_the_eye_on_a_list(page: Page, sign_in: Callable) -> None:
    sign_in("tracking_officer")
    page.goto("/missing")
    page.locator("#main-content").focus() if page.locator("#main-content[tabindex]").count() else page.locator(
        "h1"
    ).click()
    places = []
    for _ in range(8):
        page.keyboard.press("Tab")
        box = page.evaluate(
            "(() => { const box = document.activeElement.getBoundingClientRect(); return [box.top + scrollY, box.left]; })()"
        )
        places.append(tuple(box))
    left = [place for place in places if place[1] < 400]
    assert left == sorted(left), f"Tab goes up the page: {places}"


def test_the_whole_way_works_without_scripts_on_a_phone(
    browser: Browser, service: str, sign_in: Callable, page: Page
) -> None:
    sign_in("tracking_officer")
    context = browser.new_context(base_url=service, java_script_enabled=False, viewport={"width": 320, "height": 640})
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto("/")
    plain.get_by_role("link", name="All children nobody has placed").click()
    plain.locator("input[name=band]").first.check()
    plain.get_by_role("button", name="Apply filters").click()
    assert "band=" in plain.url
    plain.goto("/missing")
    plain.locator(".onroll-missing__row h2 a").first.click()
    plain.get_by_role("link", name="Record", exact=True).click()
    plain.get_by_role("link", name="This child and another are one").click()
    plain.get_by_label("Find the other child").fill("a")
    plain.get_by_role("button", name="Find").click()
    expect(plain.get_by_role("alert")).to_contain_text("at least two letters")
    plain.goto("/search")
    plain.fill("#q", "a b")
    plain.get_by_role("button", name="Search").click()
    expect(plain.locator("h1")).to_have_text("Search")
    context.close()


def test_a_chronology_prints_with_its_sources_and_without_the_furniture(page: Page, sign_in: Callable) -> None:
    sign_in("tracking_officer")
    page.goto("/lists?status=in_school")
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="Chronology").click()
    page.emulate_media(media="print")
    expect(page.get_by_text("Printed from OnRoll by")).to_be_visible()
    expect(page.locator(".onroll-identity")).to_be_visible()
    expect(page.get_by_text("Source:").first).to_be_visible()
    expect(page.locator(".onroll-filter")).to_be_hidden()
    expect(page.locator(".govuk-service-navigation")).to_be_hidden()
