"""What must a figure say of itself, so that nobody reads into it what it doesn't hold? Its bases, dates and exceptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from onroll.reports.conditions import Asked, of_school_age
from onroll.reports.definition import Figure, Line


@dataclass(frozen=True, slots=True)
class People:
    """The population behind a rate: everybody, and girls and boys where the estimate tells them apart."""

    year: int
    everybody: int
    female: int | None
    male: int | None
    source: str = ""

    def of(self, column: Line) -> int | None:
        """The population of a column: of everybody or of one sex; None for anything else (unknown sex has none)."""
        if not column.conditions:
            return self.everybody
        return (
            {"F": self.female, "M": self.male}.get(column.conditions.get("sex", ""))
            if len(column.conditions) == 1
            else None
        )


def denominator_in_words(figure: Figure, people: People | None) -> str:
    """What the figure's rate, or else its percentages, are of."""
    if figure.rate is None:
        return figure.percent_in_words or "none: counts only"
    if people is None:
        return f"none: no population aged {figure.rate.low} to {figure.rate.high} is loaded"
    source = f" ({people.source})" if people.source else ""
    ages = f"aged {figure.rate.low} to {figure.rate.high}"
    return f"{people.everybody:,} people {ages}, mid-{people.year} estimate{source}"


def notes_for(
    figure: Figure,
    asked: Sequence[Asked],
    members: Mapping[tuple[str, str], frozenset[int]],
    people: People | None,
    as_at: date,
    exact: bool,
) -> tuple[str, ...]:
    """Every note, the definition's own first. Where the figure isn't exact, no note gives a count that it hides."""
    notes = list(figure.notes)
    if figure.percent_in_words:
        notes.append(f"Percentages are of {figure.percent_in_words}.")
    notes += _rate_notes(figure, people, as_at)
    notes += _age_notes(asked, as_at, exact)
    if any("free_school_meals" in row.conditions for row in figure.rows):
        notes.append(_meals_note(asked, exact))
    notes += _left_out(figure, members, exact)
    return tuple(notes)


def _rate_notes(figure: Figure, people: People | None, as_at: date) -> list[str]:
    rate = figure.rate
    if rate is None:
        return []
    if people is None:
        return [f"No rate is given: no population aged {rate.low} to {rate.high} is loaded, and none is guessed."]
    notes = [
        f"The rate is for each {rate.per:,} people aged {rate.low} to {rate.high} at mid-{people.year}; the children are "
        f"those of {as_at:%-d %B %Y}."
    ]
    if people.female is None or people.male is None:
        notes.append("The population loaded doesn't tell girls from boys, so the rate is given for everybody only.")
    return notes


def _age_notes(asked: Sequence[Asked], as_at: date, exact: bool) -> list[str]:
    notes = []
    outside = sum(not of_school_age(each.child, as_at) for each in asked)
    if outside:
        are = "is" if outside == 1 else "are"
        notes.append(f"{_of(outside, asked, exact)} counted {are} not of compulsory school age.")
    undated = sum(each.child.date_of_birth is None for each in asked)
    if undated:
        have, count = ("has", "counts") if undated == 1 else ("have", "count")
        notes.append(
            f"{_of(undated, asked, exact)} counted {have} no date of birth and {count} as of compulsory school age."
        )
    return notes


def _of(count: int, asked: Sequence[Asked], exact: bool) -> str:
    return f"{count:,} of the {len(asked):,}" if exact else "Some of those"


def _meals_note(asked: Sequence[Asked], exact: bool) -> str:
    days = [each.child.free_school_meals_on for each in asked if each.child.free_school_meals_on]
    unknown = sum(each.child.free_school_meals is None for each in asked)
    when = f", between {min(days):%-d %B %Y} and {max(days):%-d %B %Y}" if days else ""
    how_many = f"{unknown:,}" if exact else "some"
    lacking = f"; for {how_many} of the children nothing was ever known" if unknown else ""
    return f"Free school meals are as last known{when}{lacking}."


def _left_out(figure: Figure, members: Mapping[tuple[str, str], frozenset[int]], exact: bool) -> list[str]:
    """Subtotals that don't make the whole say what they leave out."""
    subtotals = [row for row in figure.rows if row.subtotal]
    if not subtotals or not figure.rows_add_to or not figure.columns:
        return []
    column = figure.columns_add_to or figure.columns[0].id
    whole = members[(figure.rows_add_to, column)]
    held = frozenset().union(*(members[(row.id, column)] for row in subtotals))
    if held == whole:
        return []
    parts = [row for row in figure.rows if row.id != figure.rows_add_to and not row.subtotal]
    lacking = [(row.label, len(members[(row.id, column)] - held)) for row in parts]
    together = " and ".join(row.label for row in subtotals)
    if not exact:
        return [f"{together} leave out some: {', '.join(label for label, count in lacking if count)}."]
    named = ", ".join(f"{label} ({count:,})" for label, count in lacking if count)
    return [f"{together} leave out {len(whole - held):,} of the {len(whole):,}: {named}."]
