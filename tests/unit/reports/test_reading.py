"""Since when does a child meet a definition, and what was last known? Read from a life, with no database."""

from __future__ import annotations

from datetime import date

import pytest

from onroll.reports.reading import Life, LifeSpell, cohort_spells, figure_child, free_school_meals
from onroll.rules.facts import Fact

AS_AT = date(2026, 11, 1)
BIRTH = date(2014, 3, 1)


def life(*spells: LifeSpell, facts: tuple[Fact, ...] = (), **told: object) -> Life:
    return Life(**({"child_id": 1, "sex": "F", "date_of_birth": BIRTH, "spells": spells, "facts": facts,
                    "contradictions": {}} | told))  # type: ignore[arg-type]  # fmt: skip


def test_length_runs_through_a_change_of_whereabouts() -> None:
    child = figure_child(
        life(
            LifeSpell("in_school", date(2018, 9, 3), date(2026, 1, 14)),
            LifeSpell("cme_known", date(2026, 1, 15), date(2026, 6, 30)),
            LifeSpell("cme_unknown", date(2026, 7, 1), None),
        ),
        AS_AT,
    )
    assert child is not None
    assert child.definitions == {"cme-statutory": date(2026, 1, 15), "cme-local-broad": date(2026, 1, 15)}
    assert child.status_since == date(2026, 7, 1)


def test_a_return_to_school_breaks_the_length() -> None:
    child = figure_child(
        life(
            LifeSpell("cme_known", date(2025, 1, 15), date(2025, 6, 30)),
            LifeSpell("in_school", date(2025, 7, 1), date(2026, 9, 30)),
            LifeSpell("cme_known", date(2026, 10, 1), None),
        ),
        AS_AT,
    )
    assert child is not None and child.definitions["cme-statutory"] == date(2026, 10, 1)


def test_a_stretch_with_no_first_day_has_none() -> None:
    child = figure_child(life(LifeSpell("home_educated", None, None)), AS_AT)
    assert child is not None and child.definitions == {"ehe": None}


def test_a_child_nobody_has_placed_meets_no_definition_but_the_exit() -> None:
    left = Fact("roll", date(2018, 9, 3), date(2026, 7, 20), feed="roll", place="990001", code="M")
    spells = (
        LifeSpell("in_school", date(2018, 9, 3), date(2026, 7, 20)),
        LifeSpell("unexplained", date(2026, 7, 21), None),
    )
    child = figure_child(life(*spells, facts=(left,)), AS_AT)
    assert child is not None
    assert (child.definitions, child.place) == ({"unexplained-exit": date(2026, 7, 21)}, "990001")


def test_a_record_of_missing_education_outside_school_age_counts_locally_only() -> None:
    recorded = Fact("cme", date(2026, 9, 1), feed="cme", code="known")
    child = figure_child(life(LifeSpell("over_school_age", date(2026, 6, 27), None), facts=(recorded,)), AS_AT)
    assert child is not None and child.definitions == {"cme-local-broad": date(2026, 9, 1)}


def test_a_day_before_the_life_begins_or_after_it_ends_has_no_child() -> None:
    assert figure_child(life(LifeSpell("in_school", date(2027, 1, 1), None)), AS_AT) is None
    assert figure_child(life(), AS_AT) is None


def test_social_care_and_plans_are_those_open_on_the_day() -> None:
    facts = (
        Fact("social_care", date(2026, 1, 1), code="CP"),
        Fact("social_care", date(2020, 1, 1), date(2021, 1, 1), code="LAC"),
        Fact("social_care", date(2020, 1, 1), code="CIN", supported_until=date(2026, 9, 30)),
        Fact("ehc_plan", date(2026, 12, 1)),
    )
    child = figure_child(life(LifeSpell("home_educated", date(2025, 1, 1), None), facts=facts), AS_AT)
    assert child is not None
    assert (child.social_care, child.has_plan) == (frozenset({"CP"}), False)


@pytest.mark.parametrize(
    ("rolls", "known"),
    [
        ([("T", date(2018, 9, 3), date(2021, 7, 20))], (True, date(2021, 7, 20))),
        ([("T", date(2018, 9, 3), date(2021, 7, 20)), ("F", date(2021, 9, 1), date(2025, 7, 20))], (False, date(2025, 7, 20))),
        ([("T", date(2018, 9, 3), None)], (True, AS_AT)),
        ([("T", date(2026, 12, 1), None)], (None, None)),
        ([("", date(2018, 9, 3), None)], (None, None)),
        ([], (None, None)),
    ],
)  # fmt: skip
def test_free_school_meals_are_as_the_last_roll_told(
    rolls: list[tuple[str, date, date | None]], known: tuple[bool | None, date | None]
) -> None:
    facts = [Fact("roll", start, end, detail={"fsm_eligible": flag} if flag else {}) for flag, start, end in rolls]
    assert free_school_meals(facts, AS_AT) == known


def test_an_end_on_the_school_leaving_date_is_school_age_ended_and_no_other() -> None:
    born = date(2010, 1, 1)  # sixteen in January 2026: school age ends on Friday 26 June 2026
    for last, ended in ((date(2026, 6, 26), True), (date(2026, 6, 25), False)):
        spells = (
            LifeSpell("home_educated", date(2024, 1, 1), last),
            LifeSpell("over_school_age", date(2026, 6, 27), None),
        )
        (spell,) = cohort_spells(life(*spells, date_of_birth=born), "ehe", date(2025, 9, 1), AS_AT)
        assert (spell.ended_on, spell.school_age_ended) == (last, ended)


def test_neighbouring_spells_of_one_definition_are_one_stretch() -> None:
    spells = (
        LifeSpell("home_educated", date(2024, 1, 1), date(2025, 1, 1), "seen"),
        LifeSpell("home_educated", date(2025, 1, 2), None, "reported"),
    )
    (spell,) = cohort_spells(life(*spells), "ehe", date(2025, 9, 1), AS_AT)
    assert (spell.started_on, spell.ended_on) == (date(2024, 1, 1), None)


def test_a_stretch_over_before_the_period_is_left_out() -> None:
    spells = (
        LifeSpell("home_educated", date(2024, 1, 1), date(2025, 1, 1)),
        LifeSpell("in_school", date(2025, 1, 2), None),
    )
    assert list(cohort_spells(life(*spells), "ehe", date(2025, 9, 1), AS_AT)) == []
