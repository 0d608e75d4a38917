"""Is a child's position, in the terms of definitions, what the status and the facts say and no more?"""

from __future__ import annotations

from datetime import date

import pytest

from onroll.rules.calendars import EstimatedSchoolDays
from onroll.rules.definitions import Position, counts
from onroll.rules.facts import Fact
from onroll.rules.positions import position_on
from onroll.rules.rulebook.book import rule_book
from onroll.rules.status import Authority, status_on

BIRTH = date(2014, 5, 4)
DAY = date(2026, 11, 18)
BEGAN = date(2026, 9, 2)
HOME = Fact("address", date(2020, 1, 1), la="941")
ROLL = Fact("roll", BEGAN, place="100001", code="M", la="941")
LEFT = Fact("roll", date(2020, 9, 1), date(2026, 10, 2), place="100001", code="M", la="941")
CALENDAR = EstimatedSchoolDays()


def position(*facts: Fact, day: date = DAY, birth: date | None = BIRTH, absent=(), **more) -> Position:
    held = (HOME, *facts)
    answer = status_on(held, birth, Authority("941"), CALENDAR, day, absent=absent)
    return position_on(answer, held, birth, day, **more)


def counted(child: Position) -> set[str]:
    return {name for name, definition in rule_book().definitions.items() if counts(definition, child)}


def test_in_school():
    child = position(ROLL)
    assert child == Position(
        school_age=True,
        resident=True,
        on_roll=True,
        attending=True,
        full_time=True,
        place_allocated=True,
        academic_age=12,
    )
    assert counted(child) == set()


def test_a_child_nobody_has_placed_is_counted_by_no_definition_of_missing_education():
    child = position()
    assert child.on_roll is None
    assert "cme-statutory" not in counted(child)
    assert "registrable-2026" not in counted(child)


def test_missing_education_on_the_authority_s_own_record():
    child = position(Fact("cme", BEGAN, code="unknown"))
    assert child.on_roll is False
    assert not child.whereabouts_known
    assert {"cme-statutory", "cme-west-northamptonshire", "registrable-2026", "seslip-scope"} <= counted(child)


def test_home_education_and_its_judgement():
    assert position(Fact("home_education", BEGAN, code="suitable")).home_education == "suitable"
    assert "ehe" in counted(position(Fact("home_education", BEGAN, code="not_assessed")))
    assert position(Fact("home_education", BEGAN, code="")).home_education == "not_assessed"
    judged = Fact("home_education", BEGAN, code="unsuitable", detail={"suitability_date": "2026-10-05"})
    assert position(judged).home_education == "unsuitable"
    assert {"cme-statutory", "ehe-unsuitable"} <= counted(position(judged))
    assert "ehe" not in counted(position(judged))


def test_on_a_roll_and_not_attending_is_missing_education_only_locally():
    child = position(ROLL, absent=[(date(2026, 11, 2), DAY)])
    assert (child.on_roll, child.attending) == (True, False)
    assert "cme-statutory" not in counted(child)
    assert {"cme-leicestershire-on-roll", "cme-west-northamptonshire"} <= counted(child)


def test_section_19_because_of_illness():
    child = position(
        ROLL, Fact("placement", BEGAN, code="tuition", detail={"basis": "s19_medical", "hours_per_week": "10"})
    )
    assert child.otherwise_suitable
    assert {"s19", "cmn", "ap", "non-school-ap", "pme"} <= counted(child)


def test_hours_of_all_placements_add_up_to_full_time():
    def placed(*hours: str) -> Position:
        return position(
            *[Fact("placement", BEGAN, place="100009", code="alternative_provision", detail={"hours_per_week": h}, row=i)
              for i, h in enumerate(hours)]
        )  # fmt: skip

    assert placed("15", "10").full_time
    assert not placed("15", "unknown").full_time
    assert placed("15").school_provision
    assert "non-school-ap" not in counted(placed("15"))


def test_eotas_under_a_plan():
    child = position(Fact("ehc_plan", BEGAN, detail={"eotas": "T"}))
    assert (child.plan, child.eotas, child.otherwise_suitable) == (True, True, True)
    assert "eotas" in counted(child)
    assert "cme-statutory" not in counted(child)


@pytest.mark.parametrize(("began", "over"), [(date(2026, 10, 7), False), (date(2026, 10, 6), True)])
def test_a_reduced_timetable_beyond_six_weeks(began, over):
    child = position(ROLL, Fact("part_time", began, code="reduced", place="100001"))
    assert child.part_time
    assert ("seslip-scope" in counted(child)) is over


def test_flexi_schooling_falls_within_the_register_to_come():
    child = position(ROLL, Fact("part_time", BEGAN, code="flexi", place="100001"))
    assert {"flexi", "registrable-2026"} <= counted(child)


def test_permanently_excluded_on_and_off_the_roll():
    excluded = Fact("permanent_exclusion", date(2026, 10, 1), place="100001")
    on_roll = position(ROLL, excluded)
    assert on_roll.excluded
    assert "cme-statutory" not in counted(on_roll)
    off_roll = position(Fact("roll", date(2020, 9, 1), date(2026, 11, 6), place="100001", code="M", la="941"), excluded)
    assert off_roll.on_roll in (False, None)


def test_leaving_a_roll_on_no_ground_is_suspected_off_rolling():
    assert "off-rolling" in counted(position(LEFT))
    named = Fact("roll", date(2020, 9, 1), date(2026, 10, 2), place="100001", code="M", detail={"leaving_ground": "F"})
    assert "off-rolling" not in counted(position(named))
    assert not position(LEFT, ROLL).off_roll_without_ground


def test_a_place_offered_counts_as_allocated():
    offered = Fact("application", date(2026, 10, 5), place="100001", code="offered", detail={"round": "in_year"})
    assert position(offered).place_allocated


def test_after_sixteen():
    born = date(2009, 10, 1)
    child = position(Fact("post16", date(2026, 7, 1), code="college"), Fact("post16", BEGAN, code="neet"), birth=born)
    assert (child.academic_age, child.activity, child.school_age) == (16, "neet", False)
    assert "neet" in counted(child)


def test_what_marks_and_people_say_is_passed_on():
    child = position(ROLL, persistent=True, severe=True, groups=frozenset({"pex"}))
    assert {"pa", "sa"} <= counted(child)
    assert child.groups == {"pex"}


def test_without_a_date_of_birth_a_child_counts_as_of_school_age():
    child = position(Fact("cme", BEGAN, code="known"), birth=None)
    assert child.school_age
    assert child.academic_age is None


def test_a_child_who_has_died_is_counted_by_nothing():
    child = position(Fact("health", date(2020, 1, 1), date(2026, 10, 1), code="died"), Fact("cme", BEGAN, code="known"))
    assert child == Position()
    assert counted(child) == set()


def test_a_disputed_age_is_never_over_school_age():
    held = (HOME, Fact("cme", BEGAN, code="known"))
    born = date(2009, 10, 1)
    for disputed in (True, False):
        answer = status_on(held, born, Authority("941"), CALENDAR, DAY, age_disputed=disputed)
        assert position_on(answer, held, born, DAY).school_age is disputed
