"""The ordered table of statuses: each row on its first and last day, and what it gives way to. Named by the rule's sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from onroll.rules.calendars import OutsideCalendar
from onroll.rules.facts import Fact
from onroll.rules.status import (
    Answer,
    Authority,
    last_seen,
    provision_beside,
    status_names,
    status_on,
    status_rules,
    timeline,
)

US = Authority("941")
BORN = date(2014, 5, 4)  # of school age from 31 August 2019 to 28 June 2030
ORDER = [
    "died",
    "in_custody",
    "permanently_excluded",
    "eotas",
    "section_19",
    "suspended",
    "in_school_ap",
    "in_school_part_time",
    "on_roll_not_attending",
    "in_school",
    "not_resident",
    "college_14_16",
    "home_educated",
    "awaiting_start",
    "cme_known",
    "cme_unknown",
    "under_school_age",
    "over_school_age",
    "unexplained",
]


class Weekdays:
    def is_school_day(self, day: date) -> bool:
        return day.weekday() < 5 and day.month != 8


def fact(kind: str, start: str, end: str = "", **given: Any) -> Fact:
    dates = {key: date.fromisoformat(given.pop(key)) for key in ("supported_until",) if key in given}
    named = {key: given.pop(key) for key in ("place", "la", "code", "feed", "record", "row") if key in given}
    began = date.fromisoformat(start) if start else None
    return Fact(kind, began, date.fromisoformat(end) if end else None, detail=given, **named, **dates)


def on(day: str, *facts: Fact, born: date | None = BORN, **more: Any) -> Answer:
    return status_on(facts, born, US, Weekdays(), date.fromisoformat(day), **more)


def status(day: str, *facts: Fact, **more: Any) -> str:
    return on(day, *facts, **more).status


ROLL = fact("roll", "2024-09-02", place="100001", la="941", code="C", feed="roll", record=7, row=70)
HOME = fact("home_education", "2025-01-06", code="not_assessed", feed="ehe")
HEALTH = fact("health", "2014-06-01", feed="health")
EXCLUDED = fact("permanent_exclusion", "2025-03-03", place="100001")
IN_AREA = fact("address", "2014-06-01", la="941", asserted_on="2025-06-01")
LEICESTER = fact("address", "2025-03-01", la="856", asserted_on="2025-10-01")


def test_the_book_holds_the_statuses_in_the_order_that_decides() -> None:
    assert [row.id for row in status_names()] == ORDER
    assert {rule.status for rule in status_rules().values()} == set(ORDER)


def test_died_stops_every_letter_task_and_list_at_once() -> None:
    died = fact("health", "2014-06-01", "2025-02-10", code="died")
    assert status("2025-02-09", ROLL, died) == "in_school"
    assert status("2025-02-10", ROLL, died) == "died"
    assert status("2050-01-01", ROLL, died) == "died"
    deleted = fact("roll", "2024-09-02", "2025-02-10", place="100001", code="C", leaving_ground="k")
    assert [status(day, deleted) for day in ("2025-02-10", "2025-02-11")] == ["in_school", "died"]


def test_in_custody_while_detained_whatever_else_is_open() -> None:
    held = fact("youth_justice", "2025-02-10", "2025-04-10", code="custody")
    days = ["2025-02-09", "2025-02-10", "2025-04-10", "2025-04-11"]
    assert [status(day, ROLL, EXCLUDED, held) for day in days] == [
        "in_school", "in_custody", "in_custody", "permanently_excluded"]  # fmt: skip
    assert status("2025-03-01", ROLL, fact("youth_justice", "2025-02-10", code="community")) == "in_school"


def test_permanently_excluded_from_the_decision_until_deleted() -> None:
    roll = fact("roll", "2024-09-02", "2025-04-30", place="100001", code="C")
    days = ["2025-03-02", "2025-03-03", "2025-04-30", "2025-05-01"]
    assert [status(day, roll, EXCLUDED) for day in days] == [
        "in_school", "permanently_excluded", "permanently_excluded", "unexplained"]  # fmt: skip


def test_permanently_excluded_until_newly_registered_where_a_guest_is_not() -> None:
    new = fact("roll", "2025-04-22", place="100002", code="C")
    assert status("2025-04-21", ROLL, EXCLUDED, new) == "permanently_excluded"
    assert on("2025-04-22", ROLL, EXCLUDED, new).place == "100002"
    guest = fact("roll", "2025-04-22", place="100002", code="G")
    assert status("2025-04-22", ROLL, EXCLUDED, guest) == "permanently_excluded"


@pytest.mark.parametrize(
    ("detail", "last"),
    [
        ({"cancelled_date": "2025-03-10"}, "2025-03-09"),
        ({"outcome": "Reinstated", "governors_date": "2025-03-20"}, "2025-03-19"),
        ({"outcome": "governors declined to reinstate", "governors_date": "2025-03-20"}, "2027-01-01"),
        ({"outcome": "not reinstated", "governors_date": "2025-03-20"}, "2027-01-01"),
    ],
)
def test_permanently_excluded_until_reinstated(detail: dict[str, str], last: str) -> None:
    excluded = fact("permanent_exclusion", "2025-03-03", place="100001", **detail)
    assert status(last, ROLL, excluded) == "permanently_excluded"
    if last < "2026":
        after = date.fromisoformat(last).toordinal() + 1
        assert status(date.fromordinal(after).isoformat(), ROLL, excluded) == "in_school"


def test_provision_is_shown_beside_an_exclusion() -> None:
    tuition = fact("placement", "2025-03-11", code="tuition", basis="s19_exclusion")
    assert status("2025-03-12", ROLL, EXCLUDED, tuition) == "permanently_excluded"
    assert provision_beside([ROLL, EXCLUDED, tuition], date(2025, 3, 12)) == (tuition, ROLL)
    assert provision_beside([ROLL, EXCLUDED, tuition], date(2025, 3, 10)) == (ROLL,)


def test_an_exclusion_nobody_closed_ends_with_school_age() -> None:
    assert status("2030-06-28", EXCLUDED) == "permanently_excluded"
    assert status("2030-06-29", EXCLUDED) == "over_school_age"


@pytest.mark.parametrize(
    "provision",
    [
        fact("placement", "2025-01-06", place="", code="eotas"),
        fact("placement", "2025-01-06", code="tuition", basis="s61_eotas", commissioner="LA"),
        fact("ehc_plan", "2025-01-06", place="100001", eotas="T"),
    ],
)
def test_eotas_may_continue_past_school_age(provision: Fact) -> None:
    assert status("2025-01-05", ROLL, provision) == "in_school"
    assert status("2025-01-06", ROLL, provision) == "eotas"
    assert status("2031-01-06", provision) == "eotas"
    assert status("2031-01-06", fact("ehc_plan", "2025-01-06", eotas="F")) == "over_school_age"


@pytest.mark.parametrize(
    "placement",
    [
        fact("placement", "2025-01-06", "2025-05-01", code="tuition", basis="s19_medical", commissioner="100001"),
        fact("placement", "2025-01-06", "2025-05-01", code="alternative_provision", basis="s19_exclusion"),
        fact("placement", "2025-01-06", "2025-05-01", code="hospital"),
        fact("placement", "2025-01-06", "2025-05-01", code="online", commissioner="LA"),
        fact("placement", "2025-01-06", "2025-05-01", code="alternative_provision", commissioner="LA"),
    ],
)
def test_section_19_on_a_roll_or_not_hospital_included(placement: Fact) -> None:
    for facts in ((placement, ROLL), (placement, HEALTH)):
        before, after = ("in_school", "in_school") if ROLL in facts else ("unexplained", "unexplained")
        assert [status(day, *facts) for day in ("2025-01-05", "2025-01-06", "2025-05-01", "2025-05-02")] == [
            before, "section_19", "section_19", after]  # fmt: skip


def test_section_19_ends_with_school_age() -> None:
    tuition = fact("placement", "2029-01-06", code="tuition", basis="s19_medical")
    assert status("2030-06-28", tuition) == "section_19"
    assert status("2030-06-29", tuition) == "over_school_age"


def test_suspended_on_the_school_days_of_a_suspension() -> None:
    suspended = fact("suspension", "2025-03-06", "2025-03-11", place="100001", sessions="8")  # Thursday to Tuesday
    days = [f"2025-03-{day:02}" for day in range(5, 13)]
    assert [status(day, ROLL, suspended) for day in days] == [
        "in_school", "suspended", "suspended", "in_school", "in_school", "suspended", "suspended", "in_school"]  # fmt: skip


def test_a_suspension_without_an_end_lasts_its_half_days() -> None:
    three = fact("suspension", "2025-03-06", place="100001", sessions="5")
    assert [status(f"2025-03-{day:02}", ROLL, three) for day in (6, 7, 10, 11)] == [
        "suspended", "suspended", "suspended", "in_school"]  # fmt: skip
    unknown = fact("suspension", "2025-03-06", place="100001")
    assert [status(f"2025-03-{day:02}", ROLL, unknown) for day in (6, 7)] == ["suspended", "in_school"]


def test_a_cancelled_suspension_stops_on_the_day_it_is_cancelled() -> None:
    cancelled = fact("suspension", "2025-03-06", "2025-03-11", place="100001", cancelled_date="2025-03-07")
    assert [status(f"2025-03-{day:02}", ROLL, cancelled) for day in (6, 7, 10)] == [
        "suspended",
        "in_school",
        "in_school",
    ]


@pytest.mark.parametrize(
    "placement",
    [
        fact("placement", "2025-01-06", "2025-05-01", code="alternative_provision", basis="school_off_site"),
        fact("placement", "2025-01-06", "2025-05-01", code="alternative_provision", commissioner="100001"),
        fact("placement", "2025-01-06", "2025-05-01", code="alternative_provision"),
        fact("placement", "2025-01-06", "2025-05-01", code="tuition", basis="school_other", commissioner="LA"),
    ],
)
def test_in_school_ap_on_roll_educated_elsewhere_by_arrangement_of_the_school(placement: Fact) -> None:
    assert [status(day, ROLL, placement) for day in ("2025-01-05", "2025-01-06", "2025-05-01", "2025-05-02")] == [
        "in_school", "in_school_ap", "in_school_ap", "in_school"]  # fmt: skip


def test_a_schools_placement_without_a_roll_places_nobody() -> None:
    assert status("2025-02-01", fact("placement", "2025-01-06", basis="school_other", code="online")) == "unexplained"


def test_in_school_part_time_of_school_age_on_a_reduced_timetable() -> None:
    reduced = fact("part_time", "2025-01-06", "2025-02-14", place="100001", code="reduced")
    assert [status(day, ROLL, reduced) for day in ("2025-01-05", "2025-01-06", "2025-02-14", "2025-02-15")] == [
        "in_school", "in_school_part_time", "in_school_part_time", "in_school"]  # fmt: skip
    assert status("2025-02-01", reduced) == "unexplained"
    marked = fact("roll", "2024-09-02", place="100001", code="C", part_time="T")
    assert status("2025-01-10", marked) == "in_school_part_time"


def test_part_time_reception_below_school_age_and_flexi_schooling_are_not() -> None:
    marked = fact("roll", "2018-09-03", place="100001", code="C", part_time="T")
    assert status("2019-08-30", marked) == "in_school"
    assert status("2019-08-31", marked) == "in_school_part_time"
    flexi = fact("part_time", "2018-09-03", place="100001", code="flexi")
    assert status("2020-01-10", marked, flexi) == "in_school"


def test_on_roll_not_attending_needs_marks() -> None:
    absent = [(date(2025, 1, 20), date(2025, 2, 14))]
    assert status("2025-01-20", ROLL) == "in_school"
    days = ["2025-01-19", "2025-01-20", "2025-02-14", "2025-02-15"]
    assert [status(day, ROLL, absent=absent) for day in days] == [
        "in_school", "on_roll_not_attending", "on_roll_not_attending", "in_school"]  # fmt: skip
    assert (
        status("2019-08-30", fact("roll", "2018-09-03"), absent=[(date(2019, 8, 1), date(2019, 8, 30))]) == "in_school"
    )


def test_in_school_on_a_current_roll_here_a_neighbours_or_independent() -> None:
    roll = fact("roll", "2024-09-02", "2025-07-18", place="100001", la="941", code="C")
    assert [status(day, roll) for day in ("2024-09-01", "2024-09-02", "2025-07-18", "2025-07-19")] == [
        "unexplained", "in_school", "in_school", "unexplained"]  # fmt: skip
    there = fact("roll", "2024-09-02", place="100009", la="856", elsewhere="T", school_name="Elm College")
    assert on("2025-01-01", there).because.startswith("On roll at Elm College since 2 September 2024")
    assert status("2025-01-01", there, LEICESTER) == "in_school"


def test_guest_enrolment_puts_nobody_on_a_roll_and_a_subsidiary_one_does() -> None:
    assert status("2025-01-10", fact("roll", "2024-09-02", place="100001", code="G")) == "unexplained"
    second = fact("roll", "2024-11-04", place="100002", code="S")
    assert status("2025-01-10", second) == "in_school"
    assert on("2025-01-10", second, ROLL).place == "100001"


def test_a_roll_that_dropped_out_of_its_extract_supports_no_status() -> None:
    dropped = fact("roll", "2024-09-02", place="100001", code="C", supported_until="2025-10-31")
    assert status("2025-10-31", dropped) == "in_school"
    gone = on("2025-11-01", dropped, places=lambda urn: "Oak Primary")
    assert gone.status == "unexplained"
    assert gone.because.startswith("No longer on the roll of Oak Primary in the extract of 1 November 2025")


def test_not_resident_confirmed_elsewhere() -> None:
    assert [status(day, HEALTH, IN_AREA, LEICESTER) for day in ("2025-02-28", "2025-06-01", "2025-06-02")] == [
        "unexplained", "unexplained", "not_resident"]  # fmt: skip
    gone = on("2025-07-01", HEALTH, IN_AREA, LEICESTER)
    assert (gone.residence, gone.responsible) == ("elsewhere", "856")
    abroad = on("2025-07-01", fact("address", "2025-03-01", la="XX", asserted_on="2025-10-01"))
    assert (abroad.status, abroad.rule) == ("not_resident", "not-resident-abroad")


def test_an_address_that_cant_be_placed_counts_as_resident() -> None:
    nowhere = fact("address", "2025-07-01", la="", asserted_on="2025-11-01")
    answer = on("2025-12-01", HEALTH, LEICESTER, nowhere)
    assert (answer.status, answer.residence) == ("unexplained", "not_known")


@pytest.mark.parametrize(
    "belief",
    [
        fact("health", "2014-06-01", "2025-02-01", code="moved"),
        fact("health", "2014-06-01", "2025-02-01", code="abroad"),
        fact("roll", "2019-09-01", "2025-02-01", place="100001", destination_text="moved to Spain"),
    ],
)
def test_believed_moved_never_makes_a_child_not_resident(belief: Fact) -> None:
    assert status("2025-06-01", belief, IN_AREA) == "unexplained"


def test_a_roll_open_at_a_school_of_this_authority_keeps_a_child_resident() -> None:
    assert on("2025-10-01", ROLL, IN_AREA, LEICESTER).residence == "in_area"
    assert on("2025-10-01", HOME, IN_AREA, LEICESTER).status == "not_resident"


def test_college_14_to_16_full_time_at_a_college_of_school_age() -> None:
    college = fact("post16", "2029-09-03", code="college")
    assert [status(day, college) for day in ("2029-09-03", "2030-06-28", "2030-06-29")] == [
        "college_14_16", "college_14_16", "over_school_age"]  # fmt: skip
    assert status("2029-09-03", fact("roll", "2029-09-03", place="130001", code="F")) == "college_14_16"


def test_home_educated_while_open_and_not_judged_unsuitable_then_missing_from_the_decision() -> None:
    judged = fact("home_education", "2025-01-06", code="unsuitable", suitability_date="2025-06-02")
    assert [status(day, judged) for day in ("2025-01-05", "2025-01-06", "2025-06-01", "2025-06-02")] == [
        "unexplained", "home_educated", "home_educated", "cme_known"]  # fmt: skip
    assert "judged unsuitable on 2 June 2025" in on("2025-06-02", judged).because
    ended = fact("home_education", "2025-01-06", "2025-03-01", code="suitable")
    assert status("2025-03-01", ended) == "home_educated"
    assert status("2025-03-02", ended) == "unexplained"


def test_home_education_and_missing_education_end_on_the_last_friday_in_june_of_year_11() -> None:
    missing = fact("cme", "2029-01-06", code="unknown")
    for facts, name in ((HOME, "home_educated"), (missing, "cme_unknown")):
        assert status("2030-06-28", facts) == name
        assert status("2030-06-29", facts) == "over_school_age"


def test_a_later_fact_wins_over_an_earlier_one_roll_against_home_education() -> None:
    assert status("2025-01-05", ROLL, HOME) == "in_school"
    assert status("2025-01-06", ROLL, HOME) == "home_educated"
    back = fact("roll", "2025-09-01", place="100002", code="C")
    assert on("2025-09-01", HOME, back).status == "in_school"
    ended = fact("home_education", "2025-01-06", "2025-03-31", code="not_assessed")
    assert status("2025-04-01", ROLL, ended) == "in_school"


def test_awaiting_start_until_the_first_school_day_on_or_after_school_age_begins() -> None:
    born = date(2021, 10, 3)  # school age from 31 December 2026
    place = fact("application", "2026-01-10", code="accepted", place="100001", round="normal",
                 offer_date="2026-04-16", start_date="2026-09-02")  # fmt: skip
    days = ["2026-04-15", "2026-04-16", "2026-12-30"]
    assert [status(day, place, born=born) for day in days] == ["under_school_age", "awaiting_start", "awaiting_start"]
    assert status("2026-12-31", place, born=born) == "unexplained"  # a Thursday, on which this calendar has school


def test_awaiting_start_of_year_7_until_the_place_begins_or_the_roll_does() -> None:
    place = fact("application", "2024-10-31", code="offered", place="100001", round="normal",
                 offer_date="2025-03-03", start_date="2025-09-06")  # fmt: skip
    assert [status(day, place) for day in ("2025-03-03", "2025-09-07", "2025-09-08")] == [
        "awaiting_start", "awaiting_start", "unexplained"]  # fmt: skip  # 6 September 2025 is a Saturday
    primary = fact("roll", "2018-09-03", "2025-07-18", place="100005", code="C")
    assert status("2025-07-18", place, primary) == "in_school"
    assert status("2025-07-19", place, primary) == "awaiting_start"
    left_again = fact("roll", "2025-09-01", "2025-09-02", place="100001", code="C")
    assert status("2025-09-03", place, left_again) == "unexplained"


def test_the_summer_between_two_schools_is_awaiting_start() -> None:
    old = fact("roll", "2018-09-03", "2025-07-18", place="100005", code="C")
    new = fact("roll", "2025-09-03", place="100006", code="C")
    days = ["2025-07-18", "2025-07-19", "2025-09-02", "2025-09-03"]
    assert [status(day, old, new) for day in days] == ["in_school", "awaiting_start", "awaiting_start", "in_school"]
    assert status("2025-07-19", old, fact("roll", "2025-10-01", place="100006", code="C")) == "unexplained"


def test_an_in_year_offer_not_started_is_missing_education_whereabouts_known() -> None:
    offered = fact("application", "2025-01-06", code="offered", place="100001", round="in_year")
    assert status("2025-01-05", HEALTH, offered) == "unexplained"
    assert on("2025-01-06", HEALTH, offered).rule == "missing-offered"
    assert (
        on("2025-01-06", HEALTH, fact("application", "2025-01-06", code="refused", round="in_year")).rule
        == "missing-applying"
    )
    assert (
        status("2025-01-06", HEALTH, fact("application", "2025-01-06", code="withdrawn", round="in_year"))
        == "unexplained"
    )
    assert status("2026-01-06", HEALTH, offered) == "cme_known"
    assert status("2026-01-07", HEALTH, offered) == "unexplained"
    tried = fact("roll", "2025-02-03", "2025-02-10", place="100001", code="C")
    assert status("2025-02-11", offered, tried) == "unexplained"


@pytest.mark.parametrize(("code", "name"), [("known", "cme_known"), ("unknown", "cme_unknown"), ("", "cme_unknown")])
def test_missing_education_by_whereabouts(code: str, name: str) -> None:
    missing = fact("cme", "2025-01-06", "2025-03-31", code=code)
    assert [status(day, HEALTH, missing) for day in ("2025-01-05", "2025-01-06", "2025-03-31", "2025-04-01")] == [
        "unexplained", name, name, "unexplained"]  # fmt: skip
    assert status("2025-02-01", missing, ROLL) == "in_school"
    assert status("2019-08-30", fact("cme", "2019-01-06", code=code)) == "under_school_age"


def test_a_plan_that_waits_for_a_specialist_place_is_missing_education_off_roll() -> None:
    plan = fact("ehc_plan", "2024-01-06", awaiting_placement="T", awaiting_since="2025-02-01")
    assert [status(day, plan) for day in ("2025-01-31", "2025-02-01")] == ["unexplained", "cme_known"]
    assert status("2025-02-01", plan, ROLL) == "in_school"


def test_under_and_over_school_age_by_the_age_rules() -> None:
    assert [status(day, HEALTH) for day in ("2019-08-30", "2019-08-31", "2030-06-28", "2030-06-29")] == [
        "under_school_age", "unexplained", "unexplained", "over_school_age"]  # fmt: skip
    assert on("2019-08-30", HEALTH).because == "Compulsory school age begins on 31 August 2019."
    assert on("2030-06-29", HEALTH).because == "Compulsory school age ended on 28 June 2030."
    assert status("2031-01-01", ROLL) == "in_school"


def test_a_disputed_age_is_never_over_school_age() -> None:
    answer = on("2031-01-01", HEALTH, age_disputed=True)
    assert (answer.status, answer.flags) == ("unexplained", ("age_disputed",))


def test_no_date_of_birth_counts_as_school_age_flagged() -> None:
    answer = on("2025-01-01", HEALTH, born=None)
    assert (answer.status, answer.flags) == ("unexplained", ("dob_missing",))


def test_unexplained_says_where_the_trail_ends() -> None:
    left = fact("roll", "2019-09-02", "2025-02-14", place="100001", code="C")
    assert on("2025-02-15", left, HEALTH).because.startswith("Left the roll of school 100001 on 14 February 2025")
    assert on("2025-02-15", HEALTH).because.startswith("Known to an agency since 1 June 2014")
    assert on("2025-02-15", fact("health", ""), born=BORN).because.startswith("Known to an agency, of school age")


def test_seen_is_a_sighting_in_person_within_a_year_of_the_day() -> None:
    seen = fact("sighting", "2025-01-06", code="in_person", agency="police", seen_by="PC Ames")
    told = fact("sighting", "2025-06-06", code="spoken", agency="housing")
    assert [on(day, seen).whereabouts for day in ("2025-01-05", "2025-01-06", "2026-01-06", "2026-01-07")] == [
        "not_known", "seen", "seen", "not_known"]  # fmt: skip
    assert on("2026-01-07", seen, told).whereabouts == "reported"
    assert last_seen([seen, told], date(2025, 12, 1)) == (date(2025, 1, 6), "PC Ames, police")
    assert last_seen([seen, told], date(2025, 1, 5)) is None


def test_whereabouts_unknown_on_the_record_outweighs_reports_and_earlier_sightings_until_seen_again() -> None:
    missing = fact("cme", "2025-03-03", code="unknown")
    before = fact("sighting", "2025-01-06", code="in_person")
    after = fact("sighting", "2025-05-06", code="in_person")
    assert on("2025-03-02", HEALTH, missing, before).whereabouts == "seen"
    assert on("2025-03-03", HEALTH, missing, before).whereabouts == "not_known"
    assert on("2025-05-06", HEALTH, missing, before, after).whereabouts == "seen"


def test_responsible_is_the_corporate_parent_or_the_authority_that_is() -> None:
    assert on("2025-01-10", ROLL).responsible == "us"
    assert on("2025-01-10", ROLL, fact("social_care", "2025-01-01", code="LAC")).responsible == "us_corporate_parent"
    theirs = fact("social_care", "2025-01-01", "2025-02-01", code="LAC", responsible_la="856")
    assert [on(day, ROLL, theirs).responsible for day in ("2025-02-01", "2025-02-02")] == ["856", "us"]


def test_the_answer_names_the_row_that_carried_it_and_its_feed() -> None:
    answer = on("2025-01-10", ROLL)
    assert (answer.facts, answer.feed, answer.rule, answer.place) == (((7, 70),), "roll", "in-school", "100001")
    reduced = fact("part_time", "2025-01-06", place="100001", code="reduced", record=8, row=80, feed="part_time")
    assert on("2025-01-10", ROLL, reduced).facts == ((8, 80), (7, 70))


def test_the_timeline_begins_with_the_earliest_dated_fact_and_never_ends() -> None:
    spells = timeline([ROLL, HEALTH], BORN, US, Weekdays())
    assert spells[0].started_on == date(2014, 6, 1)
    assert [spell.status for spell in spells] == ["under_school_age", "unexplained", "in_school"]
    assert (spells[-1].started_on, spells[-1].ended_on) == (date(2024, 9, 2), None)
    assert timeline([fact("health", "")], BORN, US, Weekdays())[0].started_on == BORN
    assert timeline([fact("health", "")], None, US, Weekdays())[0].started_on is None


def test_since_tells_how_long_the_status_itself_has_held() -> None:
    next_school = fact("roll", "2025-01-06", place="100002", code="C")
    first = fact("roll", "2024-09-02", "2025-01-05", place="100001", code="C")
    one, two = timeline([first, next_school], BORN, US, Weekdays())
    assert (two.started_on, two.since) == (date(2025, 1, 6), one.started_on)


def test_dates_that_make_no_sense_break_nothing() -> None:
    wrong = [fact("roll", "2025-01-06", "2024-01-06", code="C"), fact("application", "2025-01-06", code="offered",
             round="normal", start_date="soon"), fact("suspension", "2025-01-06", "9999-12-31", sessions="x")]  # fmt: skip
    assert timeline(wrong, date(1900, 1, 1), US, Weekdays())[-1].status == "over_school_age"


def test_a_place_to_come_is_awaited_past_the_end_of_the_calendar_on_its_weekdays() -> None:
    class Ended:
        def is_school_day(self, day: date) -> bool:
            raise OutsideCalendar("the terms end before that day")

    offer = fact("application", "2025-03-01", code="accepted", round="normal", start_date="2025-09-06")  # a Saturday
    days = [date(2025, 9, 7), date(2025, 9, 8)]
    assert [status_on([offer], BORN, US, Ended(), day).status for day in days] == ["awaiting_start", "unexplained"]


def test_a_place_to_come_is_awaited_until_its_own_start_where_no_school_day_follows() -> None:
    class NeverSchool:
        def is_school_day(self, day: date) -> bool:
            return False

    offer = fact("application", "2025-03-01", code="accepted", round="normal", start_date="2025-09-03")
    days = [date(2025, 9, 2), date(2025, 9, 3)]
    assert [status_on([offer], BORN, US, NeverSchool(), day).status for day in days] == [
        "awaiting_start",
        "unexplained",
    ]


def test_a_place_given_on_no_known_day_puts_nobody_in_waiting() -> None:
    undated = fact("application", "", code="accepted", round="normal", start_date="2025-09-03")
    assert status("2025-08-01", undated) == "unexplained"


def test_days_of_which_two_claims_say_the_same_are_one_spell() -> None:
    undated = [
        fact("home_education", "", end, code="suitable", feed="ehe", row=5) for end in ("2025-01-05", "2025-06-05")
    ]
    spells = timeline([*undated, HEALTH], BORN, US, Weekdays())
    at_home = [(s.started_on, s.ended_on) for s in spells if s.status == "home_educated" and s.ended_on]
    assert at_home[-1][1] == date(2025, 6, 5)
    assert date(2025, 1, 6) not in [s.started_on for s in spells], "the same is said before and after that day"
