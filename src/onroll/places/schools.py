"""Which URNs are one school, and where did a closed school's pupils go?

For attendance and exits: a school that became an academy took a new URN and kept its pupils, so its two URNs are one
history. Where two schools became one, or one became two, they are not: there the pupils moved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from onroll.places.models import SchoolLink

FORWARD, BACKWARD = "Successor", "Predecessor"  # the beginnings of GIAS link types, "Successor - merged" included


class Successions:
    """Every "became" between URNs, both ways round, as the links in hand tell it."""

    def __init__(self, links: Iterable[tuple[str, str, str]]) -> None:
        self._after: dict[str, set[str]] = defaultdict(set)
        self._before: dict[str, set[str]] = defaultdict(set)
        for urn, other, kind in links:
            if kind.startswith(FORWARD):
                self._add(urn, other)
            elif kind.startswith(BACKWARD):
                self._add(other, urn)

    def _add(self, earlier: str, later: str) -> None:
        self._after[earlier].add(later)
        self._before[later].add(earlier)

    def of(self, urn: str) -> tuple[str, ...]:
        """The URNs of one school, oldest first, the one asked for among them."""
        chain = [urn]
        while (earlier := self._only(self._before, self._after, chain[0])) and earlier not in chain:
            chain.insert(0, earlier)
        while (later := self._only(self._after, self._before, chain[-1])) and later not in chain:
            chain.append(later)
        return tuple(chain)

    def became(self, urn: str) -> tuple[str, ...]:
        """Every school that took over from this one, mergers and splits included."""
        return tuple(sorted(self._after.get(urn, ())))

    @staticmethod
    def _only(onward: dict[str, set[str]], back: dict[str, set[str]], urn: str) -> str:
        """The other side of a one-to-one step, "" where there is none or several."""
        found = onward.get(urn, set())
        if len(found) != 1:
            return ""
        (other,) = found
        return other if len(back.get(other, ())) == 1 else ""


def successions() -> Successions:
    """All of them in one query, for work on many schools."""
    kinds = Q(link_type__startswith=FORWARD) | Q(link_type__startswith=BACKWARD)
    return Successions(SchoolLink.objects.filter(kinds).values_list("urn", "link_urn", "link_type"))


def succession(urn: str) -> tuple[str, ...]:
    """The URNs of one school, oldest first: (urn,) where it never changed or nobody told us."""
    return successions().of(urn)
