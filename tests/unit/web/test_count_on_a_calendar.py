"""Does the small calendar say of each day what the count says of it?"""

from __future__ import annotations

from datetime import date

from onroll.rules.calendars import EstimatedSchoolDays, TermDates, TermRow
from onroll.rules.clocks import Event, due
from onroll.rules.rulebook.model import Unit
from onroll.web.parts.count_calendar import MonthShown, months_counted
from onroll.web.parts.due import distance

SCHOOL = TermDates(
    [
        TermRow("term", date(2026, 9, 2), date(2026, 12, 18)),
        TermRow("half_term", date(2026, 10, 26), date(2026, 10, 30)),
        TermRow("inset", date(2026, 11, 4), date(2026, 11, 4)),
        TermRow("term", date(2027, 1, 4), date(2027, 3, 26)),
        TermRow("term", date(2027, 4, 12), date(2027, 7, 21)),
    ],
    name="Abbey Primary School",
)


def squares(months: tuple[MonthShown, ...]) -> dict[date, tuple[str, str]]:
    return {one.on: (one.words, one.look) for month in months for week in month.weeks for one in week if one}


def test_counted_skipped_and_last_days_are_told_apart_in_words() -> None:
    months = months_counted(due("ex-day6", on=date(2026, 11, 2), calendar=SCHOOL))
    assert [month.name for month in months] == ["November 2026"]
    assert all(len(week) == 7 for week in months[0].weeks)
    shown = squares(months)
    assert shown[date(2026, 11, 2)] == ("day 1", "counted")
    assert shown[date(2026, 11, 4)] == ("INSET day", "skipped")
    assert shown[date(2026, 11, 7)] == ("weekend", "skipped")
    assert shown[date(2026, 11, 10)] == ("day 6, last day", "last")
    assert shown[date(2026, 11, 11)] == ("", "")


def test_every_number_of_the_count_stands_on_its_day() -> None:
    answer = due("ex-gb-15", on=date(2026, 10, 20), calendar=SCHOOL)
    shown = squares(months_counted(answer))
    for step in answer.steps:
        if step.number not in ("", "0"):
            assert shown[step.started_on][0].startswith(f"day {step.number}")
    assert shown[date(2026, 10, 20)] == ("not counted: event", "start")
    assert shown[answer.last_day][1] == "last"


def test_a_count_of_years_shows_its_first_month_and_its_last() -> None:
    months = months_counted(due("register-retain-6y", on=date(2026, 11, 2)))
    assert [month.name for month in months] == ["November 2026", "November 2032"]
    assert squares(months)[date(2026, 11, 2)] == ("starts", "start")


def test_sessions_and_posted_notices() -> None:
    absences = [Event("absent", date(2026, 11, 2), date(2026, 11, 9))]
    shown = squares(months_counted(due("pn-window", on=date(2026, 11, 2), events=absences, calendar=SCHOOL)))
    assert shown[date(2026, 11, 3)] == ("session 4", "counted")
    posted = due("s437-1", events=[Event("posted", date(2026, 11, 19))])
    served = squares(months_counted(posted))
    assert served[date(2026, 11, 19)][1] == "skipped", "a remark, not a day that counts"
    assert served[posted.last_day][1] == "last"


def test_how_far_off_is_said_in_the_unit_that_the_law_counts() -> None:
    estimated = EstimatedSchoolDays()
    friday, monday = date(2026, 11, 6), date(2026, 11, 9)
    assert distance(monday, friday, Unit.SCHOOL_DAY, estimated) == "Due in 1 school day"
    assert distance(friday, monday, Unit.WORKING_DAY, estimated) == "1 working day late"
    assert distance(friday, friday, Unit.SCHOOL_DAY, estimated) == "Due today"
    assert distance(friday, monday, Unit.CALENDAR_DAY, estimated) == "Missed 3 days ago"
    assert distance(date(2026, 11, 7), friday, Unit.SCHOOL_DAY, estimated) == "Due tomorrow", (
        "no school day lies between"
    )
    assert distance(date(2040, 1, 2), friday, Unit.SCHOOL_DAY, estimated) == "Due in 13 years", "past the calendar"
