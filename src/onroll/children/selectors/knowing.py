"""Who knows this child, since when, and until when for certain? One line an agency, for whoever decides whom to ring first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from onroll.rules.facts import Fact
from onroll.rules.known_by import agency_of, known_by
from onroll.rules.status import written


@dataclass(frozen=True, slots=True)
class Knows:
    """One agency: what it knows the child by, since which day, and the last day on which it is known to have done so."""

    agency: str
    how: str
    since: date | None
    last_on: date

    @property
    def line(self) -> str:
        """The sentence that the evidence of the missing list gives for the same agency."""
        text = f"{self.agency}: {self.how}, {written(self.last_on)}."
        return text[:1].upper() + text[1:]


def who_knows(facts: Sequence[Fact], day: date) -> list[Knows]:
    """Each agency that knows the child by the day, the one that knew latest first; `since` None where no start was given."""
    begun: dict[str, date] = {}
    for fact in facts:
        agency = agency_of(fact)
        if fact.started_on and fact.started_on <= day:
            begun[agency] = min(begun.get(agency, fact.started_on), fact.started_on)
    return [Knows(one.agency, one.how, begun.get(one.agency), one.last_on) for one in known_by(facts, day)]
