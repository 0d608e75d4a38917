"""What does an attendance officer see before a termly meeting, and a school that answers by its link? With axe on each page."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page

MESSAGE = re.compile(r"https?://\S+/school-answer/\S+")


def test_an_officer_meets_a_school_and_the_school_answers_by_its_link(
    page: Page, sign_in: Callable[[str], None], check: Callable[..., None]
) -> None:
    sign_in("attendance_officer")
    page.goto("/schools")
    check("schools", pictured="schools")
    page.locator("#schools tbody a").first.click()
    check("school", pictured="school")
    school = page.url
    page.get_by_role("link", name="Plan the termly meeting").click()
    page.get_by_label("Day of the meeting").fill("1 2 2027")
    page.get_by_role("button", name="Plan the meeting").click()
    page.get_by_label("Notes: reduced timetables").fill("Two reviews are agreed.")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_label("Notes: reduced timetables").input_value() == "Two reviews are agreed."
    check("school-meeting", pictured="school-meeting")
    page.goto(school + "/link")
    page.get_by_label("Who at the school it goes to").fill("office@school.example")
    page.get_by_role("button", name="Make the link").click()
    address = MESSAGE.search(page.get_by_label("The message").input_value())
    assert address
    page.context.clear_cookies()
    page.goto(address[0])
    check("school-answer")
    page.locator("button[type=submit]").last.click()  # without an answer, or with nothing to tell
    page.get_by_role("alert").or_(page.get_by_text("Thank you")).first.wait_for()
