"""What does a row say of who the child is, and what is odd about it? For `checking`, from the P columns of every feed.

Nothing here sets a row aside: an odd value is kept as it came, with a warning that says what would be right. A number that
fails its check goes to `Person.weak`, so that linking never takes a wrong number for a right one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from onroll.extracts.headings import Columns
from onroll.extracts.layouts.person import ADDRESS_LINES
from onroll.extracts.rows import Fault, Person
from onroll.extracts.values import read_date, why_no_date
from onroll.people.identifiers import Identifier, check_nhs_number, check_uln, check_upn
from onroll.people.postcodes import normalise_postcode
from onroll.people.sexes import read_sex

OLDEST = 26  # a person of this age or over is no child or young person of any feed (plans end at 25)

# Digits, signs that begin a formula or a mark-up, and characters that were lost on the way.
_ODD_NAME = re.compile(r"[0-9=+@<>{}\[\]\\|~^*_%$£#;:?!/\"\ufffd\x00-\x1f\x7f]|^[-'. ]+$")
_LONGEST_NAME = 60
_SHORTEST = 8  # of a number with an error in it; what is shorter is a filler ("UN1") and evidence of nothing
_NAMES = ("surname", "forename", "middle_names", "former_surname", "preferred_surname", "preferred_forename")
_CHECKS: tuple[tuple[str, str, Callable[[str], Identifier]], ...] = (
    ("upn", "upn-check", check_upn),
    ("former_upn", "upn-check", check_upn),
    ("uln", "uln-check", check_uln),
    ("nhs_number", "nhs-number-check", check_nhs_number),
)

_sex = lru_cache(maxsize=64)(read_sex)


class PersonColumns:
    """Reads the P columns of the rows of one file; `as_at` is the day the extract was true."""

    def __init__(self, columns: Columns, as_at: date) -> None:
        at = columns.at
        self._as_at = as_at
        self._born_after = date(as_at.year - OLDEST, as_at.month, min(as_at.day, 28))
        self._names = tuple((name, at[name]) for name in _NAMES)
        self._all_names = tuple(at[name] for name in ("surname", "forename", "preferred_surname", "preferred_forename"))
        self._birth = at["date_of_birth"]
        self._estimated = at["dob_estimated"]
        self._sex = at["sex"]
        self._identifiers = tuple((name, at[name], rule, check) for name, rule, check in _CHECKS)
        self._address = tuple(at[name] for name in ADDRESS_LINES)
        self._postcode = at["postcode"]
        self._plain = tuple(at[name] for name in ("uprn", "ethnicity", "first_language", "phone", "email"))

    def nameless(self, values: Sequence[str]) -> bool:
        """Whether the row has no name at all, preferred names included."""
        surname, forename, *preferred = self._all_names
        return not (values[surname] or values[forename] or any(values[index] for index in preferred))

    def read(self, values: Sequence[str], line: int, event_on: date | None, faults: list[Fault]) -> Person:
        """The person of one row (`values` without "not known" words); what is odd is added to `faults`."""
        surname, forename, middle, former, preferred_surname, preferred_forename = self._read_names(
            values, line, faults
        )
        upn, former_upn, uln, nhs_number, weak = self._read_identifiers(values, line, faults)
        lines = [values[index] for index in self._address if values[index]]
        plain = [values[index] for index in self._plain]
        return Person(
            surname, forename, middle, former, preferred_surname, preferred_forename,
            self._read_birth(values[self._birth], line, event_on, faults),
            values[self._estimated] == "T",  # flags are normalised by now
            self._read_sex(values[self._sex], line, faults),
            upn, former_upn, uln, nhs_number,
            ", ".join(lines),
            self._read_postcode(values[self._postcode], line, faults),
            *plain,
            weak,
        )  # fmt: skip

    def _read_names(self, values: Sequence[str], line: int, faults: list[Fault]) -> list[str]:
        given = [values[index] for _, index in self._names]
        if _are_plain(given):
            return given  # nearly every row
        names = []
        for (column, _), text in zip(self._names, given, strict=True):
            if text:
                if "  " in text or "\n" in text or "\t" in text:
                    text = " ".join(text.split())
                if _ODD_NAME.search(text) or len(text) > _LONGEST_NAME:
                    faults.append(Fault(line, column, text, "name-odd", f'Line {line}, {column}: "{text[:60]}" is an odd name. Names are '
                                        "written with letters, spaces, hyphens and apostrophes; it was kept as it came."))  # fmt: skip
            names.append(text)
        if not (names[0] and names[1]):
            column = "forename" if names[0] else "surname"
            faults.append(Fault(line, column, "", "name-part-missing", f"Line {line}: there is no {column}. A row with one name only "
                                "is kept, but is hard to tell from others; give both where they are known."))  # fmt: skip
        return names

    def _read_birth(self, text: str, line: int, event_on: date | None, faults: list[Fault]) -> date | None:
        if not text:
            faults.append(Fault(line, "date_of_birth", "", "dob-missing", f"Line {line}: there is no date of birth. The child counts as of "
                                "school age until the source gives one, as 2015-03-31 or 31/03/2015."))  # fmt: skip
            return None
        born = read_date(text)
        if born is None:
            faults.append(
                Fault(line, "date_of_birth", text, "dob-unreadable", f"Line {line}, date_of_birth: {why_no_date(text)}")
            )
        elif born > self._as_at:
            faults.append(Fault(line, "date_of_birth", text, "dob-in-future", f"Line {line}, date_of_birth: {text} is after {self._as_at}, "
                                "the day the extract was true. Check the year; the row was kept as it came."))  # fmt: skip
        elif born < self._born_after:
            age = self._as_at.year - born.year - ((self._as_at.month, self._as_at.day) < (born.month, born.day))
            faults.append(Fault(line, "date_of_birth", text, "dob-implausible", f"Line {line}, date_of_birth: {text} makes a person aged "
                                f"{age}, and these extracts are about people up to 25. Check the year; the row was kept."))  # fmt: skip
        elif event_on is not None and born > event_on:
            faults.append(Fault(line, "date_of_birth", text, "dob-after-event", f"Line {line}, date_of_birth: {text} is after {event_on}, "
                                "when this row begins. One of the two is wrong; both were kept as they came."))  # fmt: skip
        return born

    def _read_sex(self, text: str, line: int, faults: list[Fault]) -> str:
        if not text:
            return ""
        sex = _sex(text)
        if sex is None:
            faults.append(Fault(line, "sex", text, "sex-unknown-code", f'Line {line}, sex: "{text}" is not a sex that can be read. It is '
                                "F, M or U (also 1, 2, 0, 9, Male, Female)."))  # fmt: skip
        return sex or ""

    def _read_identifiers(self, values: Sequence[str], line: int, faults: list[Fault]) -> tuple[Any, ...]:
        found = []
        weak: dict[str, str] = {}
        for name, index, rule, check in self._identifiers:
            text = values[index]
            if not text:
                found.append("")
                continue
            identifier = check(text)
            found.append(identifier.value)
            if not identifier.value and len(text) >= _SHORTEST:
                weak[name] = text
            for problem in identifier.problems:
                faults.append(Fault(line, name, text, rule, f"Line {line}, {name}: {problem}"))
        return *found, weak

    def _read_postcode(self, text: str, line: int, faults: list[Fault]) -> str:
        if not text:
            return ""
        postcode = normalise_postcode(text)
        if not postcode:
            faults.append(Fault(line, "postcode", text, "postcode-form", f'Line {line}, postcode: "{text[:20]}" does not have the form of a '
                                "UK postcode, like NN1 1AA, so it can't place the child. It was kept as it came."))  # fmt: skip
        return postcode


def _are_plain(names: Sequence[str]) -> bool:
    """Whether surname and forename are there and all names are letters with single spaces, hyphens and apostrophes between."""
    if not (names[0][:1].isalpha() and names[1][:1].isalpha()):
        return False
    together = "".join(names)
    letters = together.replace(" ", "").replace("-", "").replace("'", "")
    return letters.isalpha() and "  " not in together and max(map(len, names)) <= _LONGEST_NAME
