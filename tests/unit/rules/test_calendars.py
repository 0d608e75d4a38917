"""Do calendars count the right days, say why a day doesn't count, and refuse what they don't know?"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from onroll.rules.calendars import (
    CalendarDays,
    DayTable,
    EstimatedSchoolDays,
    OutsideCalendar,
    TermDates,
    TermRow,
    WorkingDays,
    add_days,
    bank_holidays,
    count_days,
    school_year_of,
)
from onroll.rules.calendars.term_dates import known_spans
from onroll.rules.rulebook.folder import BrokenRuleBook

PUBLISHED = Path(__file__).parents[3].parent / "shared" / "data" / "calendar" / "bank-holidays.json"
YEAR = [
    TermRow("term", date(2026, 8, 27), date(2026, 12, 18)),
    TermRow("half_term", date(2026, 10, 19), date(2026, 10, 23)),
    TermRow("inset", date(2026, 11, 11), date(2026, 11, 11)),
    TermRow("closure", date(2026, 11, 12), date(2026, 11, 12)),
    TermRow("term", date(2027, 1, 5), date(2027, 3, 24)),
    TermRow("term", date(2027, 4, 12), date(2027, 7, 9)),
]


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published file isn't beside this repository")
def test_bank_holidays_are_those_published():
    divisions = json.loads(PUBLISHED.read_text(encoding="utf-8"))["divisions"]
    years = divisions["common.nations.england-and-wales_slug"]
    published = {
        date(*map(int, reversed(row["date"].split("/")))) for year in range(2019, 2029) for row in years[str(year)]
    }
    assert {day for day in bank_holidays().names if day.year >= 2019} == published


def test_bank_holidays_before_2019_are_eight_or_nine_a_year():
    for year in range(2012, 2019):
        days = [day for day in bank_holidays().names if day.year == year]
        assert len(days) == (9 if year == 2012 else 8)
        assert all(day.weekday() < 5 for day in days)


def test_a_bank_holiday_has_its_name():
    holidays = bank_holidays()
    assert holidays.name_on(date(2026, 12, 28)) == "Boxing Day (substitute day)"
    assert holidays.name_on(date(2026, 12, 29)) == ""
    assert date(2026, 12, 25) in holidays
    assert date(2026, 12, 26) not in holidays


def test_an_added_holiday_is_no_working_day():
    proclaimed = bank_holidays().with_added(date(2027, 5, 10), "a day of celebration")
    assert WorkingDays().is_working_day(date(2027, 5, 10))
    assert not WorkingDays(proclaimed).is_working_day(date(2027, 5, 10))
    assert WorkingDays(proclaimed).explain(date(2027, 5, 10)) == "bank holiday: a day of celebration"


def test_a_bank_holiday_outside_its_file_s_own_span_is_a_broken_file(tmp_path):
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars" / "bank_holidays_england.toml").write_text(
        "first_day = 2026-01-01\nlast_day = 2026-12-31\n[days]\n2027-01-01 = 'New Year'\n", encoding="utf-8"
    )
    with pytest.raises(BrokenRuleBook, match="1 January 2027 lies outside"):
        bank_holidays(tmp_path)


def test_estimated_school_days_are_weekdays_less_bank_holidays_and_say_so():
    calendar = EstimatedSchoolDays()
    assert calendar.estimated
    assert calendar.estimated_on(date(2026, 11, 2))
    assert calendar.is_school_day(date(2026, 8, 3)), "no school holiday is known, so none is assumed"
    assert calendar.explain(date(2026, 11, 7)) == "Saturday"
    assert calendar.explain(date(2026, 12, 25)) == "bank holiday: Christmas Day"
    assert calendar.explain(date(2026, 11, 2)) == "school day"


@pytest.mark.parametrize(
    ("day", "says"),
    [(date(2011, 12, 31), "before"), (date(2029, 1, 1), "the last day known"), (date(2031, 1, 6), "past")],
)
def test_a_day_outside_the_calendar_is_refused(day, says):
    for calendar in (EstimatedSchoolDays(), WorkingDays(), TermDates(YEAR, name="Northfield")):
        with pytest.raises(OutsideCalendar, match=says):
            calendar.counts(day)
        with pytest.raises(OutsideCalendar, match=says):
            calendar.explain(day)


def test_a_school_s_own_terms_and_the_reasons_for_its_closures():
    school = TermDates(YEAR, name="Northfield Primary")
    assert not school.estimated
    assert school.is_school_day(date(2026, 8, 27)), "terms that begin in August belong to the year that follows"
    says = {
        date(2026, 10, 20): "half term at Northfield Primary",
        date(2026, 11, 11): "INSET day at Northfield Primary",
        date(2026, 11, 12): "closed at Northfield Primary",
        date(2026, 12, 21): "school holiday at Northfield Primary",
        date(2026, 12, 25): "bank holiday: Christmas Day",
        date(2026, 11, 14): "Saturday",
        date(2027, 5, 3): "bank holiday: Early May bank holiday",
        date(2027, 8, 31): "school holiday at Northfield Primary",
        date(2026, 8, 10): "school holiday at Northfield Primary",
    }
    for day, reason in says.items():
        assert not school.is_school_day(day)
        assert school.explain(day) == reason
        assert not school.estimated_on(day)
    assert school.explain(date(2026, 11, 13)) == "school day"


def test_a_year_the_school_never_sent_is_its_authority_s_and_an_estimate():
    authority = TermDates(
        [TermRow("term", date(2027, 9, 1), date(2027, 12, 17)), TermRow("inset", date(2027, 9, 1), date(2027, 9, 1))],
        name="the authority's schools",
    )
    school = TermDates(YEAR, name="Northfield", fallback=authority)
    assert not school.estimated
    assert not school.estimated_on(date(2027, 6, 1))
    assert school.estimated_on(date(2027, 9, 2))
    assert school.explain(date(2027, 9, 1)) == "INSET day at the authority's schools"
    assert school.explain(date(2027, 9, 2)) == "school day, by the authority's schools"
    assert school.is_school_day(date(2027, 9, 2))


def test_a_school_that_sent_only_closures_keeps_them_on_its_authority_s_calendar():
    school = TermDates([TermRow("closure", date(2026, 11, 3), date(2026, 11, 3))], name="Southfield")
    assert school.estimated
    assert not school.is_school_day(date(2026, 11, 3))
    assert school.explain(date(2026, 11, 3)) == "closed at Southfield"
    assert not school.estimated_on(date(2026, 11, 3))
    assert school.is_school_day(date(2026, 11, 4))


def test_a_school_that_sent_no_terms_is_estimated():
    assert TermDates([], name="Westfield").estimated


def test_terms_that_were_not_sent_are_not_taken_for_a_holiday():
    autumn, summer = YEAR[0], YEAR[-1]
    assert known_spans([autumn]) == [(date(2026, 8, 1), date(2026, 12, 18))]
    assert known_spans([autumn, summer]) == [
        (date(2026, 8, 1), date(2026, 12, 18)),
        (date(2027, 4, 12), date(2027, 8, 31)),
    ]
    assert known_spans([summer]) == [(date(2027, 4, 12), date(2027, 8, 31))]
    assert known_spans(YEAR[:1] + YEAR[4:]) == [(date(2026, 8, 1), date(2027, 8, 31))]


def test_two_school_years_run_into_one_another():
    terms = [*YEAR, TermRow("term", date(2027, 9, 1), date(2028, 7, 20))]
    school = TermDates(terms, name="Northfield")
    assert not any(school.estimated_on(date(2026, 8, 1) + timedelta(days=step)) for step in range(750))


def test_school_years_begin_with_the_first_term_after_july():
    assert school_year_of(date(2026, 7, 31)) == 2025
    assert school_year_of(date(2026, 8, 27)) == 2026
    assert school_year_of(date(2027, 1, 5)) == 2026


def test_adding_and_counting_days():
    calendar = EstimatedSchoolDays()
    assert add_days(calendar, date(2026, 12, 23), 3) == date(2026, 12, 30)
    assert add_days(calendar, date(2026, 12, 25), 0) == date(2026, 12, 25)
    assert count_days(calendar, date(2026, 12, 21), date(2026, 12, 31)) == 7
    assert count_days(calendar, date(2026, 12, 31), date(2026, 12, 21)) == 0
    with pytest.raises(OutsideCalendar, match="the last day known"):
        add_days(calendar, date(2028, 12, 20), 20)


def test_every_day_is_a_calendar_day():
    every = CalendarDays()
    assert every.counts(date(2026, 12, 25))
    assert not every.estimated_on(date(2026, 12, 25))
    assert every.explain(date(2026, 12, 25)) == "calendar day"
    assert add_days(every, date(2026, 12, 25), 30) == date(2027, 1, 24)


def test_working_days_are_never_estimated():
    assert not WorkingDays().estimated_on(date(2026, 11, 2))


def test_the_table_counts_as_the_calendar_does_and_refuses_as_it_does():
    calendar = EstimatedSchoolDays()
    table = DayTable.of(calendar)
    day = date(2026, 12, 23)
    assert date.fromordinal(table.nth_after(day.toordinal(), 3)) == date(2026, 12, 30)
    assert table.nth_after(day.toordinal(), 0) == day.toordinal()
    assert date.fromordinal(table.nth_from(day.toordinal(), 1)) == day
    assert table.between(date(2026, 12, 21).toordinal(), date(2026, 12, 31).toordinal()) == 7
    assert table.between(day.toordinal(), day.toordinal() - 1) == 0
    first, last = calendar.first_day.toordinal(), calendar.last_day.toordinal()
    assert date.fromordinal(table.nth_from(first, 1)) == date(2012, 1, 3)
    for refused in (
        lambda: table.nth_after(last, 1),
        lambda: table.nth_from(last - 3, 9),
        lambda: table.nth_after(first - 1, 1),
        lambda: table.nth_from(last + 1, 1),
        lambda: table.between(first - 1, last),
        lambda: table.between(first, last + 1),
    ):
        with pytest.raises(OutsideCalendar):
            refused()
