"""A model learnt from our own records is a file that says what it rests on; from too few none is written, and none is overwritten."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from extract_files import FIRST, load, write

from onroll.audit.actor import SYSTEM
from onroll.children.catching_up import link_and_rebuild
from onroll.linkage import learning, read_model
from page_children import child

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(tmp_path: Path) -> Path:
    load(write(tmp_path / "in", health=[child(n) for n in range(1, 9)]), FIRST)
    link_and_rebuild(actor=SYSTEM, at=datetime(2026, 11, 2, 12, tzinfo=UTC))
    return tmp_path / "model.toml"


def test_a_model_is_learnt_into_a_new_file(few: Path, cli, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = cli("learn-model", "--to", str(few), "--on", "2026-11-22")
    assert refused.code == 1 and "too few" in refused.err and not few.exists()
    monkeypatch.setattr(learning, "FEWEST_RECORDS", 1)
    monkeypatch.setattr(learning, "_RANDOM_PAIRS", 100)
    answer = json.loads(cli("learn-model", "--to", str(few), "--on", "2026-11-22").out)
    model = read_model(few.read_bytes())
    assert (answer["digest"], model.evidence["records"], model.evidence["made_on"]) == (model.digest, 8, "2026-11-22")
    again = cli("learn-model", "--to", str(few), "--on", "2026-11-22")
    assert again.code == 1 and "never overwritten" in again.err
