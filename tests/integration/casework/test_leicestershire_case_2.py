"""Would the children of Leicestershire's second case study have been traced in weeks, not in two years?

The study (scrutiny report of 9 June 2014, Appendix C): referred by the school in October 2012; the home stood empty; believed
moved to Burton upon Trent, or to Canada; neither Staffordshire nor Stoke knew them; in 2013 no trace in Darlington; in 2014
a patient record check led to Durham and Darlington, a look online to Canada, and the Canadian school admissions found them.
Here told twelve years later, 2012 as 2024, with an invented brother and sister.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from stories import Story, schools

from onroll.accounts.models import User
from onroll.casework.actions.closing import propose_closure
from onroll.casework.actions.deciding import approve
from onroll.casework.actions.enquiring import ask, ask_approved, ask_for_approval
from onroll.casework.models import Case, Enquiry, Task
from onroll.casework.permitted import CannotDo, NotPossibleNow
from onroll.casework.selectors.situation import plan_of, traces

HOME = {"address_line_1": "14 Canal Row", "postcode": "NN1 5BD"}
CALLUM = {"surname": "Venn", "forename": "Callum", "date_of_birth": "2014-02-11", "sex": "M", **HOME}
ISLA = {"surname": "Venn", "forename": "Isla", "date_of_birth": "2016-09-23", "sex": "F", **HOME}
OCTOBER = date(2024, 10, 7)
STAFFORDSHIRE, STOKE, DARLINGTON, ABROAD = "860", "861", "841", "XX"


@pytest.fixture
def story(db: None, tmp_path: Path, officer: User, manager: User) -> Story:
    """October: the school has taken both off its roll; the family's home is empty, and nobody is sure where they went."""
    left = {
        "urn": "990003",
        "entry_date": "2021-09-01",
        "leaving_date": "2024-09-27",
        "destination_text": "Burton upon Trent, or gone abroad",
    }
    story = Story(tmp_path, officer, manager)
    story.arrives(
        OCTOBER,
        schools=schools({"990003": "Canalside Primary"}),
        roll=[{"source_id": "R1", **left, **CALLUM}, {"source_id": "R2", **left, **ISLA}],
        health=[{"source_id": "H1", "registered_date": "2019-01-01", "gp_practice": "Wharf Surgery", **CALLUM},
                {"source_id": "H2", "registered_date": "2019-01-01", "gp_practice": "Wharf Surgery", **ISLA}],
        adults=[{"source_system": "health", "source_id": "H1", "adult_name": "Morag Venn", "relationship": "Mother"}],
    )  # fmt: skip
    return story


@pytest.fixture
def both(story: Story) -> tuple[Case, Case]:
    """A case for each, opened the day the school's extract came."""
    because = "The school wrote “Burton upon Trent, or gone abroad”; the home is empty"
    return story.opens("Callum", on=OCTOBER, because=because), story.opens("Isla", on=OCTOBER, because=because)


def test_on_the_first_day_every_way_the_family_may_have_gone_is_proposed(story: Story, both: tuple[Case, Case]) -> None:
    proposals = story.proposals(both[0], OCTOBER)
    assert {
        ("other-authority", ""),
        ("named-nurse", "Morag Venn"),
        ("gp", ""),
        ("embassy", ""),
        ("border-force", ""),
    } <= set(proposals)
    assert proposals.index(("other-authority", "")) < proposals.index(("own-databases", ""))
    assert proposals[-2:] == [("embassy", ""), ("border-force", "")]
    abroad = story.proposed(both[0], "embassy", OCTOBER)
    assert (
        "the school wrote “Burton upon Trent, or gone abroad”" in abroad.why and abroad.rule.approval == "case.approve"
    )


def test_one_enquiry_asks_for_brother_and_sister_and_is_kept_on_both(story: Story, both: tuple[Case, Case]) -> None:
    one = story.proposed(both[0], "other-authority", OCTOBER)
    for authority in (STAFFORDSHIRE, STOKE):
        story.answered(story.takes_up(one, *both, on=OCTOBER, authority=authority), "nil", date(2024, 10, 14))
    assert Enquiry.objects.count() == 2
    for case in both:
        assert [words for words in story.timeline(case) if "nil return" in words] == [
            "Another authority, Staffordshire, about the child: nil return: nothing held",
            "Another authority, Stoke-on-Trent, about the child: nil return: nothing held",
        ]
    assert ("other-authority", "") not in story.proposals(both[1], date(2024, 10, 14))


def test_left_there_as_in_2012_both_are_on_the_radar_within_five_weeks(story: Story, both: tuple[Case, Case]) -> None:
    last_answer = date(2024, 10, 14)
    asked = story.takes_up(
        story.proposed(both[0], "other-authority", OCTOBER), *both, on=OCTOBER, authority=STAFFORDSHIRE
    )
    story.answered(asked, "nil", last_answer)
    assert [story.is_stalled(case, last_answer + timedelta(weeks=3)) for case in both] == [False, False]
    assert [story.is_stalled(case, last_answer + timedelta(weeks=5)) for case in both] == [True, True]


def test_nobody_asks_border_force_without_a_second_person(story: Story, both: tuple[Case, Case]) -> None:
    with pytest.raises(CannotDo, match="a second person has to agree first"):
        ask(cases=[both[0]], agency="border-force", **story.who(OCTOBER))
    wanted = ask_for_approval(
        case=both[0], agency="border-force", reason="The school wrote that they went abroad", **story.who(OCTOBER)
    )
    with pytest.raises(CannotDo, match="nobody has agreed"):
        ask_approved(decision=wanted, **story.who(OCTOBER))
    with pytest.raises(NotPossibleNow, match="decided this yourself"):
        approve(decision=wanted, **story.who(OCTOBER))
    approve(decision=wanted, **story.who(OCTOBER, story.manager))
    wanted.refresh_from_db()
    made = ask_approved(decision=wanted, also=[both[1]], **story.who(OCTOBER))
    assert made.about.count() == 2
    with pytest.raises(CannotDo, match="asked already"):
        ask_approved(decision=wanted, **story.who(OCTOBER))


def test_an_agency_that_declines_becomes_a_task_of_the_manager(story: Story, both: tuple[Case, Case]) -> None:
    asked = story.takes_up(story.proposed(both[0], "gp", OCTOBER), *both, on=OCTOBER)
    story.answered(asked, "declined", OCTOBER, words="Won't share without consent")
    tasks = Task.objects.filter(key=f"declined:{asked.pk}")
    assert {task.assigned_to for task in tasks} == {story.manager} and tasks.count() == 2


def test_rival_traces_stand_side_by_side_and_the_children_are_found_by_the_new_year(
    story: Story, both: tuple[Case, Case]
) -> None:
    callum, isla = both
    week = date(2024, 10, 21)
    nurse = story.takes_up(story.proposed(callum, "named-nurse", OCTOBER, "Morag Venn"), *both, on=OCTOBER)
    story.answered(nurse, "trace", week, place="Darlington", leads_to="other-authority", authority=DARLINGTON)
    gp = story.takes_up(story.proposed(callum, "gp", OCTOBER), *both, on=OCTOBER)
    story.answered(gp, "nil", week)
    online = story.takes_up(story.proposed(callum, "online-search", week), *both, on=week)
    story.answered(online, "trace", week, place="Alberta, Canada", leads_to="embassy", authority=ABROAD)
    with pytest.raises(CannotDo, match="surveillance"):
        ask(cases=[isla], agency="online-search", **story.who(week))
    assert [one.place for one in traces(isla)] == ["Alberta, Canada", "Darlington"]
    followed = [(one.rule.id, one.of) for one in plan_of(isla, week).next[:2]]
    assert followed == [("embassy", "Alberta, Canada"), ("other-authority", "Darlington")]

    story.answered(
        story.takes_up(story.proposed(callum, "other-authority", week), *both, on=week), "nil", date(2024, 10, 28)
    )
    consulate = story.proposed(callum, "embassy", week)
    wanted = ask_for_approval(case=callum, agency="embassy", agency_words=consulate.of, reason=consulate.why, follows=consulate.follows,
                              **story.who(week))  # fmt: skip
    approve(decision=wanted, **story.who(week, story.manager))
    wanted.refresh_from_db()
    admissions = ask_approved(decision=wanted, also=[isla], **story.who(week))
    found = date(2024, 11, 18)
    story.answered(
        admissions,
        "trace",
        found,
        words="Admitted, both well",
        place="Beaumont, Alberta",
        authority=ABROAD,
        seen_on=found,
    )
    for case in both:
        closure = propose_closure(
            case=case, outcome="moved_abroad_evidenced", reason="In a school there",
            evidence={"country": "Canada", "evidence": "School admissions of Alberta, by the consulate", "evidenced_on": found}, **story.who(found),
        )  # fmt: skip
        approve(decision=closure, **story.who(found, story.manager))
        case.refresh_from_db()
        assert (case.outcome, case.closed_on) == ("moved_abroad_evidenced", found)
        assert sum("trace found" in words for words in story.timeline(case)) == 3
