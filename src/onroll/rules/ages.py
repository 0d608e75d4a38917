"""How old is a child in law: school age from and to, year group, key stage, and until when they must take part?

For officers who ask about one child (`onroll age`) and for every rule that turns on school age. All pure arithmetic on the
date of birth; a person reaches an age at the start of the birthday (Family Law Reform Act 1969 s.9), and one born on
29 February reaches it on 1 March in other years.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TypedDict

FRIDAY = 4


class Ages(TypedDict):
    """The answer of `onroll age`; the keys are stable."""

    school_age_from: date
    school_age_to: date
    year_group: int
    key_stage: str
    participation_until: date


def birthday(birth: date, age: int) -> date:
    """The day on which the age is reached."""
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:
        return date(birth.year + age, 3, 1)


def age_on(birth: date, on: date) -> int:
    """Completed years; negative before birth."""
    years = on.year - birth.year
    return years if on >= birthday(birth, years) else years - 1


@lru_cache(maxsize=32_768)
def school_age_from(birth: date) -> date:
    """First day of compulsory school age: the first of 31 March, 31 August, 31 December on or after the fifth birthday.

    Education Act 1996 s.8; Education (Start of Compulsory School Age) Order 1998 (SI 1998/1607).
    """
    fifth = birthday(birth, 5)
    for month in (3, 8):
        if fifth <= date(fifth.year, month, 31):
            return date(fifth.year, month, 31)
    return date(fifth.year, 12, 31)


@lru_cache(maxsize=32_768)
def school_age_to(birth: date) -> date:
    """Last day of compulsory school age: the last Friday in June of the school year in which the child turns 16.

    Education Act 1996 s.8; Education (School Leaving Date) Order 1997 (SI 1997/1970). School years run 1 September to
    31 August, so that a child born in July or August leaves while still 15.
    """
    sixteenth = birthday(birth, 16)
    return last_friday_in_june(sixteenth.year if sixteenth.month <= 8 else sixteenth.year + 1)


def last_friday_in_june(year: int) -> date:
    """The school leaving date of a year (SI 1997/1970)."""
    end = date(year, 6, 30)
    return end - timedelta(days=(end.weekday() - FRIDAY) % 7)


def academic_year(on: date) -> int:
    """The calendar year in which the academic year (1 September to 31 August) that holds the day began."""
    return on.year if on.month >= 9 else on.year - 1


def year_group(birth: date, on: date) -> int:
    """National curriculum year expected from the date of birth alone: 0 is Reception, -1 the nursery year before it."""
    return academic_year(on) - birth.year - (0 if birth.month <= 8 else 1) - 4


def year_group_name(year: int) -> str:
    """A year group as officers write it: "Below nursery age", "Nursery", "Reception", "Year 7", "Year 14+"."""
    if year < -2:
        return "Below nursery age"
    if year < 0:
        return "Nursery"
    if year == 0:
        return "Reception"
    return f"Year {year}" if year < 14 else "Year 14+"


def key_stage(year: int) -> str:
    """The key stage of an expected year group (Education Act 2002 s.82): EYFS, KS1 to KS4, then Post-16."""
    for last, name in ((0, "EYFS"), (2, "KS1"), (6, "KS2"), (9, "KS3"), (11, "KS4")):
        if year <= last:
            return name
    return "Post-16"


def participation_until(birth: date) -> date:
    """The 18th birthday, on which the duty to take part in education or training is over (Education and Skills Act 2008 s.1)."""
    return birthday(birth, 18)


def ages(dob: date, on: date) -> Ages:
    """Everything that turns on age for one child on one day."""
    year = year_group(dob, on)
    return {
        "school_age_from": school_age_from(dob),
        "school_age_to": school_age_to(dob),
        "year_group": year,
        "key_stage": key_stage(year),
        "participation_until": participation_until(dob),
    }
