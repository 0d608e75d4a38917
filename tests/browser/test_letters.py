"""Can a letter be written, read as a page and taken from the outbox, on a desk and on a phone, by everybody?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from onroll.accounts.models import User
from onroll.casework.actions.opening import open_case
from onroll.casework.actions.people import add_person
from onroll.casework.models import Case
from onroll.children.models import ChildSummary


@pytest.fixture
def case(authority: None, django_db_blocker) -> Case:
    """An open case of a child of the simulated authority, with a father who may be written to by email."""
    with django_db_blocker.unblock():
        lead = User.objects.get(email="tracking-officer@onroll.example")
        children = ChildSummary.objects.filter(address_hidden=False, household="", child__has_cases=False)
        found = (
            children.order_by("pk").first()
            or ChildSummary.objects.filter(address_hidden=False, child__has_cases=False).order_by("pk").first()
        )
        given = {"on": timezone.localdate(), "at": timezone.now(), "by": lead.as_actor("test")}
        made = open_case(child=found.pk, pathway_id="missing_education", lead=lead, **given)
        add_person(case=made, name="Ignatius Quill", role="father", email="quill@family.example", person=lead, **given)
        return made


def test_a_letter_from_its_template_to_the_outbox(page: Page, sign_in: Callable, check: Callable, case: Case) -> None:
    sign_in("tracking_officer")
    page.goto(f"/cases/{case.reference}/papers/write/", timeout=60_000)
    page.get_by_label("The case is closed").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Ignatius Quill").check()
    page.get_by_label("Email", exact=True).check()
    page.get_by_label("Large print").check()
    check("letter-to")
    for label in page.locator("input[name^=ask_]").all():
        label.fill("Ola started at Elm Primary School")
    page.get_by_role("button", name="Continue to the text").click()
    check("letter-preview")
    page.get_by_role("button", name="Keep the letter").click()
    page.wait_for_url("**/papers/letters/*/")
    page.goto("/outbox/")
    assert page.get_by_text("Ignatius Quill").count() == 1
    check("outbox")
