"""Which days count? School days of a school, working days, calendar days, and the bank holidays behind them.

calendar = EstimatedSchoolDays()
calendar.is_school_day(date(2026, 12, 25))     # False
calendar.explain(date(2026, 12, 25))           # "bank holiday: Christmas Day"
calendar.is_school_day(date(2031, 1, 6))       # raises OutsideCalendar: nothing is guessed
"""

from onroll.rules.calendars.bank_holidays import BankHolidays, EstimatedSchoolDays, WorkingDays, bank_holidays
from onroll.rules.calendars.days import (
    CalendarDays,
    Days,
    DayTable,
    OutsideCalendar,
    SchoolDays,
    add_days,
    count_days,
)
from onroll.rules.calendars.term_dates import TermDates, TermRow, school_year_of

__all__ = [
    "BankHolidays",
    "CalendarDays",
    "DayTable",
    "Days",
    "EstimatedSchoolDays",
    "OutsideCalendar",
    "SchoolDays",
    "TermDates",
    "TermRow",
    "WorkingDays",
    "add_days",
    "bank_holidays",
    "count_days",
    "school_year_of",
]
