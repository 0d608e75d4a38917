"""How many steps is an answer from the list of cases? And are the pages of enquiries sound for everybody?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from onroll.accounts.models import User
from onroll.casework.actions import between_authorities as ledger
from onroll.casework.actions.allocating import give_lead
from onroll.casework.actions.enquiring import ask, record_answer
from onroll.casework.actions.opening import open_case_of
from onroll.casework.models import Case, Enquiry
from onroll.casework.permitted import locked
from onroll.children.models import StatusSpell

PATHWAY = "missing_education"
SHOTS = Path(__file__).resolve().parents[2] / "var" / "shots"
DESK, PICTURE = {"width": 1280, "height": 900}, {"width": 1000, "height": 720}
PICTURED = {"enquiries": "enquiries", "enquiry-answer": "answer"}


@pytest.fixture(scope="module")
def case(authority: None, django_db_blocker: object) -> Case:
    """A case of a child nobody has placed, with three enquiries that wait, a trace, and a question of another authority."""
    from django.db import transaction

    from onroll.casework.actions.opening import open_case

    on = timezone.localdate()
    officer = User.objects.get(email="tracking-officer@onroll.example")
    manager = User.objects.get(email="pathway-manager@onroll.example")
    who = {"on": on, "at": timezone.now(), "by": officer.as_actor(), "person": officer}
    child = _child_without_a_case(on)
    with transaction.atomic():
        made = open_case(child=child, pathway_id=PATHWAY, on=on, at=who["at"], by=who["by"], because="On nobody's roll")
        give_lead(
            locked(made), lead=officer, team=None, because="", **(who | {"person": manager, "by": manager.as_actor()})
        )
    for agency, words in (("gp", "Mill Lane Surgery"), ("housing", ""), ("police", "")):
        ask(cases=[made], agency=agency, agency_words=words, asked_on=on, **who)
    online = ask(cases=[made], agency="online-search", **who)
    record_answer(
        enquiry=online, kind="trace", place="Burton upon Trent", authority="860", leads_to="other-authority", **who
    )
    ledger.receive(
        authority="860",
        contact="Pat, pat@staffordshire.example",
        surname="Example",
        question="On a roll?",
        asked_on=on,
        **who,
    )
    return made


def _child_without_a_case(on: date) -> int:
    found = (
        StatusSpell.objects.filter(status="unexplained")
        .exclude(started_on__gt=on)
        .exclude(ended_on__lt=on)
        .order_by("child")
    )
    return next(child for child in found.values_list("child", flat=True) if open_case_of(child, PATHWAY) is None)


class Hand:
    """Counts what a person does: each click is one interaction."""

    def __init__(self) -> None:
        self.interactions = 0

    def clicks(self, target: object) -> None:
        target.click()  # type: ignore[attr-defined]
        self.interactions += 1


def test_an_answer_is_logged_in_three_interactions_from_the_list_of_cases(
    case: Case, page: Page, sign_in: Callable
) -> None:
    sign_in("tracking_officer")
    page.goto("/cases")
    hand = Hand()
    waiting = Enquiry.objects.filter(about__case=case, answered_on=None).count()
    row = page.locator("li", has=page.get_by_role("heading", name=case.reference)).first
    hand.clicks(row.get_by_role("link", name="Record an answer"))
    expect(page.locator("h1")).to_have_text("Log an answer")
    hand.clicks(page.get_by_label("Police: safe and well check", exact=False))
    hand.clicks(page.get_by_role("button", name="Nil return"))
    expect(page.locator("h1")).to_have_text("Cases")
    expect(page.get_by_role("alert")).to_contain_text("Saved: nil return")
    assert hand.interactions <= 3
    assert Enquiry.objects.filter(about__case=case, answered_on=None).count() == waiting - 1
    assert Enquiry.objects.get(about__case=case, agency="police").answer == "nil"


def test_the_pages_of_enquiries_are_sound(case: Case, page: Page, sign_in: Callable, check: Callable) -> None:
    sign_in("pathway_manager")
    question = Enquiry.objects.filter(direction="in").latest("pk").pk
    for name, address in {
        "enquiries": f"/cases/{case.reference}/enquiries/", "enquiry-ask": f"/cases/{case.reference}/enquiries/ask/",
        "enquiry-answer": f"/cases/{case.reference}/answer/", "enquiries-waiting": "/enquiries/", "authorities": "/enquiries/authorities/",
        "authority-question": f"/enquiries/authorities/{question}/",
    }.items():  # fmt: skip
        assert page.goto(address).status == 200
        check(name)
        if name in PICTURED:  # for docs/officers/asking-agencies.md
            page.set_viewport_size(PICTURE)
            page.screenshot(path=SHOTS / f"doc-{PICTURED[name]}.png")
            page.set_viewport_size(DESK)


def test_without_javascript_and_by_keyboard_alone_a_trace_is_followed_up(
    case: Case, browser: Browser, service: str, page: Page, sign_in: Callable
) -> None:
    sign_in("tracking_officer")
    plain = browser.new_context(base_url=service, java_script_enabled=False)
    plain.add_cookies(page.context.cookies())
    quiet = plain.new_page()
    quiet.goto(f"/cases/{case.reference}/enquiries/")
    button = quiet.get_by_role("button", name="Asked there today")
    button.focus()
    quiet.keyboard.press("Enter")
    expect(quiet.get_by_text("1 enquiry recorded as asked today")).to_be_visible()
    expect(quiet.get_by_text("Followed up:")).to_be_visible()
    quiet.goto(f"/cases/{case.reference}/answer/")
    for _ in range(40):  # Enter in a text must not save an answer that nobody chose
        quiet.keyboard.press("Tab")
        if quiet.evaluate("document.activeElement.name") == "enquiry":
            break
    quiet.keyboard.press("Space")
    quiet.keyboard.press("Enter")
    expect(quiet.get_by_text("press one of the buttons").first).to_be_visible()
    plain.close()
