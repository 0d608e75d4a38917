"""What is a feed? The words in which every layout of this folder is written down (feeds.md is the contract)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Kind = Literal["text", "date", "flag", "code", "number", "urn"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a feed.

    `starred`: the file must have it. `codes`: the only values it knows; another is kept as it came, with a warning (of kind
    "code" without any codes: a list that the rule book keeps, in which "Unknown" is a value).
    `past`: a day after the extract's as-at date is odd. A starred date that a row lacks sets the row aside.
    """

    name: str
    kind: Kind = "text"
    starred: bool = False
    codes: tuple[str, ...] = ()
    past: bool = False


@dataclass(frozen=True, slots=True)
class Spell:
    """Which fact a row of the feed states, and in which columns it says since when, until when, where and how.

    `kinds` maps the codes of `kind_column` to kinds of fact where one feed states several (a code not in it states none).
    `one_day`: the row tells of a day, not of a stretch. `fixed`: details that are the same for every row.
    """

    kind: str
    start: str
    end: str = ""
    place: str = ""
    code: str = ""
    blank_code: str = ""  # the code that a blank stands for
    la: str = ""
    detail: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    kind_column: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    one_day: bool = False


@dataclass(frozen=True)
class Feed:
    """One feed: where it comes from, its columns, what makes a row the same row in the next extract, and what it states.

    `order`: feeds are loaded in ascending order, so that what others refer to is there first.
    `full_by_default`: an extract holds every row of the source (for `full_per_qualifier`, of each school in the file).
    `interval_days`: how often the source is expected until the authority says otherwise.
    `why_not_yet`: not empty for feeds that are known and can't be loaded yet; the sentence says why.
    """

    name: str
    system: str
    order: int
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    about_a_child: bool = True
    for_places: bool = False
    for_registers: bool = False  # its rows are read and kept by the room of registers
    qualifier: str = ""
    full_by_default: bool = False
    full_per_qualifier: bool = False
    interval_days: int = 30
    spell: Spell | None = None
    child_optional_for: tuple[str, tuple[str, ...]] = ("", ())  # column, and the codes with which no child is named
    aliases: Mapping[str, str] = field(default_factory=dict)  # heading in lower case → column, for a second layout
    why_not_yet: str = ""

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Every column by its name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def by_heading(self) -> Mapping[str, Column]:
        """Every column by its name in lower case: headings are matched without regard to case."""
        return {column.name.lower(): column for column in self.columns}

    @cached_property
    def starred(self) -> tuple[str, ...]:
        """The columns that must be in the file."""
        return tuple(column.name for column in self.columns if column.starred)

    @property
    def loadable(self) -> bool:
        """Whether a file of this feed can be loaded today."""
        return not self.why_not_yet

    @property
    def has_spells(self) -> bool:
        """Whether its rows state things that last, so that seeing a row again confirms it."""
        return self.spell is not None and not self.spell.one_day

    @property
    def fact_kinds(self) -> tuple[str, ...]:
        """The kinds of fact its rows can state (`rules.facts`); every feed about a child may state an address too."""
        if self.spell is None:
            return ()
        own = tuple(dict.fromkeys(self.spell.kinds.values())) or (self.spell.kind,)
        return (*own, "address")


def text(*names: str) -> tuple[Column, ...]:
    """Columns of free text that a file may leave out."""
    return tuple(Column(name) for name in names)


def dates(*names: str) -> tuple[Column, ...]:
    """Columns of dates that a file may leave out."""
    return tuple(Column(name, "date") for name in names)


def flags(*names: str) -> tuple[Column, ...]:
    """Columns of T or F that a file may leave out."""
    return tuple(Column(name, "flag") for name in names)


def urns(*names: str) -> tuple[Column, ...]:
    """Columns of schools' numbers that a file may leave out."""
    return tuple(Column(name, "urn") for name in names)


def numbers(*names: str) -> tuple[Column, ...]:
    """Columns of numbers that a file may leave out."""
    return tuple(Column(name, "number") for name in names)


def code(name: str, *codes: str, starred: bool = False) -> Column:
    """A column of one of a few codes."""
    return Column(name, "code", starred, codes)
