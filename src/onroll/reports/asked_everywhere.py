"""Have we asked everywhere a child may lawfully be, and how lately? The coverage of the record as a figure (B9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from onroll.reports.definition import Figure
from onroll.reports.table import Cell, FigureTable
from onroll.rules.coverage import FRESH, NEVER, coverage

AGE, GOOD_FOR, GOOD = "Days since the newest list", "Days for which a list is good", "Good on the day (1 yes, 0 no)"


def coverage_table(
    figure: Figure, received: Mapping[str, date], *, as_at: date, audience: str = "operational"
) -> FigureTable:
    """One row a way. `received` is the as-at date of the newest list of each feed; a way never told of has no age."""
    cells: list[Cell] = []
    covered = coverage(received, as_at)
    for held in covered:
        days = max(0, (as_at - held.as_at).days) if held.as_at else None
        cells += [
            Cell(held.way.name, AGE, days),
            Cell(held.way.name, GOOD_FOR, held.way.fresh_days),
            Cell(held.way.name, GOOD, int(held.state == FRESH)),
        ]
    good = sum(held.state == FRESH for held in covered)
    never = [held.way.name for held in covered if held.state == NEVER]
    notes = [*figure.notes, f"{good} of the {len(covered)} ways have a list that is good on the day."]
    if never:
        notes.append(f"Never received: {'; '.join(never)}.")
    return FigureTable(
        figure=figure.id,
        title=figure.title,
        question=figure.question,
        as_at=as_at,
        known_at=None,
        definition=figure.counts_in_words,
        denominator="none: days, not children",
        cells=tuple(cells),
        notes=tuple(notes),
        source=figure.source,
        audience=audience,
    )
