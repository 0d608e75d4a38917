"""Can a neighbour tell us about a child, by keyboard and without scripts, and is it decided on one sound page?"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

Look = Callable[[str], None]


def unseen(_: str) -> None:
    """Looks at nothing: the page was looked at in the other journey."""


def go_on(page: Page) -> None:
    page.locator("main form button").first.click()


def tell(page: Page, look: Look) -> str:
    """Walks the form from its first page to its last, falling into a fault on the way; gives the reference."""
    page.goto("/refer")
    look("refer")
    page.get_by_role("button", name="Start now").click()
    go_on(page)
    expect(page.get_by_role("link", name="Say whether you fear for the child’s safety")).to_have_attribute(
        "href", "#id_worried_0"
    )
    assert page.title().startswith("Error: ")
    look("refer-fault")
    page.get_by_label("Yes, I am worried that the child is being harmed or neglected").check()
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Phone about the child’s safety first")
    page.get_by_role("button", name="Continue with the form").click()
    page.get_by_label("A neighbour, a friend or another member of the public").check()
    go_on(page)
    look("refer-child")
    page.get_by_label("If you don’t know the name").fill("A girl of about 8 above the bakery")
    page.get_by_label("Age, if you don’t know").fill("about 8")
    go_on(page)
    go_on(page)
    page.get_by_label("Where does the child live").fill("The flat above the bakery, Mill Lane")
    go_on(page)
    page.get_by_label("Why do you think").fill("She plays in the yard on school days.")
    go_on(page)
    page.get_by_label("Yes", exact=True).check()
    go_on(page)
    expect(page.get_by_role("link", name="Say what we must not do")).to_be_visible()
    page.get_by_label("What must we not do").fill("Nobody may know that I wrote.")
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    look("refer-check")
    page.get_by_role("link", name="Change the child", exact=True).click()
    page.get_by_label("Age, if you don’t know").fill("8 or 9")
    page.get_by_role("button", name="Save and go back").click()
    expect(page.get_by_text("8 or 9")).to_be_visible()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your referral")
    look("refer-sent")
    return page.locator(".govuk-panel__body strong").inner_text()


def test_a_neighbour_tells_us_and_a_pathway_manager_decides_on_one_page(
    page: Page, sign_in: Callable, check: Look
) -> None:
    reference = tell(page, check)
    sign_in("pathway_manager")
    page.goto("/referrals")
    check("referrals")
    row = page.locator("li", has_text=reference)
    expect(row).to_contain_text("Safety")
    row.get_by_role("heading").get_by_role("link").click()
    expect(page.get_by_text("Before any contact: Nobody may know that I wrote.")).to_be_visible()
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("link", name="Say which child this is")).to_be_visible()
    check("referral")
    page.get_by_label("A new child", exact=True).or_(page.get_by_label("None of these: a new child")).check()
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("alert")).to_contain_text("leads")
    assert "/cases/CME-" in page.url


def test_the_form_works_without_scripts_on_a_small_phone(browser: Browser, service: str) -> None:
    context = browser.new_context(base_url=service, java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    assert tell(page, unseen).startswith("REF-")
    assert all("bakery" not in cookie["value"] for cookie in context.cookies())
    context.close()
