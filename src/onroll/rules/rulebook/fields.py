"""Does a file of the rule book say what it must, and nothing else? For every reader of its TOML.

A misspelt key would be a rule that silently isn't applied, so an unknown key is an error, as is a missing one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from onroll.rules.rulebook.folder import BrokenRuleBook
from onroll.rules.rulebook.model import Certainty, Governance, Provenance, Status

T = TypeVar("T")
_NOTHING: Any = object()


class Fields:
    """One table of a file, from which each key is taken once; what is left over at the end is an error."""

    def __init__(self, table: Mapping[str, Any], where: str) -> None:
        """`where` names the file, and the part of it, in errors."""
        self._left = dict(table)
        self.where = where

    def take(self, key: str, kind: type[T], default: T = _NOTHING) -> T:
        """The value of a key. Raises BrokenRuleBook where it is missing without a default, or of another kind."""
        value = self._left.pop(key, default)
        if value is _NOTHING:
            raise BrokenRuleBook(f"{self.where}: {key} is missing.")
        if not isinstance(value, kind) and value is not default:
            raise BrokenRuleBook(f"{self.where}: {key} must be {kind.__name__}, not {value!r}.")
        return value

    def text(self, key: str, default: str = _NOTHING) -> str:
        """A text, stripped; one without a default may not be empty."""
        value = self.take(key, str, default).strip()
        if not value and default is _NOTHING:
            raise BrokenRuleBook(f"{self.where}: {key} is empty.")
        return value

    def day(self, key: str) -> date | None:
        """A date, or None where the key is absent."""
        return self.take(key, date) if key in self._left else None

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where absent."""
        values = self.take(key, list, [])
        if not all(isinstance(value, str) for value in values):
            raise BrokenRuleBook(f"{self.where}: {key} must be a list of texts.")
        return tuple(values)

    def one_of(self, key: str, choices: type[T], default: str = _NOTHING) -> T:
        """A member of an enumeration by its text ("school day" and "school_day" are one)."""
        value = self.text(key, default)
        for spelling in (value, value.replace(" ", "_")):
            try:
                return choices(spelling)  # type: ignore[call-arg]
            except ValueError:
                continue
        raise BrokenRuleBook(f"{self.where}: {key} can't be {value!r}.")

    def tables(self, key: str) -> list[Fields]:
        """The tables of a list ([[version]] …), empty where absent."""
        rows = self.take(key, list, [])
        return [Fields(row, f"{self.where}, {key} {number}") for number, row in enumerate(rows, start=1)]

    def mapping(self, key: str) -> dict[str, Any]:
        """A table taken as it stands, empty where absent."""
        return self.take(key, dict, {})

    def rest(self) -> dict[str, Any]:
        """Whatever nobody took: for lists whose entries say more of themselves."""
        left, self._left = self._left, {}
        return left

    def done(self) -> None:
        """Raises BrokenRuleBook if the table holds a key that nobody took."""
        if self._left:
            raise BrokenRuleBook(f"{self.where}: nothing is known of {', '.join(sorted(self._left))}.")


def open_file(path: Path, rulebook: Path) -> Fields:
    """A file of the rule book, ready to be taken from. Raises BrokenRuleBook where it isn't TOML."""
    where = path.relative_to(rulebook).as_posix()
    try:
        return Fields(tomllib.loads(path.read_text(encoding="utf-8")), where)
    except tomllib.TOMLDecodeError as error:
        raise BrokenRuleBook(f"{where}: {error}") from error


def read_governance(fields: Fields) -> Governance:
    """Author, checker and review date of a file; the checker must be another person, and may be nobody yet."""
    author, checker = fields.text("author"), fields.text("checker", "")
    if author == checker:
        raise BrokenRuleBook(f"{fields.where}: the checker must be somebody other than the author.")
    return Governance(author, checker, fields.take("review_on", date))


def read_provenance(fields: Fields) -> Provenance:
    """Dates, status, certainty and citation of one version or statement."""
    provenance = Provenance(
        in_force_from=fields.day("in_force_from"),
        in_force_to=fields.day("in_force_to"),
        status=fields.one_of("status", Status),
        certainty=fields.one_of("certainty", Certainty),
        citation=fields.text("citation"),
        address=fields.text("address", ""),
        note=fields.text("note", ""),
        changed=fields.text("changed", ""),
        flag=fields.text("flag", ""),
    )
    began, ended = provenance.in_force_from, provenance.in_force_to
    if provenance.status is Status.IN_FORCE and began is None:
        raise BrokenRuleBook(f"{fields.where}: what is in force has a first day.")
    if not provenance.status.answers and (began or ended):
        raise BrokenRuleBook(f"{fields.where}: what isn't in force has no dates.")
    if began and ended and ended < began:
        raise BrokenRuleBook(f"{fields.where}: it ends before it begins.")
    return provenance
