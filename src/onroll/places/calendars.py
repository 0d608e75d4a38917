"""On which days did this school meet, as far as anybody has told us? For statuses, clocks and lengths of absence.

A school's own dates where it sent them; else its authority's, and failing those weekdays less bank holidays, both
marked as estimates by the calendar itself (rule book 0.1).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from onroll.places.models import School, TermDate
from onroll.rules.calendars import EstimatedSchoolDays, SchoolDays, TermDates, TermRow


class SchoolCalendars:
    """The calendars of every school as known at one moment: two queries when made, none when asked.

    Each calendar is made once and handed out again, so that what the rules keep about one serves all its pupils.
    """

    def __init__(self, *, known_at: datetime | None = None) -> None:
        held = TermDate.objects.order_by("urn", "started_on", "kind")
        if known_at is not None:
            held = held.filter(recorded_at__lte=known_at)
        self._rows: dict[str, list[TermRow]] = defaultdict(list)
        for urn, kind, first, last in held.values_list("urn", "kind", "started_on", "ended_on"):
            self._rows[urn].append(TermRow(kind, first, last))
        self._names = dict(School.objects.filter(urn__in=self._rows).values_list("urn", "name"))
        own = self._rows.pop("", None)
        weekdays = EstimatedSchoolDays()
        self._authority: SchoolDays = TermDates(own, name="the authority's schools") if own else weekdays
        self._unsent: SchoolDays = (
            TermDates((), name="a school that sent no term dates", fallback=self._authority) if own else weekdays
        )
        self._made: dict[str, SchoolDays] = {}

    def of(self, urn: str | None) -> SchoolDays:
        """The calendar of a school; of the authority itself where `urn` is None or ""."""
        if not urn:
            return self._authority
        if urn not in self._rows:
            return self._unsent
        if urn not in self._made:
            name = self._names.get(urn) or f"URN {urn}"
            self._made[urn] = TermDates(self._rows[urn], name=name, fallback=self._authority)
        return self._made[urn]


def calendar_for(urn: str | None, *, known_at: datetime | None = None) -> SchoolDays:
    """The calendar of one school; for many, make one `SchoolCalendars` and ask it."""
    return SchoolCalendars(known_at=known_at).of(urn)
