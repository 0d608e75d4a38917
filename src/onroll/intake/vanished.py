"""Which open rows did the last extract hold and this full one no longer? Findings to look at, never deletions (B7)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection

from onroll.intake.copying import copy_rows
from onroll.intake.holdings import Holdings, open_rows
from onroll.intake.models import Load

TOO_MANY = 0.05


class TooManyMissing(ValueError):
    """More than 5 % of the open rows vanished at once: a cut-off file is likelier than an exodus, so a person must say yes."""


def mark_vanished(
    *, load: Load, held: Holdings, seen: Collection[int], scopes: Collection[str] | None, accept: bool
) -> int:
    """Mark open rows of the scopes (of everything, where None) that the extract no longer holds; returns how many.

    `seen`: the versions that the files of the extract gave or wrote. From the load's as-at date a row marked supports no
    status; rows that came back are unmarked. Raises `TooManyMissing` when more than 5 % of what was open has vanished and
    nobody has accepted that.
    """
    back = held.come_back(seen)
    if back:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE intake_missing SET superseded_at = %s WHERE version_id = ANY(%s) AND superseded_at IS NULL",
                [load.recorded_at, back],
            )
    gone = vanished(held, seen=seen, scopes=scopes, as_at=load.as_at)
    if not accept:
        refuse_too_many(held, gone, scopes=scopes, as_at=load.as_at)
    mark(load, gone, load.as_at)
    return len(gone)


def vanished(held: Holdings, *, seen: Collection[int], scopes: Collection[str] | None, as_at: date) -> list[int]:
    """The open rows that the extract no longer holds, in order."""
    gone = held.not_given(scopes, seen)
    return sorted(open_rows(gone, as_at)) if gone else []


def refuse_too_many(held: Holdings, gone: Collection[int], *, scopes: Collection[str] | None, as_at: date) -> None:
    """Raises `TooManyMissing` where more than 5 % of what was open before the file has vanished."""
    if not gone:
        return
    was_open = len(open_rows(held.not_missing(scopes), as_at))
    if len(gone) > TOO_MANY * was_open:
        raise TooManyMissing(
            f"{len(gone):,} of {was_open:,} open rows of {held.feed} ({100 * len(gone) / was_open:.1f} %) are not in this extract as at "
            f"{as_at}. That is more than 5 %, so nothing was applied. If the file is whole, load it again and accept the missing "
            "rows (--accept-missing); if it is a part of the extract, load it as partial (--partial)."
        )


def mark(load: Load, versions: Collection[int], missing_from: date) -> None:
    """Write down that rows were missing from the full extract of a day."""
    copy_rows(
        "intake_missing",
        ("version_id", "missing_from", "load_id", "recorded_at"),
        ((version, missing_from, load.pk, load.recorded_at) for version in versions),
    )
