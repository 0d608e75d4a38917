"""Would the child of Leicestershire's first case study have been found in October, not three years later?

The study (Leicestershire County Council, scrutiny report of 9 June 2014, Appendix C): home educated from September 2011; a
school place was applied for in October and not taken up; in 2013 a health check believed the family moved to Devon; in 2014
the named nurse was asked about the *mother*, her GP was found, she was still attending, and the child was seen, safe and
well. Here the months are told twelve years later, 2011 as 2023, with an invented family.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from stories import Story, schools

from onroll.accounts.models import User
from onroll.casework.actions.closing import propose_closure
from onroll.casework.actions.contacts import record_contact
from onroll.casework.actions.deciding import approve
from onroll.casework.actions.enquiring import chase
from onroll.casework.models import Case, Task
from onroll.casework.selectors.enquiries import of_case

ROWAN = {
    "surname": "Fairlie", "forename": "Rowan", "date_of_birth": "2014-05-04", "sex": "M", "address_line_1": "3 Orchard Site", "postcode": "NN1 5BD",
}  # fmt: skip
MOTHER = {"adult_name": "Dawn Fairlie", "relationship": "Mother", "parental_responsibility": "T"}
SEPTEMBER, OCTOBER = date(2023, 9, 30), date(2023, 10, 31)
FIRST_DAY = date(2023, 11, 1)


@pytest.fixture
def story(db: None, tmp_path: Path, officer: User, manager: User) -> Story:
    """September and October as the extracts told them; nobody has acted."""
    story = Story(tmp_path, officer, manager)
    # September: the school takes Rowan off its roll, home education is registered; social care knew the family once, no concerns.
    story.arrives(
        SEPTEMBER,
        schools=schools({"990001": "Meadow Primary", "990002": "Brook Primary"}),
        roll=[{"source_id": "R1", "urn": "990001", "entry_date": "2019-09-01", "leaving_date": "2023-09-08", "leaving_ground": "f", **ROWAN}],
        ehe=[{"source_id": "E1", "start_date": "2023-09-11", "suitability": "not_assessed", **ROWAN}],
        social_care=[{"source_id": "S1", "status": "CIN", "start_date": "2021-01-10", "end_date": "2021-09-30", **ROWAN}],
        health=[{"source_id": "H1", "registered_date": "2016-02-01", "gp_practice": "Seagrave Surgery", **ROWAN}],
        adults=[{"source_system": "social_care", "source_id": "S1", **MOTHER}],
    )  # fmt: skip
    # October: a school place is applied for and offered; the place begins and nobody comes.
    story.arrives(
        OCTOBER,
        applications=[
            {"source_id": "A1", "application_date": "2023-10-05", "round": "in_year", "offer_urn": "990002", "offer_date": "2023-10-09",
             "start_date": "2023-10-12", "outcome": "offered", **ROWAN},
        ],
    )  # fmt: skip
    return story


def test_the_contradiction_of_october_is_raised_in_october(story: Story) -> None:
    assert story.contradictions("Rowan", SEPTEMBER) == {}
    raised = story.contradictions("Rowan", OCTOBER)
    assert raised["home-educated-applying"].started_on == date(2023, 10, 5)
    assert (
        "Home educated since 11 September 2023, yet a school place was applied for"
        in raised["home-educated-applying"].sentence
    )
    assert raised["place-not-taken-up"].started_on is not None and raised["place-not-taken-up"].started_on <= OCTOBER


def case_of(story: Story) -> Case:
    return story.opens(
        "Rowan", on=FIRST_DAY, because=story.contradictions("Rowan", OCTOBER)["place-not-taken-up"].sentence
    )


def test_on_the_first_day_the_nurse_is_to_be_asked_about_the_mother_and_then_her_practice(story: Story) -> None:
    case = case_of(story)
    first = story.proposed(case, "named-nurse", FIRST_DAY, about="Dawn Fairlie")
    assert "No source says which practice the mother, Dawn Fairlie is registered with" in first.why
    assert (
        story.proposals(case, FIRST_DAY).index(("named-nurse", "Dawn Fairlie")) < 4
    )  # among the first things to do, not the last
    asked = story.takes_up(first, case, on=FIRST_DAY)
    story.answered(
        asked, "trace", date(2023, 11, 3), words="Registered in the county", place="Quorn Practice", leads_to="gp"
    )
    practice = story.proposed(case, "gp", date(2023, 11, 3), about="Dawn Fairlie")  # one click away, and first
    assert (practice.of, practice.follows) == ("Quorn Practice", asked.pk)
    assert story.proposals(case, date(2023, 11, 3))[0] == ("gp", "Dawn Fairlie")


def test_where_health_names_the_mothers_practice_it_is_the_first_proposal_of_the_first_day(story: Story) -> None:
    story.arrives(
        FIRST_DAY, adults=[{"source_system": "health", "source_id": "H1", "gp_practice": "Quorn Practice", **MOTHER}]
    )
    case = case_of(story)
    assert story.proposals(case, FIRST_DAY)[0] == ("gp", "Dawn Fairlie")
    assert (
        "registered at Quorn Practice: ask the practice about them"
        in story.proposed(case, "gp", FIRST_DAY, "Dawn Fairlie").why
    )


def test_left_alone_as_in_2011_the_case_is_on_the_radar_within_five_weeks(story: Story) -> None:
    case = case_of(story)
    assert not story.is_stalled(case, date(2023, 11, 15))
    assert story.is_stalled(case, date(2023, 12, 5))
    assert story.is_stalled(
        case, date(2025, 6, 1)
    )  # and stays there: nothing but an answer, a contact or a visit takes it off


def test_a_health_check_that_believes_them_in_devon_brings_the_next_enquiry_and_never_an_end(story: Story) -> None:
    case = case_of(story)
    asked = story.takes_up(story.proposed(case, "named-nurse", FIRST_DAY), case, on=FIRST_DAY)
    story.answered(
        asked, "trace", date(2023, 11, 8), place="Seaton, Devon", leads_to="other-authority", authority="878"
    )
    devon = story.proposed(case, "other-authority", date(2023, 11, 8))
    assert devon.authority == "878" and devon.follows == asked.pk
    answer = story.takes_up(devon, case, on=date(2023, 11, 8))
    story.answered(answer, "nil", date(2023, 11, 14))
    case.refresh_from_db()
    assert case.open and ("named-nurse", "Dawn Fairlie") in story.proposals(case, date(2023, 11, 14))


def test_the_child_is_seen_before_christmas(story: Story, who: Callable[..., dict]) -> None:
    case = case_of(story)
    nurse = story.takes_up(story.proposed(case, "named-nurse", FIRST_DAY, "Dawn Fairlie"), case, on=FIRST_DAY)
    late = date(2023, 11, 9)
    assert [one.waiting.overdue for one in of_case(case, late)] == [True]  # five working days were over on 8 November
    chase(enquiry=nurse, **story.who(late))
    story.answered(nurse, "trace", date(2023, 11, 10), place="Quorn Practice", leads_to="gp")
    practice = story.takes_up(
        story.proposed(case, "gp", date(2023, 11, 10), "Dawn Fairlie"), case, on=date(2023, 11, 10)
    )
    story.answered(practice, "passed_on", date(2023, 11, 13), words="Attended last week; will hand over our message")
    for kind, state, seen, on in (
        ("call", "done", False, date(2023, 11, 16)), ("visit", "refused", False, date(2023, 11, 20)), ("visit", "done", True, date(2023, 11, 27)),
    ):  # fmt: skip
        record_contact(
            case=case,
            kind=kind,
            state=state,
            happened_on=on,
            child_seen=seen,
            with_whom="Dawn Fairlie",
            **story.who(on),
        )
    end = date(2023, 12, 4)
    closure = propose_closure(
        case=case, outcome="home_educated_suitable", evidence={"judged_on": end, "judged_by": "A home education officer"},
        reason="Seen, safe and well, suitably home educated", **story.who(end),
    )  # fmt: skip
    approve(decision=closure, **story.who(end, story.manager))
    case.refresh_from_db()
    assert (case.outcome, case.child_seen_on) == ("home_educated_suitable", date(2023, 11, 27))
    told = story.timeline(case)
    assert "Asked Health: named nurse or child health team about Dawn Fairlie" in told
    assert "GP practice, Quorn Practice, about Dawn Fairlie: message passed on" in told
    assert not Task.objects.filter(case=case, done_on=None, waived_because="").exists()
