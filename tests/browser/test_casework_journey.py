"""Can a case be worked by keyboard alone, without scripts, and on a phone whose signal goes? Nothing half typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from onroll.accounts.models import User
from onroll.casework.actions.opening import open_case
from onroll.casework.actions.writing import change
from onroll.casework.models import Case, Contact
from onroll.casework.pathways import pathway
from onroll.children.models import ChildSummary

PHONE = {"width": 375, "height": 740}


@pytest.fixture
def case(authority: None, django_db_blocker) -> Case:
    """An open case, with enquiries under way, of a child of the simulated authority who has none yet."""
    with django_db_blocker.unblock():
        lead = User.objects.get(email="tracking-officer@onroll.example")
        children = ChildSummary.objects.filter(
            address_hidden=False, date_of_birth__year__range=(2012, 2018), child__has_cases=False
        )
        made = open_case(
            child=children.order_by("-pk").values_list("pk", flat=True)[0], pathway_id="missing_education", on=timezone.localdate(),
            at=timezone.now(), by=lead.as_actor("test"), because="Seen at the library on a school day", lead=lead,
        )  # fmt: skip
        change(made, pathway("missing_education").acts["triage"], on=timezone.localdate())
        return made


def tab_to(page: Page, words: str) -> None:
    """Presses Tab until the focus stands on what says these words."""
    for _ in range(120):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "() => { const one = document.activeElement; const label = one.labels && one.labels[0];"
            " return ((label && label.innerText) || one.innerText || '').trim() }"
        )
        if said.startswith(words):
            return
    raise AssertionError(f"the keyboard never reaches {words!r}")


def held(page: Page) -> str:
    """Everything this browser keeps of the service."""
    return page.evaluate("() => JSON.stringify({ ...localStorage, ...sessionStorage })")


def typed(page: Page, note: str) -> None:
    page.get_by_label("It took place").check()
    page.get_by_label("No", exact=True).check()
    page.get_by_label("What you found (optional)").fill(note)
    page.get_by_text("Another kind of contact").click()
    page.get_by_label("Where (optional)").fill("12 Mill Lane")
    page.wait_for_function("() => localStorage.length > 0")


def test_a_visit_by_keyboard_alone(page: Page, sign_in: Callable, check: Callable, case: Case) -> None:
    sign_in("tracking_officer")
    page.goto(f"/cases/{case.reference}/", timeout=60_000)  # the first page of a fresh service reads every rule
    check("case")
    tab_to(page, "Record a visit or contact")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contacts/add/")
    check("case-visit")
    tab_to(page, "It took place")
    page.keyboard.press("Space")
    tab_to(page, "Yes")
    page.keyboard.press("Space")
    tab_to(page, "What you found")
    page.keyboard.type("She was at her grandmother's and well.")
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contacts/")
    check("case-contacts")
    assert Contact.objects.get(case=case).child_seen
    assert "onroll-draft" not in held(page)


def test_other_pages_of_a_case_are_sound(page: Page, sign_in: Callable, check: Callable, case: Case) -> None:
    sign_in("pathway_manager")
    for name in ("tasks", "decisions", "reason", "close/on_roll"):
        page.goto(f"/cases/{case.reference}/{name}/")
        check(f"case-{name.replace('/', '-')}")


def test_a_line_that_goes_loses_nothing_and_keeps_no_address(page: Page, sign_in: Callable, case: Case) -> None:
    page.set_viewport_size(PHONE)
    sign_in("tracking_officer")
    page.goto(f"/cases/{case.reference}/contacts/add/")
    typed(page, "Nobody at home, a light upstairs.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("No connection.").wait_for()
    assert "Mill Lane" not in held(page)
    page.context.set_offline(False)
    page.goto("about:blank")  # the phone throws the page away
    page.goto(f"/cases/{case.reference}/")
    page.get_by_role("link", name="Go on with it").click()
    page.get_by_text("is back").wait_for()
    assert page.get_by_label("What you found (optional)").input_value() == "Nobody at home, a light upstairs."
    assert page.get_by_label("It took place").is_checked()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/contacts/")
    assert Contact.objects.filter(case=case).count() == 1
    assert "onroll-draft" not in held(page)


def test_an_answer_that_never_came_back_is_not_sent_twice(page: Page, sign_in: Callable, case: Case) -> None:
    sign_in("tracking_officer")
    page.goto(f"/cases/{case.reference}/contacts/add/")
    typed(page, "Kept, though the phone never heard.")

    def lose_the_answer(route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/contacts/add/", lose_the_answer)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("No connection.").wait_for()
    page.unroute("**/contacts/add/")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/contacts/")
    assert Contact.objects.filter(case=case).count() == 1


def test_a_session_that_ends_and_signing_out(page: Page, sign_in: Callable, case: Case) -> None:
    sign_in("tracking_officer")
    page.goto(f"/cases/{case.reference}/contacts/add/")
    typed(page, "Half an hour of typing.")
    page.context.clear_cookies(name="onroll_session")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/sign-in/**")
    sign_in("tracking_officer")
    page.goto(f"/cases/{case.reference}/contacts/")
    page.get_by_text("has not been saved yet").wait_for()
    page.get_by_role("link", name="Go on with it").click()
    page.get_by_text("is back").wait_for()
    assert page.get_by_label("What you found (optional)").input_value() == "Half an hour of typing."
    page.get_by_role("button", name="Throw it away").click()
    page.locator("[data-draft-words]").wait_for(state="hidden")
    page.wait_for_load_state()
    assert "onroll-draft" not in held(page)
    typed(page, "Half a word")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/")
    assert "onroll-draft" not in held(page)
    assert not Contact.objects.filter(case=case).exists()


def test_without_scripts(browser: Browser, service: str, page: Page, sign_in: Callable, case: Case) -> None:
    sign_in("tracking_officer")
    plain = browser.new_context(base_url=service, java_script_enabled=False, viewport=PHONE)
    plain.add_cookies(page.context.cookies())
    bare = plain.new_page()
    bare.goto(f"/cases/{case.reference}/contacts/add/")
    bare.get_by_label("Tried, no answer").check()
    bare.get_by_label("No", exact=True).check()
    bare.get_by_role("button", name="Save").click()
    bare.wait_for_url("**/contacts/")
    expect(bare.locator("main")).to_contain_text("Tried, no answer", ignore_case=True)
    bare.goto(f"/cases/{case.reference}/close/")
    bare.get_by_label("On a roll").check()
    bare.get_by_role("button", name="Continue").click()
    bare.get_by_label("School", exact=True).fill("Abbey Primary")
    bare.get_by_label("Who at the school says so").fill("A. Head")
    bare.get_by_role("button", name="Close the case").click()
    expect(bare.locator("main")).to_contain_text("Enter the first day the child was seen")
    assert bare.get_by_label("School", exact=True).input_value() == "Abbey Primary"
    bare.get_by_label("First day the child was seen there").fill(timezone.localdate().isoformat())
    bare.get_by_role("button", name="Close the case").click()
    expect(bare.locator("main")).to_contain_text("The case is closed.")
    plain.close()
    assert Case.objects.get(pk=case.pk).outcome == "on_roll"
