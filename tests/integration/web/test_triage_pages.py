"""Does the inbox show what presses most, does one page decide a referral, and does nothing give a hidden address away?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from onroll.audit.actor import SYSTEM
from onroll.audit.models import Entry
from onroll.casework.actions.referring import receive_referral
from onroll.casework.models import Case, Referral
from onroll.casework.raising import raise_referrals
from onroll.children.after_a_decision import rebuild_at_once
from onroll.children.identity.deciding import merge
from onroll.children.models import Child, ChildSummary
from page_children import GIVES_AWAY, load_children, number_of

pytestmark = pytest.mark.django_db
OLA = {"surname": "Lane-Whitcombe", "forename": "Ola2", "date_of_birth": date(2014, 3, 3), "concern": "Not at school."}


@pytest.fixture
def children(tmp_path: Path) -> None:
    load_children(tmp_path)


@pytest.fixture
def sent() -> Callable[..., Referral]:
    def send(said: dict[str, Any] | None = None, **given: Any) -> Referral:
        now = timezone.now()
        return receive_referral(
            **{
                "route": "public",
                "said": OLA if said is None else said,
                "on": timezone.localdate(now),
                "at": now,
                "by": SYSTEM,
            }
            | given
        )

    return send


def words(answer: Any) -> str:
    return answer.content.decode()


def decision(page: Any, **given: str) -> dict[str, str]:
    """What the form sends as it stands, with these answers changed."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields if form[name].value() not in (None, "")} | given


def test_the_inbox_says_who_why_how_late_and_whom_it_may_mean(children, as_role, sent) -> None:
    sent(on=date(2026, 11, 2), at=datetime(2026, 11, 2, 9, tzinfo=UTC))
    sent({"forename": "Zed", "surname": "Nobody", "concern": "Seen alone", "safeguarding": True})
    client = as_role("pathway_manager")
    page = words(client.get(reverse("referrals")))
    assert page.index("Zed Nobody") < page.index("Ola2 Lane-Whitcombe")
    assert "working days late" in page
    assert "Nobody on the record is like this child" in page
    assert "% likely" in page
    assert "Referrals (2)" in page
    entry = Entry.objects.filter(action="list.looked", subject_id="referrals").latest("pk")
    assert number_of("Ola2") in entry.children


def test_one_page_opens_the_case_and_the_next_referral_joins_it(children, as_role, sent, somebody) -> None:
    officer, client = somebody("tracking_officer"), as_role("pathway_manager")
    first, second = sent(), sent()
    page = client.get(reverse("referral", args=[first.reference]))
    assert "The referral says" in words(page)
    child = str(number_of("Ola2"))
    answer = client.post(reverse("referral", args=[first.reference]), decision(page, child=child, lead=str(officer.pk)))
    case = Case.objects.get()
    assert answer["Location"] == reverse("case", args=[case.reference])
    assert (case.lead, case.child_id) == (officer, int(child))
    page = client.get(reverse("referral", args=[second.reference]))
    assert f"{case.reference} is open for this child" in words(page)
    client.post(reverse("referral", args=[second.reference]), decision(page, child=child))
    second.refresh_from_db()
    assert (second.state, second.case) == ("joined", case)
    assert "was open already" in words(client.get(reverse("case", args=[case.reference])))
    again = client.post(
        reverse("referral", args=[second.reference]), {"outcome": "no_action", "because": "x"}, follow=True
    )
    assert "has decided" in words(again)
    decided = words(client.get(reverse("referrals") + "?show=decided"))
    assert case.reference in decided


UNFINISHED = (
    ({}, "Say which child this is"), ({"child": "999999"}, "Choose one of the children shown"), ({"child": "new", "lead": ""}, "Choose who leads"),
    ({"child": "new", "led_by": "service"}, "Choose which service leads"),
    ({"child": "new", "led_by": "service", "service": "health"}, "Enter a day after today"),
    ({"outcome": "no_action"}, "Say why no further action is needed"), ({"outcome": "not_ours"}, "Choose which authority it belongs to"),
    ({"outcome": ""}, "Choose what happens with this referral"), ({"review_on": "soon"}, "Look again on must be a real day"),
)  # fmt: skip


def test_an_unfinished_decision_says_what_is_missing_and_keeps_what_was_typed(children, as_role, sent) -> None:
    client, referral = as_role("pathway_manager"), sent()
    address = reverse("referral", args=[referral.reference])
    page = client.get(address)
    for given, sentence in UNFINISHED:
        answer = client.post(address, decision(page, because="") | {"priority": "1"} | given)
        assert answer.status_code == 200
        assert words(answer).count(sentence) == 2, sentence  # on top and beside its question
        assert answer.context["form"]["priority"].value() == "1"
    assert not Case.objects.exists()


def test_none_of_these_makes_a_new_child_with_a_page(children, as_role, sent) -> None:
    client, before = as_role("pathway_manager"), ChildSummary.objects.count()
    referral = sent()
    page = client.get(reverse("referral", args=[referral.reference]))
    client.post(reverse("referral", args=[referral.reference]), decision(page, child="new"))
    referral.refresh_from_db()
    assert ChildSummary.objects.count() == before + 1
    assert "Ola2 Lane-Whitcombe" in words(client.get(reverse("child", args=[referral.child_id])))
    assert referral.case.reference in words(client.get(reverse("child", args=[referral.child_id])))


def test_nothing_of_a_hidden_address_is_shown_whether_the_child_is_named_or_only_likely(
    children, as_role, sent
) -> None:
    maya = {"surname": "Sheltered", "forename": "Maya", "date_of_birth": date(2015, 6, 7), "address": "77 Refuge Lane", "postcode": "NN11 9ZZ",
            "adults": "Ana, 07700 900456", "concern": "Seen at 77 Refuge Lane"}  # fmt: skip
    client = as_role("pathway_manager")
    named, likely = sent(maya, child=number_of("Maya")), sent(maya | {"safe_contact": "Never ring 07700 900456"})
    for address in (reverse("referrals"), *(reverse("referral", args=[one.reference]) for one in (named, likely))):
        page = words(client.get(address)).casefold()
        assert [gives for gives in GIVES_AWAY if gives in page] == []
        assert "maya sheltered" in page


def test_a_merged_childs_referral_is_the_survivors_and_stays_quiet(children, as_role, sent) -> None:
    ola, maya = Child.objects.get(pk=number_of("Ola1")), Child.objects.get(pk=number_of("Maya"))
    referral = sent({"concern": "Now at 77 Refuge Lane"}, child=ola.pk)
    merge(a=ola, b=maya, reason="one child", by=SYSTEM, at=timezone.now())
    rebuild_at_once([ola.pk, maya.pk])
    client = as_role("pathway_manager")
    for address in (reverse("referrals"), reverse("referral", args=[referral.reference])):
        page = words(client.get(address)).casefold()
        assert "name not given" not in page
        assert [gives for gives in GIVES_AWAY if gives in page] == []


def test_what_onroll_raised_reads_like_any_other_and_knows_its_child(children, as_role) -> None:
    raise_referrals(on=timezone.localdate(), at=timezone.now(), by=SYSTEM)
    referral = Referral.objects.filter(raised_by__startswith="unplaced").first()
    client = as_role("pathway_manager")
    page = client.get(reverse("referral", args=[referral.reference]))
    assert "child" not in page.context["form"].fields
    assert "OnRoll: no source shows where the child is educated" in words(page)
    assert (
        client.get(reverse("referrals") + "?found=unplaced").context["page"].paginator.count
        == Referral.objects.filter(raised_by__startswith="unplaced").count()
    )
    client.post(reverse("referral", args=[referral.reference]), decision(page))
    assert Case.objects.get().child_id == referral.child_id


def test_an_officer_refers_from_a_search_and_from_a_childs_page(children, as_role) -> None:
    client = as_role("attendance_officer")
    assert "Not found? Refer a child" in words(client.get(reverse("search") + "?q=zelda"))
    begun = client.post(reverse("referral-new"), {"from_search": "zelda quint 2 March 2016 NN1 5BD"})
    assert begun.context["form"].initial == {
        "forename": "Zelda",
        "surname": "Quint",
        "date_of_birth": date(2016, 3, 2),
        "postcode": "NN1 5BD",
        "upn": "",
    }
    faults = client.post(reverse("referral-new"), {})
    assert all(
        words(faults).count(one) == 2
        for one in ("Enter a name, or an address", "Say why the child may be", "Choose yes, no or I don’t know")
    )
    ola = number_of("Ola1")
    page = client.get(f"{reverse('referral-new')}?child={ola}")
    assert "forename" not in page.context["form"].fields
    sent = {
        "concern": "Absent since September",
        "risk": "yes",
        "safe_contact": "Not by post",
        "once": page.context["once"],
    }
    for _ in range(2):
        answer = client.post(f"{reverse('referral-new')}?child={ola}", sent)
        assert answer["Location"] == reverse("child", args=[ola])
    referral = Referral.objects.get()
    assert (referral.child_id, referral.route, referral.referrer_name) == (ola, "internal", client.person.name)
    assert client.get(f"{reverse('referral-new')}?child=987654321").status_code == 404
    assert client.get(reverse("referral", args=[referral.reference])).status_code == 403


def test_who_may_not_triage_reads_and_decides_nothing(children, as_role, sent) -> None:
    client, referral = as_role("tracking_officer"), sent()
    page = client.get(reverse("referral", args=[referral.reference]))
    assert "It waits for a pathway manager" in words(page)
    assert page.context["form"] is None
    assert (
        client.post(
            reverse("referral", args=[referral.reference]), {"outcome": "no_action", "because": "x"}
        ).status_code
        == 403
    )
    assert "Referrals (" not in words(page)
    assert client.get(reverse("referral", args=["REF-2026-99999"])).status_code == 404


def test_a_case_changes_hands_on_its_own_pages(children, as_role, sent, somebody) -> None:
    officer, client, referral = somebody("tracking_officer"), as_role("pathway_manager"), sent(child=None)
    page = client.get(reverse("referral", args=[referral.reference]))
    client.post(
        reverse("referral", args=[referral.reference]),
        decision(page, child=str(number_of("Ola2")), led_by="service", service="social_care", review_on="4 12 2099"),
    )
    case = Case.objects.get()
    assert case.stage == "watching"
    back = {"lead": str(officer.pk), "because": "Their work has ended", "read_version": str(case.version)}
    assert client.post(reverse("case-take-back", args=[case.reference]), back).status_code == 302
    case.refresh_from_db()
    other = somebody("tracking_officer")
    page = words(client.get(reverse("case-assign", args=[case.reference])))
    assert f"{other.name}: no open case; load 0" in page
    assert f"{officer.name}:" not in page
    given = {"lead": str(other.pk), "because": "", "read_version": str(case.version)}
    client.post(reverse("case-assign", args=[case.reference]), given)
    case.refresh_from_db()
    assert case.lead == other
    watched = {
        "service": "health",
        "review_on": "4 12 2099",
        "because": "They see her weekly",
        "read_version": str(case.version),
    }
    client.post(reverse("case-watch", args=[case.reference]), watched)
    case.refresh_from_db()
    assert (case.stage, case.other_lead) == ("watching", "A health service")


def test_findings_are_shared_out_evenly_and_what_is_shown_is_what_is_done(children, as_role, somebody, sent) -> None:
    officers, client = {somebody("tracking_officer") for _ in range(2)}, as_role("pathway_manager")
    feared, told = (
        sent(OLA | {"safeguarding": True}, child=number_of("Ola2")),
        sent({"forename": "Zed", "concern": "Alone"}),
    )
    raise_referrals(on=timezone.localdate(), at=timezone.now(), by=SYSTEM)
    page = client.get(reverse("referral-share"))
    shown = page.context["rows"]
    assert {feared, told}.isdisjoint(one["referral"] for one in shown)
    assert [one["referral"].reference for one in shown] == [
        one.reference for one in Referral.objects.filter(route="service").order_by("pk")
    ]
    shares = [sum(1 for one in shown if one["lead"] == officer) for officer in officers]
    assert max(shares) - min(shares) <= 1
    first, *others = [f"{one['referral'].reference} {one['lead'].pk}" for one in shown]
    answer = client.post(
        reverse("referral-share"),
        {"take": [first, first, "REF-2026-99999 1", f"{others[0].split()[0]} nobody"]},
        follow=True,
    )
    case = Case.objects.get()
    assert (case.lead_id, case.stage) == (int(first.split()[1]), "enquiring")
    assert "1 referral taken on" in words(answer)
    assert all(said in words(answer) for said in ("has decided", "Choose who leads"))
    assert as_role("tracking_officer").get(reverse("referral-share")).status_code == 403
