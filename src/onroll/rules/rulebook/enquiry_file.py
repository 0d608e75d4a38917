"""Whom can be asked about a child, after how many days are they chased, and who must agree? Reads `rulebook/enquiries.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onroll.rules.rulebook.fields import Fields, open_file, read_governance, read_provenance
from onroll.rules.rulebook.folder import BrokenRuleBook
from onroll.rules.rulebook.model import Governance, Provenance

if TYPE_CHECKING:
    from onroll.rules.rulebook.book import RuleBook

CHECKLIST = "reasonable-enquiries"
AIMS = {"child": "the child", "adult": "a parent or carer", "sibling": "a brother or sister"}


@dataclass(frozen=True, slots=True)
class EnquiryRule:
    """One agency that may know where a child is; `covers` names the rows of the checklist that asking it answers."""

    id: str
    name: str
    how: str
    about: tuple[str, ...]
    days: int
    clock: str
    approval: str
    reaches_family: bool
    once: bool
    known_as: tuple[str, ...]
    covers: tuple[str, ...]
    provenance: Provenance
    governance: Governance
    path: str

    @property
    def says(self) -> str:
        """The rule in one sentence, for lists of rules."""
        about = " or ".join(AIMS[aim] for aim in self.about)
        agreed = " A second person approves it each time." if self.approval else ""
        return f"Asked about {about}. {self.how}{agreed}"


def read_enquiries(path: Path, rulebook: Path) -> Mapping[str, EnquiryRule]:
    """Every enquiry by its id, in the file's order; none where there is no file. Raises BrokenRuleBook for a fault."""
    if not path.exists():
        return {}
    fields = open_file(path, rulebook)
    for key in ("id", "title", "says"):
        fields.text(key)
    governance = read_governance(fields)
    found: dict[str, EnquiryRule] = {}
    for table in fields.tables("enquiry"):
        rule = _enquiry(table, governance, path.relative_to(rulebook).as_posix())
        if rule.id in found:
            raise BrokenRuleBook(f"{table.where}: {rule.id} stands in the list already.")
        found[rule.id] = rule
    fields.done()
    return found


def _enquiry(fields: Fields, governance: Governance, path: str) -> EnquiryRule:
    rule = EnquiryRule(
        id=fields.text("id"),
        name=fields.text("name"),
        how=fields.text("how"),
        about=fields.words("about"),
        days=fields.take("days", int, 0),
        clock=fields.text("clock", ""),
        approval=fields.text("approval", ""),
        reaches_family=fields.take("reaches_family", bool, False),
        once=fields.take("once", bool, False),
        known_as=fields.words("known_as"),
        covers=fields.words("covers"),
        provenance=read_provenance(fields),
        governance=governance,
        path=path,
    )
    fields.done()
    if not rule.about or set(rule.about) - set(AIMS):
        raise BrokenRuleBook(f"{fields.where}: about must name some of {', '.join(AIMS)}.")
    if (rule.days > 0) == bool(rule.clock):
        raise BrokenRuleBook(f"{fields.where}: either days, at least 1, or a clock, and not both.")
    return rule


def wrong_enquiries(book: RuleBook) -> list[str]:
    """What the list says that the rest of the rule book doesn't know, and which rows of the checklist nobody is asked for."""
    return [*_strange(book), *_not_covered(book, book.enquiries.values())]


def _strange(book: RuleBook) -> Iterator[str]:
    rows = _checklist(book)
    for rule in book.enquiries.values():
        if rule.clock and rule.clock not in book.clock_names:
            yield f"enquiry {rule.id}: no clock is called {rule.clock}."
        for row in rule.covers:
            if row not in rows:
                yield f"enquiry {rule.id}: the checklist has no row {row}."
        if rule.id in book.clock_names or rule.id in book.definition_names or rule.id in book.statements:
            yield f"enquiry {rule.id}: another rule is called so."


def _not_covered(book: RuleBook, rules: Iterable[EnquiryRule]) -> Iterator[str]:
    covered = {row for rule in rules for row in rule.covers}
    for row, means in _checklist(book).items():
        if row not in covered:
            yield f"the checklist's row {row} ({means}) is covered by no enquiry."


def _checklist(book: RuleBook) -> Mapping[str, str]:
    listed = book.codes.get(CHECKLIST)
    return {row: code.means for row, code in listed.codes.items()} if listed else {}
