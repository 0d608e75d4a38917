"""Can an officer settle a pair, ask somebody else, say that nobody can tell, and take it all back, on the pages?"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from django.core.cache import cache
from django.urls import reverse
from extract_files import FIRST, SECOND, load, roll_row, write

from onroll.audit.actor import SYSTEM
from onroll.audit.models import Entry
from onroll.children.catching_up import link_and_rebuild
from onroll.children.identity.model_in_force import put_in_force
from onroll.children.models import Child, LinkDecision, LinkMove, LinkPair, LinkRun, PairOpinion
from onroll.children.selectors.overview import links_to_review
from onroll.intake.models import Load, Record
from page_children import GIVES_AWAY, child, load_children, number_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(tmp_path):
    cache.clear()
    load_children(tmp_path)
    LinkPair.objects.all().delete()
    return tmp_path


@pytest.fixture
def client(loaded, as_role):
    return as_role("tracking_officer")


def record(source_id: str, feed: str = "health") -> int:
    return Record.objects.get(feed=feed, source_id=source_id).pk


def pair_of(one: int, other: int, probability: float = 0.6) -> LinkPair:
    return LinkPair.objects.create(
        a_id=one, b_id=other, outcome="review", probability=probability, rule="unsure", words=["same postcode"]
    )


def say(client, pair: LinkPair, word: str, reason: str = "", query: str = ""):
    form = {"a": pair.a_id, "b": pair.b_id, "word": word, "reason": reason, "query": query}
    return client.post(reverse("link-say"), form, follow=True)


def words_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_a_pair_is_decided_looked_up_and_taken_back(client) -> None:
    pair = pair_of(record("H1"), record("H2"))
    page = words_of(client.get("/links"))
    assert "1 pair waits" in page
    shown = words_of(client.get(reverse("link-pair", args=[pair.a_id, pair.b_id])))
    assert "If they are the same" in shown and "1 record moves." in shown and "keeps no record of its own" in shown
    answer = say(client, pair, "same", "Spoke to the school")
    assert "are one child. 1 record moved." in words_of(answer)
    decision = LinkDecision.objects.get()
    assert (decision.same, decision.reason, decision.decided_by) == (True, "Spoke to the school", client.person.name)
    assert "No pair waits" in words_of(client.get("/links"))
    assert "Spoke to the school" in words_of(client.get(reverse("link-decisions")))
    confirm = words_of(client.get(reverse("link-undo", args=[decision.pk])))
    assert "is a child of its own again: 1 record" in confirm
    decision.refresh_from_db()
    assert decision.undone_at is None, "a look changes nothing"
    client.post(reverse("link-undo", args=[decision.pk]))
    decision.refresh_from_db()
    assert decision.undone_by == client.person.name
    assert "1 pair waits" in words_of(client.get("/links"))


def test_after_a_word_the_next_pair_under_the_filters_follows(client) -> None:
    first, second = pair_of(record("H1"), record("H2"), 0.9), pair_of(record("H2"), record("H3"), 0.7)
    pair_of(record("H1"), record("H3"), 0.2)
    query = "band=likely"
    answer = say(client, first, "not_same", query=query)
    assert answer.redirect_chain[-1][0] == reverse("link-pair", args=[second.a_id, second.b_id]) + "?" + query
    answer = say(client, second, "not_same", query=query)
    assert answer.redirect_chain[-1][0] == reverse("links") + "?" + query
    assert "No pair fits these filters" in words_of(answer)


def test_who_asks_for_a_second_opinion_cannot_answer_it_and_another_can(client, as_role) -> None:
    pair = pair_of(record("H1"), record("H2"))
    assert "There is a problem" in words_of(say(client, pair, "second_opinion")), "it needs a reason"
    say(client, pair, "second_opinion", "I know the family")
    assert "No pair waits" in words_of(client.get("/links"))
    assert "1 pair" in words_of(client.get("/links?state=asked"))
    refused = say(client, pair, "same")
    assert refused.status_code == 422
    assert "somebody else answers it" in words_of(refused)
    assert not LinkDecision.objects.exists()
    merge = client.post(reverse("child-merge", args=[number_of("Ola1")]), {"other": number_of("Ola2"), "reason": "one"})
    assert "somebody else answers it" in words_of(merge), "nor through the child's page"
    another = as_role("pathway_manager")
    assert "asks for a second opinion: I know the family" in words_of(another.get("/links"))
    say(another, pair, "not_same", "two birth certificates")
    opinion = PairOpinion.objects.get()
    assert (opinion.closed_as, opinion.closed_by, opinion.reason) == (
        "decided",
        another.person.name,
        "I know the family",
    )
    history = words_of(client.get(reverse("link-pair", args=[pair.a_id, pair.b_id])))
    assert "I know the family" in history and "two birth certificates" in history


def test_a_pair_nobody_can_tell_rests_until_a_record_changes(client, loaded) -> None:
    pair = pair_of(record("H1"), record("H2"))
    say(client, pair, "cant_tell", "two sisters, perhaps")
    assert "No pair waits" in words_of(client.get("/links"))
    assert links_to_review() == 0
    assert "two sisters, perhaps" in words_of(client.get("/links?state=resting"))
    again = [child(1), child(2), child(3)]
    load(write(loaded / "same", health=again), SECOND, accept_missing=True)
    assert links_to_review() == 0, "the same again is no change"
    load(
        write(loaded / "changed", health=[child(1, surname="Whitcombe"), child(2), child(3)]),
        SECOND,
        accept_missing=True,
    )
    assert links_to_review() == 1
    shown = words_of(client.get("/links"))
    assert "1 pair waits" in shown and "a record has changed since" in shown


def test_an_opinion_is_taken_back(client) -> None:
    pair = pair_of(record("H1"), record("H2"))
    say(client, pair, "second_opinion", "not sure")
    say(client, pair, "take_back")
    assert "1 pair waits" in words_of(client.get("/links"))
    assert "There is a problem" in words_of(say(client, pair, "take_back"))


def test_the_gravest_pair_stands_first(client) -> None:
    likely = pair_of(record("H1"), record("H2"), 0.99)
    grave = pair_of(record("H3"), record("R1", "roll"), 0.3)
    page = client.get("/links").content.decode()
    first, second = (page.index(reverse("link-pair", args=[pair.a_id, pair.b_id])) for pair in (grave, likely))
    assert first < second
    assert "Would a child stop being missing?" in page


def test_nothing_of_a_protected_place_is_shown(client, loaded) -> None:
    pair = pair_of(record("HMAYA"), record("H1"))
    for address in ("/links", reverse("link-pair", args=[pair.a_id, pair.b_id]), reverse("why-children", args=[number_of("Maya"), number_of("Ola1")]),
                    reverse("child-merge", args=[number_of("Maya")]) + f"?other={number_of('Ola1')}", reverse("child-separate", args=[number_of("Maya")])):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200
        page = answer.content.decode().lower()
        assert not [given for given in GIVES_AWAY if given in page], address
        assert "1 high street" not in page, "nor the other family's, beside it"
    assert (
        "Would a child" in words_of(client.get("/links"))
        or "protected address" in words_of(client.get("/links")).lower()
    )


def test_an_adopted_childs_new_identity_is_refused_in_words(as_role, tmp_path) -> None:
    load(write(tmp_path, roll=[roll_row(1, surname="Oldname", forename="Ivy"), roll_row(2, surname="Newname", forename="Ivy")],
               social_care=[{"source_id": "S2", "surname": "Newname", "forename": "Ivy", "date_of_birth": "2015-01-02", "sex": "F", "status": "LAC",
                             "start_date": "2020-01-01", "protected": "adoption"}]), FIRST)  # fmt: skip
    link_and_rebuild(actor=SYSTEM, at=Load.objects.latest("recorded_at").recorded_at)
    client = as_role("tracking_officer")
    one = Record.objects.get(feed="roll", source_id="R1").pk
    adopted = Record.objects.get(feed="social_care").pk
    pair = pair_of(min(one, adopted), max(one, adopted))
    shown = words_of(client.get(reverse("link-pair", args=[pair.a_id, pair.b_id])))
    assert "never joined to another surname" in shown
    refused = say(client, pair, "same")
    assert "speak to the safeguarding lead" in words_of(refused)
    assert not LinkDecision.objects.exists()


def test_merging_shows_what_would_happen_and_separating_too(client) -> None:
    one, other = number_of("Ola1"), number_of("Ola2")
    address = reverse("child-merge", args=[one])
    found = words_of(client.post(address, {"q": "Ola2 Lane"}))
    assert "Ola2 Lane-Whitcombe" in found
    preview = words_of(client.get(address, {"other": other}))
    assert "1 record moves." in preview
    assert not LinkDecision.objects.exists()
    assert client.post(address, {"other": other}).status_code == 422, "not without a reason"
    client.post(address, {"other": other, "reason": "one child"})
    assert Child.objects.filter(merged_into=one).get().pk == other
    entry = Entry.objects.get(action="records.decided")
    assert set(entry.children) == {one, other}
    away = reverse("child-separate", args=[one])
    preview = words_of(client.get(away, {"record": record("H2")}))
    assert "1 record moves." in preview and "A child of its own is made" in preview
    assert client.post(away, {"record": record("H2")}).status_code == 422
    answer = client.post(away, {"record": record("H2"), "reason": "two after all"})
    assert answer.status_code == 302
    assert client.get(away, {"preview": "yes"}).status_code == 422


def test_any_two_are_explained(client, as_role) -> None:
    address = reverse("link-why")
    one, other = number_of("Ola1"), number_of("Ola2")
    assert client.post(address, {"one": f"child {one}", "other": str(other)})["Location"] == reverse(
        "why-children", args=[one, other]
    )
    answer = client.post(address, {"one": "health:H1", "other": "health:H2"})
    assert answer["Location"] == reverse("link-pair", args=[record("H1"), record("H2")])
    for one_side, other_side in (
        ("", ""),
        ("health:H1", "health:H1"),
        ("health:NONE", "health:H1"),
        ("3", "health:H1"),
        ("987654", "987655"),
    ):
        assert client.post(address, {"one": one_side, "other": other_side}).status_code == 422
    reader = as_role("home_education_officer")
    page = words_of(reader.get(answer["Location"]))
    assert "Why the model says so" in page and "From any two records" in reader.get(answer["Location"]).content.decode()
    assert "Your word" not in page
    assert client.get(reverse("link-pair", args=[1, 1])).status_code == 404


def test_the_model_page_says_what_is_in_force(client) -> None:
    page = words_of(client.get(reverse("link-model")))
    assert "The model in force is of" in page and "A person decided that they are different children." in page
    assert "it comes with OnRoll" in page and "compare-models FILE" in page


def test_the_model_page_says_who_put_it_in_force_and_what_stood_before(client) -> None:
    raw = (files("onroll.linkage") / "model.toml").read_text()
    table = """
[[evidence.calibration.row]]
from = 0.9
to = 1.0
said = 0.971
were = 0.968
pairs = 1234

[prior]"""
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    put = [
        put_in_force(text=raw.replace("look = 5 ", f"look = {look} ").replace("\n[prior]", table), reason=why, by=SYSTEM, at=at, would_move=7)
        for look, why in ((6, "Looking takes longer"), (7, "It takes longer still"))
    ]  # fmt: skip
    page = words_of(client.get(reverse("link-model")))
    assert f"digest {put[1].digest}" in page and "put there by OnRoll itself" in page
    assert "20 November 2026" in page and "7 records would be with others" in page
    assert (
        page.index("It takes longer still")
        < page.index("Models that were in force before")
        < page.index("Looking takes longer")
    )
    assert "96.8%" in page and "1,234" in page


@pytest.mark.parametrize(
    "post",
    [{"a": "x", "b": "1", "word": "same"}, {"a": "9" * 40, "b": "1", "word": "same"}, {"a": "1", "b": "1", "word": "same"}, {"a": "1", "b": "2", "word": "x"}],
)  # fmt: skip
def test_a_word_that_cannot_be_is_refused_in_words(client, post: dict[str, str]) -> None:
    answer = client.post(reverse("link-say"), post, follow=True)
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


def test_each_run_says_what_it_moved(client) -> None:
    run = LinkRun.objects.latest("ran_at")
    assert reverse("link-run", args=[run.pk]) in client.get(reverse("link-runs")).content.decode()
    LinkMove.objects.create(run=run, record_id=record("HMAYA"), from_child_id=number_of("Ola1"), to_child_id=number_of("Maya"), a_id=record("HMAYA"),
                            b_id=record("H1"), rule="completing", words=["same name", "different addresses: NN11 9ZZ / NN1 5BD"])  # fmt: skip
    answer = client.get(reverse("link-run", args=[run.pk]))
    assert "health:HMAYA" in words_of(answer) and "Same name" in words_of(answer)
    assert not [given for given in GIVES_AWAY if given in answer.content.decode().lower()]
