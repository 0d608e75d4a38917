"""What does the law say that no clock counts? Duties, powers and conditions, each with its source and why it isn't counted.

A statement is either computed elsewhere in OnRoll (`computed_by` names the room) or not computed, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from onroll.rules.rulebook.fields import Fields, open_file, read_governance, read_provenance
from onroll.rules.rulebook.folder import BrokenRuleBook
from onroll.rules.rulebook.model import Governance, Provenance


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the law or of guidance."""

    id: str
    topic: str
    topic_title: str
    says: str
    duty_on: str
    computed_by: str
    not_computed: str
    provenance: Provenance
    governance: Governance
    path: str


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a list: what it is called in data, what it means, and what else the list says of it."""

    code: str
    means: str
    more: Mapping[str, str | bool | int]


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes as one source gives it."""

    id: str
    also: tuple[str, ...]
    title: str
    says: str
    provenance: Provenance
    governance: Governance
    codes: Mapping[str, Code]
    path: str


def read_statements(path: Path, rulebook: Path) -> tuple[Statement, ...]:
    """Every statement of a topic. Raises BrokenRuleBook."""
    fields = open_file(path, rulebook)
    title, governance = fields.text("title"), read_governance(fields)
    where = path.relative_to(rulebook).as_posix()
    statements = tuple(_statement(table, (path.stem, title), governance, where) for table in fields.tables("statement"))
    fields.done()
    return statements


def _statement(fields: Fields, topic: tuple[str, str], governance: Governance, path: str) -> Statement:
    statement = Statement(
        id=fields.text("id"),
        topic=topic[0],
        topic_title=topic[1],
        says=fields.text("says"),
        duty_on=fields.text("duty_on", ""),
        computed_by=fields.text("computed_by", ""),
        not_computed=fields.text("not_computed", ""),
        provenance=read_provenance(fields),
        governance=governance,
        path=path,
    )
    fields.done()
    if bool(statement.computed_by) == bool(statement.not_computed):
        raise BrokenRuleBook(f"{fields.where}: either computed_by or not_computed, and not both.")
    return statement


def read_codes(path: Path, rulebook: Path) -> CodeList:
    """One list of codes. Raises BrokenRuleBook, also where a code stands twice."""
    fields = open_file(path, rulebook)
    codes: dict[str, Code] = {}
    for table in fields.tables("code"):
        code = Code(table.text("code"), table.text("means"), table.rest())
        if code.code in codes:
            raise BrokenRuleBook(f"{table.where}: {code.code} stands in the list already.")
        codes[code.code] = code
    listed = CodeList(
        id=fields.text("id"),
        also=fields.words("also"),
        title=fields.text("title"),
        says=fields.text("says"),
        provenance=read_provenance(fields),
        governance=read_governance(fields),
        codes=codes,
        path=path.relative_to(rulebook).as_posix(),
    )
    fields.done()
    return listed
