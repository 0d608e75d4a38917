"""What does a definition's file say? Reads `rulebook/definitions/<id>.toml`: who counts, by which conditions, in whose words.

The conditions are written as phrases ("lives in the area", "not a registered pupil at any school"); what each phrase
looks at stands in `rules.definitions`, so that a definition can be read, and another written, without a programmer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from onroll.rules.rulebook.clock_files import check_succession
from onroll.rules.rulebook.fields import Fields, open_file, read_governance, read_provenance
from onroll.rules.rulebook.folder import BrokenRuleBook
from onroll.rules.rulebook.model import Governance, Provenance

NOT = "not "


@dataclass(frozen=True, slots=True)
class Condition:
    """One phrase of a definition, and whether it must hold or must not."""

    phrase: str
    holds: bool

    @classmethod
    def read(cls, text: str) -> Condition:
        """A phrase; "not " before it turns it round."""
        return cls(text.removeprefix(NOT), not text.startswith(NOT))

    @property
    def text(self) -> str:
        """The condition as its file writes it."""
        return self.phrase if self.holds else NOT + self.phrase

    @property
    def failed(self) -> str:
        """What is the case when the condition doesn't hold."""
        return NOT + self.phrase if self.holds else self.phrase


@dataclass(frozen=True, slots=True)
class DefinitionVersion:
    """Who counts under one version: a child counts when every condition of any one of the `ways` holds."""

    provenance: Provenance
    ways: tuple[tuple[Condition, ...], ...]


@dataclass(frozen=True, slots=True)
class DefinitionExample:
    """A child in a few words, and whether the definition counts it."""

    name: str
    child: Mapping[str, Any]
    counts: bool
    says: str


@dataclass(frozen=True, slots=True)
class Definition:
    """Who is counted under a name: statutory, local, an inspectorate's or a region's."""

    id: str
    also: tuple[str, ...]
    title: str
    says: str
    whose: str
    beside: str
    versions: tuple[DefinitionVersion, ...]
    examples: tuple[DefinitionExample, ...]
    governance: Governance
    path: str

    def version_on(self, day: date | None) -> DefinitionVersion:
        """The version that holds on a day; with no day, or for law not in force, the latest."""
        if day:
            for version in reversed(self.versions):
                if version.provenance.status.answers and version.provenance.holds_on(day):
                    return version
        return self.versions[-1]


def read_definition(path: Path, rulebook: Path) -> Definition:
    """One definition. Raises BrokenRuleBook."""
    fields = open_file(path, rulebook)
    versions = tuple(_version(table) for table in fields.tables("version"))
    examples = tuple(_example(table) for table in fields.tables("example"))
    definition = Definition(
        id=fields.text("id"),
        also=fields.words("also"),
        title=fields.text("title"),
        says=fields.text("says"),
        whose=fields.text("whose"),
        beside=fields.text("beside", ""),
        versions=versions,
        examples=examples,
        governance=read_governance(fields),
        path=path.relative_to(rulebook).as_posix(),
    )
    fields.done()
    if definition.id != path.stem:
        raise BrokenRuleBook(f"{definition.path}: the file is named {path.stem} and the definition {definition.id}.")
    if not versions:
        raise BrokenRuleBook(f"{definition.path}: a definition has at least one version.")
    check_succession([version.provenance for version in versions], definition.path)
    return definition


def _version(fields: Fields) -> DefinitionVersion:
    provenance = read_provenance(fields)
    ways = tuple(_way(table) for table in fields.tables("counts"))
    fields.done()
    if not ways:
        raise BrokenRuleBook(f"{fields.where}: it doesn't say who counts.")
    return DefinitionVersion(provenance, ways)


def _way(fields: Fields) -> tuple[Condition, ...]:
    conditions = tuple(Condition.read(text) for text in fields.words("when"))
    fields.done()
    if not conditions:
        raise BrokenRuleBook(f"{fields.where}: no condition would count everybody.")
    return conditions


def _example(fields: Fields) -> DefinitionExample:
    example = DefinitionExample(
        name=fields.text("name"),
        child=fields.mapping("child"),
        counts=fields.take("counts", bool),
        says=fields.text("says"),
    )
    fields.done()
    return example
