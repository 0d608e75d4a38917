"""How is a rule said in Markdown? The parts that every page of the officers' reference is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from onroll.rules.clocks.answers import Step, written
from onroll.rules.rulebook.model import ClockVersion, Governance, Provenance, Unit

GENERATED = (
    "<!-- Generated from the rule book by `python -m onroll.rules.rulebook`; change the rule's file instead. -->"
)
NOBODY_YET = "nobody yet"


def length_of(version: ClockVersion) -> str:
    """ "15 school days", "at least 15 calendar days", "without delay", "10 sessions within 10 school weeks"."""
    if not version.n:
        return "without delay"
    length = version.unit.many(version.n)
    if version.window == "school year":
        return f"{length} in one school year"
    if version.window:
        return f"{length} within {version.window}"
    return f"at least {length}" if version.minimum and version.unit is not Unit.SESSION else length


def warning(provenance: Provenance) -> str:
    """What stands first where a rule isn't law in force, or ""."""
    return f"**{provenance.status.warns}**" if provenance.status.warns else ""


def provenance_lines(provenance: Provenance) -> str:
    """Since when, by whose word and how sure, with what changed and what to know."""
    since = _since(provenance)
    source = f"[{provenance.citation}]({provenance.address})" if provenance.address else provenance.citation
    lines = [f"{provenance.status.value.capitalize()}{since}. Source: {source}. {provenance.certainty.says}"]
    lines += [text for text in (provenance.changed, provenance.note) if text]
    return "\n\n".join(lines)


def _since(provenance: Provenance) -> str:
    began, ended = provenance.in_force_from, provenance.in_force_to
    return (f" from {long_date(began)}" if began else "") + (f" to {long_date(ended)}" if ended else "")


def condensed(steps: Iterable[Step]) -> list[str]:
    """The count with days that follow one another on one line: "Tue 3 Nov 2026 to Fri 6 Nov 2026 are days 1 to 4"."""
    lines: list[str] = []
    run: list[Step] = []
    for step in (*steps, None):
        if step and step.says == f"{written(step.started_on)} is day {step.number}":
            run.append(step)
            continue
        if len(run) > 1:
            first, last = run[0], run[-1]
            days = f"days {first.number} to {last.number}"
            lines.append(f"{written(first.started_on)} to {written(last.ended_on)} are {days}")
        else:
            lines += [alone.says for alone in run]
        run = []
        if step:
            lines.append(step.says)
    return lines


def governance_lines(governance: Governance, id: str, path: str) -> str:
    """Who wrote the rule, which other person checked it, and when it must be looked at again."""
    return (
        f"## Checked\n\nWritten by: {governance.author}. Checked by: {governance.checker or NOBODY_YET}. "
        f"To be checked again by {long_date(governance.review_on)}.\n\nRule `{id}`, file `rulebook/{path}`."
    )


def long_date(day: date) -> str:
    """ "2 November 2026"."""
    return f"{day.day} {day:%B %Y}"


def said(value: object) -> str:
    """A value of a list as a page says it: yes, no, nothing or its text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def bullets(facts: Iterable[tuple[str, str]]) -> str:
    """Labelled facts, those without a text left out."""
    return "\n".join(f"- **{label}:** {text}" for label, text in facts if text)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def page(title: str, says: str, *parts: str) -> str:
    """A page: its title, where it comes from, and its parts, empty ones left out."""
    return "\n\n".join(part for part in (f"# {title}", GENERATED, says, *parts) if part) + "\n"
