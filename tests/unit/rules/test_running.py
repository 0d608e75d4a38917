"""Do the facts of a child start the right clocks, and does what happened since stop them?"""

from __future__ import annotations

from datetime import date

import pytest

from onroll.rules.clocks import LastDays
from onroll.rules.clocks.answers import Outcome
from onroll.rules.facts import Fact
from onroll.rules.running import due_on, running_on

BIRTH = date(2014, 5, 4)
DAY = date(2026, 11, 18)
MON = date(2026, 11, 2)


def ids(*facts: Fact, day: date = DAY, birth: date | None = BIRTH) -> list[str]:
    return [running.rule_id for running in running_on(facts, birth, day)]


def excluded(**detail: str) -> Fact:
    return Fact("permanent_exclusion", MON, place="100001", detail=detail)


def test_a_permanent_exclusion_starts_the_sixth_day_and_the_board_s_meeting():
    assert ids(excluded()) == ["ex-day6", "ex-gb-15"]
    (first, _) = running_on([excluded()], BIRTH, DAY)
    assert (first.on, first.urn, first.because) == (MON, "100001", "permanently excluded")


@pytest.mark.parametrize(
    "since",
    [
        Fact("placement", date(2026, 11, 9), place="100009", code="alternative_provision"),
        Fact("roll", date(2026, 11, 9), place="100002", code="M"),
    ],
)
def test_education_that_began_since_meets_the_sixth_day(since):
    assert ids(excluded(), since) == ["ex-gb-15"]


@pytest.mark.parametrize(
    "other",
    [
        Fact("placement", date(2026, 9, 9), place="100009", code="alternative_provision"),
        Fact("roll", date(2026, 11, 9), place="100001", code="M"),
        Fact("roll", date(2026, 11, 9), place="100002", code="G"),
        Fact("placement", date(2026, 11, 30), code="tuition"),
        Fact("placement", None, code="tuition"),
    ],
)
def test_what_was_there_before_or_comes_later_doesn_t(other):
    assert "ex-day6" in ids(excluded(), other)


def test_an_exclusion_undone_or_decided_runs_no_longer():
    assert ids(excluded(governors_date="2026-11-16")) == ["ex-day6"]
    assert ids(excluded(outcome="reinstated")) == []
    assert ids(excluded(cancelled_date="2026-11-04")) == []
    assert ids(excluded(cancelled_date="2026-11-19")) == ["ex-day6", "ex-gb-15"], "not yet, as at the day before"
    assert ids(excluded(cancelled_date="soon")) == ["ex-day6", "ex-gb-15"]


def test_the_sixth_day_is_for_those_of_school_age():
    assert ids(excluded(), birth=date(2009, 10, 1)) == ["ex-gb-15"]
    assert ids(excluded(), birth=None) == ["ex-day6", "ex-gb-15"]


@pytest.mark.parametrize(("sessions", "runs"), [("10", False), ("11", True), ("x", False)])
def test_a_suspension_of_more_than_five_days(sessions, runs):
    suspended = Fact("suspension", MON, date(2026, 11, 30), place="100001", detail={"sessions": sessions})
    assert ("ex-day6-susp" in ids(suspended)) is runs
    assert ids(suspended, Fact("placement", date(2026, 11, 9))) == []


def test_home_education_waits_for_a_first_contact_and_then_yearly():
    began = date(2026, 9, 21)
    assert ids(Fact("home_education", began, code="not_assessed")) == ["ehe-annual", "ehe-first-contact"]
    assert ids(Fact("home_education", began, code="suitable", detail={"last_review_offered": "2026-10-01"})) == [
        "ehe-annual"
    ]
    assert ids(Fact("home_education", date(2024, 9, 2), code="suitable")) == ["ehe-annual"]
    assert ids(Fact("home_education", began, code="unsuitable")) == []
    reviewed = Fact("home_education", date(2024, 9, 2), code="suitable", detail={"last_review_done": "2026-03-02"})
    (annual,) = running_on([reviewed], BIRTH, DAY)
    assert annual.on == date(2026, 3, 2)


def test_a_plan_is_reviewed_where_education_is_at_home_or_otherwise():
    plan = Fact("ehc_plan", date(2023, 1, 9), detail={"last_annual_review": "2026-01-12"})
    home = Fact("home_education", date(2024, 9, 2), code="suitable")
    assert ids(plan) == []
    assert "ehe-ehcp" in ids(plan, home)
    eotas = Fact("ehc_plan", date(2023, 1, 9), detail={"eotas": "T"})
    (review,) = running_on([eotas], BIRTH, DAY)
    assert (review.rule_id, review.on) == ("eotas-review", date(2023, 1, 9))


def test_a_reduced_timetable_raises_its_alert_and_flexi_schooling_none():
    assert ids(Fact("part_time", MON, code="reduced", place="100001")) == ["ptt-alert"]
    assert ids(Fact("part_time", MON, code="flexi", place="100001")) == []


def test_nothing_without_a_day_or_after_its_source_dropped_it():
    undated = [
        Fact(kind, None, code="suitable") for kind in ("permanent_exclusion", "home_education", "ehc_plan", "part_time")
    ]
    assert ids(*undated) == []
    assert ids(Fact("part_time", MON, code="reduced", supported_until=date(2026, 11, 10))) == []


def test_what_is_due_stands_in_order_and_what_is_refused_stands_last_with_the_reason():
    facts = [
        excluded(),
        Fact("part_time", MON, code="reduced", place="100001"),
        Fact("home_education", date(2018, 9, 3), code="suitable"),
    ]
    answers = due_on(facts, BIRTH, DAY, lambda urn: LastDays())
    assert [(due.running.rule_id, due.outcome) for due in answers] == [
        ("ex-day6", Outcome.MISSED),
        ("ex-gb-15", Outcome.RUNNING),
        ("ptt-alert", Outcome.RUNNING),
        ("ehe-annual", Outcome.RUNNING),
    ]
    assert answers[0].last_day == date(2026, 11, 9)
    assert answers[-1].last_day is None
    assert "before" in answers[-1].refused
