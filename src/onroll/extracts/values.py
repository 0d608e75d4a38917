"""What does one value say: which day, yes or no, how many? And which words mean that it isn't known?

For `checking`. Nothing here guesses: what can't be read for certain is None, and the row keeps the value as it came.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

# "Not known" is no value (feeds.md), in the cases they are met in.
NOT_KNOWN = frozenset({
    "", "-", "NULL", "null", "Null", "N/K", "n/k", "N/k", "NK", "Unknown", "unknown", "UNKNOWN", "#N/A",
})  # fmt: skip
BLANK = frozenset({"", "-", "NULL", "null", "Null", "N/K", "n/k"})  # where "unknown" is one of the column's own codes

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?: .*)?$", re.ASCII)
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?(Z|[+-]\d{2}:?\d{2})?$", re.ASCII)
_SERIAL = re.compile(r"\d{5}$", re.ASCII)

DATE_ADVICE = "Dates are written 2015-03-31 or 31/03/2015, day before month."

_TRUE = frozenset({"t", "true", "y", "yes", "1"})
_FALSE = frozenset({"f", "false", "n", "no", "0"})


@lru_cache(maxsize=65_536)
def read_date(text: str) -> date | None:
    """The day a text names, or None: YYYY-MM-DD, DD/MM/YYYY or DD-MM-YYYY, with or without a time of day.

    Day before month always, as councils write it: MM/DD/YYYY is never guessed (feeds.md, "How files are read").
    """
    if found := _ISO.match(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.match(text):
        day, month, year = found.groups()
    else:
        return None
    if found.end(3) != len(text) and found.re is _ISO and not _TIME.match(text, found.end(3)):
        return None
    if found.re is _DAY_FIRST and found.end(3) != len(text) and not _TIME.match(text, found.end(3)):
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def why_no_date(text: str) -> str:
    """What is wrong with a text that is no date, and what would be right."""
    if _SERIAL.match(text):
        return f'"{text}" looks like the number by which Excel counts days. {DATE_ADVICE}'
    if found := _DAY_FIRST.match(text):
        day, month, _ = found.groups()
        if int(month) > 12 and 1 <= int(day) <= 12:
            return f'"{text}" has no month {month}; a month before the day is never guessed. {DATE_ADVICE}'
    return f'"{text}" is not a date. {DATE_ADVICE}'


def read_flag(text: str) -> str | None:
    """ "T" or "F" for T/F, Y/N, yes/no, true/false and 1/0 in any case; None for anything else."""
    word = text.lower()
    if word in _TRUE:
        return "T"
    if word in _FALSE:
        return "F"
    return None


def read_number(text: str) -> str | None:
    """A number as plain text ("12.5"), commas for thousands taken out; None for anything else."""
    plain = text.replace(",", "").removeprefix("£")
    try:
        float(plain)
    except ValueError:
        return None
    return plain if plain.isascii() and plain[-1:].isdigit() and "e" not in plain.lower() and "_" not in plain else None
