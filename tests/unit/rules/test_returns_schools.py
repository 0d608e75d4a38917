"""What does a school owe, by which day, and is it matched with what it sent? The rules of regulation 13 on small cases."""

from __future__ import annotations

from datetime import date

from onroll.rules.calendars import EstimatedSchoolDays
from onroll.rules.returns import (
    OVERDUE,
    OWED,
    SENT,
    SENT_LATE,
    Happened,
    Made,
    counts,
    must_tell_of_deletion,
    must_tell_of_entry,
    owed_lines,
    return_settings,
)

DAY = date(2026, 11, 20)
ENTERED = date(2026, 11, 3)


def lines(*events: Happened, made: tuple[Made, ...] = (), on: date = DAY):
    return owed_lines(events, made, as_at=on, calendar=EstimatedSchoolDays())


def one(event: Happened, *made: Made, on: date = DAY):
    (line,) = lines(event, made=made, on=on)
    return line


def test_a_new_pupil_is_owed_to_the_fifth_day_after_and_overdue_from_the_sixth() -> None:
    entered = Happened("new_pupil", "1", ENTERED)
    assert one(entered).due_on == date(2026, 11, 8)
    assert [one(entered, on=date(2026, 11, day)).state for day in (3, 8, 9)] == [OWED, OWED, OVERDUE]
    assert lines(entered, on=date(2026, 11, 2)) == []


def test_sent_in_time_and_sent_late_are_told_apart_and_a_later_return_is_not_known_before() -> None:
    entered = Happened("new_pupil", "1", ENTERED)
    on_time, late = Made("addition", "1", date(2026, 11, 8)), Made("addition", "1", date(2026, 11, 9))
    assert one(entered, on_time).state == SENT
    assert (one(entered, late).state, one(entered, late).sent_on) == (SENT_LATE, date(2026, 11, 9))
    assert one(entered, late, on=date(2026, 11, 8)).state == OWED


def test_a_return_answers_one_pupil_one_kind_and_one_event() -> None:
    again = (Happened("new_pupil", "1", date(2026, 9, 14)), Happened("new_pupil", "1", date(2026, 9, 28)))
    sent = Made("addition", "1", date(2026, 9, 15))
    assert [line.state for line in lines(*again, made=(sent,))] == [OVERDUE, SENT]
    assert one(Happened("new_pupil", "2", ENTERED), sent).state == OVERDUE
    assert one(Happened("deletion", "1", date(2026, 9, 15)), sent).state == OVERDUE
    assert (
        one(Happened("new_pupil", "1", ENTERED), Made("addition", "1", ENTERED, about=date(2026, 3, 1))).state
        == OVERDUE
    )


def test_a_name_taken_off_before_its_return_and_ground_i_without_joint_enquiries_cant_be_right() -> None:
    left = Happened("deletion", "1", date(2026, 11, 10), ground="i")
    line = one(left, Made("deletion", "1", date(2026, 11, 13)))
    assert line.state == SENT_LATE and line.due_on == date(2026, 11, 10)
    assert len(line.contradictions) == 2 and "3 days after" in line.contradictions[0]
    right = Happened("deletion", "1", date(2026, 11, 10), ground="i", joint_enquiries=True)
    assert one(right, Made("deletion", "1", date(2026, 11, 10))).contradictions == ()
    assert (
        one(
            Happened("deletion", "1", date(2026, 11, 10), ground="a"), Made("deletion", "1", date(2026, 11, 9))
        ).contradictions
        == ()
    )


def test_ten_days_of_absence_are_owed_by_the_end_of_the_month_and_then_contradict_silence() -> None:
    absent = Happened("attendance", "1", date(2026, 10, 16), began_on=date(2026, 10, 5))
    assert one(absent).due_on == date(2026, 10, 31)
    assert one(absent, on=date(2026, 10, 31)).contradictions == ()
    assert "no return was made" in one(absent).contradictions[0]
    both = lines(
        absent,
        Happened("absence_15", "1", date(2026, 10, 30), began_on=date(2026, 10, 5)),
        made=(Made("attendance", "1", date(2026, 10, 20)),),
    )
    assert [line.state for line in both] == [SENT, SENT]


def test_joiners_of_the_most_junior_class_on_the_first_day_and_leavers_of_the_most_senior_are_left_out() -> None:
    first, last = date(2026, 9, 2), date(2027, 7, 22)
    asked = {"lowest": 0, "first_school_day": first}
    assert not must_tell_of_entry(entered_on=date(2026, 9, 1), year_group=0, **asked)
    assert must_tell_of_entry(entered_on=date(2026, 9, 3), year_group=0, **asked)
    assert must_tell_of_entry(entered_on=date(2026, 9, 1), year_group=1, **asked)
    assert must_tell_of_entry(entered_on=date(2026, 9, 1), year_group=None, **asked)
    asked = {"highest": 6, "last_school_day": last}
    assert not must_tell_of_deletion(left_on=date(2027, 8, 31), year_group=6, **asked)
    assert must_tell_of_deletion(left_on=date(2027, 7, 21), year_group=6, **asked)
    assert must_tell_of_deletion(left_on=date(2027, 8, 31), year_group=5, **asked)


def test_an_event_before_the_regulations_has_no_day_and_counts_add_up() -> None:
    before = one(Happened("new_pupil", "1", date(2024, 8, 18)))
    assert (before.due_on, before.state) == (None, OWED)
    found = counts(lines(Happened("new_pupil", "1", ENTERED), Happened("new_pupil", "2", DAY)))
    assert found == {"owed": 1, "overdue": 1, "sent": 0, "sent_late": 0, "contradictory": 0}
    assert return_settings().to_be_confirmed
