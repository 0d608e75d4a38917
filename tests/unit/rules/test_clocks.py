"""Does a clock answer with the right day, every step of its count, and what would change it?"""

from __future__ import annotations

from datetime import date

import pytest

from onroll.rules.calendars import TermDates, TermRow
from onroll.rules.clocks import (
    BeforeTheLaw,
    CannotAnswer,
    Event,
    MissingEvent,
    NotInForce,
    NotYet,
    Outcome,
    StillPaused,
    UnknownRule,
    UnreadableEvent,
    due,
    events_known,
    read_event,
)
from onroll.rules.clocks.runs import added_up, sessions_by_day
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.model import Certainty, Counting, Status, Unit

SCHOOL = TermDates(
    [
        TermRow("term", date(2026, 9, 2), date(2026, 12, 18)),
        TermRow("half_term", date(2026, 10, 26), date(2026, 10, 30)),
        TermRow("inset", date(2026, 11, 11), date(2026, 11, 11)),
        TermRow("term", date(2027, 1, 4), date(2027, 3, 25)),
        TermRow("term", date(2027, 4, 12), date(2027, 7, 21)),
    ],
    name="Northfield Primary",
)
MON = date(2026, 11, 2)


def says(answer) -> list[str]:
    return [step.says for step in answer.steps]


def test_the_sixth_day_of_an_exclusion_with_every_step():
    answer = due("ex-day6-pex", on=date(2026, 11, 9), calendar=SCHOOL)
    assert answer.rule == "ex-day6"
    assert answer.last_day == date(2026, 11, 17)
    assert says(answer) == [
        "Mon 9 Nov 2026 is day 1",
        "Tue 10 Nov 2026 is day 2",
        "Wed 11 Nov 2026 skipped: INSET day at Northfield Primary",
        "Thu 12 Nov 2026 is day 3",
        "Fri 13 Nov 2026 is day 4",
        "Sat 14 Nov 2026 to Sun 15 Nov 2026 skipped: weekend",
        "Mon 16 Nov 2026 is day 5",
        "Tue 17 Nov 2026 is day 6",
    ]
    assert not answer.estimated
    assert answer.may_be_printed_as_a_deadline
    assert (answer.counting, answer.unit, answer.n) == (Counting.NTH_DAY_OF, Unit.SCHOOL_DAY, 6)
    assert (answer.version, answer.status, answer.certainty) == ("2012-09-01", Status.IN_FORCE, Certainty.VERIFIED)
    assert "Northfield Primary" in answer.what_would_change_it[0]


def test_the_day_of_the_event_is_shown_and_not_counted():
    answer = due("ex-gb-15", on=MON, calendar=SCHOOL)
    assert says(answer)[0] == "Mon 2 Nov 2026 is the day of the event and isn't counted"
    assert says(answer)[1] == "Tue 3 Nov 2026 is day 1"


def test_served_in_the_middle_of_a_week():
    assert due("s437-1", on=date(2026, 11, 23)).last_day == date(2026, 12, 7)


def test_a_date_on_an_estimated_calendar_is_never_a_parent_s_deadline():
    answer = due("ex-irp-apply", on=MON)
    assert answer.estimated
    assert not answer.may_be_printed_as_a_deadline
    assert "not to be given to a parent" in answer.what_would_change_it[0]


def test_a_count_that_runs_into_a_year_the_school_never_sent_is_an_estimate():
    assert not due("ex-gb-15", on=date(2027, 6, 1), calendar=SCHOOL).estimated
    late = due("ex-gb-15", on=date(2027, 7, 16), calendar=SCHOOL)
    assert late.estimated
    assert late.last_day == date(2027, 9, 16), "August is the school's own holiday; September is estimated"


def test_calendar_days_are_not_estimated_by_a_school_s_calendar():
    assert not due("return-new-pupil", on=MON).estimated


def test_months_and_years_end_on_the_corresponding_day():
    assert due("sar", on=date(2027, 1, 31)).last_day == date(2027, 2, 28)
    assert due("ehe-annual", on=date(2024, 2, 29)).last_day == date(2025, 2, 28)
    assert due("ex-eqa", on=date(2026, 11, 2)).last_day == date(2027, 5, 1)
    assert "6 months beginning with Mon 2 Nov 2026" in says(due("ex-eqa", on=MON))[0]
    assert due("register-retain-6y", on=date(2024, 8, 19)).last_day == date(2030, 8, 19)


def test_without_delay_is_the_same_day_and_says_that_no_days_are_given():
    answer = due("ex-parents", on=MON)
    assert answer.last_day == MON
    assert "no days are given" in says(answer)[0]


def test_every_answer_as_json_has_the_stable_names():
    answer = due("ex-day6", on=MON, calendar=SCHOOL).as_json()
    assert {"rule", "started_on", "last_day", "unit", "counting", "version", "certainty", "steps"} <= set(answer)
    assert answer["started_on"] == "2026-11-02"
    assert answer["unit"] == "school_day"
    assert answer["counting"] == "NTH_DAY_OF"
    assert answer["certainty"] == "verified"
    assert len(answer["steps"]) == len(answer["days"])
    assert answer["steps"][-1] == "Mon 9 Nov 2026 is day 6"
    assert answer["days"][-1] == {"from": "2026-11-09", "to": "2026-11-09", "number": "6"}


# What it refuses


def test_a_rule_nobody_knows():
    with pytest.raises(UnknownRule, match="No rule is called 'EX-DAY-6'. Did you mean ex-day6"):
        due("EX-DAY-6", on=MON)
    with pytest.raises(UnknownRule, match=r"No rule is called 'nonsense'\.$"):
        due("nonsense", on=MON)


def test_what_is_no_clock_says_why_it_isn_t():
    with pytest.raises(UnknownRule, match="a continuing duty"):
        due("cme-identify", on=MON)
    with pytest.raises(UnknownRule, match="a definition of who counts"):
        due("cme-statutory", on=MON)
    with pytest.raises(UnknownRule, match="a list"):
        due("cme-reasons", on=MON)
    with pytest.raises(UnknownRule, match=r"works it out elsewhere \(rules.ages\)"):
        due("csa-start", on=MON)
    with pytest.raises(UnknownRule, match="census_dates"):
        due("ehecme-dates", on=MON)


def test_before_the_law():
    with pytest.raises(BeforeTheLaw, match="no earlier version"):
        due("return-new-pupil", on=date(2024, 8, 18))
    assert due("return-new-pupil", on=date(2024, 8, 19)).last_day == date(2024, 8, 24)


@pytest.mark.parametrize("rule", ["cw-parent", "cw-436D-15", "cw-prelim", "cw-434A-reapply"])
def test_enacted_and_not_in_force(rule):
    with pytest.raises(NotInForce, match="enacted, not in force"):
        due(rule, on=MON)


def test_planned():
    with pytest.raises(NotInForce, match="planned"):
        due("nsap-limits", on=MON)


def test_a_preview_gives_law_not_in_force_a_first_day():
    began = {"cnis_active": date(2027, 9, 1)}
    answer = due("cw-parent", on=date(2027, 9, 1), commenced=began)
    assert answer.last_day == date(2027, 9, 15)
    assert answer.status is Status.ENACTED, "a preview is not the law, and says so"
    assert answer.version == "2027-09-01"
    with pytest.raises(BeforeTheLaw):
        due("cw-parent", on=date(2027, 8, 31), commenced=began)
    with pytest.raises(NotInForce):
        due("cw-prelim", on=date(2027, 9, 1), commenced=began)


def test_no_day_at_all():
    with pytest.raises(MissingEvent, match="the first school day of the exclusion"):
        due("ex-day6")


def test_past_the_calendar():
    with pytest.raises(CannotAnswer, match="the last day known"):
        due("ex-gb-50", on=date(2028, 12, 1))


def test_a_run_without_its_days():
    for rule, event in (("return-attendance", "absent"), ("ex-max-45", "suspended"), ("pn-threshold", "absent")):
        with pytest.raises(MissingEvent, match=f"{event}=DATE"):
            due(rule, on=MON)


def test_a_misspelt_event_is_not_ignored():
    with pytest.raises(UnreadableEvent, match="knows no event 'recieved'"):
        due("pn-pay", on=MON, events={"recieved": MON})


def test_the_start_may_be_an_event_but_not_two_days():
    assert due("ex-day6", events={"excluded": MON}).last_day == date(2026, 11, 9)
    assert due("ex-day6", on=MON, events={"excluded": MON}).last_day == date(2026, 11, 9)
    with pytest.raises(UnreadableEvent, match="but excluded is"):
        due("ex-day6", on=MON, events={"excluded": date(2026, 11, 3)})


# Service


def test_a_posted_notice_is_served_two_working_days_later():
    answer = due("s437-1", events={"posted": date(2026, 12, 24)})
    assert answer.started_on == date(2026, 12, 30)
    assert answer.last_day == date(2027, 1, 13)
    assert says(answer)[0] == (
        "Posted first class on Thu 24 Dec 2026: taken to be served on Wed 30 Dec 2026, 2 working days later"
    )
    assert any("day of service" in sentence for sentence in answer.what_would_change_it)


def test_an_answer_from_a_presumed_day_of_service_is_to_be_confirmed():
    posted = {"posted": date(2026, 11, 20)}
    assert due("s437-1", on=MON).certainty is Certainty.VERIFIED
    assert due("s437-1", events=posted).certainty is Certainty.TO_BE_CONFIRMED
    assert due("s437-1", events={**posted, "delivered": date(2026, 11, 21)}).certainty is Certainty.VERIFIED


def test_asked_from_the_day_of_posting_or_of_service_is_the_same():
    posted = {"posted": date(2026, 11, 20)}
    expected = due("s437-1", events=posted)
    assert due("s437-1", on=date(2026, 11, 20), events=posted) == expected
    assert due("s437-1", on=date(2026, 11, 24), events=posted) == expected
    with pytest.raises(UnreadableEvent, match="Give one or the other"):
        due("s437-1", on=date(2026, 11, 25), events=posted)


def test_a_known_delivery_overrides_the_presumption():
    answer = due("s437-1", events={"posted": date(2026, 11, 20), "delivered": date(2026, 11, 21)})
    assert answer.started_on == date(2026, 11, 21)
    assert "delivered, so served that day" in says(answer)[0]
    assert due("s437-1", on=date(2026, 11, 21), events={"delivered": date(2026, 11, 21)}).started_on == date(
        2026, 11, 21
    )


# Versions


def test_the_version_in_force_on_the_day_applies():
    old, new = due("pn-pay-low", on=date(2024, 8, 18)), due("pn-pay-low", on=date(2024, 8, 19))
    assert (old.version, new.version) == ("2013-09-01", "2024-08-19")
    assert due("register-retain-6y", on=date(2024, 8, 18)).last_day == date(2027, 8, 18)


def test_the_transition_follows_the_day_of_the_absence():
    straddling = due("pn-pay-low", on=date(2024, 9, 2), events={"absence": date(2024, 7, 10)})
    assert straddling.version == "2013-09-01"


# Pause, restart, waive, met


def test_a_pause_stops_the_count_and_the_original_day_is_kept():
    answer = due(
        "ex-gb-15",
        on=MON,
        calendar=SCHOOL,
        events=[Event("paused", date(2026, 11, 9), reason="interpreter awaited"), Event("resumed", date(2026, 11, 16))],
    )
    assert answer.original_last_day == date(2026, 11, 24)
    assert answer.last_day == date(2026, 11, 30)
    assert "Mon 9 Nov 2026 to Sun 15 Nov 2026 skipped: paused (interpreter awaited)" in says(answer)


def test_a_pause_of_months_moves_the_end_by_its_days():
    paused = [read_event("paused=2026-12-01"), read_event("resumed=2026-12-11")]
    answer = due("sar", on=date(2026, 11, 20), events=paused)
    assert answer.last_day == date(2026, 12, 30)
    assert "10 days of pause (no reason recorded)" in says(answer)[-1]
    after_the_end = [read_event("paused=2027-03-01"), read_event("resumed=2027-03-11")]
    assert due("sar", on=date(2026, 11, 20), events=after_the_end).last_day == date(2026, 12, 20)
    before_the_start = [read_event("paused=2026-11-01"), read_event("resumed=2026-11-05")]
    assert due("sar", on=date(2026, 11, 20), events=before_the_start).last_day == date(2026, 12, 20)


@pytest.mark.parametrize("rule", ["ex-gb-15", "sar"])
def test_a_clock_still_paused_has_no_last_day(rule):
    with pytest.raises(StillPaused, match="hasn't been resumed"):
        due(rule, on=MON, events={"paused": date(2026, 11, 5)})


def test_a_clock_met_while_paused_was_met_in_time():
    answer = due("ex-gb-15", on=MON, events={"paused": date(2026, 11, 9), "met": date(2026, 12, 14)})
    assert answer.outcome is Outcome.MET
    assert answer.original_last_day == date(2026, 11, 23)


def test_a_second_pause_within_one_changes_nothing():
    once = due("ex-gb-15", on=MON, events={"paused": date(2026, 11, 9), "resumed": date(2026, 11, 16)})
    twice = due(
        "ex-gb-15", on=MON, events={"paused": [date(2026, 11, 9), date(2026, 11, 11)], "resumed": date(2026, 11, 16)}
    )
    assert once.last_day == twice.last_day
    again = due(
        "ex-gb-15",
        on=MON,
        events={"paused": [date(2026, 11, 9), date(2026, 11, 18)], "resumed": [date(2026, 11, 16), date(2026, 11, 19)]},
    )
    assert again.last_day == date(2026, 12, 1)


def test_days_absent_while_paused_don_t_run_on():
    absent = read_event("absent=2026-11-02/2026-11-30")
    paused = [read_event("paused=2026-11-04"), read_event("resumed=2026-11-05")]
    answer = due("return-attendance", on=MON, calendar=SCHOOL, events=[absent, *paused])
    assert answer.original_last_day == date(2026, 11, 16)
    assert answer.last_day == date(2026, 11, 19)


def test_a_restart_begins_again_and_keeps_the_original_day():
    answer = due("ex-irp-hear", on=MON, calendar=SCHOOL, events=[read_event("restarted=2026-11-16: panel stood down")])
    assert answer.original_last_day == date(2026, 11, 24)
    assert answer.last_day == date(2026, 12, 7)
    assert says(answer)[0] == "Restarted on Mon 16 Nov 2026: panel stood down"


@pytest.mark.parametrize(
    ("events", "as_at", "outcome"),
    [
        ([], None, Outcome.RUNNING),
        ([], date(2026, 11, 9), Outcome.RUNNING),
        ([], date(2026, 11, 10), Outcome.MISSED),
        (["met=2026-11-09"], date(2026, 11, 20), Outcome.MET),
        (["met=2026-11-10: tutor ill"], date(2026, 11, 20), Outcome.MET_LATE),
        (["met=2026-11-10"], date(2026, 11, 9), Outcome.RUNNING),
        (["waived=2026-11-04: reinstated"], None, Outcome.WAIVED),
        (["waived=2026-11-04", "met=2026-11-05"], None, Outcome.WAIVED),
    ],
)
def test_how_the_clock_stands_as_at_a_day(events, as_at, outcome):
    answer = due("ex-day6", on=MON, events=[read_event(text) for text in events], as_at=as_at)
    assert answer.outcome is outcome
    assert answer.last_day == date(2026, 11, 9)


def test_what_ended_a_clock_stands_last_among_its_steps_with_the_reason():
    late = due("ex-day6", on=MON, events=[read_event("met=2026-11-10: tutor ill")])
    assert says(late)[-1] == "Met on Tue 10 Nov 2026, late: tutor ill"
    assert says(due("ex-day6", on=MON, events=[read_event("met=2026-11-06")]))[-1] == "Met on Fri 6 Nov 2026"
    waived = due("ex-day6", on=MON, events=[read_event("waived=2026-11-04")])
    assert says(waived)[-1] == "Waived on Wed 4 Nov 2026: no reason recorded"


# Runs and sums


def test_a_run_that_isn_t_long_enough_says_how_far_it_is_and_when_it_would_be():
    with pytest.raises(NotYet, match=r"3 of 10 school days.*If it goes on, day 10 is Fri 13 Nov 2026") as refusal:
        due("return-attendance", on=MON, events=[read_event("absent=2026-11-02/2026-11-04")])
    assert (refusal.value.counted, refusal.value.needed) == (6, 20)


def test_a_run_that_was_broken_says_nothing_of_the_future():
    with pytest.raises(NotYet, match="0 of 10") as refusal:
        due(
            "return-attendance",
            on=MON,
            events=[read_event(text) for text in ("absent=2026-11-02", "absent=2026-11-04AM")],
        )
    assert "If it goes on" not in str(refusal.value)


def test_a_run_at_the_end_of_the_calendar_projects_nothing():
    with pytest.raises(NotYet, match="the last day known"):
        due("return-attendance", on=date(2028, 12, 27), events=[read_event("absent=2028-12-27/2028-12-28")])


def test_a_run_shows_what_broke_it_and_skips_holidays():
    events = ["absent=2026-10-19/2026-10-20", "absent=2026-10-22/2026-11-30"]
    answer = due("return-attendance", on=date(2026, 10, 19), calendar=SCHOOL, events=[read_event(e) for e in events])
    assert any(
        line.startswith("Wed 21 Oct 2026 breaks the run at 2: not a whole day of absence") for line in says(answer)
    )
    assert "Mon 26 Oct 2026 to Fri 30 Oct 2026 skipped: half term at Northfield Primary" in says(answer)
    assert answer.last_day == date(2026, 11, 12)


def test_a_run_may_begin_with_its_first_named_day():
    answer = due("return-attendance", events=[read_event("absent=2026-11-02/2026-11-30")])
    assert answer.started_on == MON


def test_half_days_add_up_and_days_before_the_start_don_t():
    events = [read_event(text) for text in ("ill=2026-09-07/2026-09-11", "ill=2026-11-02/2026-11-19", "ill=2026-11-21")]
    with pytest.raises(NotYet, match="13 of 15"):
        due("return-sickness", on=MON, calendar=SCHOOL, events=events)
    both_halves = [read_event("ill=2026-11-20AM"), read_event("ill=2026-11-20PM"), read_event("ill=2026-11-23PM")]
    with pytest.raises(NotYet, match="14.5 of 15"):
        due("return-sickness", on=MON, calendar=SCHOOL, events=[*events, *both_halves])
    answer = due(
        "return-sickness", on=MON, calendar=SCHOOL, events=[*events, *both_halves, Event("ill", date(2026, 11, 24))]
    )
    assert answer.last_day == date(2026, 11, 24)
    assert "School year 2026/27: counting from 0" in says(answer)[0]


def test_days_that_count_nothing_are_said_to_be_none():
    with pytest.raises(NotYet, match="0 of 15 school days"):
        due("return-sickness", on=MON, events=[read_event("ill=2026-11-07/2026-11-08")])


def test_a_penalty_notice_uses_up_only_the_sessions_that_reached_the_threshold():
    first_ten = "absent=2026-11-02/2026-11-06"
    answer = due("pn-window", on=MON, calendar=SCHOOL, events=[read_event(first_ten)])
    assert answer.last_day == date(2026, 11, 6)
    events = [read_event(text) for text in (first_ten, "absent=2026-11-09", "penalty_notice=2026-11-10")]
    with pytest.raises(NotYet, match="2 of 10"):
        due("pn-window", on=MON, calendar=SCHOOL, events=events)
    unused = [read_event("penalty_notice=2026-11-03"), read_event(first_ten)]
    assert due("pn-window", on=MON, calendar=SCHOOL, events=unused).last_day == date(2026, 11, 6)


def test_sessions_older_than_ten_school_weeks_fall_out_and_it_is_said():
    weeks = ["2026-09-07", "2026-09-14", "2026-09-21", "2026-09-28", "2026-10-05", "2026-10-12", "2026-10-19"]
    weeks += ["2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23"]
    events = [Event("absent", date.fromisoformat(week), sessions=1) for week in weeks]
    with pytest.raises(NotYet, match="9 of 10") as refusal:
        due("pn-window", on=date(2026, 9, 7), calendar=SCHOOL, events=events[:9])
    assert refusal.value.counted == 9
    assert due("pn-window", on=date(2026, 9, 7), calendar=SCHOOL, events=events).last_day == date(2026, 11, 16)
    spread = [*events[:9], Event("absent", date(2026, 11, 24), sessions=1)]
    with pytest.raises(NotYet) as refusal:
        due("pn-window", on=date(2026, 9, 7), calendar=SCHOOL, events=spread)
    assert refusal.value.counted == 9


def test_sessions_on_days_the_school_is_closed_don_t_count_and_none_is_nothing():
    weekend = [read_event("absent=2026-11-07/2026-11-08"), read_event("absent=2026-11-09/2026-11-13")]
    with pytest.raises(NotYet, match="8 of 10"):
        due("pn-window", on=MON, calendar=SCHOOL, events=weekend)
    with pytest.raises(NotYet, match="0 of 10"):
        due("pn-window", on=date(2026, 11, 20), calendar=SCHOOL, events=weekend)


# Events as they are written


def test_an_event_as_written():
    assert read_event("paused = 2026-11-09 : interpreter awaited") == Event(
        "paused", date(2026, 11, 9), reason="interpreter awaited"
    )
    assert read_event("penalty-notice=2026-11-09").name == "penalty_notice"
    assert read_event("absent=2026-11-09pm").sessions == 1
    assert read_event("absent=2026-11-02/2026-11-06").last == date(2026, 11, 6)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("absent", "can't be read"),
        ("absent=02/11/2026", "can't be read"),
        ("absent=2026-02-30", "no such day"),
        ("absent=2026-11-06/2026-11-02", "ends before it begins"),
    ],
)
def test_an_event_that_can_t_be_read(text, why):
    with pytest.raises(UnreadableEvent, match=why):
        read_event(text)


def test_every_clock_says_which_events_it_takes():
    for clock in rule_book().clocks.values():
        known = events_known(clock)
        assert {clock.event, "paused", "met"} <= set(known)
        assert all(known.values())


def test_sessions_may_be_added_up_without_a_rolling_window():
    named = sessions_by_day([read_event("absent=2026-11-02/2026-11-03")])
    last_day, steps = added_up(
        n=3, unit=Unit.SESSION, window="school year", named=named, start=MON, calendar=SCHOOL, what="a session"
    )
    assert last_day == date(2026, 11, 3)
    assert steps[-1].says == "Tue 3 Nov 2026 makes 3 of 3"


def test_days_that_a_clock_counts_may_be_called_absent_whatever_it_calls_them():
    days = "=2026-11-02/2026-11-30"
    own = due("return-sickness", on=MON, calendar=SCHOOL, events=[read_event("ill" + days)])
    assert due("return-sickness", on=MON, calendar=SCHOOL, events=[read_event("absent" + days)]) == own
    with pytest.raises(UnreadableEvent, match="knows no event 'absent'"):
        due("ex-day6", on=MON, events=[read_event("absent" + days)])


@pytest.mark.parametrize(
    ("rule", "days", "words"),
    [
        ("return-attendance", "=2026-11-02/2026-11-30", ("absent", "unauthorised", "O", "session")),
        ("return-sickness", "=2026-11-02/2026-11-30", ("ill", "illness", "sick", "I", "day")),
        ("s19-medical-consider", "=2026-11-02/2026-11-30", ("away", "ill", "absence")),
        ("ex-max", "=2026-11-02/2027-03-12", ("suspended", "suspension", "exclusion")),
    ],
)
def test_the_days_a_clock_counts_have_more_than_one_name(rule, days, words):
    own, *others = (due(rule, on=MON, calendar=SCHOOL, events=[read_event(word + days)]) for word in words)
    assert others == [own] * len(others)


def test_days_of_illness_are_never_taken_for_days_nobody_authorised():
    with pytest.raises(UnreadableEvent, match="knows no event 'ill'"):
        due("return-attendance", on=MON, calendar=SCHOOL, events=[read_event("ill=2026-11-02/2026-11-30")])
