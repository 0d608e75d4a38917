"""What does an extract about places change? Called by intake inside the transaction of one file, with its rows as read.

Every row handed in is counted once: new, changed, unchanged or set aside. A blank never erases what an earlier extract
gave; a school, link or term date missing from an extract is left as it stands; an older extract adds what was blank and
never overwrites what a newer one said. The same rows twice change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from onroll.extracts.rows import ReadRow
from onroll.places.loading.links import load_links
from onroll.places.loading.outcome import Loaded, When
from onroll.places.loading.populations import load_population
from onroll.places.loading.schools import load_schools
from onroll.places.loading.term_dates import load_term_dates

LOADERS: dict[str, Callable[[Iterable[ReadRow], When], Loaded]] = {
    "schools": load_schools,
    "school_links": load_links,
    "term_dates": load_term_dates,
    "population": load_population,
}

__all__ = ["LOADERS", "Loaded", "load"]


def load(feed: str, rows: Iterable[ReadRow], *, as_at: date, recorded_at: datetime, file_name: str = "") -> Loaded:
    """Applies one file's rows of a feed about places; the caller holds the transaction.

    `as_at` is the day the extract was true, `recorded_at` when it became known here. `file_name` is read only for the
    year of a population file that has none in its columns. Raises KeyError for a feed that isn't about places.
    """
    return LOADERS[feed](rows, When(as_at, recorded_at, file_name))
