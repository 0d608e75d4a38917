"""Do the commands on links say why, keep a word, and work another model out without applying it?"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from extract_files import FIRST, load, write

from onroll.audit.actor import SYSTEM, at_the_command_line
from onroll.children.catching_up import link_and_rebuild
from onroll.children.identity.opinions import ask_second_opinion
from onroll.children.models import LinkDecision, LinkModel, Membership
from onroll.children.selectors.records import record_printed
from onroll.linkage.model import published_model
from page_children import child

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Two sisters' GP records."""
    load(write(tmp_path / "in", health=[child(1), child(2)]), FIRST)
    link_and_rebuild(actor=SYSTEM, at=NOW)
    return tmp_path


def test_explaining_says_each_step_and_what_decided(two: Path, cli) -> None:
    answer = json.loads(cli("explain", "health:H1", "health:H2").out)
    assert answer["same_child"] is False
    assert answer["steps"][0]["step"] == "prior"
    assert answer["steps"][-1]["so_far"] == pytest.approx(answer["probability"], abs=1e-4)
    assert answer["because"].endswith(".")
    assert cli("explain", "health:H1", "health:H1").code == 1


def test_who_asked_for_a_second_opinion_cannot_answer_on_the_command_line_either(two: Path, cli) -> None:
    a, b = record_printed("health:H1"), record_printed("health:H2")
    ask_second_opinion(a=a, b=b, reason="twins?", by=at_the_command_line("ada"), at=NOW)
    refused = cli("decide", "same", "health:H1", "health:H2", "--by", "ada")
    assert refused.code == 1
    assert "somebody else answers it" in refused.err
    assert cli("decide", "same", "health:H1", "health:H2", "--by", "ben").code == 0
    assert LinkDecision.objects.get(undone_at=None).decided_by == "ben"


def test_another_model_is_worked_out_and_nothing_is_applied(two: Path, cli) -> None:
    raw = (files("onroll.linkage") / "model.toml").read_text()
    (two / "other.toml").write_text(raw.replace("wrong_merge = 100", "wrong_merge = 100000"))
    before = list(Membership.objects.order_by("pk").values_list("pk", "record_id", "child_id", "superseded_at"))
    answer = json.loads(cli("compare-models", str(two / "other.toml")).out)
    assert answer["records"] == 2
    assert answer["would_move"] == len(answer["moves"])
    assert list(Membership.objects.order_by("pk").values_list("pk", "record_id", "child_id", "superseded_at")) == before
    (two / "none.toml").write_text("x = 1")
    assert cli("compare-models", str(two / "none.toml")).code == 1
    assert cli("compare-models", str(two / "nowhere.toml")).code == 1


def test_a_model_is_put_in_force_once_its_moves_are_said_and_taken_out_again(two: Path, cli) -> None:
    raw = (files("onroll.linkage") / "model.toml").read_text()
    other = two / "other.toml"
    other.write_text(raw.replace("wrong_merge = 100 ", "wrong_merge = 1000 "))
    assert "--reason" in cli("compare-models", str(other), "--use").err and not LinkModel.objects.exists()
    used = cli("compare-models", str(other), "--use", "--reason", "Stricter")
    put = LinkModel.objects.get()
    assert (used.code, json.loads(used.out)["digest"], put.reason) == (0, put.digest, "Stricter")
    assert put.would_move == json.loads(used.out)["would_move"] and put.text == other.read_text()
    assert cli("compare-models", str(other), "--use", "--reason", "Again").code == 1
    assert "Say why" in cli("compare-models", "--withdraw").err
    back = json.loads(cli("compare-models", "--withdraw", "--reason", "Too strict").out)
    assert back["digest"] == published_model().digest
    assert cli("compare-models").code == 1
