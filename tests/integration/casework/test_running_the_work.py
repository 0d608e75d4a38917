"""Does every list of work agree on what is overdue, and does a stalled case stay stalled until something really happens?"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from onroll.audit.models import Entry
from onroll.casework.actions import (
    auditing,
    bulk,
    calendars,
    contacts,
    covering,
    deciding,
    enquiring,
    moving,
    noting,
    supervising,
    tasks,
)
from onroll.casework.actions.allocating import hand_to_service
from onroll.casework.models import Case, CaseAudit, CaseDecision, Cover, Event, Task
from onroll.casework.pathways.missing_education.clocks import CLOCKS
from onroll.casework.permitted import CannotDo, NotPossibleNow
from onroll.casework.selectors import calendar, case_list, radar
from onroll.casework.selectors.board import board, flow
from onroll.casework.selectors.due_days import LastDaysOfWork
from onroll.casework.selectors.my_work import counts, my_work, next_action, rows_of
from onroll.casework.selectors.supervision import notes_of, officers
from onroll.casework.selectors.tasks import due_day
from onroll.children.models import Child
from onroll.rules.work import work_settings

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
LONG_AGO = DAY - timedelta(days=90)


@pytest.fixture
def all_sorts(a_case, officer, who) -> list[Case]:
    """Cases in every stage with tasks by hand and by clock, enquiries and decisions, by a kept seed."""
    dice, made = Random(7), []
    for number, stage in enumerate(("enquiring", "placing", "escalated", "triage", "watching", "enquiring") * 3):
        opened = DAY - timedelta(days=dice.randrange(0, 60))
        case = a_case(
            stage=stage, on=opened, lead=None if stage == "triage" else officer, priority=dice.choice((1, 2, 3, 3))
        )
        for _ in range(dice.randrange(3)):
            if stage != "triage":
                day = DAY + timedelta(days=dice.randrange(-6, 12))
                given = (
                    {"due_on": day}
                    if dice.random() < 0.5
                    else {
                        "rule": dice.choice(("cme-no-trace", "reg9-i", "cme-info-share")),
                        "counted_from": day - timedelta(days=8),
                    }
                )
                tasks.add_task(case=case, title="Something", **given, **who(officer))
        if stage in ("enquiring", "placing") and dice.random() < 0.7:
            enquiring.ask(
                cases=[case],
                agency="housing",
                asked_on=max(opened, DAY - timedelta(days=dice.randrange(0, 20))),
                **who(officer),
            )
        if number % 5 == 0:
            deciding.decide(
                case=case, act="decide", words="Something", reason="So", needs_approval=True, **who(officer)
            )
        made.append(case)
    return made


def test_overdue_means_the_same_on_every_list(all_sorts, officer, manager) -> None:
    found = case_list.found(case_list.Asked(DAY), size=None)
    rows = rows_of(found.ids, manager, DAY)
    pure = [None if rows[case].due_on is None else rows[case].due_on for case in found.ids]
    assert len(pure) == len(all_sorts)
    assert pure == sorted(pure, key=lambda day: day or date.max), (
        "the database's earliest day is another than the rules'"
    )
    for value in ("overdue", "today", "week", "later", "none"):
        listed = case_list.found(case_list.Asked(DAY, {"due": [value]}), size=None)
        from onroll.rules.work import when

        assert sorted(listed.ids) == sorted(case for case, row in rows.items() if when(row.due_on, DAY) == value)
        assert found.counts["due"].get(value, 0) == listed.total
    mine = counts(my_work(officer, DAY), DAY)
    line = next(one for team in board(DAY) for one in team.people if one.load.person == officer)
    led = case_list.found(case_list.Asked(DAY, {"lead": [str(officer.pk)]}))
    assert (line.counts.overdue, line.counts.week) == (mine.overdue, mine.week)
    assert led.counts["due"].get("overdue", 0) == mine.overdue > 0
    assert mine.total == led.total


@pytest.mark.parametrize("rule", sorted({clock.rule for clock in CLOCKS.values()} | {"cme-info-share"}))
def test_a_task_is_due_on_the_same_day_on_the_list_and_on_its_case(rule: str, db) -> None:
    for day in (date(2026, 11, 2), date(2026, 12, 22), date(2026, 7, 20)):
        task = Task(rule=rule, counted_from=day)
        assert LastDaysOfWork().of(rule, "", day) == due_day(task)


def test_counts_beside_a_filter_are_those_of_the_other_filters(all_sorts) -> None:
    whole = case_list.found(case_list.Asked(DAY))
    narrowed = case_list.found(case_list.Asked(DAY, {"stage": ["enquiring"], "priority": ["3"]}))
    assert sum(whole.counts["stage"].values()) == whole.total == len(all_sorts)
    assert narrowed.counts["stage"]["enquiring"] == narrowed.total == narrowed.counts["priority"]["3"]
    assert set(narrowed.counts["stage"]) > {"enquiring"}
    alone = case_list.found(case_list.Asked(DAY, {"stage": ["placing"], "priority": ["3"]}))
    assert narrowed.counts["stage"]["placing"] == alone.total


def test_every_order_holds_every_case_once_over_its_pages(all_sorts) -> None:
    every = sorted(case.pk for case in all_sorts)
    for order in case_list.ORDERS:
        pages = [case_list.found(case_list.Asked(DAY, order=order), page=number, size=9).ids for number in (1, 2)]
        assert sorted(sum(pages, [])) == every, order


def test_only_a_contact_an_answer_or_a_visit_moves_a_stalled_case(a_case, officer, who) -> None:
    case = a_case(on=LONG_AGO, lead=officer)
    asked = enquiring.ask(cases=[case], agency="gp", **who(officer))
    noting.add_note(case=case, text="Looked at the case", **who(officer))
    tasks.do_task(task=tasks.add_task(case=case, title="File the papers", **who(officer)), done_on=DAY, **who(officer))
    moving.set_priority(case=case, priority=2, because="Younger than thought", **who(officer))
    moving.set_reason(case=case, reason="", whereabouts="unknown", **who(officer))
    contacts.record_contact(case=case, kind="visit", state="no_answer", happened_on=DAY, **who(officer))
    assert [one.case for one in radar.stalled(DAY)] == [case.pk]
    assert radar.stalled(DAY)[0].days == 90
    enquiring.record_answer(enquiry=asked.pk, kind="nil", **who(officer))
    assert radar.stalled(DAY) == [] and radar.stalled_count(DAY) == 0


def test_the_radar_puts_the_child_with_most_at_stake_first_and_sex_changes_nothing(a_case, a_child, officer) -> None:
    plan = [{"id": "cp", "from": "2026-01-01", "to": None, "feed": "social_care"}]
    cases = {
        name: a_case(on=LONG_AGO - timedelta(days=days), lead=officer, child=a_child(**given)).pk
        for name, days, given in (("girl", 9, {"sex": "F"}), ("boy", 9, {"sex": "M"}), ("plan", 0, {"handling": plan}))
    }
    a_case(stage="watching", on=LONG_AGO)
    found = radar.stalled(DAY)
    assert [one.case for one in found] == [cases["plan"], cases["girl"], cases["boy"]]
    assert found[1].vulnerable == found[2].vulnerable


def test_children_not_seen_count_from_the_last_sighting_in_the_case_or_by_an_agency(a_case, officer, who) -> None:
    seen, never = a_case(on=LONG_AGO, lead=officer), a_case(on=LONG_AGO, lead=officer)
    assert {one.case: (one.days, one.never) for one in radar.not_seen(DAY)} == {
        seen.pk: (90, True),
        never.pk: (90, True),
    }
    contacts.record_contact(case=seen, kind="visit", state="done", happened_on=DAY, child_seen=True, **who(officer))
    assert [one.case for one in radar.not_seen(DAY)] == [never.pk]


def test_whoever_covers_sees_the_work_from_the_first_day_to_the_last(a_case, officer, somebody, manager, who) -> None:
    other = somebody("tracking_officer")
    case = a_case(lead=officer)
    given = who(manager) | {"away": officer, "covered_by": other}
    cover = covering.enter_cover(**given, started_on=DAY + timedelta(days=1), ended_on=DAY + timedelta(days=3))
    by_day = [[row.case.id for row in my_work(other, DAY + timedelta(days=day))] for day in range(5)]
    assert by_day == [[], [case.pk], [case.pk], [case.pk], []]
    assert my_work(other, DAY + timedelta(days=1))[0].on_behalf_of == officer.name
    with pytest.raises(CannotDo, match="covers for"):
        covering.enter_cover(**given, started_on=DAY + timedelta(days=3), ended_on=DAY + timedelta(days=9))
    with pytest.raises(NotPossibleNow):
        covering.end_cover(cover=cover, on=DAY, by=other.as_actor(), person=other)
    covering.end_cover(cover=cover, on=DAY + timedelta(days=3), by=officer.as_actor(), person=officer)
    assert Cover.objects.get().ended_on == DAY + timedelta(days=2)
    assert Entry.objects.filter(action__in=("cover.entered", "cover.ended")).count() == 2


def test_a_task_on_somebody_elses_case_stands_on_my_list_and_their_enquiries_dont(
    a_case, officer, somebody, who
) -> None:
    other = somebody("tracking_officer")
    case = a_case(lead=officer)
    enquiring.ask(cases=[case], agency="gp", asked_on=DAY - timedelta(days=1), **who(officer))
    tasks.add_task(case=case, title="Look at the map", due_on=DAY, assigned_to=other, **who(officer))
    [row] = my_work(other, DAY)
    assert row.only_tasks and row.action.words == "Due today: Look at the map"


def test_a_watching_brief_comes_back_on_its_review_day(a_case, manager, who) -> None:
    case = a_case(lead=manager)
    review = DAY + timedelta(days=40)
    hand_to_service(
        case=case, service="youth_justice", review_on=review, because="They see the child weekly", **who(manager)
    )
    [row] = my_work(manager, DAY)
    assert row.place.group == "watching" and row.still_days is None
    [row] = my_work(manager, review)
    assert row.place.group == "today" and "does Youth justice still lead" in row.action.words
    assert radar.stalled(review) == []


def test_who_may_decide_is_told_to_and_who_proposed_is_told_to_wait(a_case, officer, manager, who) -> None:
    case = a_case(lead=officer)
    Case.objects.filter(pk=case.pk).update(reason="Other")
    enquiring.ask(cases=[case], agency="gp", asked_on=DAY, **who(officer))
    deciding.decide(case=case, act="decide", words="Ask the embassy", reason="So", needs_approval=True, **who(officer))
    assert next_action(case, DAY, officer).kind == "wait"
    assert next_action(case, DAY, manager).kind == "approve"
    assert [row.case.id for row in my_work(manager, DAY)] == [case.pk]
    assert CaseDecision.objects.get().decided_by == officer


def test_a_merged_childs_case_shows_the_child_who_stands(a_case, a_child, officer) -> None:
    first, second, third = a_child(), a_child(), a_child(forename="Standing")
    case = a_case(lead=officer, child=first)
    first.summary.delete()
    second.summary.delete()
    Child.objects.filter(pk=first.pk).update(merged_into=second)
    Child.objects.filter(pk=second.pk).update(merged_into=third)
    [row] = my_work(officer, DAY)
    assert (row.case.id, row.case.child.forename, row.case.child.id) == (case.pk, "Standing", third.pk)


def test_the_same_act_on_several_cases_goes_by_each_ones_rules_and_says_what_stays(
    a_case, officer, somebody, manager, who
) -> None:
    other = somebody("tracking_officer")
    moves, already, closed = a_case(lead=officer), a_case(lead=other), a_case(stage="closed", lead=officer)
    stale = a_case(lead=officer)
    cases = [moves, already, closed, stale]
    foreseen = bulk.foreseen(cases=cases, what="assign", person=manager, lead=other)
    assert [bool(fate.refused) for fate in foreseen] == [False, True, True, False]
    assert "leads this case already" in foreseen[1].refused and "not possible while" in foreseen[2].refused
    assert Event.objects.filter(kind="assigned").count() == 0, "a preview changes nothing"
    Case.objects.filter(pk=stale.pk).update(version=9)
    fates = bulk.assign_cases(cases=cases, lead=other, because="Fair shares", **who(manager))
    assert [bool(fate.refused) for fate in fates] == [False, True, True, True]
    assert "Somebody else changed" in fates[3].refused
    assert Case.objects.get(pk=moves.pk).lead == other and Case.objects.get(pk=stale.pk).lead == officer
    entry = Entry.objects.get(action="cases.assign")
    assert (entry.children, entry.detail) == ([moves.child_id], {"changed": 1, "refused": 3})
    refused = bulk.foreseen(cases=[moves], what="assign", person=officer)[0].refused
    assert "your roles don't carry this" in refused
    assert [
        fate.refused for fate in bulk.add_notes(cases=[moves, closed], text="Term dates changed", **who(officer))
    ] == ["", ""]


def test_supervision_is_read_by_two_and_moves_no_case(a_case, officer, somebody, manager, who) -> None:
    case = a_case(on=LONG_AGO, lead=officer)
    given = who(manager) | {
        "case": case,
        "note": "Talked about the aunt",
        "actions": ["Ring the aunt", "", "Ask the GP again"],
    }
    with pytest.raises(CannotDo, match="by when"):
        supervising.write_supervision(**given, due_on=None)
    supervising.write_supervision(**given, due_on=DAY + timedelta(days=7))
    made = Task.objects.filter(case=case).order_by("pk")
    assert [(one.title, one.assigned_to) for one in made] == [("Ring the aunt", officer), ("Ask the GP again", officer)]
    assert notes_of(officer, case) and notes_of(manager, case) and notes_of(somebody("tracking_officer"), case) is None
    assert "aunt" not in Event.objects.get(kind="supervision").words + Event.objects.get(kind="supervision").text
    assert [one.case for one in radar.stalled(DAY)] == [case.pk]
    [line] = officers(DAY)
    assert (line.unsupervised, line.last_on) == (0, DAY)
    later = DAY + timedelta(days=work_settings().supervision_after_days)
    assert officers(later)[0].unsupervised == 1


def test_an_audit_is_drawn_again_from_its_seed_and_never_given_to_the_lead(
    a_case, officer, somebody, manager, who
) -> None:
    others = [somebody("tracking_officer") for _ in range(3)]
    for number in range(12):
        a_case(lead=(*others, manager)[number % 4])
    first = auditing.draw_sample(size=6, seed=4711, auditor=manager, **who(manager))
    assert {one.sample for one in first} == {"2026-11/4711"}
    drawn = [Case.objects.get(pk=one.case_id) for one in first]
    assert all(case.lead != manager for case in drawn)
    assert sorted(sum(case.lead == one for case in drawn) for one in others) == [2, 2, 2]
    CaseAudit.objects.all().delete()
    again = auditing.draw_sample(size=6, seed=4711, auditor=manager, **who(manager))
    assert [one.case_id for one in again] == [one.case_id for one in first]
    from onroll.rules.work.audits import audit_questions

    audit = CaseAudit.objects.order_by("pk").first()
    answers = {question.id: "yes" for question in audit_questions()}
    given = who(manager) | {"audit": audit, "findings": ["Ask the mother's GP"], "due_on": DAY + timedelta(days=5)}
    with pytest.raises(CannotDo, match="Answer"):
        auditing.finish_audit(**given, answers=answers | {"seen": ""})
    auditing.finish_audit(**given, answers=answers)
    task = Task.objects.get()
    assert (task.title, task.assigned_to) == ("Ask the mother's GP", audit.case.lead)
    with pytest.raises(CannotDo, match="finished"):
        auditing.finish_audit(**given, answers=answers)


def test_a_calendar_says_nothing_about_a_child_and_shuts(a_case, a_child, officer, who) -> None:
    child = a_child(surname="Verysecret", forename="Quietly")
    case = a_case(lead=officer, child=child)
    tasks.add_task(case=case, title="Ring Quietly Verysecret's aunt", due_on=DAY, **who(officer))
    tasks.add_task(case=case, title="Clock", rule="cme-no-trace", counted_from=DAY, **who(officer))
    calendars.open_feed(person=officer, secret="a secret", at=who(officer)["at"], by=officer.as_actor())
    assert calendar.person_of("a secret", DAY) == officer
    text = calendar.as_ics(calendar.entries(officer, DAY), host="onroll.example", at=who(officer)["at"])
    assert f"SUMMARY:{case.reference}: Task due" in text and "SUMMARY:" + case.reference + ": Deadline: " in text
    assert "Verysecret" not in text and "aunt" not in text and "DTSTART;VALUE=DATE:20261120" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n")) and text.count("BEGIN:VEVENT") == 2
    calendars.open_feed(person=officer, secret="another", at=who(officer)["at"], by=officer.as_actor())
    assert calendar.person_of("a secret", DAY) is None and calendar.person_of("another", DAY) == officer
    calendars.close_feed(person=officer, at=who(officer)["at"], by=officer.as_actor())
    assert calendar.person_of("another", DAY) is None


def test_the_flow_counts_what_was_opened_and_closed_by_the_week(a_case, officer) -> None:
    a_case(on=DAY)
    a_case(on=DAY - timedelta(days=7), stage="closed")
    weeks = flow(DAY)
    assert len(weeks) == 8 and [week.opened for week in weeks[-2:]] == [1, 1] and weeks[-2].closed == 1


def test_what_an_audit_finds_in_a_closed_case_stands_on_its_timeline(a_case, officer, manager, who) -> None:
    from onroll.rules.work.audits import audit_questions

    case = a_case(lead=officer)
    audit = CaseAudit.objects.create(case=case, sample="2026-11/1", drawn_at=who(manager)["at"], auditor=manager)
    Case.objects.filter(pk=case.pk).update(stage="closed", closed_on=DAY, outcome="on_roll")
    auditing.finish_audit(
        audit=audit, answers={question.id: "yes" for question in audit_questions()}, findings=["Nobody rang the school"],
        due_on=DAY + timedelta(days=5), **who(manager),
    )  # fmt: skip
    assert not Task.objects.exists()
    event = case.events.get(kind="audit")
    assert "open it again" in event.text and "Nobody rang the school" in event.text
