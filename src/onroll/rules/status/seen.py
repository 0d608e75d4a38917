"""When was the child last seen, and by whom? Only somebody who saw them in person counts (A7).

Spoken to, on video, adult only and paperwork never count, nor does any registration. A review of home education is not
counted either, because its list doesn't say that the child was seen. Present marks come with the attendance room.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from onroll.rules.facts import Fact


def last_seen(facts: Iterable[Fact], day: date) -> tuple[date, str] | None:
    """The latest sighting in person on or before the day, and who saw the child; None where nobody is known to have."""
    found: tuple[date, str] | None = None
    for fact in facts:
        seen = fact.started_on
        if fact.kind != "sighting" or fact.code != "in_person" or seen is None or seen > day:
            continue
        if found is None or seen > found[0]:
            by = ", ".join(part for part in (fact.detail.get("seen_by"), fact.detail.get("agency")) if part)
            found = (seen, by or "not named")
    return found
