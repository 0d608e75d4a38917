"""Which rule is it? Everything in the rule book as one list that can be searched by any word and narrowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onroll.rules.rulebook.book import RuleBook, rule_book
from onroll.rules.rulebook.model import Governance, Provenance

WHO_COUNTS = "who_counts"
LISTS = "lists"
WHOM_TO_ASK = "whom_to_ask"


@dataclass(frozen=True, slots=True)
class Entry:
    """One clock, definition, list, statement or enquiry: what a list of rules shows of it, and the words it is found by."""

    id: str
    kind: str
    topic: str
    title: str
    says: str
    duty_on: str
    latest: Provenance
    governance: Governance
    words: str

    @property
    def is_deadline(self) -> bool:
        """Whether the calculator can be asked about it."""
        return self.kind == "deadline"


def entries(book: RuleBook | None = None) -> tuple[Entry, ...]:
    """Everything in the rule book: deadlines by topic, definitions, lists, whom to ask, then what no clock counts."""
    return tuple(_entries(book or rule_book()))


def found(entries: Iterable[Entry], asked: str) -> list[Entry]:
    """Those that hold every word asked for, in any order and anywhere: name, sentence, duty, citation, notes, codes."""
    words = asked.casefold().split()
    return [entry for entry in entries if all(word in entry.words for word in words)]


def _entries(book: RuleBook) -> Iterator[Entry]:
    for clock in book.clocks.values():
        said = [version.provenance for version in clock.versions]
        more = (clock.starts_with, clock.counted_says, clock.met_by, clock.if_missed, clock.applies_to, *clock.needs)
        yield _entry(
            (clock.id, *clock.also), "deadline", clock.topic, clock.title, clock.says, clock.duty_on, said,
            clock.governance, more,
        )  # fmt: skip
    for one in book.definitions.values():
        said = [version.provenance for version in one.versions]
        phrases = [condition.text for version in one.versions for way in version.ways for condition in way]
        title = one.title[0].upper() + one.title[1:]
        yield _entry(
            (one.id, *one.also), "definition", WHO_COUNTS, title, one.says, "", said, one.governance,
            (one.whose, *phrases),
        )  # fmt: skip
    for listed in book.codes.values():
        means = [f"{code.code} {code.means}" for code in listed.codes.values()]
        yield _entry(
            (listed.id, *listed.also), "list", LISTS, listed.title, listed.says, "", [listed.provenance],
            listed.governance, means,
        )  # fmt: skip
    for one_asked in book.enquiries.values():
        yield _entry(
            (one_asked.id,), "enquiry", WHOM_TO_ASK, one_asked.name, one_asked.says, "", [one_asked.provenance],
            one_asked.governance, (*one_asked.about, *one_asked.known_as),
        )  # fmt: skip
    for row in book.statements.values():
        why = (row.computed_by, row.not_computed)
        yield _entry(
            (row.id,), "statement", row.topic, row.id, row.says, row.duty_on, [row.provenance], row.governance, why
        )  # fmt: skip


def _entry(
    names: tuple[str, ...],
    kind: str,
    topic: str,
    title: str,
    says: str,
    duty_on: str,
    said: list[Provenance],
    governance: Governance,
    more: Iterable[str],
) -> Entry:
    sources = [text for one in said for text in (one.citation, one.note, one.changed, one.status.value)]
    words = " ".join((*names, topic.replace("_", " "), title, says, duty_on, *sources, *more)).casefold()
    return Entry(names[0], kind, topic, title, says, duty_on, said[-1], governance, words)
