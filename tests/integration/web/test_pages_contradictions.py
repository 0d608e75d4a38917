"""Is a contradiction settled once, by a person, with a reason, and asked again only when its facts move?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.urls import reverse
from extract_files import FIRST, load, roll_row, write

from onroll.audit.actor import SYSTEM
from onroll.audit.models import Entry
from onroll.children.building.rebuilding import build
from onroll.children.catching_up import link_and_rebuild
from onroll.children.models import Contradiction, ContradictionWord

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
LEFT_OUT = ("urn", "entry_date", "leaving_date", "enrolment_status")


@pytest.fixture
def one(tmp_path) -> Contradiction:
    cache.clear()
    taught = {name: value for name, value in roll_row(1, start_date="2026-06-01").items() if name not in LEFT_OUT}
    load(write(tmp_path / "both", roll=[roll_row(1)], ehe=[taught]), FIRST)
    link_and_rebuild(actor=SYSTEM, at=AT)
    return Contradiction.objects.get(rule="home-educated-on-roll", ended_on=None)


@pytest.fixture
def client(one, as_role):
    return as_role("tracking_officer")


def say(client, one, **given):
    last = ContradictionWord.objects.filter(fingerprint=one.fingerprint).order_by("-pk").first()
    address = reverse("contradiction", args=[one.fingerprint])
    return client.post(address, {"read": last.pk if last else 0, "reason": "", "outcome": "", **given})


def test_taken_settled_opened_again_and_always_listed_where_it_stands(one, client) -> None:
    listing = reverse("contradictions")
    page = reverse("contradiction", args=[one.fingerprint])
    assert page in client.get(listing).content.decode()
    assert client.get(page).status_code == 200
    assert say(client, one, what="take").status_code == 302
    assert page in client.get(listing + "?whose=mine").content.decode()
    assert page not in client.get(listing + "?whose=nobody").content.decode()

    refused = say(client, one, what="settle", outcome="both-hold").content.decode()
    assert "Write how you know" in refused and "Choose how it is settled" in say(client, one, what="settle", reason="x").content.decode()  # fmt: skip
    assert say(client, one, what="settle", outcome="both-hold", reason="The school said so.").status_code == 302
    assert page not in client.get(listing).content.decode()
    assert page in client.get(listing + "?state=settled").content.decode()

    build([one.child_id])  # the next load makes all findings anew
    assert page not in client.get(listing).content.decode()

    assert say(client, one, what="open", reason="The school was wrong.").status_code == 302
    assert page in client.get(listing).content.decode()
    kinds = list(ContradictionWord.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["taken", "settled", "opened"]
    assert Entry.objects.filter(action__startswith="contradiction.").count() == 3


def test_it_is_raised_again_when_a_fact_behind_it_moves(one, client) -> None:
    say(client, one, what="settle", outcome="one-is-wrong", reason="Told the school.")
    before = one.fingerprint
    Contradiction.objects.filter(pk=one.pk).update(sentence=one.sentence + " And since.", fingerprint="0" * 32)
    listed = client.get(reverse("contradictions")).content.decode()
    assert reverse("contradiction", args=["0" * 32]) in listed and before not in listed


def test_two_people_at_once_and_who_may_only_look(one, client, as_role) -> None:
    address = reverse("contradiction", args=[one.fingerprint])
    other = as_role("attendance_officer")
    assert client.post(address, {"read": 0, "what": "take", "reason": "", "outcome": ""}).status_code == 302
    late = other.post(address, {"read": 0, "what": "settle", "outcome": "past", "reason": "Long ago."}).content.decode()
    assert "wrote on this contradiction while you had it open" in late
    assert ContradictionWord.objects.count() == 1
    director = as_role("accountable_senior")
    assert "What have you done?" not in director.get(address).content.decode()
    assert director.post(address, {"read": 1, "what": "take"}).status_code == 404
    assert as_role("scrutiny").get(address).status_code == 403


def test_the_list_leaves_as_it_is_shown(one, client) -> None:
    say(client, one, what="ask", reason="Asked the school office.")
    answer = client.get(reverse("contradictions") + "?form=csv").content.decode("utf-8-sig")
    assert "The source was asked" in answer and one.sentence in answer
    assert answer.count("\n") == 1 + 1  # the headings and the one that holds today
