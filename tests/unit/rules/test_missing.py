"""Children on no roll: the bands, the coverage behind them, what makes a child urgent, and leavers with no destination."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from onroll.rules.coverage import confirmation_days, coverage, gaps, ways
from onroll.rules.facts import Fact
from onroll.rules.known_by import believed_moved, known_by
from onroll.rules.leavers import unknown_destination
from onroll.rules.missing import Missing, Possible, assess
from onroll.rules.status import Answer

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
