"""Which term is it, and from when until when? One termly meeting a school and term is counted by these names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onroll.places.models import TermDate

SEASONS = ((8, "autumn"), (5, "summer"), (4, "summer"), (1, "spring"))
STARTS = {"autumn": (9, 1), "spring": (1, 1), "summer": (4, 16)}
"""Where the authority sent no term dates: the days from which a term is supposed to run."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term by its name; `ended_on` is its last school day where the authority's dates say it, else None."""

    key: str
    started_on: date
    ended_on: date | None

    @property
    def words(self) -> str:
        year, season = self.key.split()
        return f"{season} term {year}"


def term_of(on: date) -> Term:
    """The term that holds the day, or the one before it in a holiday: from the authority's dates, else by the month."""
    row = TermDate.objects.filter(urn="", kind="term", started_on__lte=on).order_by("-started_on").first()
    if row is not None and (on - row.started_on).days < 200:
        return Term(f"{row.started_on.year} {_season(row.started_on)}", row.started_on, row.ended_on)
    starts = [(date(year, *day), name) for year in (on.year - 1, on.year) for name, day in STARTS.items()]
    first, name = max(start for start in starts if start[0] <= on)
    return Term(f"{first.year} {name}", first, None)


def _season(started_on: date) -> str:
    return next(name for month, name in SEASONS if started_on.month >= month)
