"""Can this be a child's date of birth, and how might two dates of birth be one mistyped?

For row checks and linking. Nothing here corrects a date: it says what is odd, or how two are alike.
"""

from __future__ import annotations

from datetime import date, timedelta

OLDEST_YEARS = 26  # an EHC plan may run to the end of the year in which its holder is 25: nobody older is a child here
_SYSTEM_FILLERS = frozenset(
    (date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1901, 1, 1), date(1970, 1, 1), date(1753, 1, 1))
)


def problems_of(birth: date, *, on: date) -> tuple[str, ...]:
    """What is odd about a date of birth in an extract true on `on`: sentences, none where it is plausible."""
    if birth in _SYSTEM_FILLERS:
        return (f"{birth:%d/%m/%Y} is what systems write where no date of birth is known.",)
    if birth > on:
        return (f"The date of birth {birth:%d/%m/%Y} is after the extract's date {on:%d/%m/%Y}.",)
    age = on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
    if age >= OLDEST_YEARS:
        return (f"Born {birth:%d/%m/%Y}, this person is {age}: too old for a child's record.",)
    return ()


def is_placeholder(birth: date) -> bool:
    """True of 1 January, which systems and interpreters write where only the year is known, and of systems' own fillers.

    One child in 365 is truly born then: treat as weak, never as wrong.
    """
    return (birth.month == 1 and birth.day == 1) or birth in _SYSTEM_FILLERS


def swapped(birth: date) -> date | None:
    """The same digits with day and month exchanged; None where that is no date or the same one."""
    if birth.day > 12 or birth.day == birth.month:
        return None
    try:
        return birth.replace(month=birth.day, day=birth.month)
    except ValueError:
        return None


def one_digit_off(a: date, b: date) -> bool:
    """True where the eight digits of two dates differ in exactly one place, or by two neighbouring digits exchanged."""
    x, y = a.strftime("%d%m%Y"), b.strftime("%d%m%Y")
    places = [i for i in range(8) if x[i] != y[i]]
    if len(places) == 1:
        return True
    return (
        len(places) == 2
        and places[1] == places[0] + 1
        and x[places[0]] == y[places[1]]
        and x[places[1]] == y[places[0]]
    )


def how_alike(a: date, b: date) -> str:
    """How two dates of birth could be one: "same", "swapped", "one digit", "a day out", "a year out", "a month out", "one is
    a placeholder", "one part" (two of day, month and year agree), or "" where nothing explains the difference."""
    if a == b:
        return "same"
    if swapped(a) == b:
        return "swapped"
    if one_digit_off(a, b):
        return "one digit"
    if abs(a - b) <= timedelta(days=1):
        return "a day out"
    if (a.month, a.day) == (b.month, b.day) and abs(a.year - b.year) == 1:
        return "a year out"
    if (a.year, a.day) == (b.year, b.day) and abs(a.month - b.month) == 1:
        return "a month out"
    if is_placeholder(a) != is_placeholder(b) and abs(a.year - b.year) <= 1:
        return "one is a placeholder"
    if (a.year == b.year) + (a.month == b.month) + (a.day == b.day) == 2:
        return "one part"
    return ""
