"""Plain groups are a short cut: with and without it the answer is one, pair by pair."""

from dataclasses import replace

import numpy as np
import pytest

from onroll.linkage import Decision, link, settling
from onroll.linkage.plain import Plain


def _carefully(ready, a, b, fits, decided, upns):
    return Plain(np.full(len(ready), -1, np.int64), np.zeros(0, np.int64), np.ones(len(a), bool))


@pytest.fixture(scope="module")
def authority(authority_of):
    """An authority with twins, an initial that fits both, a second UPN, an adoption and records of a child in four feeds."""
    records = authority_of(300)
    first = records[20]
    more = [
        replace(first, id=5001, feed="ehe", source_id="E1", forename=first.forename[0]),
        replace(first, id=5002, source_id="T1", forename="Alexandra"), replace(records[30], id=5003, feed="sightings", qualifier="housing"),
        replace(records[40], id=5004, feed="applications", adopted=True), replace(records[50], id=5005, feed="ehe", forename="Zed"),
        replace(records[60], id=5006, feed="post16", surname="Otherwise", upn="A941200120001"), replace(records[61], id=5007, feed="ehe"),
    ]  # fmt: skip
    return [*records, *more]


def test_the_careful_way_gives_the_same_answer(authority, monkeypatch):
    decisions = [
        Decision(records.id, records.id + 1, same) for records, same in ((authority[70], False), (authority[80], True))
    ]
    quick = link(authority, decisions)
    monkeypatch.setattr(settling, "find_plain", _carefully)
    assert link(authority, decisions) == quick
    assert len(quick.links) > 250


def test_links_read_alike_one_by_one_and_together(authority):
    links = link(authority).links
    assert [links[at] for at in range(len(links))] == list(links) == links[:]
    assert links[-1] == list(links)[-1]
