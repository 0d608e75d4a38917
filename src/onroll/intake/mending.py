"""How are rows that were set aside corrected one by one, or all of a kind, without a file going back and forth?

The corrected rows are written as a file of their feed's layout and sent again like any other (`resubmitting`), so that a
correction is checked, counted and kept exactly as a row of the source.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.extracts.reading import LINE
from onroll.intake.models import Load, RowSetAside
from onroll.intake.resubmitting import ID_COLUMN, Resubmitted, resubmit


class CannotMend(ValueError):
    """Rows that can't be corrected here; the sentence says why and what to do instead."""


def waiting(numbers: Iterable[int] | None = None) -> list[RowSetAside]:
    """Rows set aside and not yet mended, all of them or those asked for, with their loads."""
    rows = RowSetAside.objects.filter(mended_by_load=None, load__state=Load.APPLIED)
    if numbers is not None:
        rows = rows.filter(pk__in=list(numbers))
    return list(rows.select_related("load__source").order_by("load", "line"))


def can_be_mended(row: RowSetAside) -> bool:
    """Whether its columns are known: a line that fits no columns has to be mended in the source's file."""
    return LINE not in row.raw


def mend(
    *, corrections: Mapping[int, Mapping[str, str]], reason: str, received_at: datetime, actor: Actor
) -> Resubmitted:
    """Send rows again with these columns changed (row's number → column → value); the rest of a row stays as it came.

    Raises `CannotMend` where a row is no longer waiting or fits no columns. Rows that are still wrong stay set aside, and a
    new row set aside says what is wrong now.
    """
    rows = waiting(corrections)
    if len(rows) != len(corrections):
        raise CannotMend("Somebody has mended one of these rows meanwhile. Look at the list again; nothing was sent.")
    if not all(can_be_mended(row) for row in rows):
        raise CannotMend("One of these lines fits no columns, so there is nothing to correct here. Ask the source for its file again.")  # fmt: skip
    groups: dict[tuple[str, date], list[RowSetAside]] = defaultdict(list)
    for row in rows:
        groups[(row.load.source.feed, row.load.as_at)].append(row)
    mended = still = 0
    refused = ""
    for (feed, _), group in sorted(groups.items()):
        with TemporaryDirectory(prefix="onroll-mend-") as folder:
            file = _written(Path(folder) / f"{feed}_corrected.csv", group, corrections)
            sent = resubmit(file=file, received_at=received_at, actor=actor)
        mended, still, refused = mended + sent.mended, still + sent.still_set_aside, refused or sent.refused
    with transaction.atomic():
        record(
            actor=actor,
            action="rows.mended",
            subject=Subject("rows set aside", str(len(rows))),
            reason=reason,
            detail={"rows": sorted(row.pk for row in rows), "mended": mended},
        )
    return Resubmitted(mended, still, refused)


def _written(file: Path, rows: list[RowSetAside], corrections: Mapping[int, Mapping[str, str]]) -> Path:
    columns = list(dict.fromkeys(name for row in rows for name in (*row.raw, *corrections[row.pk])))
    columns = [name for name in columns if name != ID_COLUMN]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*columns, ID_COLUMN], restval="")
        writer.writeheader()
        for row in rows:
            writer.writerow({**row.raw, **corrections[row.pk], ID_COLUMN: str(row.pk)})
    file.chmod(0o600)
    return file
