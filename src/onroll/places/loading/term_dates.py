"""When do the terms, holidays, INSET days and closures of each school fall?"""

from __future__ import annotations

from collections.abc import Iterable

from onroll.extracts.rows import ReadRow
from onroll.places.copying import copy_objects
from onroll.places.loading.columns import Columns
from onroll.places.loading.outcome import Loaded, When
from onroll.places.models import TermDate

KINDS = ("term", "half_term", "inset", "closure")
LONGEST = 366  # days; a longer "term" is a slip of the pen in a year


def load_term_dates(rows: Iterable[ReadRow], when: When) -> Loaded:
    """Adds stretches not yet held; `urn` left blank is the authority's own calendar."""
    loaded = Loaded()
    known = set(TermDate.objects.values_list("urn", "academic_year", "started_on", "ended_on", "kind"))
    new: list[TermDate] = []
    for row in rows:
        columns = Columns(row.raw)
        start, end, kind = columns.day("start"), columns.day("end"), columns.text("kind").casefold().replace(" ", "_")
        if start is None or end is None or not 0 <= (end - start).days <= LONGEST:
            column = "start" if start is None else "end"
            sentence = (
                "A term date needs a readable start and, within the year after it, an end: 2026-09-01, 2026-10-23."
            )
            loaded.refuse(row, column, "term-date-unreadable", sentence)
            continue
        if kind not in KINDS:
            sentence = f"{columns.text('kind')!r} is no kind of term date; write one of {', '.join(KINDS)}."
            loaded.refuse(row, "kind", "term-date-kind", sentence)
            continue
        key = (columns.text("urn"), columns.text("academic_year"), start, end, kind)
        if key in known:
            loaded.count(set())
            continue
        known.add(key)
        urn, year = key[:2]
        date_held = TermDate(urn=urn, academic_year=year, started_on=start, ended_on=end, kind=kind)
        date_held.held, date_held.as_at, date_held.recorded_at = dict(row.raw), when.as_at, when.recorded_at
        new.append(date_held)
        loaded.count({"new"})
    copy_objects(TermDate, new)
    return loaded
