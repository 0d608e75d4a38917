"""How many hours a week is the child said to be taught, setting by setting, against full time? (A10)

Only what placements and reduced timetables claim: nobody has confirmed that the hours were given. A setting that gives no
hours says so, and is never counted as none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from onroll.rules.facts import Fact

FULL_TIME = Decimal(25)  # hours a week, the figure that authorities count against; the law gives none


@dataclass(frozen=True, slots=True)
class Setting:
    """One place where the child is taught on the day: its hours a week, None where nobody gives them."""

    name: str
    kind: str
    hours: Decimal | None
    since: date | None
    feed: str
    record: int


@dataclass(frozen=True, slots=True)
class Week:
    """The settings of a day with what they come to."""

    settings: tuple[Setting, ...]

    @property
    def total(self) -> Decimal:
        """Hours claimed by the settings that give any."""
        return sum((one.hours for one in self.settings if one.hours is not None), Decimal(0))

    @property
    def complete(self) -> bool:
        """Whether every setting gives its hours, so that the total can be held against full time."""
        return all(one.hours is not None for one in self.settings)

    @property
    def short_by(self) -> Decimal:
        """Hours wanting to full time; 0 where there are enough."""
        return max(FULL_TIME - self.total, Decimal(0))


_KINDS: Mapping[str, str] = {
    "alternative_provision": "Alternative provision", "tuition": "Tuition", "hospital": "Hospital education", "online": "Online teaching",
    "robot": "Lessons by robot", "eotas": "EOTAS", "reduced": "Reduced timetable", "flexi": "Flexi-schooling",
    "under_school_age": "Part time before school age",
}  # fmt: skip


def week_on(facts: Iterable[Fact], day: date, name: Callable[[str], str]) -> Week | None:
    """The week of a day; None where no placement and no reduced timetable holds (a full-time roll claims no hours)."""
    found = [
        Setting(
            fact.detail.get("provider_name") or name(fact.place) or "Setting not named",
            _KINDS.get(fact.code, fact.code.replace("_", " ")), _hours(fact.detail.get("hours_per_week", "")), fact.started_on, fact.feed, fact.record,
        )
        for fact in facts
        if fact.kind in ("placement", "part_time") and fact.supports_on(day)
    ]  # fmt: skip
    return Week(tuple(sorted(found, key=lambda one: (one.since or date.min, one.name)))) if found else None


def _hours(text: str) -> Decimal | None:
    try:
        hours = Decimal(text)
    except InvalidOperation:
        return None
    return hours.normalize() if hours.is_finite() and 0 <= hours <= 168 else None
