"""Which reasons of the national return do the facts suggest, and why?"""

from __future__ import annotations

from datetime import date

import pytest

from onroll.casework.pathways.missing_education.reasons import suggested
from onroll.rules.facts import Fact
from onroll.rules.rulebook.book import rule_book

DAY, BORN = date(2026, 11, 20), date(2016, 5, 4)
APPLIED = {"kind": "application", "started_on": date(2026, 9, 14)}


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (Fact(**APPLIED, code="pending"), "School application awaiting outcome"),
        (Fact(**APPLIED, code="offered"), "Offered school place but not yet accepted"),
        (Fact(**APPLIED, code="accepted"), "Waiting school start"),
        (Fact(**APPLIED, code="refused"), "Did not get school preference"),
        (Fact("home_education", date(2026, 1, 1), code="unsuitable", detail={"suitability_date": "2026-10-01"}), "Unsuitable elective home education"),
        (Fact("health", date(2020, 1, 1), date(2026, 10, 1), code="abroad"), "Believed to have moved to another country"),
        (Fact("health", date(2020, 1, 1), date(2026, 10, 1), code="moved"), "Believed to have moved to another local authority"),
        (Fact("roll", date(2024, 9, 1), date(2026, 9, 30), detail={"elsewhere": "T"}), "Moved in from another local authority"),
        (Fact("cme", date(2026, 9, 1), code="unknown", detail={"reason": "Mental health"}), "Mental health"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_fact_suggests_its_reason_with_its_day(fact: Fact, reason: str) -> None:
    (one,) = suggested([fact], on=DAY, born=BORN)
    assert one.reason == reason
    assert one.reason in rule_book().codes["cme-reasons"].codes
    assert one.why


@pytest.mark.parametrize(
    "fact",
    [
        Fact("application", date(2024, 9, 14), code="pending"),
        Fact(**APPLIED, code="withdrawn"),
        Fact("home_education", date(2026, 1, 1), code="suitable"),
        Fact("home_education", date(2026, 1, 1), date(2026, 2, 1), code="unsuitable"),
        Fact("health", date(2020, 1, 1), date(2026, 12, 1), code="abroad"),
        Fact("application", date(2026, 12, 1), code="pending"),
    ],
)
def test_what_is_old_over_or_still_to_come_suggests_nothing(fact: Fact) -> None:
    assert suggested([fact], on=DAY, born=BORN) == []


def test_a_child_new_to_school_age_with_nothing_held_never_applied() -> None:
    born = date(2021, 8, 31)  # of school age from 31 August 2026
    assert [one.reason for one in suggested([], on=DAY, born=born)] == [
        "Did not apply for school place at compulsory school age"
    ]
    assert suggested([Fact("application", date(2023, 1, 1), code="refused")], on=DAY, born=born) == []
    assert suggested([], on=DAY, born=BORN) == []


def test_each_reason_once_the_newest_first() -> None:
    facts = [
        Fact("application", date(2026, 3, 1), code="refused"),
        Fact(**APPLIED, code="offered"),
        Fact("application", date(2026, 2, 1), code="refused"),
    ]
    found = suggested(facts, on=DAY, born=BORN)
    assert [one.reason for one in found] == [
        "Offered school place but not yet accepted",
        "Did not get school preference",
    ]
    assert "1 March 2026" in found[1].why
