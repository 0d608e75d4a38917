"""Any figure of the packs, on any day, as known at any moment: the one way in for pages, commands and returns.

`children` is how the central record tells of its children (`reports.child.Children`); the population comes from `places`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from onroll.places.authorities import authority_name
from onroll.places.models import School
from onroll.places.population import estimate, newest_year
from onroll.reports.asked_everywhere import coverage_table
from onroll.reports.child import Children
from onroll.reports.crosstab import cross_tab
from onroll.reports.definition import Figure, Rate, broken_down, figure_definition, figure_definitions
from onroll.reports.movements import movements
from onroll.reports.notes import People
from onroll.reports.table import FigureTable
from onroll.rules.rulebook.book import rule_book


def figure_names() -> list[str]:
    """Every figure there is, by its stable name."""
    return list(figure_definitions(_folder()))


def figure(
    name: str,
    *,
    as_at: date,
    children: Children,
    known_at: datetime | None = None,
    asked_at: datetime | None = None,
    population_year: int | None = None,
    audience: str = "operational",
    by: str | None = None,
) -> FigureTable:
    """The figure as at a day, as known at a moment (None: now), for this installation's authority.

    `asked_at` is the moment of asking: it is printed as the moment of a figure as known now, so that the same figure can
    be asked for again. `population_year` chooses the mid-year estimate; None takes the newest not after `as_at`. Where
    none is held, rates are None and a note says so. `audience` is "operational" or "management" (exact) or "scrutiny"
    (small numbers hidden). `by` puts the columns of a breakdown (sex, key-stage, social-care …) in place of the figure's.
    Raises UnknownFigure, UnknownBreakdown, BrokenFigure, DoesNotAdd, and ValueError for an audience it can't print for.
    """
    asked = figure_definition(name, _folder())
    if by is not None:
        asked = broken_down(asked, by, Path(settings.RULEBOOK) / "breakdowns.toml")
    if asked.kind == "movements":
        first = date(as_at.year - (as_at.month < 9), 9, 1)
        spells = children.spells(asked.counts[0], first, as_at, known_at)
        table = movements(asked, spells, as_at=as_at, audience=audience)
    elif asked.kind == "coverage":
        table = coverage_table(asked, children.received(as_at, known_at), as_at=as_at, audience=audience)
    else:
        counted = children.on(asked.counts, as_at, known_at)
        people = _people(asked.rate, as_at, population_year, known_at)
        table = cross_tab(asked, counted, as_at=as_at, people=people, audience=audience, labels=_labels(asked))
    return replace(table, definition=_definition(asked, as_at), known_at=known_at or asked_at)


def who(
    name: str, row: str, column: str, *, as_at: date, children: Children, known_at: datetime | None = None
) -> tuple[int, ...]:
    """The ids of the children counted in one cell, by its printed labels. Raises KeyError where there is no such cell."""
    return figure(name, as_at=as_at, children=children, known_at=known_at).who(row, column)


def _folder() -> Path:
    return Path(settings.RULEBOOK) / "figures"


def _definition(asked: Figure, as_at: date) -> str:
    """Each definition counted, with the version of the rule book that held on the day and where it comes from."""
    book = rule_book(Path(settings.RULEBOOK))
    told = []
    for name in asked.counts:
        if name not in book.definition_names:
            told.append(name)
            continue
        provenance = book.definition(name).version_on(as_at).provenance
        told.append(f"{name}, version {provenance.name} ({provenance.citation}; {provenance.status})")
    return f"{' and '.join(told)}: {asked.counts_in_words}" if told else asked.counts_in_words


def _people(rate: Rate | None, as_at: date, year: int | None, known_at: datetime | None) -> People | None:
    """The population of the rate's ages in this authority, None where it isn't held for the year."""
    if rate is None:
        return None
    la, ages = settings.AUTHORITY, (rate.low, rate.high)
    if year is None:
        year = newest_year(la, *ages, not_after=as_at.year, known_at=known_at)
    everybody = estimate(la, year, *ages, known_at=known_at) if year else None
    if everybody is None or year is None:
        return None
    girls, boys = (estimate(la, year, *ages, sex, known_at=known_at) for sex in ("F", "M"))
    return People(
        year=year,
        everybody=everybody.people,
        female=girls.people if girls else None,
        male=boys.people if boys else None,
        source=", ".join(part for part in (authority_name(la), everybody.source) if part),
    )


def _labels(asked: Figure) -> dict[str, str]:
    """The names of what a figure has a row for each of."""
    return dict(School.objects.values_list("urn", "name")) if asked.row_for_each == "place" else {}
