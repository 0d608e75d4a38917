"""Children on no roll: the bands, the coverage behind them, what makes a child urgent, and leavers with no destination."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from onroll.rules.coverage import confirmation_days, coverage, gaps, ways
from onroll.rules.facts import Fact
from onroll.rules.known_by import believed_moved, known_by
from onroll.rules.leavers import last_left, unknown_destination
from onroll.rules.missing import Missing, Possible, assess
from onroll.rules.status import Answer, last_seen

BORN = date(2014, 5, 4)
DAY = date(2026, 11, 1)
ALL = {way.feed: DAY for way in ways()}
ANSWER = Answer("unexplained", "Nothing says.", "in_area", "reported", "us", "unexplained", "", "health", ((1, 1),), ())


def fact(kind: str, start: str, end: str = "", **given: Any) -> Fact:
    dates = {key: date.fromisoformat(given.pop(key)) for key in ("supported_until",) if key in given}
    named = {key: given.pop(key) for key in ("place", "la", "code", "feed", "record", "row") if key in given}
    return Fact(
        kind, date.fromisoformat(start), date.fromisoformat(end) if end else None, detail=given, **named, **dates
    )


HEALTH = fact("health", "2014-06-01", feed="health", record=1)
ADDRESS = fact("address", "2014-06-01", feed="health", record=1, la="941", asserted_on="2026-10-20")
ROLL = fact("roll", "2021-09-01", "2026-07-20", feed="roll", place="100001", code="C", record=2)


def grade(
    *facts: Fact, received: dict[str, date] | None = None, answer: Answer = ANSWER, identifiers: int = 1, **more: Any
) -> Missing:
    held = ALL if received is None else received
    return assess(answer, facts, BORN, DAY, received=held, identifiers=identifiers, **more)


def test_no_trace_only_where_every_lawful_placement_has_a_source_received_and_fresh() -> None:
    assert grade(HEALTH, ADDRESS).band == "no_trace"
    for way in ways():
        wanting = {feed: as_at for feed, as_at in ALL.items() if feed != way.feed}
        open_to_her = way.from_age <= 12
        assert grade(HEALTH, ADDRESS, received=wanting).band == ("ask_source" if open_to_her else "no_trace")


def test_a_source_is_fresh_on_its_last_day_and_stale_the_day_after() -> None:
    way = next(way for way in ways() if way.id == "home_education")
    last = {**ALL, "ehe": DAY - timedelta(days=way.fresh_days)}
    assert grade(HEALTH, received=last).band == "no_trace"
    older = {**ALL, "ehe": DAY - timedelta(days=way.fresh_days + 1)}
    found = grade(HEALTH, received=older)
    assert (found.band, found.not_asked) == ("ask_source", ("Home education",))
    assert found.next_enquiry.startswith("Ask the home education team")
    assert "1 September 2026" in found.next_enquiry


def test_a_part_of_a_feed_known_to_be_old_is_a_gap_though_the_feed_is_fresh() -> None:
    held = coverage({**ALL, "roll_elsewhere/independent": date(2025, 1, 1)}, DAY)
    assert [gap.way.id for gap in gaps(held, BORN, DAY)] == ["independent_roll"]


def test_college_is_a_gap_only_from_14_or_without_a_date_of_birth() -> None:
    held = coverage({feed: as_at for feed, as_at in ALL.items() if feed != "post16"}, DAY)
    assert gaps(held, date(2012, 11, 2), DAY) == ()
    assert [gap.way.id for gap in gaps(held, date(2012, 11, 1), DAY)] == ["college"]
    assert [gap.way.id for gap in gaps(held, None, DAY)] == ["college"]


def test_an_empty_installation_asks_for_its_schools_rolls_first() -> None:
    found = grade(HEALTH, received={})
    assert found.band == "ask_source"
    assert found.next_enquiry == "Ask the schools of this authority for their rolls: no list of it was ever received."


def test_possibly_on_roll_where_a_pair_waits_for_review() -> None:
    pair = Possible(0.8, "Amy Kaur, born 4 May 2014, on roll at Oak Primary")
    found, alone = grade(HEALTH, ADDRESS, possible=(pair,)), grade(HEALTH, ADDRESS)
    assert found.band == "possibly_on_roll"
    assert found.certainty == pytest.approx(alone.certainty * 0.2, abs=0.001)
    assert "Oak Primary" in found.next_enquiry


@pytest.mark.parametrize(
    ("text", "band"),
    [("St Ann's Academy", "possibly_on_roll"), ("Moved to Leicester", "no_trace"), ("Unknown", "no_trace")],
)
def test_possibly_on_roll_where_the_last_school_named_another(text: str, band: str) -> None:
    assert grade(HEALTH, replace(ROLL, detail={"destination_text": text})).band == band


def test_the_last_school_is_asked_where_nothing_is_wanting() -> None:
    found = grade(HEALTH, ROLL, places=lambda urn: "Oak Primary")
    assert found.next_enquiry == "Ask Oak Primary where the child went after 20 July 2026."


def test_more_agencies_make_it_surer_and_a_belief_that_the_child_moved_less_so() -> None:
    one = grade(HEALTH, ADDRESS)
    seen = fact("sighting", "2026-10-01", feed="sightings", code="in_person", agency="housing")
    two = grade(HEALTH, ADDRESS, seen)
    gone = grade(fact("health", "2014-06-01", "2026-09-01", feed="health", code="moved", record=1), ADDRESS, seen)
    assert one.certainty < two.certainty
    assert gone.certainty < two.certainty
    assert "left the GP's list as moved away" in gone.certainty_parts


def test_who_has_answered_is_not_asked_again_until_they_know_something_new() -> None:
    seen = fact("sighting", "2026-10-01", feed="sightings", code="in_person", agency="housing")

    def nothing(agency: str, on: str = "2026-10-25") -> Fact:
        return fact("enquiry", on, on, feed="onroll", code="nothing", agency=agency)

    assert grade(HEALTH, ADDRESS, ROLL, seen).next_enquiry.startswith("Ask ")
    school = grade(HEALTH, ADDRESS, ROLL, seen, nothing("schools"))
    assert school.next_enquiry.startswith("Ask health where")
    both = grade(HEALTH, ADDRESS, ROLL, seen, nothing("schools"), nothing("health"))
    assert both.next_enquiry.startswith("Ask housing where")
    told = grade(HEALTH, ADDRESS, ROLL, seen, nothing("schools"), nothing("health"), nothing("housing"))
    assert told.next_enquiry.endswith("open a case of missing education.")
    assert "Asked housing, 25 October 2026: doesn't know where the child is." in told.evidence
    assert told.certainty == grade(HEALTH, ADDRESS, ROLL, seen).certainty
    later = replace(seen, started_on=date(2026, 10, 28))
    assert grade(
        HEALTH, ADDRESS, ROLL, later, nothing("schools"), nothing("health"), nothing("housing")
    ).next_enquiry.startswith("Ask housing")


def test_a_named_school_that_doesnt_know_the_child_is_no_possible_roll_any_more() -> None:
    named = replace(ROLL, detail={"destination_text": "St Ann's Academy"})
    asked = fact("enquiry", "2026-10-25", "2026-10-25", feed="onroll", code="nothing", agency="schools")
    assert grade(HEALTH, named).band == "possibly_on_roll"
    assert grade(HEALTH, named, asked).band == "no_trace"


def test_each_part_of_the_urgency_is_told_in_words_and_adds_up() -> None:
    plan = fact("social_care", "2026-01-01", code="CP", feed="social_care")
    found = grade(HEALTH, ROLL, plan, since=date(2026, 7, 21))
    assert found.urgency_parts == (
        ("a child protection plan is open", 30),
        ("nobody is known to have seen the child in person", 12),
        ("nowhere for over a month", 4),
    )
    assert found.urgency == 46
    closed = grade(HEALTH, ROLL, replace(plan, ended_on=date(2026, 3, 1)))
    assert ("had a social worker before", 10) in closed.urgency_parts


@pytest.mark.parametrize(
    ("held", "words", "points"),
    [
        (fact("missing_episode", "2026-10-30"), "missing from home or care now", 20),
        (fact("missing_episode", "2025-10-30", "2025-11-01"), "was missing from home or care within a year", 10),
        (fact("ehc_plan", "2025-01-01"), "has an EHC plan", 12),
        (fact("youth_justice", "2020-01-01", "2020-06-01", code="community"), "known to youth justice", 8),
        (fact("permanent_exclusion", "2024-01-08"), "was permanently excluded", 8),
        (fact("suspension", "2025-11-01", "2025-11-01"), "was suspended within a year", 4),
        (fact("social_care", "2026-01-01", code="LAC"), "looked after", 30),
        (fact("social_care", "2026-01-01", code="CIN"), "a child in need plan is open", 20),
        (fact("social_care", "2026-01-01", code="CIN", supported_until="2026-09-30"), "had a social worker before", 10),
    ],
)
def test_what_an_agency_recorded_makes_a_child_more_urgent(held: Fact, words: str, points: int) -> None:
    found = grade(HEALTH, ROLL, held)
    assert (words, points) in found.urgency_parts
    assert found.urgency == grade(HEALTH, ROLL).urgency + points


@pytest.mark.parametrize(
    "held",
    [
        fact("missing_episode", "2025-10-29", "2025-10-31"),
        fact("ehc_plan", "2025-01-01", "2026-10-31"),
        fact("permanent_exclusion", "2024-01-08", cancelled_date="2024-01-10"),
        fact("suspension", "2025-10-31", "2025-10-31"),
    ],
)
def test_what_is_over_or_was_cancelled_makes_nobody_more_urgent(held: Fact) -> None:
    assert grade(HEALTH, ROLL, held).urgency_parts == grade(HEALTH, ROLL).urgency_parts


def test_a_child_missing_again_is_missing_now_and_not_also_lately() -> None:
    twice = [fact("missing_episode", "2026-10-30"), fact("missing_episode", "2026-05-01", "2026-05-03")]
    assert grade(HEALTH, ROLL, *twice).urgency == grade(HEALTH, ROLL, twice[0]).urgency


def test_an_open_plan_of_social_care_is_not_also_counted_as_an_earlier_one() -> None:
    plans = [fact("social_care", "2026-01-01", code="CP"), fact("social_care", "2020-01-01", "2021-01-01", code="CIN")]
    assert grade(HEALTH, ROLL, *plans).urgency == grade(HEALTH, ROLL, plans[0]).urgency


def test_a_child_never_on_a_roll_is_more_urgent_and_a_guest_enrolment_is_no_roll() -> None:
    part = ("never on any roll we hold", 6)
    assert part in grade(HEALTH, replace(ROLL, code="G")).urgency_parts
    assert part not in grade(HEALTH, ROLL).urgency_parts


@pytest.mark.parametrize(
    ("days", "part"),
    [
        (182, None),
        (183, ("last seen in person over six months ago", 4)),
        (365, ("last seen in person over six months ago", 4)),
        (366, ("last seen in person over a year ago", 8)),
    ],
)
def test_the_longer_nobody_saw_the_child_the_more_urgent(days: int, part: tuple[str, int] | None) -> None:
    seen = replace(fact("sighting", "2026-01-01", code="in_person", agency="housing"), started_on=DAY - timedelta(days))
    assert [p for p in grade(HEALTH, ROLL, seen).urgency_parts if "in person" in p[0]] == ([part] if part else [])


@pytest.mark.parametrize(
    ("days", "words"),
    [(30, None), (31, "over a month"), (182, "over a month"), (183, "over six months"), (366, "over a year")],
)
def test_the_longer_nowhere_the_more_urgent(days: int, words: str | None) -> None:
    parts = [p[0] for p in grade(HEALTH, ROLL, since=DAY - timedelta(days)).urgency_parts if p[0].startswith("nowhere")]
    assert parts == ([f"nowhere for {words}"] if words else [])


def test_the_last_year_of_school_age_is_more_urgent_until_it_is_over() -> None:
    part = ("school age ends within a year", 6)

    def parts(born: date) -> tuple[tuple[str, int], ...]:
        return assess(ANSWER, [HEALTH, ROLL], born, DAY, received=ALL, identifiers=1).urgency_parts

    assert part in parts(date(2010, 9, 1))  # until 25 June 2027
    assert part not in parts(date(2011, 9, 1))
    assert part not in parts(date(2010, 8, 31))  # over since 26 June 2026


def test_whereabouts_unknown_is_more_urgent_than_known() -> None:
    unknown, known = (
        grade(HEALTH, ROLL, answer=replace(ANSWER, status=f"cme_{word}")) for word in ("unknown", "known")
    )
    assert unknown.urgency == known.urgency + 10
    assert ("recorded with whereabouts unknown", 10) in unknown.urgency_parts


def test_the_rank_is_sureness_times_urgency_and_the_least_urgent_still_count() -> None:
    found = grade(HEALTH, ADDRESS)
    assert replace(found, certainty=0.5, urgency=30).rank == 20
    assert replace(found, certainty=0.5, urgency=0).rank == 5


def test_where_nobody_else_knows_the_child_the_source_of_the_record_is_asked() -> None:
    cme = fact("cme", "2026-10-25", code="unknown", feed="cme", record=6)
    assert grade(cme).next_enquiry == "Ask the source of the record who gave it."


def test_the_latest_sighting_counts_in_whatever_order_the_facts_come() -> None:
    early, late = (fact("sighting", day, code="in_person", agency="housing") for day in ("2026-05-01", "2026-09-01"))
    assert last_seen([early, late], DAY) == last_seen([late, early], DAY) == (date(2026, 9, 1), "housing")


def test_the_latest_word_of_a_source_counts_in_whatever_order_its_addresses_come() -> None:
    older = replace(ADDRESS, detail={"asserted_on": "2026-03-01"})
    silent = replace(ADDRESS, detail={})
    for held in ([ADDRESS, older, silent], [silent, older, ADDRESS]):
        assert [known.last_on for known in known_by([HEALTH, *held], DAY)] == [date(2026, 10, 20)]


@pytest.mark.parametrize("reason", ["Believed to have moved to another country", "gone abroad", "Left the country"])
def test_a_missing_education_record_may_say_believed_moved(reason: str) -> None:
    cme = fact("cme", "2026-09-01", code="unknown", feed="cme", local_reason=reason)
    assert believed_moved([cme], DAY) == "the missing education record says believed moved"
    assert believed_moved([replace(cme, ended_on=date(2026, 10, 1))], DAY) == ""
    assert believed_moved([replace(cme, detail={"local_reason": "Awaiting a place"})], DAY) == ""


def test_nothing_after_the_day_is_looked_at() -> None:
    later = [fact("sighting", "2026-11-02", feed="sightings", code="in_person", agency="housing"),
             fact("social_care", "2026-11-02", code="CP", feed="social_care")]  # fmt: skip
    assert grade(HEALTH, ADDRESS, *later) == grade(HEALTH, ADDRESS)


def test_protected_characteristics_change_nothing() -> None:
    marked = replace(ROLL, detail={"ethnicity": "WROM", "first_language": "ROM", "religion": "x", "sex": "F"})
    assert grade(HEALTH, marked) == grade(HEALTH, ROLL)


def test_a_child_with_another_status_is_refused() -> None:
    with pytest.raises(ValueError, match="in_school"):
        grade(HEALTH, answer=replace(ANSWER, status="in_school"))


def test_an_agency_knows_the_child_until_its_last_extract_that_held_them() -> None:
    assert [(k.agency, k.last_on) for k in known_by([HEALTH, ADDRESS], DAY)] == [("health", date(2026, 10, 20))]
    dropped = replace(ROLL, ended_on=None, supported_until=date(2026, 9, 30))
    assert [(k.agency, k.last_on) for k in known_by([dropped], DAY)] == [("schools", date(2021, 9, 1))]
    assert believed_moved([HEALTH], DAY) == ""


def test_agencies_are_told_in_words_and_a_sightings_own_address_is_no_second_agency() -> None:
    seen = fact("sighting", "2026-10-01", feed="sightings", code="adult_only", agency="ae", event="Visit", record=5)
    address = fact("address", "2026-10-01", feed="sightings", la="941", asserted_on="2026-10-01", record=5)
    assert [(k.agency, k.how) for k in known_by([seen, address], DAY)] == [("A&E", "met an adult only (Visit)")]


def test_our_own_missing_education_list_is_never_the_one_to_ask() -> None:
    cme = fact("cme", "2026-10-25", code="unknown", feed="cme", record=6)
    assert grade(HEALTH, ADDRESS, cme).next_enquiry.startswith("Ask health")


def test_every_feed_that_carries_a_status_has_its_days_of_confirmation() -> None:
    assert all(confirmation_days(way.feed) for way in ways())
    assert confirmation_days("population") is None


def test_a_leaver_with_no_known_destination_and_nothing_since() -> None:
    found = unknown_destination([HEALTH, ROLL], DAY, BORN)
    assert found is not None
    assert (found.place, found.left_on, found.how) == ("100001", date(2026, 7, 20), "left")
    assert unknown_destination([HEALTH, ROLL], date(2026, 7, 20), BORN) is None


def test_a_leaver_who_dropped_out_of_the_extract() -> None:
    dropped = replace(ROLL, ended_on=None, supported_until=date(2026, 9, 30))
    found = unknown_destination([dropped], DAY, BORN)
    assert found is not None
    assert (found.left_on, found.how) == (date(2026, 9, 30), "vanished")


@pytest.mark.parametrize(
    "later",
    [
        fact("roll", "2026-09-03", place="100002", code="C"),
        fact("home_education", "2026-09-03", code="not_assessed"),
        fact("placement", "2026-06-03", code="tuition"),
        fact("roll", "2026-09-03", "2026-10-01", place="100002", destination_text="Elm School"),
    ],
)
def test_what_came_after_the_roll_is_a_destination(later: Fact) -> None:
    assert unknown_destination([ROLL, later], DAY, BORN) is None


def test_a_destination_named_by_the_school_and_the_end_of_school_age_are_no_unknown_destination() -> None:
    assert unknown_destination([replace(ROLL, detail={"destination_urn": "100002"})], DAY, BORN) is None
    assert unknown_destination([replace(ROLL, detail={"destination_text": "Spain"})], DAY, BORN) is None
    assert unknown_destination([ROLL], DAY, date(2010, 5, 4)) is None


def test_a_guest_enrolment_or_a_missing_education_record_is_no_destination() -> None:
    guest = fact("roll", "2026-09-03", place="100002", code="G")
    cme = fact("cme", "2026-09-03", code="unknown")
    assert unknown_destination([ROLL, guest, cme], DAY, BORN) is not None


@pytest.mark.parametrize(
    "kept",
    [
        fact("post16", "2026-09-03", code="neet"),
        fact("post16", "2026-09-03", code="not_known"),
        fact("youth_justice", "2026-09-03", code="community"),
        fact("placement", "2026-01-05", "2026-07-20", code="tuition"),
        fact("placement", "2026-11-02", code="tuition"),
    ],
)
def test_what_places_nobody_after_the_roll_is_no_destination(kept: Fact) -> None:
    assert unknown_destination([ROLL, kept], DAY, BORN) is not None


@pytest.mark.parametrize(
    "after", [fact("post16", "2026-09-03", code="college"), fact("youth_justice", "2026-09-03", code="custody")]
)
def test_college_and_custody_after_the_roll_are_a_destination(after: Fact) -> None:
    assert unknown_destination([ROLL, after], DAY, BORN) is None


def test_the_roll_left_last_is_looked_at_in_whatever_order_they_come() -> None:
    before = fact("roll", "2018-09-01", "2021-07-20", feed="roll", place="100000", code="C", record=3)
    assert last_left([ROLL, before], DAY) == last_left([before, ROLL], DAY) == ROLL
