"""What does a rule say, for an officer who reads no code? Each rule's page as Markdown, from its file and nothing else.

The same pages stand in `docs/officers/reference`, generated (`python -m onroll.rules.rulebook`) and compared in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from onroll.rules.clocks.answers import written
from onroll.rules.clocks.due import due
from onroll.rules.clocks.events import read_event
from onroll.rules.clocks.examples import calendar_of
from onroll.rules.rulebook.book import RuleBook
from onroll.rules.rulebook.definition_files import Definition
from onroll.rules.rulebook.enquiry_file import AIMS, EnquiryRule
from onroll.rules.rulebook.model import Clock, ClockVersion, Unit
from onroll.rules.rulebook.page_parts import (
    GENERATED,
    bullets,
    condensed,
    governance_lines,
    length_of,
    long_date,
    page,
    provenance_lines,
    said,
    table,
    warning,
)
from onroll.rules.rulebook.statements import CodeList, Statement


def clock_page(clock: Clock, book: RuleBook) -> str:
    """The page of a clock: its sentence, who has the duty, versions, worked examples, how sure, and who checked."""
    facts = [
        ("Who has the duty", clock.duty_on),
        ("Whom it is about", clock.applies_to),
        ("Starts with", clock.starts_with),
        ("Counts", clock.counted_says),
        ("Met when", clock.met_by),
        ("If it is missed", clock.if_missed),
        ("Also needed", " ".join(clock.needs)),
        ("Also called", ", ".join(f"`{name}`" for name in clock.also)),
    ]
    return page(
        clock.title,
        clock.says,
        warning(clock.versions[-1].provenance),
        bullets(facts),
        "## The law\n\n" + "\n\n".join(_version(version) for version in clock.versions),
        "## Worked examples\n\n" + table(("Example", "Answer", "Why"), _example_rows(clock)),
        _counted(clock, book),
        governance_lines(clock.governance, clock.id, clock.path),
    )


def definition_page(definition: Definition) -> str:
    """The page of a definition: who counts, in phrases, with examples."""
    ways = []
    for version in definition.versions:
        ways.append(provenance_lines(version.provenance))
        for number, way in enumerate(version.ways, start=1):
            head = "A child counts who is, or has, all of:" if number == 1 else "Or all of:"
            ways.append(head + "\n\n" + "\n".join(f"- {condition.text}" for condition in way))
    rows = [
        (example.name, "counts" if example.counts else "doesn't count", example.says) for example in definition.examples
    ]
    facts = [
        ("Whose definition", definition.whose),
        ("Stands beside", f"`{definition.beside}`" if definition.beside else ""),
        ("Also called", ", ".join(f"`{name}`" for name in definition.also)),
    ]
    return page(
        definition.title[0].upper() + definition.title[1:],
        definition.says,
        warning(definition.versions[-1].provenance),
        bullets(facts),
        "## Who counts\n\n" + "\n\n".join(ways),
        "## Worked examples\n\n" + table(("Example", "Answer", "Why"), rows),
        governance_lines(definition.governance, definition.id, definition.path),
    )


def codes_page(codes: CodeList) -> str:
    """The page of a list of codes."""
    more = list(dict.fromkeys(key for code in codes.codes.values() for key in code.more))
    heads = ("Code", "Means", *(key.replace("_", " ").capitalize() for key in more))
    rows = [
        (f"`{code.code}`", code.means, *(said(code.more.get(key)) for key in more)) for code in codes.codes.values()
    ]
    return page(
        codes.title,
        codes.says,
        provenance_lines(codes.provenance),
        "## The list\n\n" + table(heads, rows),
        governance_lines(codes.governance, codes.id, codes.path),
    )


def enquiry_page(rule: EnquiryRule) -> str:
    """The page of one enquiry: of whom the agency is asked, how, when it is chased, and who must agree."""
    return page(
        rule.name,
        rule.how,
        warning(rule.provenance),
        bullets(
            [
                ("Asked about", ", ".join(AIMS[aim] for aim in rule.about)),
                ("Chased", chased_after(rule)),
                ("Needs approval", f"each time, by whoever holds `{rule.approval}`" if rule.approval else ""),
                ("Stops", "while honour-based abuse or forced marriage is feared" if rule.reaches_family else ""),
                ("Once only", "looking again prompts a check of surveillance law" if rule.once else ""),
                ("Answers rows of the checklist", ", ".join(rule.covers)),
            ]
        ),
        provenance_lines(rule.provenance),
        governance_lines(rule.governance, rule.id, rule.path),
    )


def chased_after(rule: EnquiryRule) -> str:
    """When no answer is asked for again: "after 5 working days", a setting to be confirmed, or by a clock of its own."""
    if rule.clock:
        return f"by the clock `{rule.clock}`"
    return f"after {Unit.WORKING_DAY.many(rule.days)}, a local setting to be confirmed"


def statements_page(topic: str, statements: Sequence[Statement]) -> str:
    """The page of a topic's statements: what the law says there that no clock counts, and why not."""
    parts = []
    for statement in statements:
        why = (
            f"Computed by {statement.computed_by}."
            if statement.computed_by
            else f"Not computed: {statement.not_computed}."
        )
        duty = f" Duty on: {statement.duty_on}." if statement.duty_on else ""
        parts.append(
            f"## {statement.id}\n\n{statement.says}\n\n{why}{duty}\n\n{provenance_lines(statement.provenance)}"
        )
    title = f"{statements[0].topic_title}: what no clock counts"
    return page(title, "", *parts, governance_lines(statements[0].governance, topic, statements[0].path))


def not_computed_page(book: RuleBook) -> str:
    """Every row of the law that no engine computes, each with the reason."""
    rows = [
        (f"`{name}`", statement.says, statement.not_computed)
        for name, statement in sorted(book.statements.items())
        if statement.not_computed
    ]
    says = f"{len(rows)} rows of the compiled law are kept and shown, and not computed."
    return page("Not computed, because …", says, table(("Row", "What it says", "Because"), rows))


def reference_pages(book: RuleBook) -> Mapping[str, str]:
    """Every page of the officers' reference by its file name, with the contents page."""
    pages: dict[str, str] = {}
    contents = ["# The rule book", GENERATED, "What the law and the guidance say, rule by rule. Not legal advice."]

    def chapter(title: str, entries: Iterable[tuple[str, str, Callable[[], str]]]) -> None:
        lines = [f"## {title}"]
        for name, label, make in entries:
            pages[f"{name}.md"] = make()
            lines.append(f"- [{label}]({name}.md)")
        contents.append(lines[0] + "\n\n" + "\n".join(lines[1:]))

    by_topic: dict[str, list[Statement]] = {}
    for statement in book.statements.values():
        by_topic.setdefault(statement.topic, []).append(statement)
    for topic in dict.fromkeys(clock.topic for clock in book.clocks.values()):
        clocks = [clock for clock in book.clocks.values() if clock.topic == topic]
        chapter(
            f"Deadlines: {by_topic[topic][0].topic_title if topic in by_topic else topic}",
            [(f"clock-{clock.id}", clock.title, partial(clock_page, clock, book)) for clock in clocks],
        )
    chapter(
        "Who counts",
        [(f"definition-{one.id}", one.title, partial(definition_page, one)) for one in book.definitions.values()],
    )
    chapter(
        "Whom to ask", [(f"enquiry-{one.id}", one.name, partial(enquiry_page, one)) for one in book.enquiries.values()]
    )
    chapter("Lists", [(f"codes-{one.id}", one.title, partial(codes_page, one)) for one in book.codes.values()])
    chapter(
        "What no clock counts",
        [
            (
                f"statements-{topic}",
                by_topic[topic][0].topic_title,
                partial(statements_page, topic, by_topic[topic]),
            )
            for topic in by_topic
        ]
        + [("not-computed", "everything not computed, with the reason", partial(not_computed_page, book))],
    )
    pages["index.md"] = "\n\n".join(contents) + "\n"
    return pages


def _version(version: ClockVersion) -> str:
    parts = [f"**{length_of(version)[0].upper()}{length_of(version)[1:]}.** {version.counting.says}"]
    parts.append(provenance_lines(version.provenance))
    if version.transition:
        parts.append(version.transition)
    return "\n\n".join(parts)


def _example_rows(clock: Clock) -> list[tuple[str, str, str]]:
    return [
        (example.name, long_date(example.last_day) if example.last_day else "no date is given", example.says)
        for example in clock.examples
    ]


def _counted(clock: Clock, book: RuleBook) -> str:
    """The whole count of the first example that has an answer."""
    example = next(example for example in clock.examples if example.last_day)
    answer = due(
        clock.id,
        on=example.on,
        events=[read_event(text) for text in example.events],
        calendar=calendar_of(example, book),
        commenced=example.commenced,
        book=book,
    )
    lines = "\n".join(f"- {line}" for line in condensed(answer.steps))
    change = "\n".join(f"- {sentence}" for sentence in answer.what_would_change_it)
    started = written(answer.started_on)
    return f"## How it is counted\n\nFrom {started} ({example.name}):\n\n{lines}\n\nWhat would change it:\n\n{change}"
