"""What a run owes to everybody else's records is a file: written, read, and given back, it gives the same answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from onroll.linkage import LinkRecord, link
from onroll.linkage.reference import FEWEST_FOR_FREQUENCIES, Reference

NAMES = ("Okafor", "Khan", "Smith", "Nowak", "Lee", "Jones", "Begum")


def _authority(children: int) -> list[LinkRecord]:
    records = []
    for n in range(children):
        child = LinkRecord(
            2 * n + 1, "roll", "100001", f"R{n}", NAMES[n % 7] + "abcdefghijk"[n // 7 % 11] * 2, "Tariq",
            date_of_birth=date(2015, 1, 1) + timedelta(days=n * 7 % 330), postcode=f"CV{n % 9 + 1} 1AA",
        )  # fmt: skip
        records += [child, replace(child, id=2 * n + 2, feed="health", qualifier="", source_id=f"H{n}")]
    return records


@pytest.fixture(scope="module")
def authority() -> list[LinkRecord]:
    return _authority(FEWEST_FOR_FREQUENCIES // 2)


def test_a_run_given_the_reference_it_made_answers_the_same(authority: list[LinkRecord]) -> None:
    counted = link(authority)
    again = Reference.from_bytes(counted.reference.as_bytes())
    assert again == counted.reference and again.counted and again.held is not None
    assert link(authority, reference=again) == counted


def test_a_name_is_as_rare_as_the_reference_says_and_not_as_the_records_say(authority: list[LinkRecord]) -> None:
    counted = link(authority).reference
    a = LinkRecord(1, "roll", "1", "x", "Khanaa", "Tariq", date_of_birth=date(2015, 1, 9))
    b = replace(a, id=2, feed="health", date_of_birth=date(2015, 1, 19))
    common = replace(counted, surnames={**counted.surnames, "khanaa": 900}, namesakes={})
    rare = replace(counted, surnames={**counted.surnames, "khanaa": 1}, namesakes={})
    chances = []
    for given in (rare, common):
        found = link([a, b], reference=given)
        chances.append(max((pair.probability for pair in (*found.links, *found.review)), default=0.0))
    assert chances[0] > chances[1]


def test_the_day_has_no_part_in_the_digest_and_every_count_has(authority: list[LinkRecord]) -> None:
    counted = link(authority).reference
    assert counted.dated(date(2026, 11, 1)).digest == counted.digest
    assert Reference.from_bytes(counted.dated(date(2026, 11, 1)).as_bytes()).made_on == date(2026, 11, 1)
    assert replace(counted, births={**counted.births, "20150101": 7}).digest != counted.digest
    assert replace(counted, held=None).digest != counted.digest


def test_other_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="no reference"):
        Reference.from_bytes(b'{"records": 3}')
