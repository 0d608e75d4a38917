"""How are rows that were set aside sent again once corrected? As a partial load as at the day their file was true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from onroll.audit.actor import Actor
from onroll.extracts.reading import open_table
from onroll.intake.loading import load_folder
from onroll.intake.models import Load, RowSetAside

ID_COLUMN = "set_aside_id"


class NothingToResubmit(ValueError):
    """The file names no row that is set aside; the message says how it should."""


@dataclass(frozen=True, slots=True)
class Resubmitted:
    """How many rows the corrected file mended, how many are still wrong, and the refusal if it could not be read."""

    mended: int
    still_set_aside: int
    refused: str


def resubmit(
    *, file: Path, received_at: datetime, actor: Actor, tell: Callable[[str], None] = lambda _: None
) -> Resubmitted:
    """Load a corrected file and mark the rows it mends. Raises `NothingToResubmit`, or `Refused` for what is no table."""
    named = _rows_named(file)
    waiting = list(RowSetAside.objects.filter(pk__in=named, mended_by_load=None).select_related("load"))
    if not waiting:
        raise NothingToResubmit(
            f"{file.name} names no row that is set aside. Correct the file that `set-aside list --format csv` printed and keep its {ID_COLUMN} column."
        )
    result = load_folder(
        folder=file,
        as_at=max(row.load.as_at for row in waiting),
        received_at=received_at,
        partial=True,
        actor=actor,
        tell=tell,
    )
    if not result.files or result.files[0].refused:
        refused = result.files[0].refused if result.files else result.ignored[0]["why"]
        return Resubmitted(0, len(waiting), refused)
    with transaction.atomic():
        load = Load.objects.filter(source__feed=result.files[0].feed, state=Load.APPLIED).latest("recorded_at")
        again = set(load.rows_set_aside.values_list(f"raw__{ID_COLUMN}", flat=True))
        mended = RowSetAside.objects.filter(pk__in=[row.pk for row in waiting if str(row.pk) not in again]).update(
            mended_by_load=load
        )
        # A row still wrong is held once: the newer one, with what is wrong now, takes the place of the older.
        RowSetAside.objects.filter(pk__in=[row.pk for row in waiting if str(row.pk) in again]).update(
            mended_by_load=load
        )
    return Resubmitted(mended, len(waiting) - mended, "")


def _rows_named(file: Path) -> list[int]:
    table = open_table(file)
    if ID_COLUMN not in table.headings:
        return []
    at = list(table.headings).index(ID_COLUMN)
    return [int(fields[at]) for _, fields in table.rows() if isinstance(fields, list) and fields[at].isdigit()]
