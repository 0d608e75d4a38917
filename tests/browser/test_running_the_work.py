"""Are the pages of a day's work fit for everybody: accessible, on a phone, and by keyboard alone?"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_an_officers_list_and_every_case(
    page: Page, sign_in: Callable[[str], None], check: Callable[[str], None]
) -> None:
    sign_in("tracking_officer")
    for address, name in (("/my-work", "my-work"), ("/cases", "cases"), ("/my-work/calendar", "calendar")):
        page.goto(address)
        check(name, pictured="my-work" if name == "my-work" else "")
    page.goto("/my-work")
    page.locator("main h2 a").first.click()
    check("case-from-my-work", pictured="case")


def test_running_a_team(page: Page, sign_in: Callable[[str], None], check: Callable[[str], None]) -> None:
    sign_in("pathway_manager")
    for address, name in (
        ("/team", "team-board"),
        ("/stalled", "stalled"),
        ("/supervision", "supervision"),
        ("/case-audits", "case-audits"),
    ):
        page.goto(address)
        check(name, pictured=name if name == "team-board" else "")
    page.goto("/team/cover")
    page.get_by_role("button", name="Enter").click()  # what is missing is said at the top and beside each field
    expect(page.get_by_role("link", name="Choose who covers")).to_have_count(1)
    check("cover-with-faults")
