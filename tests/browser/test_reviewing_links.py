"""Are pairs reviewed by one key each, without a mouse, and as well without scripts? And does the eye get what it needs?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
SHOTS = Path(__file__).resolve().parents[2] / "var" / "shots"


def picture(page: Page, name: str, height: int = 720) -> None:
    before = page.viewport_size
    page.set_viewport_size({"width": 1000, "height": height})
    page.screenshot(path=SHOTS / f"doc-{name}.png")
    page.set_viewport_size(before)


def ready(page: Page) -> None:
    """The keys are there once their line is: scripts come after the page."""
    expect(page.locator("[data-keys]")).to_be_visible()


@pytest.fixture
def pairs(authority: None, django_db_blocker: Any) -> Iterator[None]:
    """Four pairs more that wait, whatever the linking of so small an authority left: a child on no roll beside one who is."""
    from django.core.cache import cache

    from onroll.children.models import LinkDecision, LinkPair, Membership, PairOpinion, StatusSpell

    with django_db_blocker.unblock():
        cache.clear()

        def records(status: str) -> list[int]:
            children = statuses.filter(status=status).values_list("child", flat=True)
            held = Membership.objects.filter(child__in=children, superseded_at=None, record__about_a_child=True)
            return list(held.order_by("child", "record").distinct("child").values_list("record", flat=True)[:4])

        today = timezone.localdate()
        statuses = StatusSpell.objects.exclude(started_on__gt=today).exclude(ended_on__lt=today)
        before = set(LinkPair.objects.values_list("pk", flat=True))
        lost, placed = records("unexplained"), records("in_school")
        assert lost and len(placed) == 4
        for at, (one, other) in enumerate(zip((lost * 4)[:4], placed, strict=True)):
            LinkPair.objects.get_or_create(
                a_id=min(one, other), b_id=max(one, other), outcome="review", defaults={"probability": 0.2 - at / 100, "rule": "unsure", "words": ["same name"]}
            )  # fmt: skip
        yield
        PairOpinion.objects.all().delete()
        LinkDecision.objects.all().delete()
        LinkPair.objects.exclude(pk__in=before).delete()
        cache.clear()


def test_a_queue_is_worked_by_keyboard_alone(page: Page, pairs: None, sign_in: Callable, check: Callable) -> None:
    sign_in("tracking_officer")
    page.goto("/links")
    picture(page, "pairs")
    first = page.locator("tbody th a").first.get_attribute("href")
    page.goto("/links/next")
    expect(page).to_have_url(re.compile(f"{first}$"))
    expect(page.get_by_text("Pair 1 of")).to_be_visible()
    check("link-pair")
    picture(page, "pair", 1000)
    page.keyboard.press("w")
    expect(page.locator("#why")).to_be_focused()
    page.locator("#why").screenshot(path=SHOTS / "doc-why.png")
    ready(page)
    page.keyboard.press("n")  # skip: nothing is said
    expect(page.get_by_text("Pair 2 of")).to_be_visible()
    skipped = page.url
    page.goto(first)
    ready(page)
    page.keyboard.press("c")  # can't tell needs a reason: the key leads to its box
    expect(page.get_by_label("Why", exact=True)).to_be_focused()
    page.keyboard.type("s d n: typed in a box they are letters")
    expect(page.get_by_label("Why", exact=True)).to_have_value("s d n: typed in a box they are letters")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Can't tell")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-notification-banner--success")).to_contain_text("nobody can tell yet")
    expect(page).to_have_url(skipped)
    ready(page)
    page.keyboard.press("d")
    expect(page.locator(".govuk-notification-banner--success")).to_contain_text("are not the same child")
    page.goto("/links/decisions")
    page.get_by_role("link", name=re.compile("^Take back")).first.click()
    check("link-undo")
    page.get_by_role("button", name="Take the decision back").click()
    expect(page.locator(".govuk-notification-banner--success")).to_contain_text("Taken back")


def test_the_keys_can_be_switched_off(page: Page, pairs: None, sign_in: Callable) -> None:
    sign_in("tracking_officer")
    page.goto("/links/next")
    page.get_by_label("One key each").uncheck()
    page.reload()
    ready(page)
    page.locator("h1").click()
    before = page.url
    page.keyboard.press("d")
    page.keyboard.press("n")
    assert page.url == before
    expect(page.locator(".govuk-notification-banner")).to_have_count(0)


def test_a_pair_is_settled_without_scripts_on_a_phone(
    browser: Browser, service: str, pairs: None, sign_in: Callable, page: Page
) -> None:
    sign_in("tracking_officer")
    context = browser.new_context(base_url=service, java_script_enabled=False, viewport={"width": 320, "height": 640})
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto("/links")
    plain.get_by_role("button", name="Begin with the first").click()
    expect(plain.locator("[data-keys]")).to_be_hidden()
    plain.get_by_role("button", name="Ask for a second opinion").click()
    expect(plain.get_by_role("alert")).to_contain_text("Say why")
    plain.get_by_label("Why", exact=True).fill("I know the family")
    plain.get_by_role("button", name="Ask for a second opinion").click()
    expect(plain.locator(".govuk-notification-banner--success")).to_contain_text("somebody else answers it")
    plain.goto("/links?state=asked")
    plain.locator("tbody th a").first.click()
    expect(plain.get_by_text("You asked, so somebody else answers.")).to_be_visible()
    expect(plain.get_by_role("button", name="Not the same")).to_have_count(0)
    context.close()


@pytest.mark.parametrize(
    ("name", "address"), [("links", "/links"), ("link-model", "/links/model")]
)  # fmt: skip
def test_each_page_is_sound(name: str, address: str, page: Page, sign_in: Callable, check: Callable) -> None:
    sign_in("tracking_officer")
    page.goto(address)
    check(name)


def test_what_was_found_is_recorded_from_the_row(page: Page, sign_in: Callable, check: Callable) -> None:
    sign_in("tracking_officer")
    page.goto("/missing")
    page.get_by_role("link", name=re.compile("^Record what you found")).first.click()
    picture(page, "what-was-found")
    page.get_by_role("link", name="Still not found").click()
    check("missing-found-as")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose who was asked")
    page.get_by_label("Who was asked").select_option(index=1)
    page.get_by_role("button", name="Record it").click()
    expect(page.locator(".govuk-notification-banner--success")).to_contain_text("worked out anew")
