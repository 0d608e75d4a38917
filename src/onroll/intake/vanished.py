"""Which open rows did the last extract hold and this full one no longer? Findings to look at, never deletions (B7)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection

from onroll.intake.copying import copy_rows
from onroll.intake.holdings import open_rows
from onroll.intake.models import Load

TOO_MANY = 0.05


class TooManyMissing(ValueError):
    """More than 5 % of the open rows vanished at once: a cut-off file is likelier than an exodus, so a person must say yes."""


def mark_vanished(
    *, load: Load, feed: str, per_qualifier: bool, seen: Collection[str], scopes: Collection[str], accept: bool
) -> int:
    """Mark open rows of the scopes that the extract no longer holds; returns how many.

    From the load's as-at date such a row supports no status. Rows that came back are unmarked. Raises `TooManyMissing`
    when more than 5 % of what was open has vanished and nobody has accepted that.
    """
    rows = _current_rows(feed, scopes if per_qualifier else None)
    back = [version for version, key, missing in rows if missing and key in seen]
    if back:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE intake_missing SET superseded_at = %s WHERE version_id = ANY(%s) AND superseded_at IS NULL",
                [load.recorded_at, back],
            )
    gone = [version for version, key, missing in rows if not missing and key not in seen]
    gone_open = open_rows(gone, load.as_at) if gone else set()
    if not gone_open:
        return 0
    was_open = len(open_rows([version for version, _, missing in rows if not missing], load.as_at))
    if len(gone_open) > TOO_MANY * was_open and not accept:
        raise TooManyMissing(
            f"{len(gone_open):,} of {was_open:,} open rows of {feed} ({100 * len(gone_open) / was_open:.1f} %) are not in this extract as at "
            f"{load.as_at}. That is more than 5 %, so nothing was applied. If the file is whole, load it again and accept the missing "
            "rows (--accept-missing); if it is a part of the extract, load it as partial (--partial)."
        )
    mark(load, sorted(gone_open), load.as_at)
    return len(gone_open)


def mark(load: Load, versions: Collection[int], missing_from: date) -> None:
    """Write down that rows were missing from the full extract of a day."""
    copy_rows(
        "intake_missing",
        ("version_id", "missing_from", "load_id", "recorded_at"),
        ((version, missing_from, load.pk, load.recorded_at) for version in versions),
    )


def _current_rows(feed: str, qualifiers: Collection[str] | None) -> list[tuple[int, str, bool]]:
    """Current rows of a feed (of some schools only, where the extract is full by school): version, key, marked missing."""
    within = "" if qualifiers is None else " AND r.qualifier = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.id, v.row_key, m.id IS NOT NULL FROM intake_version v JOIN intake_record r ON r.id = v.record_id"
            " LEFT JOIN intake_missing m ON m.version_id = v.id AND m.superseded_at IS NULL"
            f" WHERE r.feed = %s AND v.superseded_at IS NULL{within}",
            [feed] if qualifiers is None else [feed, list(qualifiers)],
        )
        return cursor.fetchall()
