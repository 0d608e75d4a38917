"""Does a case end only with an outcome backed by evidence, and do two different people agree where two must?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from onroll.casework.actions import closing, deciding, escalating, tasks
from onroll.casework.models import Case, CaseDecision, Event, Task
from onroll.casework.permitted import CannotDo, NotPossibleNow
from onroll.casework.selectors.escalations import proposals_for
from onroll.children.models import Child

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
ON_ROLL = {"school": "Abbey Primary", "first_seen_on": date(2026, 11, 16), "seen_by": "A. Head"}
ABROAD = {"country": "Poland", "evidence": "A letter of the school there", "evidenced_on": date(2026, 11, 10)}


def test_it_closes_with_its_evidence_and_nothing_is_left_to_do(a_case, officer, who) -> None:
    case = a_case()
    task = tasks.add_task(case=case, title="Ring", **who(officer))
    closing.close_case(case=case, outcome="on_roll", evidence=ON_ROLL, read_version=1, **who(officer))
    case.refresh_from_db()
    task.refresh_from_db()
    assert (case.stage, case.outcome, case.closed_on, task.waived_because) == (
        "closed",
        "on_roll",
        DAY,
        "The case was closed",
    )
    assert CaseDecision.objects.get(act="close").detail["evidence"] == {
        "school": "Abbey Primary", "first_seen_on": "2026-11-16", "seen_by": "A. Head",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "given", "field", "says"),
    [
        ("believed_moved", {}, "outcome", "Believed moved doesn't close"),
        ("", {}, "outcome", "Choose an outcome"),
        ("on_roll", {}, "school", "Enter the school"),
        ("on_roll", ON_ROLL | {"first_seen_on": None}, "first_seen_on", "first day"),
        ("on_roll", ON_ROLL | {"first_seen_on": DAY + timedelta(days=1)}, "first_seen_on", "still to come"),
        ("on_roll", ON_ROLL | {"seen_by": " "}, "seen_by", "confirmed"),
        ("home_educated_suitable", {"judged_on": DAY}, "judged_by", "who judged"),
        ("moved_accepted", {"authority": "Leicestershire", "accepted_on": DAY}, "accepted_by", "who accepted"),
        ("over_school_age", {}, "outcome", "of school age until 27 June 2031"),
        ("moved_abroad_evidenced", ABROAD, "outcome", "Two people"),
        ("died", {"died_on": DAY, "told_by": "Registrar"}, "outcome", "Two people"),
    ],
)  # fmt: skip
def test_without_its_evidence_it_stays_open(
    a_case, officer, who, outcome: str, given: dict, field: str, says: str
) -> None:
    case = a_case()
    with pytest.raises(CannotDo, match=says) as refused:
        closing.close_case(case=case, outcome=outcome, evidence=given, **who(officer))
    assert refused.value.field == field
    case.refresh_from_db()
    assert case.open and not CaseDecision.objects.exists()


def test_school_age_is_worked_out_and_not_taken_on_trust(a_case, a_child, officer, who) -> None:
    case = a_case(child=a_child(date_of_birth=date(2010, 8, 31)))  # left on 26 June 2026
    closing.close_case(case=case, outcome="over_school_age", evidence={}, **who(officer))
    assert CaseDecision.objects.get().detail["evidence"] == {"school_age_to": "2026-06-26"}
    unknown = a_case(child=a_child(date_of_birth=None))
    with pytest.raises(CannotDo, match="No date of birth"):
        closing.close_case(case=unknown, outcome="over_school_age", evidence={}, **who(officer))


def test_two_people_close_a_case_of_a_child_abroad(a_case, officer, manager, somebody, who) -> None:
    case = a_case()
    proposed = closing.propose_closure(
        case=case, outcome="moved_abroad_evidenced", evidence=ABROAD, reason="They wrote", **who(officer)
    )
    with pytest.raises(NotPossibleNow, match="decided this yourself"):
        deciding.approve(decision=proposed, **who(officer))
    with pytest.raises(NotPossibleNow, match="roles"):
        deciding.approve(decision=proposed, **who(somebody("tracking_officer")))
    deciding.approve(decision=proposed, **who(manager))
    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("closed", "moved_abroad_evidenced")
    with pytest.raises(CannotDo, match="agreed to this already"):
        deciding.approve(decision=proposed, **who(somebody("pathway_manager")))


def test_a_manager_can_not_agree_to_their_own_proposal(a_case, manager, who) -> None:
    proposed = closing.propose_closure(
        case=a_case(), outcome="moved_abroad_evidenced", evidence=ABROAD, reason="They wrote", **who(manager)
    )
    with pytest.raises(NotPossibleNow, match="yourself"):
        deciding.approve(decision=proposed, **who(manager))


def test_who_may_work_but_not_close_proposes_and_a_colleague_agrees(a_case, somebody, officer, who) -> None:
    case, works = a_case(), somebody("home_education_officer")
    with pytest.raises(NotPossibleNow):
        closing.close_case(case=case, outcome="on_roll", evidence=ON_ROLL, **who(works))
    proposed = closing.propose_closure(case=case, outcome="on_roll", evidence=ON_ROLL, reason="Seen", **who(works))
    deciding.approve(decision=proposed, **who(officer))
    case.refresh_from_db()
    assert case.outcome == "on_roll"


def test_what_was_turned_down_is_not_done_and_whoever_proposed_can_take_it_back(a_case, officer, manager, who) -> None:
    case = a_case()
    proposed = closing.propose_closure(
        case=case, outcome="moved_abroad_evidenced", evidence=ABROAD, reason="They wrote", **who(officer)
    )
    deciding.refuse(decision=proposed, because="The letter has no date", **who(manager))
    with pytest.raises(CannotDo, match="no date"):
        deciding.approve(decision=proposed, **who(manager))
    case.refresh_from_db()
    assert case.open
    again = closing.propose_closure(
        case=case, outcome="moved_abroad_evidenced", evidence=ABROAD, reason="They wrote", **who(officer)
    )
    deciding.refuse(decision=again, because="A slip", **who(officer))
    assert Event.objects.filter(words__startswith="Taken back").exists()


def test_a_case_opened_again_keeps_its_history(a_case, officer, who) -> None:
    case = a_case()
    closing.close_case(case=case, outcome="on_roll", evidence=ON_ROLL, **who(officer))
    closing.reopen_case(case=case, because="Never came back after a week", **who(officer))
    case.refresh_from_db()
    assert (case.stage, case.outcome, case.closed_on) == ("enquiring", "", None)
    assert "On a roll" in Event.objects.get(kind="reopened").words.replace("on a roll", "On a roll")
    assert Event.objects.filter(kind="closed").exists()


def test_it_is_not_opened_again_beside_another_open_case(a_case, officer, who) -> None:
    case = a_case()
    closing.close_case(case=case, outcome="on_roll", evidence=ON_ROLL, **who(officer))
    a_case(child=case.child)
    with pytest.raises(CannotDo, match="is open for this child"):
        closing.reopen_case(case=case, because="Again", **who(officer))


def test_telling_social_care_needs_one_person_and_answers_the_proposal(a_case, officer, who) -> None:
    case = a_case()
    escalating.raise_proposed(case, on=DAY, at=who(officer)["at"])
    escalating.escalate(case=case, to="social_care", told_whom="MASH, ref 12", reason="No trace", **who(officer))
    case.refresh_from_db()
    assert case.stage == "escalated"
    assert not Task.objects.filter(case=case, done_on=None).exists()
    assert proposals_for(case, []) == []


def test_deciding_not_to_tell_anybody_needs_a_second_person(a_case, officer, manager, who) -> None:
    case = a_case()
    (task,) = escalating.raise_proposed(case, on=DAY, at=who(officer)["at"])
    (proposal,) = proposals_for(case, [])
    decision = escalating.decide_against(case=case, trigger=proposal.trigger, reason="The aunt saw her", **who(officer))
    (still,) = proposals_for(case, [])
    assert still.waits == decision
    task.refresh_from_db()
    assert not task.waived_because
    deciding.approve(decision=decision, **who(manager))
    task.refresh_from_db()
    assert task.waived_because and proposals_for(case, []) == []


def test_a_protection_plan_proposes_to_tell_while_it_lasts(a_case, a_child, officer, who) -> None:
    plan = {
        "id": "cp",
        "words": "Child protection plan",
        "from": "2026-11-10",
        "to": None,
        "feed": "social_care",
        "record": 1,
    }
    case = a_case(child=a_child(handling=[plan]), stage="placing")
    (raised,) = escalating.raise_proposed(case, on=DAY, at=who(officer)["at"])
    assert raised.key == "escalate:protection_plan:2026-11-10"
    ended = a_case(child=a_child(handling=[plan | {"to": "2026-11-15"}]), stage="placing")
    assert escalating.raise_proposed(ended, on=DAY, at=who(officer)["at"]) == []


def test_two_cases_of_children_who_turned_out_to_be_one_are_joined(a_case, a_child, officer, who) -> None:
    first, second = a_case(), a_case()
    with pytest.raises(NotPossibleNow, match="not about the same child"):
        closing.join_cases(case=second, into=first, because="One child", **who(officer))
    Child.objects.filter(pk=second.child_id).update(merged_into=first.child_id)
    closing.join_cases(case=second, into=first, because="One child", **who(officer))
    second.refresh_from_db()
    assert (second.outcome, second.joined_to_id, second.open) == ("joined", first.pk, False)
    with pytest.raises(CannotDo, match=first.reference):
        closing.reopen_case(case=second, because="Again", **who(officer))
    Child.objects.filter(pk=second.child_id).update(merged_into=None)  # separated again
    closing.reopen_case(case=second, because="Two children after all", **who(officer))
    assert Case.objects.get(pk=second.pk).joined_to_id is None
