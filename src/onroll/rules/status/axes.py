"""Beside the status: does the child live here, do we know where they are, and whose duty is it?

Residence rests on the newest address any source held true; "believed moved" (a GP deregistration, a reason for missing
education) never moves anybody. An address that can't be placed counts as resident.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from onroll.rules.facts import Fact
from onroll.rules.status.model import Authority, Claim
from onroll.rules.status.spans import FOR_EVER, Period, covers, edges, iso, joined, later, supported

AT_A_MOMENT = ("sighting", "school_return", "application", "permanent_exclusion", "missing_episode", "enquiry")
SAYS_NOTHING = ("address", "cme", "missing_episode", "enquiry")


class Residence:
    """Which address is in force on a day: the one that a source held true most recently, ties to the one in the area."""

    __slots__ = ("_local_rolls", "_own", "_versions")

    def __init__(self, addresses: Sequence[Fact], rolls: Sequence[Fact], own: str) -> None:
        self._own = own
        self._versions: list[tuple[date, date, int, Fact]] = []
        for fact in addresses:
            start, end = supported(fact)
            asserted = max(start, min(iso(fact.detail.get("asserted_on")) or start, end))
            self._versions.append((start, asserted, self._rank(fact), fact))
        self._local_rolls = [supported(roll) for roll in rolls if roll.la == own and own and roll.code != "G"]

    def _rank(self, fact: Fact) -> int:
        """Between addresses held true on the same day: what an officer found, then the area's, then one that can't be placed."""
        if fact.feed == "onroll":
            return 3
        return 2 if fact.la == self._own else 0 if fact.la else 1

    def on(self, day: date) -> tuple[str, Fact | None]:
        """The residence axis, with the address that says "elsewhere" where one does."""
        newest: tuple[date, int, date] | None = None
        found: Fact | None = None
        for start, asserted, rank, fact in self._versions:
            if start <= day:
                key = (asserted if asserted < day else day, rank, start)
                if newest is None or key > newest:
                    newest, found = key, fact
        if found is None or not found.la:
            return ("in_area", None) if covers(self._local_rolls, day) else ("not_known", None)
        if found.la == self._own or covers(self._local_rolls, day):
            return "in_area", None
        return "elsewhere", found

    def edges(self) -> Iterator[date]:
        """The days on which the answer may change."""
        if {fact.la for _, _, _, fact in self._versions} == {self._own}:
            yield from edges(((min(start for start, _, _, _ in self._versions), FOR_EVER),))
        else:
            for start, asserted, _, _ in self._versions:
                yield from edges(((start, asserted),))
        yield from edges(self._local_rolls)


class Whereabouts:
    """Seen in person lately, reported by somebody, or not known.

    An open record of missing education with unknown whereabouts says "not known" until somebody sees the child again.
    """

    __slots__ = ("_reported", "_seen", "_seen_days", "_unknown")

    def __init__(self, facts: Sequence[Fact], authority: Authority) -> None:
        self._seen_days = authority.seen_days
        reported: list[Period] = []
        seen: list[date] = []
        self._unknown: list[Period] = []
        for fact in facts:
            kind = fact.kind
            if kind == "sighting":
                start = fact.started_on
                if start is None:
                    continue
                reported.append((start, later(start, self._seen_days)))
                if fact.code == "in_person":
                    seen.append(start)
            elif kind == "cme" and fact.code != "known":
                self._unknown.append(supported(fact))
            elif kind in AT_A_MOMENT:
                if fact.started_on and kind not in SAYS_NOTHING:
                    reported.append((fact.started_on, later(fact.started_on, self._seen_days)))
            elif kind != "address" and not (kind == "post16" and fact.code == "not_known"):
                reported.append(supported(fact))
        self._reported = joined(reported)
        self._seen = sorted(set(seen), reverse=True)

    def on(self, day: date) -> str:
        """The whereabouts axis."""
        seen = next((seen for seen in self._seen if seen <= day), None)
        recent = seen is not None and (day - seen).days <= self._seen_days
        for start, end in self._unknown:
            if start <= day <= end:
                return "seen" if recent and seen is not None and seen >= start else "not_known"
        if recent:
            return "seen"
        return "reported" if covers(self._reported, day) else "not_known"

    def edges(self) -> Iterator[date]:
        """The days on which the answer may change."""
        yield from edges(self._reported)
        yield from edges(self._unknown)
        yield from edges(joined((seen, later(seen, self._seen_days)) for seen in self._seen))
        if self._unknown:
            yield from self._seen


def looked_after_claims(social_care: Sequence[Fact]) -> list[Claim]:
    """The days on which the child is looked after, and by which authority (the rule holds its code, "" being ours)."""
    return [
        Claim(*supported(fact), fact.detail.get("responsible_la", ""), fact)
        for fact in social_care
        if fact.code == "LAC"
    ]


def responsible_on(looked_after: Sequence[Claim], own: str, elsewhere: Fact | None, day: date) -> str:
    """Whose duty the child is: the authority that looks after them, else the one they live in, else ours."""
    for claim in looked_after:
        if claim.start <= day <= claim.end:
            return "us_corporate_parent" if claim.rule in ("", own) else claim.rule
    return elsewhere.la if elsewhere is not None else "us"
