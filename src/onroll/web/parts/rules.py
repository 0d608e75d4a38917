"""How is a rule said on a page? Status, certainty, dates and review in words, with the colours that go beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from onroll.rules.clocks import Answer, CannotAnswer, due, read_event
from onroll.rules.clocks.examples import calendar_of
from onroll.rules.definitions import counts, position_from
from onroll.rules.rulebook.book import RuleBook
from onroll.rules.rulebook.definition_files import Definition
from onroll.rules.rulebook.model import Certainty, Clock, ClockExample, Governance, Provenance, Status
from onroll.rules.rulebook.pages import length_of
from onroll.web.templatetags.dates import day as in_words

STATUS_COLOURS = {
    Status.IN_FORCE: "green", Status.GUIDANCE: "blue", Status.LOCAL: "purple", Status.ENACTED: "yellow", Status.PLANNED: "grey",
}  # fmt: skip
CERTAINTY_WORDS = {
    Certainty.VERIFIED: "Read in the primary source",
    Certainty.SECONDARY: "Read in a secondary source",
    Certainty.TO_BE_CONFIRMED: "A setting a person must confirm",
}
STATUS_SAYS = {
    Status.LOCAL: "An authority's own practice. It stands beside the law and never over it.",
    Status.GUIDANCE: "Guidance: it is followed unless there is a reason not to.",
    Status.ENACTED: "Passed by Parliament and not in force: nobody is bound by it yet, and no date is computed from it.",
    Status.PLANNED: "Announced and not made: it may change or never come.",
}
KINDS = {
    "deadline": "Deadline",
    "definition": "Definition",
    "list": "List of codes",
    "enquiry": "Whom to ask",
    "statement": "Not counted by a clock",
}


def topic_words(topic: str) -> str:
    """A topic's folder name as a heading."""
    named = {
        "who_counts": "Who counts",
        "lists": "Lists of codes",
        "whom_to_ask": "Whom to ask",
        "act_2026": "Act of 2026 (not in force)",
    }
    return named.get(topic, topic.replace("_", " ").capitalize())


@dataclass(frozen=True, slots=True)
class Said:
    """One version, ready to be read: its dates, its source, how sure, and what it changed."""

    heading: str
    says: str
    provenance: Provenance
    status: str
    colour: str
    status_says: str
    dates: str
    certainty: str
    doubtful: bool
    more: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...] = ()


def said(
    provenance: Provenance, *, heading: str = "", says: str = "", more: tuple[str, ...] = (), ways: Any = ()
) -> Said:
    """A version or statement in words."""
    began, ended = provenance.in_force_from, provenance.in_force_to
    dates = f"From {in_words(began)}" if began else "No first day is held"
    if ended:
        dates += f" to {in_words(ended)}"
    return Said(
        heading, says, provenance, provenance.status.value.capitalize(), STATUS_COLOURS[provenance.status],
        STATUS_SAYS.get(provenance.status, ""), dates if provenance.status.answers else "No first day: it has not begun",
        CERTAINTY_WORDS[provenance.certainty], provenance.certainty is Certainty.TO_BE_CONFIRMED,
        tuple(text for text in (provenance.note, *more) if text), ways,
    )  # fmt: skip


def clock_versions(clock: Clock) -> list[Said]:
    """Each version of a clock, newest first; what it changed is said with it."""
    shown = []
    for version in reversed(clock.versions):
        length = length_of(version)
        shown.append(
            said(version.provenance, heading=length[0].upper() + length[1:], says=version.counting.says,
                 more=(version.transition,))
        )  # fmt: skip
    return shown


def definition_versions(definition: Definition) -> list[Said]:
    """Each version of a definition with its conditions in words, newest first."""
    return [
        said(one.provenance, heading="Who counts", ways=tuple(tuple(c.text for c in way) for way in one.ways))
        for one in reversed(definition.versions)
    ]


@dataclass(frozen=True, slots=True)
class Checked:
    """Who wrote a rule, who checked it, and whether it should have been looked at again by now."""

    author: str
    checker: str
    review_on: date
    overdue: bool


def checked(governance: Governance, on: date) -> Checked:
    """The governance of a file as at a day."""
    return Checked(governance.author, governance.checker, governance.review_on, governance.overdue_on(on))


@dataclass(frozen=True, slots=True)
class Shown:
    """A worked example with what the engine answers now; `agrees` False is a fault of the rule book."""

    name: str
    asked: str
    says: str
    answer: str
    agrees: bool
    steps: tuple[str, ...] = ()


def worked(clock: Clock, book: RuleBook) -> list[Shown]:
    """The examples of a clock, run now."""
    return [_worked(clock, example, book) for example in clock.examples]


def _worked(clock: Clock, example: ClockExample, book: RuleBook) -> Shown:
    asked = ", ".join(filter(None, (in_words(example.on) if example.on else "", *example.events)))
    answer = _answer(clock, example, book)
    if isinstance(answer, str):
        agrees = bool(example.refused) and example.refused in answer
        return Shown(example.name, asked, answer, "No date is given", agrees)
    steps = tuple(step.says for step in answer.steps)
    return Shown(
        example.name, asked, example.says, in_words(answer.last_day), answer.last_day == example.last_day, steps
    )


def _answer(clock: Clock, example: ClockExample, book: RuleBook) -> Answer | str:
    try:
        return due(
            clock.id, on=example.on, events=[read_event(text) for text in example.events],
            calendar=calendar_of(example, book), commenced=example.commenced, book=book,
        )  # fmt: skip
    except CannotAnswer as refused:
        return str(refused)


def counted_examples(definition: Definition) -> list[Shown]:
    """The examples of a definition, run now."""
    shown = []
    for example in definition.examples:
        does = counts(definition, position_from(example.child))
        asked = ", ".join(_stated(key, value) for key, value in example.child.items())
        shown.append(
            Shown(example.name, asked, example.says, "Counts" if does else "Doesn't count", does is example.counts)
        )
    return shown


def _stated(key: str, value: Any) -> str:
    words = key.replace("_", " ")
    if isinstance(value, bool):
        return words if value else f"not {words}"
    return f"{words} {value if not isinstance(value, list) else ', '.join(value)}"
