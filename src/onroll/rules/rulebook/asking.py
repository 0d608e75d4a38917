"""What do the commands, the pages and the API ask of the rule book? One function each, with plain values in and out.

Every refusal is a CannotAnswer whose sentence may be shown; a broken rule book is a BrokenRuleBook.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from onroll.rules.calendars import SchoolDays
from onroll.rules.clocks import due, read_event
from onroll.rules.clocks.examples import wrong_examples
from onroll.rules.definitions import wrong_definitions
from onroll.rules.refusals import UnknownRule
from onroll.rules.rulebook.book import RuleBook, rule_book
from onroll.rules.rulebook.enquiry_file import wrong_enquiries
from onroll.rules.rulebook.folder import BrokenRuleBook
from onroll.rules.rulebook.model import Governance, Provenance
from onroll.rules.rulebook.pages import clock_page, codes_page, definition_page, enquiry_page, statements_page


def ask_due(
    rule: str,
    *,
    on: date | None,
    events: Iterable[str] = (),
    as_at: date | None = None,
    calendar: SchoolDays | None = None,
) -> dict[str, Any]:
    """`onroll due RULE --on DATE [--event NAME=DATE …] [--as-at DATE]`: the answer as JSON. Raises CannotAnswer."""
    return due(rule, on=on, events=[read_event(text) for text in events], as_at=as_at, calendar=calendar).as_json()


def list_rules(as_at: date | None = None, book: RuleBook | None = None) -> list[dict[str, str]]:
    """`onroll rules list`: every clock, definition, list, statement and enquiry, one row each.

    With a day to ask about, `review` says of each whether it should have been looked at again by then.
    """
    book = book or rule_book()
    rows = [
        _row("clock", clock.id, clock.title, clock.versions[-1].provenance, clock.governance, as_at)
        for clock in book.clocks.values()
    ]
    rows += [
        _row("definition", one.id, one.title, one.versions[-1].provenance, one.governance, as_at)
        for one in book.definitions.values()
    ]
    rows += [_row("list", one.id, one.title, one.provenance, one.governance, as_at) for one in book.codes.values()]
    rows += [
        _row("statement", one.id, one.says, one.provenance, one.governance, as_at) for one in book.statements.values()
    ]
    rows += [
        _row("enquiry", one.id, one.name, one.provenance, one.governance, as_at) for one in book.enquiries.values()
    ]
    return rows


def show_rule(name: str, book: RuleBook | None = None) -> str:
    """`onroll rules show NAME`: the rule's page as Markdown. Raises UnknownRule."""
    book = book or rule_book()
    if name in book.clock_names:
        return clock_page(book.clock(name), book)
    if name in book.definition_names:
        return definition_page(book.definition(name))
    for codes in book.codes.values():
        if name in (codes.id, *codes.also):
            return codes_page(codes)
    if name in book.enquiries:
        return enquiry_page(book.enquiries[name])
    statement = book.statements.get(name)
    if statement:
        return statements_page(statement.topic, [statement])
    raise UnknownRule(book.why_no_clock(name))


def check_rules(as_at: date | None = None, book: RuleBook | None = None) -> dict[str, Any]:
    """`onroll rules check`: runs every worked example.

    `faults` are sentences about what is wrong (exit 1); `remarks` about what is overdue for review, or was checked by
    nobody but its author (exit 0).
    """
    book = book or rule_book()
    try:
        faults = [sentence for clock in book.clocks.values() for sentence in wrong_examples(clock, book)]
        faults += wrong_definitions(book)
        faults += wrong_enquiries(book)
        rows = list_rules(as_at, book)
    except BrokenRuleBook as fault:
        return {"rules": 0, "examples": 0, "faults": [str(fault)], "remarks": []}
    remarks = [f"{row['kind']} {row['id']}: {row['review']}" for row in rows if row["review"]]
    unchecked = sum(not row["checker"] for row in rows)
    if unchecked:
        remarks.append(f"{unchecked} of {len(rows)} rules were checked by nobody but their author.")
    examples = sum(len(clock.examples) for clock in book.clocks.values())
    examples += sum(len(definition.examples) for definition in book.definitions.values())
    return {"rules": len(rows), "examples": examples, "faults": faults, "remarks": remarks}


def _row(
    kind: str, id: str, title: str, said: Provenance, governance: Governance, as_at: date | None
) -> dict[str, str]:
    review = f"review was due by {governance.review_on:%-d %B %Y}" if as_at and governance.overdue_on(as_at) else ""
    return {
        "kind": kind,
        "id": id,
        "title": title,
        "status": said.status.value,
        "certainty": said.certainty.value,
        "version": said.name,
        "citation": said.citation,
        "checker": governance.checker,
        "review_on": governance.review_on.isoformat(),
        "review": review,
    }
