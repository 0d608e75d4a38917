"""On which days is England closed? For working days, and for schools whose term dates nobody has sent.

Source: `rulebook/calendars/bank_holidays_england.toml`, which names its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

from onroll.rules.calendars.days import checked
from onroll.rules.rulebook.folder import RULEBOOK, BrokenRuleBook

SATURDAY = 5
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, eq=False)
class BankHolidays:
    """England's bank holidays by day, known from `first_day` to `last_day` and refused outside them."""

    names: Mapping[date, str]
    first_day: date
    last_day: date

    def __contains__(self, day: object) -> bool:
        """Whether the day is a bank holiday, without asking whether the list reaches it."""
        return day in self.names

    def name_on(self, day: date) -> str:
        """The bank holiday's name, or "" on any other day."""
        return self.names.get(day, "")

    def with_added(self, day: date, name: str) -> BankHolidays:
        """The same list with one more holiday, as when one is proclaimed: what re-dates every open clock."""
        return BankHolidays(MappingProxyType({**self.names, day: name}), self.first_day, self.last_day)

    @cached_property
    def weekdays(self) -> frozenset[date]:
        """Every Monday to Friday in the list's span that isn't a bank holiday."""
        span = range((self.last_day - self.first_day).days + 1)
        days = (self.first_day + timedelta(days=step) for step in span)
        return frozenset(day for day in days if day.weekday() < SATURDAY and day not in self.names)


@lru_cache(maxsize=4)
def bank_holidays(rulebook: Path = RULEBOOK) -> BankHolidays:
    """England's bank holidays as the rule book has them. Raises BrokenRuleBook for a day outside its span."""
    path = rulebook / "calendars" / "bank_holidays_england.toml"
    book = tomllib.loads(path.read_text(encoding="utf-8"))
    names = {date.fromisoformat(day): str(name) for day, name in book["days"].items()}
    first, last = book["first_day"], book["last_day"]
    astray = [day for day in names if not first <= day <= last]
    if astray:
        raise BrokenRuleBook(f"{path.name}: {astray[0]:%-d %B %Y} lies outside {first} to {last}.")
    return BankHolidays(MappingProxyType(names), first, last)


def why_closed(day: date, holidays: BankHolidays) -> str:
    """The reason that a day is no weekday of work: the day's name, the bank holiday, or ""."""
    if day.weekday() >= SATURDAY:
        return DAY_NAMES[day.weekday()]
    return f"bank holiday: {holidays.names[day]}" if day in holidays.names else ""


@dataclass(frozen=True, eq=False)
class WorkingDays:
    """Monday to Friday less England's bank holidays (rule book 0.1)."""

    holidays: BankHolidays = field(default_factory=bank_holidays)
    name: str = "the calendar of working days in England"
    unit: str = "working day"
    estimated: bool = False

    @property
    def first_day(self) -> date:
        """The first day for which bank holidays are known."""
        return self.holidays.first_day

    @property
    def last_day(self) -> date:
        """The last day for which bank holidays are known."""
        return self.holidays.last_day

    def estimated_on(self, day: date) -> bool:
        """Never: bank holidays are published, or the day is refused."""
        return self.estimated

    def counts(self, day: date) -> bool:
        """Whether the day is Monday to Friday and no bank holiday. Raises OutsideCalendar."""
        return checked(self, day) in self.holidays.weekdays

    def is_working_day(self, day: date) -> bool:
        """The same as `counts`, in the words of the rule. Raises OutsideCalendar."""
        return self.counts(day)

    def explain(self, day: date) -> str:
        """ "Saturday", "bank holiday: Christmas Day", or the unit. Raises OutsideCalendar."""
        return why_closed(checked(self, day), self.holidays) or self.unit


@dataclass(frozen=True, eq=False)
class EstimatedSchoolDays(WorkingDays):
    """Weekdays less bank holidays, for a school whose terms nobody has sent: an estimate, and marked as one.

    It takes no account of school holidays or INSET days, so a date counted on it comes out too early, never too late.
    """

    name: str = "weekdays less bank holidays (no term dates supplied)"
    unit: str = "school day"
    estimated: bool = True

    def is_school_day(self, day: date) -> bool:
        """Whether the day may be a school day. Raises OutsideCalendar."""
        return self.counts(day)
