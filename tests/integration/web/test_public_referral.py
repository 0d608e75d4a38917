"""Can anybody tell us about a child without an account, once, without learning anything, and can nobody flood us?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from onroll.audit.models import Entry
from onroll.casework.models import FormUse, Referral
from onroll.rules import referrals as book
from page_checks import CheckedClient
from page_children import load_children

pytestmark = pytest.mark.django_db
ANSWERS: dict[str, dict[str, str]] = {
    "safety": {"worried": "no"}, "you": {"who": "public", "referrer_phone": "07700 900321"},
    "child": {"forename": "Zelda", "surname": "Quint", "date_of_birth": "2 3 2016"}, "family": {"adults": "Her father, Bram Quint"},
    "where": {"address": "9 Nowhere Lane", "postcode": "NN1 5BD"}, "concern": {"concern": "She is at home on school days."}, "contact": {"risk": "no"},
}  # fmt: skip


@pytest.fixture
def visitor() -> CheckedClient:
    """Somebody without an account; every page they open is checked."""
    return CheckedClient()


def fill(visitor: CheckedClient, **other: dict[str, str]) -> None:
    """Answers every page; each leads to the next."""
    for step, answers in (ANSWERS | other).items():
        answer = visitor.post(reverse("refer-step", args=[step]), answers)
        assert answer.status_code == 302, answer.content.decode()[:3000]


def send(visitor: CheckedClient, **given: str) -> Any:
    return visitor.post(reverse("refer-check"), {"once": visitor.session["refer"]["once"]} | given)


def test_a_neighbour_sends_a_referral_and_gets_a_reference(visitor) -> None:
    assert visitor.get(reverse("refer")).status_code == 200
    fill(visitor)
    check = visitor.get(reverse("refer-check")).content.decode()
    assert all(words in check for words in ("Zelda", "2 March 2016", "Bram Quint", "9 Nowhere Lane"))
    assert send(visitor)["Location"] == reverse("refer-sent")
    referral = Referral.objects.get()
    sent = visitor.get(reverse("refer-sent")).content.decode()
    assert referral.reference in sent
    assert "Zelda" not in sent
    assert (referral.route, referral.forename, referral.referrer_phone, referral.child) == (
        "public",
        "Zelda",
        "07700 900321",
        None,
    )
    assert "refer" not in visitor.session
    assert not Entry.objects.filter(action__in=["child.searched", "list.looked"]).exists()


def test_pressing_send_twice_sends_once(visitor) -> None:
    fill(visitor)
    once = visitor.session["refer"]["once"]
    send(visitor)
    again = visitor.post(reverse("refer-check"), {"once": once})
    assert (again.status_code, again["Location"]) == (302, reverse("refer-sent"))
    assert Referral.objects.count() == 1


def test_fear_for_a_child_is_answered_with_whom_to_phone_before_and_after(visitor) -> None:
    answer = visitor.post(reverse("refer-step", args=["safety"]), {"worried": "now"})
    assert answer["Location"] == reverse("refer-phone-first")
    page = visitor.get(answer["Location"]).content.decode()
    assert "Phone 999 now" in page
    fill(visitor, safety={"worried": "now"})
    send(visitor)
    assert "999" in visitor.get(reverse("refer-sent")).content.decode()
    assert Referral.objects.get().safeguarding is True


def test_the_councils_own_number_comes_from_the_theme_and_until_then_is_to_be_confirmed(
    visitor, tmp_path: Path
) -> None:
    assert "to be confirmed" in visitor.get(reverse("refer")).content.decode()
    (tmp_path / "theme.toml").write_text('safeguarding_team = "the MASH"\nsafeguarding_phone = "01604 000999"\n')
    with override_settings(HOME=tmp_path):
        page = visitor.get(reverse("refer")).content.decode()
    assert "the MASH" in page
    assert "01604 000999" in page
    assert "to be confirmed" not in page


def test_what_is_known_changes_nothing_that_a_visitor_sees(tmp_path: Path) -> None:
    """The same pages, byte for byte but for the reference and the form's own numbers, for a child we hold and one we don't."""
    load_children(tmp_path)
    seen = []
    for child in ({"forename": "Maya", "surname": "Sheltered", "date_of_birth": "7 6 2015"}, ANSWERS["child"]):
        visitor = CheckedClient()
        fill(visitor, child=child)
        send(visitor)
        page = visitor.get(reverse("refer-sent")).content.decode()
        seen.append(page.replace(Referral.objects.latest("pk").reference, "").split("<main", 1)[1])
    assert seen[0] == seen[1]


def test_no_answer_stands_in_an_address_and_nothing_is_kept_by_the_browser(visitor) -> None:
    for step, answers in ANSWERS.items():
        answer = visitor.post(reverse("refer-step", args=[step]), answers)
        assert "?" not in answer["Location"]
        assert "no-store" in answer["Cache-Control"]
    for name in ("refer", "refer-check", "refer-sent"):
        assert "no-store" in visitor.get(reverse(name))["Cache-Control"]


def test_a_page_out_of_order_leads_to_the_first_that_is_open(visitor) -> None:
    assert visitor.get(reverse("refer-step", args=["concern"]))["Location"] == reverse("refer") + "?expired"
    visitor.post(reverse("refer-step", args=["safety"]), ANSWERS["safety"])
    assert visitor.get(reverse("refer-step", args=["concern"]))["Location"] == reverse("refer-step", args=["you"])
    assert visitor.get(reverse("refer-check"))["Location"] == reverse("refer-step", args=["you"])
    assert visitor.get(reverse("refer-step", args=["nonsense"])).status_code == 404
    assert visitor.get(reverse("refer-sent"))["Location"] == reverse("refer")


def test_answers_are_gone_after_half_an_hour(visitor) -> None:
    fill(visitor)
    session = visitor.session
    session["refer"] = session["refer"] | {"kept_at": (timezone.now() - timedelta(minutes=31)).timestamp()}
    session.save()
    answer = visitor.get(reverse("refer-check"))
    assert answer["Location"] == reverse("refer") + "?expired"
    assert "deleted 30 minutes" in visitor.get(answer["Location"]).content.decode()
    assert not Referral.objects.exists()


def test_a_change_leads_back_to_all_answers_and_they_can_be_thrown_away(visitor) -> None:
    fill(visitor)
    visitor.get(reverse("refer-check"))
    assert visitor.post(reverse("refer-step", args=["child"]), {"forename": "Zoe"})["Location"] == reverse(
        "refer-check"
    )
    page = visitor.get(reverse("refer-check")).content.decode()
    assert "Zoe" in page
    assert "Zelda" not in page
    visitor.post(reverse("refer-forget"))
    assert "refer" not in visitor.session


def test_the_trap_keeps_machines_out_and_loses_no_answer(visitor) -> None:
    fill(visitor)
    answer = send(visitor, website="https://spam.example")
    assert answer.status_code == 200
    assert "Empty the box" in answer.content.decode()
    assert not Referral.objects.exists()
    assert send(visitor)["Location"] == reverse("refer-sent")


def limits(monkeypatch: pytest.MonkeyPatch, **given: int) -> None:
    real = book.referral_book()
    changed = book.ReferralBook(
        real.triage_rule, book.Limits(**{"sent_from_one_address": 20, "sent_in_all": 300, "pages_from_one_address": 600, "answers_kept_minutes": 30} | given),
        real.school_age_within_days, real.overdue_after_days, real.findings, real.services,
    )  # fmt: skip
    monkeypatch.setattr("onroll.casework.limits.referral_book", lambda: changed)


@pytest.mark.parametrize(("limit", "other_address_waits"), [("sent_from_one_address", False), ("sent_in_all", True)])
def test_too_many_from_one_address_or_in_all_wait_and_lose_nothing(
    monkeypatch, limit: str, other_address_waits: bool
) -> None:
    limits(monkeypatch, **{limit: 2})
    for _ in range(2):
        visitor = CheckedClient()
        fill(visitor)
        assert send(visitor).status_code == 302
    third = CheckedClient()
    fill(third)
    refused = send(third)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) <= 3600
    assert "phone" in refused.content.decode()
    assert third.session["refer"]["answers"]["child"]["forename"] == "Zelda"
    elsewhere = CheckedClient(REMOTE_ADDR="198.51.100.7")
    fill(elsewhere)
    assert (send(elsewhere).status_code == 429) is other_address_waits


def test_a_flood_of_pages_is_stopped_and_no_address_is_kept(monkeypatch) -> None:
    limits(monkeypatch, pages_from_one_address=3)
    visitor = CheckedClient(REMOTE_ADDR="203.0.113.9")
    codes = [visitor.post(reverse("refer-step", args=["safety"]), {"worried": "no"}).status_code for _ in range(4)]
    assert codes == [302, 302, 302, 429]
    assert "203.0.113.9" not in str(list(FormUse.objects.values()))
    FormUse.objects.update(hour=timezone.now() - timedelta(days=2))
    visitor.post(reverse("refer-step", args=["safety"]), {"worried": "no"})
    assert FormUse.objects.count() == 1


def test_behind_a_proxy_each_person_is_counted_apart(monkeypatch) -> None:
    limits(monkeypatch, pages_from_one_address=1)
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        for address in ("203.0.113.1", "203.0.113.2"):
            visitor = CheckedClient(HTTP_X_FORWARDED_FOR=f"10.0.0.1, {address}", HTTP_X_FORWARDED_PROTO="https")
            assert visitor.post(reverse("refer-step", args=["safety"]), {"worried": "no"}).status_code == 302
