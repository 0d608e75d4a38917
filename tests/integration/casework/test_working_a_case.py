"""Is what an officer does kept as it was done, once, by whom and when, and is nothing meaningful made of what moves no case?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from onroll.audit.models import Entry
from onroll.casework.actions import contacts, joint_enquiries, moving, noting, people, tasks
from onroll.casework.models import Case, Contact, Event, Task
from onroll.casework.permitted import CannotDo, ChangedMeanwhile, NotPossibleNow
from onroll.casework.selectors.tasks import due_day, task_due
from onroll.rules.refusals import UnknownRule

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
VISIT = {"kind": "visit", "state": "done", "happened_on": date(2026, 11, 19)}


def test_a_visit_at_which_the_child_was_seen_says_by_whom_and_moves_the_case(a_case, officer, who) -> None:
    case = a_case(on=date(2026, 11, 2))
    contacts.record_contact(case=case, **VISIT, child_seen=True, **who(officer))
    case.refresh_from_db()
    assert (case.child_seen_on, case.last_meaningful_on) == (date(2026, 11, 19), date(2026, 11, 19))
    assert Contact.objects.get().seen_by == officer.name
    entry = Entry.objects.filter(action="case.visit").get()
    assert entry.children == [case.child_id]
    assert officer.name not in str(entry.detail)


@pytest.mark.parametrize(
    ("state", "moves"),
    [("offered", False), ("no_answer", False), ("cancelled", False), ("refused", True), ("done", True)],
)
def test_only_reaching_the_family_moves_a_case(a_case, officer, who, state: str, moves: bool) -> None:
    case = a_case(on=date(2026, 11, 2))
    contacts.record_contact(case=case, **(VISIT | {"state": state}), **who(officer))
    case.refresh_from_db()
    assert (case.last_meaningful_on == date(2026, 11, 19)) is moves
    assert case.version == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"kind": "call", "child_seen": True}, "kind"), ({"state": "refused", "child_seen": True}, "state"),
     ({"happened_on": DAY + timedelta(days=1)}, "happened_on"), ({"kind": "pigeon"}, "kind"), ({"state": "maybe"}, "state")],
)  # fmt: skip
def test_what_can_not_be_is_refused_beside_its_question(a_case, officer, who, wrong: dict, field: str) -> None:
    case = a_case()
    with pytest.raises(CannotDo) as refused:
        contacts.record_contact(case=case, **(VISIT | wrong), **who(officer))
    assert refused.value.field == field
    assert not Contact.objects.exists()


def test_a_visit_sent_twice_is_kept_once_and_not_on_two_cases(a_case, officer, who) -> None:
    case, mark = a_case(), uuid4()
    first = contacts.record_contact(case=case, **VISIT, sent_once=mark, **who(officer))
    again = contacts.record_contact(case=case, **VISIT, sent_once=mark, **who(officer))
    assert first == again
    assert Event.objects.filter(case=case, kind="visit").count() == 1
    with pytest.raises(CannotDo, match="another case"):
        contacts.record_contact(case=a_case(), **VISIT, sent_once=mark, **who(officer))


def test_a_refused_visit_proposes_to_tell_social_care_once(a_case, officer, who) -> None:
    case = a_case()
    visit = contacts.record_contact(case=case, **(VISIT | {"state": "refused", "happened_on": DAY}), **who(officer))
    contacts.record_contact(
        case=case, **(VISIT | {"state": "refused", "happened_on": DAY, "kind": "call"}), **who(officer)
    )
    raised = Task.objects.filter(case=case, key=f"escalate:access_refused:{visit.pk}").get()
    assert (raised.rule, due_day(raised)) == ("cme-safeguarding", DAY)
    with pytest.raises(CannotDo, match="decide not to"):
        tasks.do_task(task=raised, done_on=DAY, **who(officer))


def test_a_correction_stands_beside_what_was_written_and_the_day_seen_follows(a_case, officer, who) -> None:
    case = a_case(on=date(2026, 11, 2))
    contacts.record_contact(case=case, **(VISIT | {"happened_on": date(2026, 11, 5)}), child_seen=True, **who(officer))
    contacts.record_contact(case=case, **VISIT, child_seen=True, **who(officer))
    wrong = Event.objects.filter(kind="visit").first()
    before = (wrong.words, wrong.text)
    made = noting.correct(event=wrong, text="It was the brother.", child_not_seen=True, **who(officer))
    case.refresh_from_db()
    wrong.refresh_from_db()
    assert case.child_seen_on == date(2026, 11, 5)
    assert (wrong.words, wrong.text) == before
    assert made.corrects == wrong
    with pytest.raises(CannotDo, match="correction already"):
        noting.correct(event=made, text="No", **who(officer))


def test_only_a_contact_that_says_seen_can_be_corrected_to_not_seen(a_case, officer, who) -> None:
    note = noting.add_note(case=a_case(), text="Rang", **who(officer))
    with pytest.raises(CannotDo, match="doesn't say"):
        noting.correct(event=note, text="No", child_not_seen=True, **who(officer))


def test_a_note_moves_nothing(a_case, officer, who) -> None:
    case = a_case(on=date(2026, 11, 2))
    noting.add_note(case=case, text=" Rang the school. ", **who(officer))
    case.refresh_from_db()
    assert case.last_meaningful_on == date(2026, 11, 2)
    assert Event.objects.filter(kind="note").get().text == "Rang the school."
    with pytest.raises(CannotDo):
        noting.add_note(case=case, text="  ", **who(officer))


def test_a_task_by_a_rule_holds_no_day_and_is_counted_each_time(a_case, officer, who) -> None:
    case = a_case()
    task = tasks.add_task(
        case=case, title="Answer", rule="cme-info-share", counted_from=date(2026, 11, 3), **who(officer)
    )
    assert (task.due_on, due_day(task)) == (None, date(2026, 11, 10))  # the rule book's own example
    with pytest.raises(CannotDo):
        tasks.add_task(case=case, title="Both", rule="cme-info-share", counted_from=DAY, due_on=DAY, **who(officer))
    with pytest.raises(UnknownRule):
        tasks.add_task(case=case, title="Nonsense", rule="no-such-rule", counted_from=DAY, **who(officer))


def test_a_task_with_a_key_comes_once_even_when_done(a_case, officer, who) -> None:
    case = a_case()
    first = tasks.add_task(case=case, title="Once", key="k", **who(officer))
    tasks.do_task(task=first, done_on=DAY, **who(officer))
    assert tasks.add_task(case=case, title="Once", key="k", **who(officer)) == first
    with pytest.raises(CannotDo, match="did this already"):
        tasks.waive_task(task=first, because="No need", **who(officer))


def test_a_task_set_aside_keeps_its_reason(a_case, officer, who) -> None:
    task = tasks.add_task(case=a_case(), title="Ring", **who(officer))
    with pytest.raises(CannotDo, match="why"):
        tasks.waive_task(task=task, because=" ", **who(officer))
    tasks.waive_task(task=task, because="The number is dead", **who(officer))
    with pytest.raises(CannotDo, match="number is dead"):
        tasks.do_task(task=task, done_on=DAY, **who(officer))


def test_joint_enquiries_run_on_the_ground_s_clock_and_end_with_two_officers(a_case, officer, who) -> None:
    case = a_case()
    task = joint_enquiries.begin_joint_enquiries(
        case=case, ground="i", counted_from=date(2026, 11, 3), urn="", **who(officer)
    )
    shown = task_due(task, lambda _: None, DAY)
    assert shown.supposes and shown.due_on == date(2026, 11, 30)  # 20 weekdays from and with 3 November
    both = {"ground": "i", "found": "unknown", "asked": "The school, the aunt"}
    with pytest.raises(CannotDo, match="Two officers"):
        joint_enquiries.record_joint_enquiries(
            case=case, **both, school_officer="A. Head", authority_officer="a. head", **who(officer)
        )
    made = joint_enquiries.record_joint_enquiries(
        case=case, **both, school_officer="A. Head", authority_officer="B. Officer", **who(officer)
    )
    task.refresh_from_db()
    assert (task.done_on, made.detail["school_officer"]) == (DAY, "A. Head")


def test_who_was_quicker_is_told_and_nothing_is_overwritten(a_case, officer, manager, who) -> None:
    case = a_case()
    moving.set_priority(case=case, priority=1, because="A threat", read_version=1, **who(manager))
    with pytest.raises(ChangedMeanwhile):
        moving.set_reason(case=case, reason="Unknown", whereabouts="unknown", read_version=1, **who(officer))
    case.refresh_from_db()
    assert (case.priority, case.reason, case.version) == (1, "", 2)
    moving.set_reason(case=case, reason="Unknown", whereabouts="unknown", read_version=2, **who(officer))
    assert Case.objects.get().version == 3


def test_found_and_lost_again(a_case, officer, who) -> None:
    case = a_case()
    moving.mark_found(case=case, how="The GP saw her", **who(officer))
    with pytest.raises(NotPossibleNow):
        moving.mark_found(case=case, how="Again", **who(officer))
    moving.lost_again(case=case, because="Moved out overnight", **who(officer))
    case.refresh_from_db()
    assert (case.stage, case.whereabouts, case.version) == ("enquiring", "unknown", 3)


def test_somebody_named_stays_with_the_day_they_left(a_case, officer, who) -> None:
    named = people.add_person(case=a_case(), name="Ada Example", role="mother", phone="07700 900111", **who(officer))
    people.end_person(named=named, ended_on=DAY, **who(officer))
    assert "07700" not in "".join(Event.objects.values_list("words", flat=True))
    with pytest.raises(CannotDo, match="already"):
        people.end_person(named=named, ended_on=DAY, **who(officer))
