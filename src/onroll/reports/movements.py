"""How many started and left, month by month, and does it add up? Opening + in − out = closing, in every month.

Counts are of starts and ends, not of children: one who leaves and comes back starts twice. Ends because compulsory school
age ended (Year 11 in June) stand apart from all others, being neither a return nor a success.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from onroll.reports.child import CohortSpell
from onroll.reports.definition import Figure
from onroll.reports.disclosure import Sum
from onroll.reports.protecting import protected
from onroll.reports.table import Cell, DoesNotAdd, FigureTable
from onroll.rules.ages import academic_year

OPENING, CLOSING, NET = "Opening", "Closing", "Net change"
STARTERS, LEAVERS, AGED_OUT = "Starters", "Leavers", "School age ended"
COLUMNS = (OPENING, STARTERS, LEAVERS, AGED_OUT, NET, CLOSING)
YEAR_TO_DATE = "Year to date"


def months_of_year(as_at: date) -> tuple[tuple[str, date, date], ...]:
    """The twelve months of the academic year (1 September to 31 August) that holds the day: name, first and last day."""
    start = academic_year(as_at)
    firsts = [date(start + (month < 9), month, 1) for month in (*range(9, 13), *range(1, 9))]
    afters = [*firsts[1:], date(start + 1, 9, 1)]
    return tuple(
        (f"{first:%B %Y}", first, after - timedelta(days=1)) for first, after in zip(firsts, afters, strict=True)
    )


def movements(
    figure: Figure,
    spells: Iterable[CohortSpell],
    *,
    as_at: date,
    audience: str = "operational",
) -> FigureTable:
    """The academic year to `as_at`, month by month. A month that hasn't begun has no numbers, not noughts.

    Raises DoesNotAdd for a spell that ends before it starts, ValueError for an audience it can't print for.
    """
    held = list(spells)
    backwards = next((s for s in held if s.started_on and s.ended_on and s.ended_on < s.started_on), None)
    if backwards:
        raise DoesNotAdd(f"{figure.id}: a spell of child {backwards.child_id} ends before it starts.")
    months = months_of_year(as_at)
    cells: list[Cell] = []
    members: dict[tuple[str, str], frozenset[int]] = {}
    for label, first, last in (*months, (YEAR_TO_DATE, months[0][1], as_at)):
        if first > as_at:
            cells += [Cell(label, column, None) for column in COLUMNS]
            continue
        found = _moved(held, first, min(last, as_at))
        for column in COLUMNS:
            if column == NET:
                net = len(found[STARTERS]) - len(found[LEAVERS]) - len(found[AGED_OUT])
                cells.append(Cell(label, NET, net))
            else:
                cells.append(Cell(label, column, len(found[column])))
                members[(label, column)] = frozenset(spell.child_id for spell in found[column])
    table = FigureTable(
        figure=figure.id,
        title=figure.title,
        question=figure.question,
        as_at=as_at,
        known_at=None,
        definition=f"{figure.counts[0]}: {figure.counts_in_words}",
        denominator="none: counts only",
        cells=tuple(cells),
        notes=(*figure.notes, *_notes(months, as_at)),
        source=figure.source,
        members=members,
        sums=tuple(_sums(list(dict.fromkeys(row for row, _ in members)))),
    )
    return protected((table,), audience)[0]


def _sums(labels: list[str]) -> Iterator[Sum]:
    """Opening + starters = closing + leavers + school age ended, by way of a number nobody prints; net; months make the year."""
    for label in labels:
        through = (label, "Opening and starters")
        yield Sum(through, ((label, OPENING), (label, STARTERS)))
        yield Sum(through, ((label, CLOSING), (label, LEAVERS), (label, AGED_OUT)))
        yield Sum((label, STARTERS), ((label, NET), (label, LEAVERS), (label, AGED_OUT)))
    for column in (STARTERS, LEAVERS, AGED_OUT, NET):
        yield Sum((YEAR_TO_DATE, column), tuple((label, column) for label in labels if label != YEAR_TO_DATE))


def _moved(spells: list[CohortSpell], first: date, last: date) -> dict[str, list[CohortSpell]]:
    """The spells open before the first day, those that began and ended within, and those open after the last day."""
    opening = [
        s for s in spells if _begun(s, first - timedelta(days=1)) and (s.ended_on is None or s.ended_on >= first)
    ]
    starters = [s for s in spells if s.started_on and first <= s.started_on <= last]
    ended = [s for s in spells if s.ended_on and first <= s.ended_on <= last]
    closing = [s for s in spells if _begun(s, last) and (s.ended_on is None or s.ended_on > last)]
    return {
        OPENING: opening,
        STARTERS: starters,
        LEAVERS: [s for s in ended if not s.school_age_ended],
        AGED_OUT: [s for s in ended if s.school_age_ended],
        CLOSING: closing,
    }


def _begun(spell: CohortSpell, by: date) -> bool:
    return spell.started_on is None or spell.started_on <= by


def _notes(months: tuple[tuple[str, date, date], ...], as_at: date) -> list[str]:
    notes = [
        "Opening + starters − leavers − school age ended = closing. Starts and ends are counted, not children.",
        "The last day of a spell belongs to it: closing leaves out those whose last day was the last day of the month.",
    ]
    label, _, last = next(month for month in months if month[1] <= as_at <= month[2])
    if as_at < last:
        notes.append(f"{label} is a part month, to {as_at:%-d %B}; months that haven't begun have no numbers yet.")
    return notes
