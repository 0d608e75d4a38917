"""Invented children for figures, and the figure files of this repository."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from onroll.reports.child import FigureChild
from onroll.reports.crosstab import cross_tab
from onroll.reports.definition import Figure, figure_definition
from onroll.reports.notes import People
from onroll.reports.table import FigureTable

FIGURES = Path(__file__).resolve().parents[3] / "rulebook" / "figures"
AS_AT = date(2024, 1, 5)
NORTHANTS = People(year=2020, everybody=63_990, female=None, male=None, source="West Northamptonshire")

BORN = {
    "EYFS": date(2018, 10, 1),  # five on 1 October 2023: of school age from 31 December 2023
    "KS1": date(2017, 3, 1),
    "KS2": date(2014, 3, 1),
    "KS3": date(2011, 3, 1),
    "KS4": date(2008, 10, 1),
    "too young": date(2020, 3, 1),
    "too old": date(2006, 3, 1),
}


def definition(name: str) -> Figure:
    return figure_definition(name, FIGURES)


def child(child_id: int, counted: str = "ehe", since: date | None = None, **told: Any) -> FigureChild:
    return FigureChild(child_id, definitions={counted: since}, **({"date_of_birth": BORN["KS3"]} | told))


def many(counted: str, **sexes: int) -> list[FigureChild]:
    """That many children of each sex (F=532, M=480, U=1), numbered from 1."""
    told = [sex for sex, number in sexes.items() for _ in range(number)]
    return [child(number, counted, sex=sex) for number, sex in enumerate(told, start=1)]


def counted(name: str, children: Iterable[FigureChild], **terms: Any) -> FigureTable:
    return cross_tab(definition(name), children, **({"as_at": AS_AT} | terms))
