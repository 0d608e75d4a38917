"""Contradictions: each rule of `rulebook/contradictions.toml` finds its clash, and nothing where there is none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from onroll.rules.contradictions import CHECKS, Finding, contradiction_rules, contradictions
from onroll.rules.facts import Fact
from onroll.rules.situations import SITUATIONS

BORN = date(2012, 5, 4)


class Weekdays:
    def is_school_day(self, day: date) -> bool:
        return day.weekday() < 5


def fact(kind: str, start: str, end: str = "", *, row: int = 1, **given: Any) -> Fact:
    dates = {key: date.fromisoformat(given.pop(key)) for key in ("supported_until",) if key in given}
    named = {key: given.pop(key) for key in ("place", "la", "code", "feed") if key in given}
    return Fact(kind, date.fromisoformat(start), date.fromisoformat(end) if end else None, detail=given, record=row, row=row,
                **named, **dates)  # fmt: skip


ROLL_A = fact("roll", "2023-09-04", place="100001", code="C", row=11)
HOME = fact("home_education", "2025-01-06", code="not_assessed", row=12)
CLASHES: dict[str, tuple[list[Fact], str, str | None]] = {
    "two-main-rolls": ([ROLL_A, fact("roll", "2025-01-06", place="100002", code="M")], "2025-01-06", None),
    "subsidiary-without-main": ([fact("roll", "2025-01-06", "2025-03-01", place="100002", code="S")], "2025-01-06", "2025-03-01"),
    "home-educated-on-roll": ([ROLL_A, HOME], "2025-01-06", None),
    "home-educated-applying": ([HOME, fact("application", "2025-05-01", code="pending")], "2025-05-01", "2026-05-01"),
    "place-not-taken-up": (
        [fact("application", "2025-01-06", place="100001", code="accepted", start_date="2025-02-03")], "2025-02-15", "2026-02-03"),
    "gp-left-protection-open": (
        [fact("health", "2012-05-04", "2025-02-01", code="moved"), fact("social_care", "2025-01-01", code="CP")], "2025-02-01", None),
    "abroad-on-roll": ([fact("health", "2012-05-04", "2025-02-01", code="abroad"), ROLL_A], "2025-02-01", None),
    "died-still-open": ([fact("health", "2012-05-04", "2025-02-01", code="died"), ROLL_A], "2025-02-01", None),
    "missing-on-roll": ([fact("cme", "2025-02-01", code="unknown"), ROLL_A], "2025-02-01", None),
    "missing-home-educated": ([fact("cme", "2025-02-01", code="unknown"), HOME], "2025-02-01", None),
    "home-educated-past-school-age": ([HOME], "2028-07-01", None),
    "excluded-on-two-rolls": (
        [ROLL_A, fact("roll", "2024-01-01", place="100002", code="C"), fact("permanent_exclusion", "2025-02-03", place="100001")],
        "2025-02-03", None),
    "plan-school-not-on-roll": ([fact("ehc_plan", "2025-02-03", place="100009")], "2025-02-03", "2028-06-30"),
}  # fmt: skip


def found(facts: list[Fact], rule: str) -> list[Finding]:
    return [finding for finding in contradictions(facts, BORN, Weekdays()) if finding.rule == rule]


@pytest.mark.parametrize("rule", CLASHES)
def test_each_rule_finds_its_clash_with_its_dates(rule: str) -> None:
    facts, start, end = CLASHES[rule]
    findings = found(facts, rule)
    assert [(f.started_on, f.ended_on) for f in findings] == [
        (date.fromisoformat(start), date.fromisoformat(end) if end else None)
    ]
    assert "{" not in findings[0].sentence
    assert findings[0].facts


def test_every_rule_of_the_book_has_a_clash_here_and_names_what_exists() -> None:
    rules = contradiction_rules()
    assert set(rules) == set(CLASHES) | {"birth-dates-differ"}
    for rule in rules.values():
        assert rule.check == "births" or (rule.check in CHECKS and {rule.first, rule.second} <= set(SITUATIONS))


QUIET = {
    "two-main-rolls": [fact("roll", "2023-09-04", "2025-01-08", place="100001", code="C"), fact("roll", "2025-01-06", place="100002")],
    "subsidiary-without-main": [ROLL_A, fact("roll", "2025-01-06", place="100002", code="S")],
    "home-educated-on-roll": [fact("roll", "2023-09-04", "2025-01-05", place="100001", code="C"), HOME],
    "home-educated-applying": [HOME, fact("application", "2024-05-01", code="pending")],
    "place-not-taken-up": [
        fact("application", "2025-01-06", place="100001", code="accepted", start_date="2025-02-03"),
        fact("roll", "2025-02-03", place="100001")],
    "gp-left-protection-open": [
        fact("health", "2012-05-04", "2025-02-01", code="moved"), fact("social_care", "2024-01-01", "2024-06-01", code="CP")],
    "abroad-on-roll": [fact("health", "2012-05-04", "2025-02-01", code="moved"), ROLL_A],
    "died-still-open": [fact("health", "2012-05-04", "2025-02-01", code="other"), ROLL_A],
    "missing-on-roll": [fact("cme", "2023-02-01", "2023-09-04", code="unknown"), ROLL_A],
    "missing-home-educated": [fact("cme", "2025-02-01"), fact("home_education", "2025-01-06", code="unsuitable")],
    "home-educated-past-school-age": [fact("home_education", "2025-01-06", "2028-06-30")],
    "excluded-on-two-rolls": [ROLL_A, fact("permanent_exclusion", "2025-02-03", place="100001")],
    "plan-school-not-on-roll": [ROLL_A, fact("ehc_plan", "2025-02-03", place="100001")],
}  # fmt: skip


@pytest.mark.parametrize("rule", QUIET)
def test_each_rule_is_quiet_where_the_facts_agree(rule: str) -> None:
    assert found(QUIET[rule], rule) == []


def test_a_new_gp_registration_ends_the_worry_about_the_old() -> None:
    left = fact("health", "2012-05-04", "2025-02-01", code="moved")
    again = fact("health", "2025-03-01")
    plan = fact("social_care", "2025-01-01", code="CP")
    assert [(f.started_on, f.ended_on) for f in found([left, again, plan], "gp-left-protection-open")] == [
        (date(2025, 2, 1), date(2025, 2, 28))
    ]


def test_records_that_give_different_dates_of_birth_are_told_with_both() -> None:
    (finding,) = contradictions([], BORN, Weekdays(), births={1: BORN, 2: date(2012, 4, 5)})
    assert finding.rule == "birth-dates-differ"
    assert "5 April 2012, 4 May 2012" in finding.sentence
    assert contradictions([], BORN, Weekdays(), births={1: BORN, 2: BORN}) == ()


def test_a_plan_says_nothing_of_the_school_it_named_before() -> None:
    plan = fact("ehc_plan", "2020-01-06", place="100001")
    assert found([plan, ROLL_A], "plan-school-not-on-roll") == []
    left = fact("roll", "2023-09-04", "2025-01-31", place="100001", code="C")
    assert [f.started_on for f in found([plan, left], "plan-school-not-on-roll")] == [date(2025, 2, 1)]


def test_a_roll_dropped_from_its_extract_clashes_with_nothing_afterwards() -> None:
    dropped = fact("roll", "2023-09-04", place="100001", code="C", supported_until="2025-01-07")
    assert found([dropped, HOME], "home-educated-on-roll") == []


def test_a_place_that_begins_where_no_school_day_is_known_still_comes_to_light() -> None:
    class NeverSchool:
        def is_school_day(self, day: date) -> bool:
            return False

    offer = fact("application", "2025-01-06", place="100001", code="accepted", start_date="2025-02-03")
    (finding,) = (f for f in contradictions([offer], BORN, NeverSchool()) if f.rule == "place-not-taken-up")
    assert (finding.started_on, finding.ended_on) == (date(2025, 5, 14), date(2026, 2, 3)), "looked for 100 days"


def test_two_rows_of_one_school_are_not_two_rolls() -> None:
    again = fact("roll", "2025-01-06", place="100001", code="M", row=13)
    assert found([ROLL_A, again], "two-main-rolls") == []
    excluded = fact("permanent_exclusion", "2025-02-03", place="100001")
    assert found([ROLL_A, again, excluded], "excluded-on-two-rolls") == []
