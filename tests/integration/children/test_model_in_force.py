"""Does the file of weights that was put in force link the next run, say who put it there, and go out again?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from extract_files import load, roll_row, write

from onroll.audit.actor import SYSTEM
from onroll.audit.models import Entry
from onroll.children.catching_up import link_and_rebuild
from onroll.children.identity.linking import Outcome
from onroll.children.identity.model_in_force import CannotUse, model_in_force, put_in_force, take_out_of_force
from onroll.children.models import LinkModel, LinkPair, Membership
from onroll.children.selectors.explaining import explain_pair
from onroll.children.selectors.records import record_printed
from onroll.linkage.model import published_model

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
PUBLISHED = (files("onroll.linkage") / "model.toml").read_text(encoding="utf-8")
STRICT = (
    PUBLISHED.replace("wrong_merge = 100 ", "wrong_merge = 1e12 ")
    .replace("wrong_merge_by_groups = 150 ", "wrong_merge_by_groups = 1e12 ")
    .replace("wrong_merge_guarded = 500 ", "wrong_merge_guarded = 1e12 ")
    .replace('version = "', 'version = "strict ')
)
PATIENT = {
    "source_id": "H1", "surname": "Smith", "forename": "Amy", "date_of_birth": "2016-05-04", "sex": "F", "registered_date": "2016-06-01",
    "address_line_1": "1 High Street", "postcode": "NN1 5BD",
}  # fmt: skip


def put(text: str = STRICT, reason: str = "Fewer wrong merges") -> LinkModel:
    return put_in_force(text=text, reason=reason, by=SYSTEM, at=NOW, would_move=2)


def link(hours: int) -> Outcome:
    return link_and_rebuild(actor=SYSTEM, at=NOW + timedelta(hours=hours))


def test_the_next_run_answers_with_the_file_in_force_until_it_is_taken_out(tmp_path: Path) -> None:
    load(write(tmp_path / "in", roll=[roll_row(1, forename="Amy")], health=[PATIENT]))
    assert (link(0).links, LinkPair.objects.count()) == (1, 0)
    a, b = record_printed("roll:R1"), record_printed("health:H1")
    kept = put()
    assert Membership.objects.filter(superseded_at=None).values("child").distinct().count() == 1  # nothing moves yet
    asked = link(1)
    assert (asked.kind, asked.why) == ("full", "The weights are another file than the last run's.")
    assert (asked.links, asked.review) == (0, 1)
    assert LinkPair.objects.get().outcome == "review"
    assert explain_pair(a, b).steps.model == kept.version
    take_out_of_force(reason="Too many to look at", by=SYSTEM, at=NOW + timedelta(hours=2))
    again = link(3)
    assert (again.kind, again.links, again.review) == ("full", 1, 0)


def test_what_was_put_in_force_says_by_whom_and_why_and_gives_way_to_the_one_before() -> None:
    first, before = put(), Entry.objects.count()
    second = put(STRICT.replace("look = 5 ", "look = 6 "), "Looking takes longer")
    assert model_in_force().digest == second.digest != first.digest
    assert (second.text.count("look = 6"), second.evidence["kind"], second.put_by) == (1, "published", SYSTEM.name)
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.reason) == ("model.put_in_force", "Looking takes longer")
    assert entry.detail == {"version": second.version, "digest": second.digest, "would move": 2}
    for still, left in ((first.digest, 1), (published_model().digest, 0)):
        take_out_of_force(reason="Wrong", by=SYSTEM, at=NOW)
        assert model_in_force().digest == still
        assert LinkModel.objects.filter(withdrawn_at=None).count() == left
    assert LinkModel.objects.count() == 2 and Entry.objects.count() == before + 3
    with pytest.raises(CannotUse, match="comes with OnRoll"):
        take_out_of_force(reason="Wrong", by=SYSTEM, at=NOW)


@pytest.mark.parametrize(
    ("text", "reason", "said"),
    [
        ("x = 1", "why", "no model of linking"),
        (STRICT, " ", "Say why"),
        (PUBLISHED, "why", "in force already"),
        (STRICT.replace("1e12", "0"), "why", "no model of linking"),
        (PUBLISHED.replace("wrong_merge = 100 ", "wrong_merge = 6 "), "why", "before a person is asked"),
        (PUBLISHED.replace("siblings = 2.6", "siblings = 'many'"), "why", "prior"),
        (PUBLISHED.replace("[evidence]", "[other]"), "why", "evidence is missing"),
    ],
)
def test_a_file_that_cannot_link_is_refused_in_a_sentence(text: str, reason: str, said: str) -> None:
    with pytest.raises(CannotUse, match=said):
        put(text, reason)
    assert not LinkModel.objects.exists() and not Entry.objects.filter(action="model.put_in_force").exists()
