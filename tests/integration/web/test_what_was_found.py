"""From a row of the children nobody has placed: is what an enquiry found recorded, seen in the list, and taken back?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from onroll.audit.models import Entry
from onroll.children.models import LinkPair, MissingEntry, StatusSpell
from onroll.children.selectors.child import spell_on
from onroll.intake.models import Fact, Record
from page_children import GIVES_AWAY, load_children, number_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(tmp_path, as_role):
    cache.clear()
    load_children(tmp_path)
    return as_role("tracking_officer")


def words_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def told(days: int = 2, **other: str) -> dict[str, str]:
    on = timezone.localdate() - timedelta(days=days)
    return {"told_by": "housing", "told_on": f"{on.day} {on.month} {on.year}", "note": "rang back"} | other


def status(child: int) -> str:
    return spell_on(child, timezone.localdate()).status


def record(client, child: int, what: str, form: dict[str, str]):
    return client.post(reverse("missing-found-as", args=[child, what]), form, follow=True)


def on_the_list(client) -> set[int]:
    client.get("/missing")
    latest = MissingEntry.objects.order_by("-answer__edition").values_list("answer_id", flat=True).first()
    return set(MissingEntry.objects.filter(answer=latest).values_list("child_id", flat=True))


def test_each_row_leads_to_what_was_found(client, as_role) -> None:
    child = number_of("Ola1")
    assert child in on_the_list(client)
    page = client.get("/missing").content.decode()
    assert reverse("missing-found", args=[child]) in page
    choices = words_of(client.get(reverse("missing-found", args=[child])))
    assert all(
        words in choices
        for words in (
            "At a school",
            "Lives elsewhere",
            "Seen, but still not placed",
            "Still not found",
            "Search for them",
        )
    )
    assert reverse("missing-found", args=[child]) not in as_role("virtual_school").get("/missing").content.decode()
    assert as_role("virtual_school").get(reverse("missing-found", args=[child])).status_code == 403


def test_a_child_found_at_a_school_leaves_the_list_and_comes_back_when_it_is_taken_back(client) -> None:
    child = number_of("Ola1")
    answer = record(client, child, "school", told(school="Abbey House, York", since=""))
    assert "“unexplained” becomes “in school”. The child is off this list." in words_of(answer)
    assert child not in on_the_list(client)
    assert status(child) == "in_school"
    fact = Fact.objects.get(record__feed="onroll")
    assert (fact.kind, fact.detail["school_name"], fact.detail["told_by"]) == ("roll", "Abbey House, York", "housing")
    page = words_of(client.get(reverse("child-record", args=[child])))
    assert "OnRoll" in page and "Abbey House, York" in page
    placed = words_of(client.get(reverse("missing-placed")))
    assert "Ola1" in placed and "In school" in placed
    own = Record.objects.get(feed="onroll").pk
    back = reverse("recorded-withdraw", args=[own])
    assert back in client.get(reverse("child-record", args=[child])).content.decode()
    assert client.post(back).status_code == 422, "not without a reason"
    client.post(back, {"reason": "another Ola"})
    assert child in on_the_list(client)
    assert [e.action for e in Entry.objects.filter(action__startswith="fact.").order_by("pk")] == [
        "fact.recorded",
        "fact.withdrawn",
    ]
    assert "taken back already" in words_of(client.get(back)) or client.get(back).status_code == 404


def test_a_child_who_lives_elsewhere_is_another_authoritys(client) -> None:
    child = number_of("Ola1")
    answer = record(client, child, "elsewhere", told(authority="856"))
    assert "becomes “not resident" in words_of(answer).lower()
    assert child not in on_the_list(client)
    spell = StatusSpell.objects.get(child=child, status="not_resident", ended_on=None)
    assert spell.responsible == "856"


def test_an_answer_of_nothing_moves_the_next_enquiry_on(client) -> None:
    child = number_of("Ola1")
    on_the_list(client)
    form = {key: value for key, value in told().items() if key != "told_by"}
    answer = record(client, child, "nothing", form | {"agency": "health"})
    assert "the next enquiry has been worked out anew" in words_of(answer)
    assert child in on_the_list(client)
    entry = MissingEntry.objects.filter(child=child).order_by("-answer__edition").first()
    assert any("Asked health" in line for line in entry.evidence)
    assert "Asked health" in words_of(client.get(reverse("child-chronology", args=[child])))


def test_a_sighting_is_the_last_time_the_child_was_seen(client) -> None:
    child = number_of("Ola1")
    day = timezone.localdate() - timedelta(days=3)
    form = told(contact="in_person", seen_by="A. Visitor", seen_on=f"{day.day} {day.month} {day.year}")
    answer = record(client, child, "seen", form)
    assert "stays “unexplained”" in words_of(answer)
    assert "A. Visitor, housing" in words_of(client.get(reverse("child", args=[child])))


@pytest.mark.parametrize(
    ("what", "form", "fault"),
    [("school", {}, "Name the school"), ("school", told(-3, school="X"), "must be today or earlier"), ("nothing", {"agency": "other"}, "Name the agency"),
     ("elsewhere", told(authority="941"), "not one of the available choices"), ("seen", told(seen_on="31 2 2026"), "must be a real day")],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_said_beside_its_field(client, what: str, form: dict[str, str], fault: str) -> None:
    answer = record(client, number_of("Ola1"), what, form)
    assert answer.status_code == 200
    assert fault in words_of(answer)
    assert "There is a problem" in words_of(answer)
    assert not Fact.objects.filter(record__feed="onroll").exists()


def test_a_pair_that_waits_is_the_first_thing_to_settle(client) -> None:
    LinkPair.objects.all().delete()
    ids = {one.source_id: one.pk for one in Record.objects.filter(feed="health")}
    pair = LinkPair.objects.create(
        a_id=ids["H1"], b_id=ids["H2"], outcome="review", probability=0.6, rule="unsure", words=["same postcode"]
    )
    link = reverse("link-pair", args=[pair.a_id, pair.b_id])
    assert link in client.get("/missing").content.decode()
    assert link in client.get(reverse("missing-found", args=[number_of("Ola1")])).content.decode()


def test_nothing_of_a_protected_place_is_given_away(client) -> None:
    child = number_of("Maya")
    record(client, child, "school", told(school="Hidden House", note="lives at 77 Refuge Lane"))
    own = Record.objects.get(feed="onroll").pk
    for address in (
        reverse("missing-found", args=[child]),
        reverse("recorded-withdraw", args=[own]),
        reverse("missing-placed"),
        reverse("child-record", args=[child]),
    ):
        page = client.get(address).content.decode().lower()
        assert not [given for given in GIVES_AWAY if given in page], address


def test_unknown_children_and_answers_are_no_page(client) -> None:
    assert client.get(reverse("missing-found", args=[987654])).status_code == 404
    assert client.get(reverse("missing-found-as", args=[number_of("Ola1"), "eaten"])).status_code == 404
    assert client.get(reverse("recorded-withdraw", args=[number_of("Ola1")])).status_code == 404
