"""How well a small simulated authority is linked, errors raised above real systems': floors that a worse model or guard falls through.

The marks stand at 100,000 children and are measured by `benchmarks/linkage.py`; here 1,500 must be linked nearly as well in seconds.
"""

import importlib.util
from datetime import date
from pathlib import Path

import pytest

from onroll.linkage import link
from onroll.linkage.judging import groups_of_keys, judge
from onroll.simulator import simulate

AS_AT = date(2026, 11, 1)
READER = Path(__file__).parents[3] / "benchmarks" / "extract_folder.py"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    folder = tmp_path_factory.mktemp("extracts")
    simulate(la="941", children=1_500, seed=5, as_at=AS_AT, errors=1.6, to=folder)
    spec = importlib.util.spec_from_file_location("extract_folder", READER)
    reader = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reader)
    return reader.records_of(folder, as_at=AS_AT)


@pytest.fixture(scope="module")
def linked(authority):
    return link(authority[0])


def test_automatic_links(authority, linked):
    score = judge(linked.groups, authority[1])
    assert score.precision >= 0.9995 and score.recall >= 0.991 and score.whole >= 0.985 and score.wrong_merges <= 1


def test_links_with_review(authority, linked):
    records, truth = authority
    settled = [(pair.a, pair.b) for pair in linked.review if truth.get(pair.a, -1) == truth.get(pair.b, -2)]
    passes = [dict.fromkeys(group, n) for n, group in enumerate(linked.groups)] + [{a: 0, b: 0} for a, b in settled]
    assert judge(groups_of_keys(passes), truth).recall >= 0.996
    assert len(linked.review) <= len(records) / 60  # a person can't look at everything


def test_probabilities_mean_something(authority, linked):
    """Of what is said to be 0.9 to 0.99 sure, about so much is true, as of what is surer."""
    truth = authority[1]
    pairs = [
        pair
        for pair in (*linked.links, *linked.review)
        if pair.rule in ("likely", "unsure") and pair.a in truth and pair.b in truth
    ]
    for low, high, least in ((0.99, 0.999, 0.97), (0.999, 1.01, 0.999)):
        held = [truth[pair.a] == truth[pair.b] for pair in pairs if low <= pair.probability < high]
        assert sum(held) >= least * len(held)
