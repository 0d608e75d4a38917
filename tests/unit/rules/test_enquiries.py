"""Is the right agency proposed for the facts of a case, on the first day, with its reason; and is nobody put at risk by asking?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from onroll.rules.enquiries import (
    Adult,
    Asked,
    Believed,
    Known,
    Lead,
    Plan,
    Sibling,
    Situation,
    abroad_suspected,
    chase_day,
    overdue_since,
    place_written,
    plan,
    refusal,
    waiting,
)
from onroll.rules.facts import Fact
from onroll.rules.rulebook.book import RuleBook, rule_book
from onroll.rules.rulebook.enquiry_file import read_enquiries, wrong_enquiries
from onroll.rules.rulebook.folder import RULEBOOK, BrokenRuleBook
from onroll.rules.rulebook.pages import enquiry_page

DAY = date(2026, 11, 2)  # a Monday
MOTHER = Adult("Dawn Fairlie", "Mother")


def proposed(made: Plan, agency: str, aimed_at: str = "") -> list[str]:
    return [one.why for one in made.next if one.rule.id == agency and one.aimed_at == aimed_at]


def order(made: Plan) -> list[str]:
    return [one.rule.id for one in made.next]


def held(made: Plan) -> dict[str, str]:
    return {one.rule.id: one.why for one in made.held_back}


# What the facts call for


def test_a_case_without_facts_still_begins_somewhere() -> None:
    assert order(plan(Situation())) == ["own-databases", "named-nurse", "social-care", "lost-pupil"]


def test_the_mothers_practice_is_asked_about_the_mother_on_the_first_day() -> None:
    held_at = Adult("Dawn Fairlie", "Mother", gp="Mill Lane Surgery")
    made = plan(Situation(adults=[held_at]))
    assert made.next[0].rule.id == "gp" and made.next[0].of == "Mill Lane Surgery" and made.next[0].aim == "adult"
    assert (
        made.next[0].why == "The mother, Dawn Fairlie is registered at Mill Lane Surgery: ask the practice about them."
    )


def test_where_no_practice_of_hers_is_held_the_nurse_is_asked_to_find_it() -> None:
    made = plan(Situation(adults=[MOTHER, Adult("Sam Fairlie")]))
    assert "named nurse can find it" in proposed(made, "named-nurse", "Dawn Fairlie")[0]
    assert "which practice Sam Fairlie is registered" in proposed(made, "named-nurse", "Sam Fairlie")[0]
    assert order(made)[:2] == ["named-nurse", "named-nurse"]


def test_the_childs_own_practice_whether_they_stayed_or_left() -> None:
    assert "ask when they last came" in proposed(plan(Situation(gp="Mill Lane Surgery")), "gp")[0]
    assert "where the records were sent" in proposed(plan(Situation(gp="Mill Lane Surgery", gp_left="moved")), "gp")[0]


def test_brothers_and_sisters_by_their_school_or_by_health() -> None:
    made = plan(Situation(siblings=[Sibling("Tom Fairlie", "Abbey Primary"), Sibling("Ivy Fairlie")]))
    assert "Tom Fairlie is on the roll of Abbey Primary" in proposed(made, "sibling-school", "Tom Fairlie")[0]
    assert proposed(made, "named-nurse", "Ivy Fairlie")


def test_places_where_the_child_is_believed_to_be() -> None:
    case = Situation(
        believed=[Believed("Devon", "Health wrote “moved to Devon”", "878"), Believed("", "The school wrote “gone north”")],
        address_said="a site near the sea", custody=True, service_family=True,
    )  # fmt: skip
    made = plan(case)
    asked = [(one.of, one.authority, one.why) for one in made.next if one.rule.id == "other-authority"]
    assert asked == [
        ("Devon", "878", "Health wrote “moved to Devon”: ask Devon."),
        ("", "", "The school wrote “gone north”: ask the authority there."),
    ]
    assert {"address-check", "youth-justice", "service-families"} <= set(order(made))


def test_an_agency_that_knows_the_child_is_asked_what_it_knows() -> None:
    known = [Known("housing", "paperwork", DAY), Known("schools", "a roll", DAY), Known("a choir", "a list", DAY)]
    made = plan(Situation(known=known, last_school="Abbey Primary", address_held=True))
    assert proposed(made, "housing") == ["Housing knows the child: paperwork, last on 2 November 2026."]
    assert len(proposed(made, "last-school")) == 1
    assert "home-visit" in order(made)


def test_what_is_left_once_somebody_holds_nothing() -> None:
    asked = [Asked("own-databases", "", "child", "", DAY, "nil"), Asked("named-nurse", "", "child", "", DAY)]
    made = plan(Situation(asked=asked, address_held=True))
    assert {"housing", "hospital", "online-search", "police", "neighbours"} <= set(order(made))
    assert "own-databases" not in order(made) and "named-nurse" not in order(made)
    assert proposed(made, "police")[0].startswith("1 answer so far found nothing")
    twice = plan(Situation(asked=[*asked, Asked("lost-pupil", "", "child", "", DAY, "nil")]))
    assert proposed(twice, "police")[0].startswith("2 answers so far") and "neighbours" not in order(twice)


def test_abroad_brings_the_embassy_and_border_force_last_and_only_with_approval() -> None:
    made = plan(Situation(abroad="the school wrote “moved overseas”"))
    assert order(made)[-2:] == ["embassy", "border-force"]
    assert all(one.rule.approval == "case.approve" and "Needs approval" in one.why for one in made.next[-2:])
    assert "home-office" in held(made) and "embassy" not in held(made)
    assert {"embassy", "border-force", "home-office"} <= set(held(plan(Situation())))


# Traces


def test_a_trace_comes_first_and_rival_traces_stand_side_by_side_until_they_are_followed() -> None:
    leads = [
        Lead(7, "Named nurse", date(2026, 10, 1), "Darlington", "other-authority", "841"),
        Lead(9, "One look online", date(2026, 10, 9), "Canada", "embassy"),
        Lead(11, "A neighbour", date(2026, 10, 9), "somewhere", "no-such-agency"),
    ]
    made = plan(Situation(leads=leads))
    assert [(one.of, one.follows) for one in made.next[:2]] == [("Canada", 9), ("Darlington", 7)]
    assert made.next[1].authority == "841"
    followed = plan(Situation(leads=leads, asked=[Asked("embassy", "Ottawa", "child", "", DAY, follows=9)]))
    assert [one.follows for one in followed.next if one.follows] == [7]


def test_the_mark_of_a_proposal_says_nothing_and_tells_two_apart() -> None:
    one, other = plan(Situation(adults=[MOTHER, Adult("Sam Fairlie")])).next[:2]
    assert one.key != other.key and "Dawn" not in one.key and len(one.key) == 12


def test_the_same_agency_is_asked_again_only_about_somebody_else_or_elsewhere() -> None:
    asked = [Asked("gp", "Mill Lane Surgery", "adult", "DAWN FAIRLIE", DAY)]
    adult = Adult("Dawn Fairlie", "Mother", gp="Mill Lane surgery")
    assert proposed(plan(Situation(adults=[adult], asked=asked)), "gp", "Dawn Fairlie") == []
    moved = Adult("Dawn Fairlie", "Mother", gp="Quay Practice")
    assert proposed(plan(Situation(adults=[moved], asked=asked)), "gp", "Dawn Fairlie")


# Safety


def test_while_honour_based_abuse_is_feared_nobody_in_the_family_or_community_is_reached() -> None:
    stop = "Honour-based abuse is feared: contact nobody of the family or community until a specialist has advised."
    case = Situation(adults=[MOTHER], address_held=True, contact_stopped=stop)
    made = plan(case)
    assert made.next[0].rule.id == "specialist-advice" and made.next[0].why == stop
    assert not {"parents", "home-visit", "neighbours"} & set(order(made))
    assert {"parents", "home-visit"} <= set(held(made))
    asked = plan(Situation(contact_stopped=stop, advice_asked=True))
    assert "specialist-advice" not in order(asked)


@pytest.mark.parametrize("mark", ["phone_only", "never_write", "no_contact", "hide_address"])
def test_how_an_adult_may_be_contacted_stands_beside_every_enquiry_about_them(mark: str) -> None:
    adult = Adult("Dawn Fairlie", "Mother", mark, "Mill Lane Surgery")
    made = plan(Situation(adults=[adult]))
    assert "Dawn Fairlie" in made.next[0].caution
    assert ("parents" in order(made)) == (mark != "no_contact")
    assert refusal(adult, in_writing=True)
    assert bool(refusal(adult, in_writing=False)) == (mark == "no_contact")
    assert refusal(MOTHER, in_writing=True) == ""


def test_a_second_look_online_prompts_a_check_of_surveillance_law() -> None:
    looked = [Asked("online-search", "", "child", "", DAY, "nil")]
    assert "surveillance law" in held(plan(Situation(asked=looked)))["online-search"]


def test_the_same_reason_to_hold_back_is_said_once() -> None:
    twice = [Adult("Dawn Fairlie", safe_contact="no_contact"), Adult("Dawn Fairlie", safe_contact="no_contact")]
    assert [one.rule.id for one in plan(Situation(adults=twice)).held_back].count("parents") == 1


# Waiting


def test_days_waiting_and_the_day_from_which_it_is_chased() -> None:
    assert chase_day("gp", DAY) == date(2026, 11, 9)
    assert chase_day("other-authority", DAY) == date(2026, 11, 9)  # the clock cme-info-share
    assert chase_day("no-such-agency", DAY) is None
    assert chase_day("gp", date(2030, 1, 1)) is None
    early = waiting("gp", asked_on=DAY, again_on=None, on=date(2026, 11, 9))
    assert (early.days, early.overdue) == (7, False)
    assert waiting("gp", asked_on=DAY, again_on=None, on=date(2026, 11, 10)).overdue
    assert not waiting("gp", asked_on=DAY, again_on=date(2026, 11, 10), on=date(2026, 11, 11)).overdue
    assert not waiting("gp", asked_on=date(2030, 1, 1), again_on=None, on=date(2031, 1, 1)).overdue


@pytest.mark.parametrize("agency", ["gp", "other-authority", "benefits", "online-search"])
def test_one_last_day_an_agency_tells_every_overdue_enquiry_from_the_others(agency: str) -> None:
    on = date(2027, 1, 6)  # Christmas and the new year lie between
    for back in range(40):
        asked = date.fromordinal(on.toordinal() - back)
        late = waiting(agency, asked_on=asked, again_on=None, on=on).overdue
        since = overdue_since(agency, on)
        assert since is not None and late == (asked <= since)
    assert overdue_since("no-such-agency", on) is None


# What the facts say


def test_what_makes_abroad_suspected() -> None:
    gone = Fact("health", None, date(2026, 9, 1), code="abroad")
    wrote = Fact("roll", None, date(2026, 9, 1), detail={"destination_text": "Moved overseas"})
    recorded = Fact("cme", date(2026, 9, 1), detail={"local_reason": "believed abroad"})
    assert "left the GP's list on 1 September 2026" in abroad_suspected([gone], DAY)
    assert "“Moved overseas”" in abroad_suspected([wrote], DAY)
    assert abroad_suspected([recorded], DAY) == "the missing education record says so"
    here = [Fact("health", None), Fact("roll", None, date(2026, 9, 1)), Fact("cme", None), Fact("address", None)]
    assert abroad_suspected(here, DAY) == ""
    assert abroad_suspected([gone], date(2026, 8, 1)) == ""


def test_where_the_newest_school_wrote_that_the_child_went() -> None:
    old = Fact("roll", None, date(2024, 7, 1), detail={"destination_text": "Leeds"})
    new = Fact("roll", None, date(2026, 7, 1), detail={"destination_text": "Burton"})
    later = Fact("roll", None, date(2027, 7, 1), detail={"destination_text": "Mars"})
    assert place_written([new, old, later], DAY) == "Burton"
    assert place_written([], DAY) == ""


# The file


def test_the_list_fits_the_rest_of_the_rule_book() -> None:
    assert wrong_enquiries(rule_book()) == []
    assert "Needs approval" in enquiry_page(rule_book().enquiries["border-force"])
    assert "`cme-info-share`" in enquiry_page(rule_book().enquiries["other-authority"])
    assert rule_book().why_no_clock("gp").startswith("gp isn't a clock but whom to ask.")


ENQUIRY = """
[[enquiry]]
id = "{id}"
name = "A name"
how = "How"
about = {about}
{days}
covers = ["{covers}"]
status = "local"
certainty = "to be confirmed"
citation = "Local practice"
"""
HEAD = 'id = "enquiries"\ntitle = "T"\nsays = "S"\nauthor = "A"\nreview_on = 2027-09-01\n'


def written_file(folder: Path, *given: dict[str, str]) -> Path:
    usual = {"id": "one", "about": '["child"]', "days": "days = 1", "covers": "01"}
    path = folder / "enquiries.toml"
    path.write_text(HEAD + "".join(ENQUIRY.format(**{**usual, **one}) for one in given))
    return path


@pytest.mark.parametrize(("given", "fault"), [
    ([{}, {}], "stands in the list already"),
    ([{"about": "[]"}], "about must name some of"),
    ([{"about": '["dog"]'}], "about must name some of"),
    ([{"days": "days = 0"}], "either days"),
    ([{"days": 'days = 1\nclock = "cme-info-share"'}], "either days"),
])  # fmt: skip
def test_a_fault_in_the_list_is_said_in_a_sentence(tmp_path: Path, given: list[dict[str, str]], fault: str) -> None:
    with pytest.raises(BrokenRuleBook, match=fault):
        read_enquiries(written_file(tmp_path, *given), tmp_path)


def test_names_that_nobody_knows_are_faults_of_the_rule_book(tmp_path: Path) -> None:
    for part in ("codes", "clocks", "definitions", "statements"):
        (tmp_path / part).symlink_to(RULEBOOK / part)
    written_file(tmp_path, {"days": 'clock = "no-such"', "covers": "99"}, {"id": "ex-day6"})
    faults = wrong_enquiries(RuleBook(tmp_path))
    assert "enquiry one: no clock is called no-such." in faults
    assert "enquiry one: the checklist has no row 99." in faults
    assert "enquiry ex-day6: another rule is called so." in faults
    assert any("row 02" in fault for fault in faults)
