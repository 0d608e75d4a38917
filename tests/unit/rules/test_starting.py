"""Does each fact start the clocks that the table of starts says, on its boundary days, and do they end as it says?"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from onroll.rules.calendars import EstimatedSchoolDays
from onroll.rules.facts import Fact
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.folder import RULEBOOK, BrokenRuleBook
from onroll.rules.rulebook.starts import starts
from onroll.rules.starting import Circumstances, Started, started

DAY = date(2026, 11, 2)  # a Monday in term
AT_SCHOOL_AGE = Circumstances(date(2014, 3, 1), "in_school", True)
LOOKED_FOR = Circumstances(date(2014, 3, 1), "unexplained", True)
CALENDAR = EstimatedSchoolDays()
ONE_DAY = timedelta(days=1)


def fact(kind: str, on: date | None = DAY, until: date | None = None, **given: object) -> Fact:
    place = str(given.pop("place", "990001"))
    code = str(given.pop("code", ""))
    supported = given.pop("supported_until", None)
    detail = {key: str(value) for key, value in given.items()}
    return Fact(kind, on, until, place=place, code=code, detail=detail, supported_until=supported, record=1, row=7)  # type: ignore[arg-type]


def clocks(*facts: Fact, as_at: date = DAY, child: Circumstances = AT_SCHOOL_AGE) -> dict[str, Started]:
    found = started(facts, child, as_at, lambda urn: CALENDAR)
    assert len({one.rule for one in found}) == len(found), "each rule once, in these tests"
    return {one.rule: one for one in found}


def test_every_clock_of_the_rule_book_is_started_or_has_a_reason() -> None:
    table = starts()
    named = [{row.rule for row in table.rows}, set(table.not_started)]
    assert named[0] | named[1] == set(rule_book().clocks)
    assert named[0] & named[1] == set()


def test_the_day_of_a_permanent_exclusion_is_the_first_on_which_its_clocks_run() -> None:
    excluded = fact("permanent_exclusion")
    assert clocks(excluded, as_at=DAY - ONE_DAY) == {}
    found = clocks(excluded)
    assert set(found) == {"ex-day6", "ex-gb-15"}
    assert found["ex-day6"].on == DAY
    assert found["ex-day6"].place == "990001"
    assert (found["ex-day6"].record, found["ex-day6"].row) == (1, 7)
    assert found["ex-day6"].assumes == ""
    assert "told on the day" in found["ex-gb-15"].assumes


@pytest.mark.parametrize("met", [
    fact("placement", DAY + 2 * ONE_DAY, place="990009"), fact("roll", DAY + 2 * ONE_DAY, place="990002", code="C"),
    fact("home_education", DAY + 2 * ONE_DAY, place=""),
])  # fmt: skip
def test_sixth_day_education_is_met_by_whatever_places_the_child(met: Fact) -> None:
    excluded = fact("permanent_exclusion")
    assert clocks(excluded, met, as_at=DAY + ONE_DAY)["ex-day6"].met_on is None
    assert clocks(excluded, met, as_at=DAY + 2 * ONE_DAY)["ex-day6"].met_on == DAY + 2 * ONE_DAY


def test_what_doesnt_meet_sixth_day_education() -> None:
    excluded = fact("permanent_exclusion")
    others = [
        fact("roll", date(2025, 9, 1), place="990001"), fact("roll", DAY, place="990001"), fact("roll", DAY, place="990002", code="G"),
        fact("roll", None, place="990003"), fact("placement", date(2026, 1, 5), date(2026, 10, 30)),
    ]  # fmt: skip
    assert clocks(excluded, *others)["ex-day6"].met_on is None


def test_a_placement_that_runs_already_meets_it_at_once() -> None:
    running = fact("placement", date(2026, 1, 5), place="990009")
    assert clocks(fact("permanent_exclusion"), running)["ex-day6"].met_on == DAY


def test_a_cancelled_exclusion_asks_for_nothing_from_that_day() -> None:
    cancelled = fact("permanent_exclusion", cancelled_date=DAY + 3 * ONE_DAY)
    assert set(clocks(cancelled, as_at=DAY + 2 * ONE_DAY)) == {"ex-day6", "ex-gb-15"}
    assert clocks(cancelled, as_at=DAY + 3 * ONE_DAY) == {}


def test_the_board_meets_its_clock_by_meeting_and_a_recorded_outcome_ends_it() -> None:
    held = clocks(fact("permanent_exclusion", governors_date="2026-11-16"), as_at=date(2026, 11, 16))
    assert held["ex-gb-15"].met_on == date(2026, 11, 16)
    assert clocks(fact("permanent_exclusion", governors_date="2026-10-30"))["ex-gb-15"].met_on is None, "before it"
    assert clocks(fact("permanent_exclusion", governors_date="soon"))["ex-gb-15"].met_on is None
    assert "ex-gb-15" not in clocks(fact("permanent_exclusion", outcome="upheld"))


def test_sixth_day_education_is_for_children_of_school_age_who_live_here() -> None:
    excluded = fact("permanent_exclusion")
    last_day = date(2026, 6, 26)
    leaver = Circumstances(date(2010, 8, 31), "in_school", True)
    in_june = fact("permanent_exclusion", date(2026, 6, 22))
    assert "ex-day6" in clocks(in_june, as_at=last_day, child=leaver)
    assert "ex-day6" not in clocks(in_june, as_at=last_day + ONE_DAY, child=leaver)
    assert "ex-day6" not in clocks(excluded, child=Circumstances(date(2014, 3, 1), "in_school", False))
    assert "ex-day6" in clocks(excluded, child=Circumstances(None, "in_school", True)), "no date of birth is held"
    assert clocks(excluded, child=Circumstances(date(2014, 3, 1), "died", True)) == {}


@pytest.mark.parametrize(("sessions", "rules"), [
    ("10", set()), ("11", {"ex-day6-susp"}), ("30", {"ex-day6-susp"}), ("31", {"ex-day6-susp", "ex-gb-15"}),
])  # fmt: skip
def test_a_suspension_starts_its_clocks_above_its_sessions_only(sessions: str, rules: set[str]) -> None:
    assert set(clocks(fact("suspension", sessions=sessions))) == rules


def test_a_suspension_without_sessions_is_counted_on_the_schools_days() -> None:
    assert set(clocks(fact("suspension", DAY, date(2026, 11, 6)))) == set(), "five school days"
    assert set(clocks(fact("suspension", DAY, date(2026, 11, 9)))) == {"ex-day6-susp"}, "six, over a weekend"
    assert clocks(fact("suspension", DAY)) == {}, "no length is held"
    far = fact("suspension", date(2031, 1, 6), date(2031, 1, 14))
    younger = Circumstances(date(2022, 3, 1), "in_school", True)
    found = clocks(far, as_at=date(2031, 1, 6), child=younger)
    assert set(found) == {"ex-day6-susp"}, "past the calendar every day counts"


def test_suspensions_that_follow_one_another_are_one() -> None:
    first = fact("suspension", DAY, date(2026, 11, 6), sessions="10")
    next_monday = fact("suspension", date(2026, 11, 9), date(2026, 11, 10), sessions="4")
    a_day_later = fact("suspension", date(2026, 11, 10), date(2026, 11, 11), sessions="4")
    elsewhere = fact("suspension", date(2026, 11, 9), date(2026, 11, 10), sessions="4", place="990002")
    cancelled = fact("suspension", date(2026, 11, 9), date(2026, 11, 10), sessions="4", cancelled_date="2026-11-09")
    as_at = date(2026, 11, 10)
    found = clocks(next_monday, first, as_at=date(2026, 11, 9))
    assert found["ex-day6-susp"].on == DAY
    for other in (a_day_later, elsewhere, cancelled, fact("suspension", None, sessions="4")):
        assert clocks(first, other, as_at=as_at) == {}
    open_ended = fact("suspension", DAY, sessions="10")
    assert clocks(open_ended, next_monday, as_at=as_at) == {}, "nobody says when the first ended"


def test_a_suspensions_clock_is_over_when_it_is() -> None:
    long = fact("suspension", DAY, date(2026, 11, 10), sessions="14")
    assert "ex-day6-susp" in clocks(long, as_at=date(2026, 11, 9))
    assert "ex-day6-susp" not in clocks(long, as_at=date(2026, 11, 10))


def test_home_education_starts_two_clocks_and_contact_meets_the_first() -> None:
    home = fact("home_education", place="")
    assert set(clocks(home)) == {"ehe-first-contact", "ehe-annual"}
    offered = fact("home_education", place="", last_review_offered="2026-11-05")
    found = clocks(offered, as_at=date(2026, 11, 20))
    assert found["ehe-first-contact"].met_on == date(2026, 11, 5)
    assert found["ehe-annual"].on == DAY
    assert "first day of home education" in found["ehe-annual"].assumes
    reviewed = clocks(fact("home_education", place="", last_review_done="2026-11-06"), as_at=date(2026, 11, 20))
    assert reviewed["ehe-annual"].on == date(2026, 11, 6)
    assert reviewed["ehe-annual"].assumes == ""
    before = clocks(fact("home_education", place="", last_review_done="2027-01-06"), as_at=date(2026, 11, 20))
    assert before["ehe-annual"].on == DAY, "a review still to come starts nothing yet"


def test_home_education_that_ended_or_is_no_longer_sent_asks_for_nothing() -> None:
    ended = fact("home_education", DAY, date(2026, 11, 20), place="")
    assert clocks(ended, as_at=date(2026, 11, 19))
    assert clocks(ended, as_at=date(2026, 11, 20)) == {}
    dropped = fact("home_education", place="", supported_until=date(2026, 11, 19))
    assert clocks(dropped, as_at=date(2026, 11, 19))
    assert clocks(dropped, as_at=date(2026, 11, 20)) == {}
    assert clocks(fact("home_education", None, place="")) == {}, "no first day is held"


def test_a_plan_starts_its_review_where_the_child_is_out_of_school() -> None:
    plan = fact("ehc_plan", date(2024, 3, 1), last_annual_review="2026-03-02")
    eotas = fact("ehc_plan", date(2024, 3, 1), last_annual_review="2026-03-02", eotas="T")
    assert clocks(plan) == {}
    assert clocks(eotas)["eotas-review"].on == date(2026, 3, 2)
    home = fact("home_education", place="")
    assert clocks(plan, home)["ehe-ehcp"].on == date(2026, 3, 2)
    assert "ehe-ehcp" not in clocks(plan, fact("home_education", DAY, DAY, place=""), as_at=DAY + ONE_DAY)


@pytest.mark.parametrize(("code", "rules"), [("", {"ptt-alert"}), ("reduced", {"ptt-alert"}), ("flexi", set())])
def test_a_reduced_timetable_starts_its_alert(code: str, rules: set[str]) -> None:
    assert set(clocks(fact("part_time", code=code))) == rules


def test_a_reduced_timetable_that_ended_has_met_it() -> None:
    ended = fact("part_time", DAY, date(2026, 11, 20), code="reduced")
    assert clocks(ended, as_at=date(2026, 11, 19))["ptt-alert"].met_on is None
    assert clocks(ended, as_at=date(2026, 11, 20))["ptt-alert"].met_on == date(2026, 11, 20)


def test_a_leaver_whom_nobody_places_starts_the_schools_clock() -> None:
    left = fact("roll", date(2024, 9, 2), date(2026, 10, 30), code="C")
    assert clocks(left, child=LOOKED_FOR)["s2s-lost-pupil"].on == date(2026, 10, 30)
    assert clocks(left) == {}, "the status says where the child is"
    known = fact("roll", date(2024, 9, 2), date(2026, 10, 30), code="C", destination_text="Abbey School")
    assert clocks(known, child=LOOKED_FOR) == {}
    home = fact("home_education", DAY, place="")
    assert "s2s-lost-pupil" not in clocks(left, home, child=LOOKED_FOR)
    vanished = fact("roll", date(2024, 9, 2), code="C", supported_until=date(2026, 10, 30))
    assert clocks(vanished, child=LOOKED_FOR)["s2s-lost-pupil"].on == date(2026, 10, 30)


def test_what_was_missed_long_ago_is_history() -> None:
    one = clocks(fact("permanent_exclusion"))["ex-day6"]
    last_day = date(2026, 11, 9)
    assert not one.is_history(last_day, last_day + timedelta(days=365))
    assert one.is_history(last_day, last_day + timedelta(days=366))
    yearly = clocks(fact("home_education", place=""))["ehe-annual"]
    assert not yearly.is_history(last_day, date(2040, 1, 1))


HEAD = """id = "starts"
title = "t"
says = "s"
author = "a"
review_on = 2027-09-01
[[start]]
rule = "ex-day6"
fact = "permanent_exclusion"
"""


def table_of(folder: Path, text: str) -> object:
    (folder / "starts.toml").write_text(HEAD + text)
    return starts(folder)


@pytest.mark.parametrize(("text", "fault"), [
    ('from = ["yesterday"]', "nobody defined 'yesterday'"), ('from = ["started_on"]\nonly = ["tall"]', "nobody defined 'tall'"),
    ('from = ["started_on"]\nmet_by = ["outcome"]', "nobody defined 'outcome'"),
    ('from = ["started_on"]\nfalls_away = ["winter"]', "nobody defined 'winter'"), ("from = []", "never start"),
    ('from = ["started_on"]\nmett_by = []', "nothing is known of mett_by"),
])  # fmt: skip
def test_a_table_that_says_what_nobody_defined_is_broken(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(BrokenRuleBook, match=fault):
        table_of(tmp_path, text)


def test_the_kinds_read_are_those_that_start_or_meet_a_clock() -> None:
    assert starts(RULEBOOK).kinds >= {"permanent_exclusion", "suspension", "home_education", "roll", "placement"}
    assert "sighting" not in starts().kinds
