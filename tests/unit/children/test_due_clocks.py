"""Are a child's clocks open, met, met late, missed or history as the engine and the facts say, and does the quick way agree?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from onroll.children.due import ChildsFacts, clocks_of, moved_by, open_clocks
from onroll.rules.calendars import EstimatedSchoolDays, SchoolDays, TermDates, TermRow
from onroll.rules.clocks import CannotAnswer, Outcome
from onroll.rules.facts import Fact
from onroll.rules.starting import Circumstances

MONDAY = date(2026, 11, 2)
SIXTH = date(2026, 11, 9)
CHILD = Circumstances(date(2014, 3, 1), "in_school", True)
SCHOOL = TermDates(
    [TermRow("term", date(2026, 9, 2), date(2026, 12, 18)), TermRow("term", date(2027, 1, 4), date(2027, 7, 21))],
    name="Abbey Primary School",
)
ESTIMATED = EstimatedSchoolDays()


def calendar_of(urn: str) -> SchoolDays:
    return SCHOOL if urn == "990001" else ESTIMATED


def excluded(place: str = "990001", **detail: str) -> Fact:
    return Fact("permanent_exclusion", MONDAY, place=place, detail=detail, record=1, row=2)


def outcomes(*facts: Fact, as_at: date) -> dict[str, Outcome | str]:
    return {
        one.clock.id: one.answer.outcome if one.answer else one.refused
        for one in clocks_of(facts, CHILD, as_at, calendar_of)
    }


def placed(on: date) -> Fact:
    return Fact("placement", on, place="990009")


def test_a_clock_runs_to_the_end_of_its_last_day_and_is_missed_on_the_next() -> None:
    assert outcomes(excluded(), as_at=SIXTH)["ex-day6"] is Outcome.RUNNING
    assert outcomes(excluded(), as_at=SIXTH + timedelta(days=1))["ex-day6"] is Outcome.MISSED


@pytest.mark.parametrize(("on", "outcome"), [(SIXTH, Outcome.MET), (SIXTH + timedelta(days=1), Outcome.MET_LATE)])
def test_a_clock_is_met_or_met_late(on: date, outcome: Outcome) -> None:
    assert outcomes(excluded(), placed(on), as_at=date(2026, 11, 20))["ex-day6"] is outcome


def test_the_schools_own_days_are_counted_and_another_calendar_is_marked() -> None:
    own = clocks_of([excluded()], CHILD, SIXTH, calendar_of)[0]
    assert own.answer is not None
    assert not own.answer.estimated
    other = clocks_of([excluded(place="990002")], CHILD, SIXTH, calendar_of)[0]
    assert other.answer is not None
    assert other.answer.estimated


def test_what_was_missed_for_more_than_a_year_is_no_longer_listed() -> None:
    assert outcomes(excluded(), as_at=SIXTH + timedelta(days=365))["ex-day6"] is Outcome.MISSED
    assert "ex-day6" not in outcomes(excluded(), as_at=SIXTH + timedelta(days=366))


def test_open_clocks_come_first_and_a_refusal_keeps_its_sentence() -> None:
    home = Fact("home_education", date(2018, 9, 3))
    found = clocks_of([home, excluded(), placed(SIXTH)], CHILD, date(2026, 11, 10), calendar_of)
    assert [one.open for one in found] == sorted((one.open for one in found), reverse=True)
    refused = next(one for one in found if one.clock.id == "ehe-annual")
    assert refused.answer is None
    assert "when this rule began" in refused.refused


def test_the_quick_way_lists_what_the_engine_calls_open() -> None:
    facts = [excluded(), excluded(place="990002"), Fact("home_education", date(2026, 9, 1)), Fact("part_time", MONDAY, place="990001"),
             Fact("home_education", date(2018, 9, 3)), placed(date(2026, 11, 12))]  # fmt: skip
    for as_at in (MONDAY, SIXTH, date(2026, 11, 20), date(2027, 6, 1)):
        step_by_step = sorted(
            (one.answer.last_day, one.started.rule)
            for one in clocks_of(facts, CHILD, as_at, calendar_of)
            if one.answer and one.open
        )
        quick = open_clocks([ChildsFacts(7, facts, CHILD)], as_at, calendar_of)
        assert sorted((one.last_day, one.started.rule) for one in quick) == step_by_step
        assert all(one.missed(as_at) == (one.last_day < as_at) for one in quick)


def test_a_supposed_holiday_moves_what_it_lies_within_and_keeps_the_original() -> None:
    children = [ChildsFacts(7, [excluded(), Fact("part_time", MONDAY, place="990001")], CHILD)]
    every = open_clocks(children, MONDAY, calendar_of)
    moved = {one.clock.started.rule: one for one in moved_by(date(2026, 11, 4), every, calendar_of)}
    assert set(moved) == {"ex-day6", "ex-gb-15"}, "weeks go on through a holiday"
    assert moved["ex-day6"].clock.last_day == SIXTH
    assert moved["ex-day6"].last_day == date(2026, 11, 10)
    assert moved_by(date(2026, 11, 7), every, calendar_of) == [], "a Saturday counts nothing"
    with pytest.raises(CannotAnswer, match="a bank holiday already: Christmas Day"):
        moved_by(date(2026, 12, 25), every, calendar_of)
