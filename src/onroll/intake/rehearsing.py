"""What would a file do, for feeds that other rooms apply? It is applied in a transaction that is rolled back.

While it lasts no other load can begin; a day of marks takes some seconds, a year of them minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from onroll.audit.actor import SYSTEM
from onroll.extracts.layouts import Feed
from onroll.intake.applying import Effect
from onroll.intake.copying import as_json
from onroll.intake.loading import Terms, apply_file, begin_load
from onroll.intake.models import StagedRow

MOST = 5_000  # rows set aside, and warnings, that are shown


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The counts, how the file was read, and its rows set aside and warnings: (kind, line, column, value, rule, sentence, raw)."""

    effect: Effect
    encoding: str
    delimiter: str
    unknown_columns: list[str]
    rows: list[tuple]


def rehearse(*, path: Path, feed: Feed, as_at: date, received_at: datetime, partial: bool) -> Rehearsed:
    """Apply and roll back. Raises `Refused`."""
    with transaction.atomic():
        terms = Terms(as_at, received_at, partial, True, SYSTEM)
        load = begin_load(path, feed, terms)
        effect = apply_file(load, path, feed, terms, [], whole=True)
        aside = load.rows_set_aside.order_by("line").values_list("line", "column", "value", "rule", "sentence", "raw")[
            :MOST
        ]
        warnings = load.row_warnings.order_by("line").values_list("line", "column", "value", "rule", "sentence")[:MOST]
        rows = [(StagedRow.SET_ASIDE, *row[:-1], as_json(row[-1])) for row in aside]
        rows += [(StagedRow.WARNING, *row, "{}") for row in warnings]
        transaction.set_rollback(True)
    return Rehearsed(effect, load.encoding, load.delimiter, list(load.unknown_columns), rows)
