"""How good is what a source sends, by load and by school, and what must it mend? (B4)

The score is the share of rows without a fault: per hundred rows of a source as they stood after a load, less the rows set
aside and the rows held with a warning. A row that didn't change isn't read again, and keeps the warnings of the load that
read it. A row with three warnings counts once. The score says nothing of what isn't in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection

from onroll.intake.models import Load, RowSetAside, RowWarning, Source

LOADS = 12  # of the trend


@dataclass(frozen=True, slots=True)
class LoadQuality:
    """How the rows of a source stood after one load: held, of them with a warning, and beside them the rows set aside."""

    load: int
    file_name: str
    as_at: date
    set_aside: int
    held: int
    warned: int

    @property
    def score(self) -> float | None:
        """Rows without a fault per hundred; None where the source holds none."""
        rows = self.held + self.set_aside
        return 100 * (self.held - self.warned) / rows if rows else None


@dataclass(frozen=True, slots=True)
class SchoolQuality:
    """What one school's rows hold that is odd, in the newest state of each row."""

    qualifier: str
    rows: int
    warned: int

    @property
    def score(self) -> float | None:
        """Rows without a warning per hundred held; None where none is held."""
        return 100 * (self.rows - self.warned) / self.rows if self.rows else None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault of a source's rows as they stand, and how many rows have it."""

    rule: str
    column: str
    rows: int
    set_aside: bool


def trend(source: Source, *, loads: int = LOADS) -> list[LoadQuality]:
    """The last loads of a source that were applied, oldest first."""
    newest = list(
        Load.objects.filter(source=source, state=Load.APPLIED).order_by("-as_at", "-recorded_at").values_list("pk", flat=True)[:loads]
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TREND, {"loads": newest, "feed": source.feed})
        return [LoadQuality(*row) for row in cursor.fetchall()]


_TREND = """
SELECT l.id, l.file_name, l.as_at, l.set_aside, count(v.id), count(v.id) FILTER (WHERE v.warned)
FROM intake_load l
LEFT JOIN (
    SELECT v.id, v.recorded_at, v.superseded_at,
           EXISTS (SELECT 1 FROM intake_rowwarning w WHERE w.load_id = v.load_id AND w.record_id = v.record_id AND w.line = v.line) AS warned
    FROM intake_version v JOIN intake_record r ON r.id = v.record_id WHERE r.feed = %(feed)s
) v ON v.recorded_at <= l.recorded_at AND (v.superseded_at IS NULL OR v.superseded_at > l.recorded_at)
WHERE l.id = ANY(%(loads)s) GROUP BY l.id ORDER BY l.as_at, l.recorded_at
"""


def by_school(source: Source) -> list[SchoolQuality]:
    """Each school's rows and how many carry a warning, worst first; for feeds whose records belong to a school.

    A row's warnings are those of the load that last read it: rows are read again only when they change.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.qualifier, count(DISTINCT v.id), count(DISTINCT v.id) FILTER (WHERE w.id IS NOT NULL)"
            " FROM intake_version v JOIN intake_record r ON r.id = v.record_id"
            " LEFT JOIN intake_rowwarning w ON w.load_id = v.load_id AND w.line = v.line AND w.record_id = v.record_id"
            " WHERE r.feed = %s AND r.qualifier <> '' AND v.superseded_at IS NULL GROUP BY 1 HAVING count(DISTINCT v.id) > 0",
            [source.feed],
        )
        found = [SchoolQuality(*row) for row in cursor.fetchall()]
    return sorted(found, key=lambda one: (one.score if one.score is not None else 100, -one.rows, one.qualifier))


def kinds(source: Source) -> list[Kind]:
    """What is wrong with the rows as they stand, by kind: those set aside and not mended first, then the most frequent."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT a.rule, a."column", count(*), true FROM intake_rowsetaside a JOIN intake_load l ON l.id = a.load_id'
            " WHERE l.source_id = %(s)s AND l.state = 'applied' AND a.mended_by_load_id IS NULL GROUP BY 1, 2"
            ' UNION ALL SELECT w.rule, w."column", count(*), false FROM intake_rowwarning w JOIN intake_load l ON l.id = w.load_id'
            " JOIN intake_version v ON v.load_id = w.load_id AND v.line = w.line AND v.record_id = w.record_id AND v.superseded_at IS NULL"
            " WHERE l.source_id = %(s)s AND l.state = 'applied' GROUP BY 1, 2 ORDER BY 4 DESC, 3 DESC, 1, 2",
            {"s": source.pk},
        )
        return [Kind(*row) for row in cursor.fetchall()]


def to_mend(source: Source, *, qualifier: str = "") -> Iterator[tuple[str, ...]]:
    """For the source itself: its rows with a fault, one line a fault, (file, line, id there, column, value, what is wrong).

    Every row still set aside, and the warnings of rows as they stand now; of one school where `qualifier` says so.
    """
    aside = RowSetAside.objects.filter(load__source=source, load__state=Load.APPLIED, mended_by_load=None)
    for row in aside.select_related("load").order_by("load", "line").iterator():
        given = row.raw
        if qualifier and qualifier not in (given.get("urn", ""), given.get("agency", "")):
            continue
        yield row.load.file_name, str(row.line), str(given.get("source_id", "")), row.column, row.value, row.sentence
    warnings = RowWarning.objects.filter(load__source=source, load__state=Load.APPLIED, record__isnull=False)
    if qualifier:
        warnings = warnings.filter(record__qualifier=qualifier)
    standing = warnings.extra(
        where=["EXISTS (SELECT 1 FROM intake_version v WHERE v.load_id = intake_rowwarning.load_id AND v.line = intake_rowwarning.line AND v.record_id = intake_rowwarning.record_id AND v.superseded_at IS NULL)"]
    )  # fmt: skip
    for one in standing.select_related("load", "record").order_by("load", "line").iterator():
        yield one.load.file_name, str(one.line), one.record.source_id, one.column, one.value, one.sentence
