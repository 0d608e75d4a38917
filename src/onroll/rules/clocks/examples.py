"""Do the worked examples come out as the rule book says? For the tests, for `onroll rules check` and for a rule's page."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from onroll.rules.calendars import SchoolDays, TermDates, TermRow
from onroll.rules.clocks.due import due
from onroll.rules.clocks.events import read_event
from onroll.rules.refusals import CannotAnswer
from onroll.rules.rulebook.book import RuleBook
from onroll.rules.rulebook.fields import open_file, read_governance
from onroll.rules.rulebook.model import Clock, ClockExample


def calendar_of(example: ClockExample, book: RuleBook) -> SchoolDays | None:
    """The calendar an example is counted on: the example school's, with the example's own closures; or none."""
    if not example.at_example_school:
        return None
    name, rows = _example_school(book)
    closures = [TermRow(kind, first, last) for kind, first, last in example.closed]
    return TermDates([*rows, *closures], name=name)


@lru_cache(maxsize=4)
def _example_school(book: RuleBook) -> tuple[str, tuple[TermRow, ...]]:
    fields = open_file(book.folder / "calendars" / "example_school.toml", book.folder)
    name = fields.text("name")
    rows = tuple(TermRow(str(kind), first, last) for kind, first, last in fields.take("rows", list))
    read_governance(fields)
    fields.done()
    return name, rows


def computed(clock: Clock, example: ClockExample, book: RuleBook) -> date | str:
    """What the engine answers to an example: the last day, or the sentence of its refusal."""
    try:
        return due(
            clock.id,
            on=example.on,
            events=[read_event(text) for text in example.events],
            calendar=calendar_of(example, book),
            commenced=example.commenced,
            book=book,
        ).last_day
    except CannotAnswer as refusal:
        return str(refusal)


def wrong_examples(clock: Clock, book: RuleBook) -> list[str]:
    """A sentence for each example of a clock that doesn't come out as it says."""
    wrong = []
    for example in clock.examples:
        answer = computed(clock, example, book)
        expected = example.last_day or example.refused
        agrees = answer == expected if isinstance(answer, date) else example.refused and example.refused in answer
        if not agrees:
            wrong.append(f"{clock.path}, {example.name}: the file says {expected}, the engine {answer}.")
    return wrong
