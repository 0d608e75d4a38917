"""Which of a staged file's new and changed rows can be used, and what would each do? Checked in two processes where there are many.

A process that checks writes what it found into the staging table itself, so that only numbers come back.
"""

from __future__ import annotations

import gc
import marshal
import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connections

from onroll.extracts import RawRow, Reading
from onroll.extracts.rows import Fault, SetAside
from onroll.intake.comparing import Strange
from onroll.intake.copying import as_json, copy_rows
from onroll.intake.holdings import earlier_values
from onroll.intake.models import StagedRow

MANY = 4_000_000  # bytes of a file for which two processes are worth their start
COLUMNS = (
    "stage_id",
    "kind",
    "line",
    "source_id",
    "name",
    "column",
    "value",
    "rule",
    "sentence",
    "values",
    "record_id",
)


@dataclass(slots=True)
class Checked:
    """What one batch would do. `unusable`: keys of rows set aside, so that a later line of one counts as the first."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    warnings: int = 0
    set_aside: int = 0
    unusable: set[str] = field(default_factory=set)


def seldom_collect() -> None:
    """Rows make no cycles: looking for those every 700 of them costs a tenth of the time. For a process that reads one file."""
    gc.set_threshold(100_000, 50, 100)


class Checkers:
    """Checks the rows of one file, here or in processes beside this one."""

    def __init__(self, reading: Reading, stage: int, size: int) -> None:
        global _READING, _STAGE  # noqa: PLW0603 (what a forked process finds when it starts)
        _READING, _STAGE = reading, stage
        self._pool = None
        workers = min(os.cpu_count() or 1, 3)
        if size > MANY and workers > 1:
            self._pool = multiprocessing.get_context("fork").Pool(workers, initializer=_begin)
        self._waiting: list = []

    def check(self, batch: Sequence[Strange]) -> Iterator[Checked]:
        """Check a batch; yields what is done already, of this one or of those before."""
        if not batch:
            return
        if self._pool is None:
            yield check(batch)
            return
        width = _READING.columns.width
        rows = [
            (one.raw.line, one.raw.values[:width], one.raw.identity, one.key, one.record, one.replaces) for one in batch
        ]
        self._waiting.append(self._pool.apply_async(check_sent, (marshal.dumps(rows),)))
        while len(self._waiting) > 4:  # rows wait in memory: no more than a few batches of them
            yield self._waiting.pop(0).get()

    def rest(self) -> Iterator[Checked]:
        """What was still under way."""
        while self._waiting:
            yield self._waiting.pop(0).get()

    def close(self) -> None:
        """End the processes; what they had under way is lost."""
        if self._pool is not None:
            self._pool.terminate()
            self._pool.join()


_READING: Reading
_STAGE: int


def _begin() -> None:
    seldom_collect()
    for alias in connections:  # a forked process opens its own
        del connections[alias]


def check_sent(batch: bytes) -> Checked:
    """Check a batch that came from another process (plain rows, marshalled: pickling them costs as much as a third of checking)."""
    rows, absent = [], [""] * _READING.columns.absent
    for line, values, identity, key, record, replaces in marshal.loads(batch):
        raw = RawRow(line, values + absent, b"")
        raw.identity = identity
        rows.append(Strange(raw, key, record, replaces))
    return check(rows)


def check(
    batch: Sequence[Strange], *, unusable: set[str] | None = None, given: Mapping[str, str] | None = None
) -> Checked:
    """Check some rows and keep in the staging table what they would do.

    For a row of which the file gave an earlier line `given` is what that line and the row held gave, and `unusable` the rows
    whose earlier line was set aside: any other such row replaces that line.
    """
    earlier = earlier_values([one.replaces for one in batch if one.replaces is not None])
    done, rows = Checked(), []
    for one in batch:
        held = earlier.get(one.replaces or 0, {}) if given is None else given
        cells = _READING.cells(one.raw) if held else {}
        result = _READING.check(one.raw, {name: value for name, value in held.items() if name not in cells})
        if isinstance(result, SetAside):
            done.set_aside += 1
            done.unusable.add(one.key)
            rows.append(fault_row(_STAGE, StagedRow.SET_ASIDE, result.fault, result.raw))
            continue
        person = result.person
        who = (result.source_id, f"{person.forename} {person.surname}".strip() if person else "")
        if unusable is not None and one.key not in unusable:
            done.unchanged += 1  # the earlier line of the same row gives way to this one
        elif one.replaces is None:
            done.new += 1
            rows.append((_STAGE, StagedRow.NEW, one.raw.line, *who, "", "", "", "", as_json(result.raw), one.record))
        else:
            done.changed += 1
            moved = {n: [held.get(n, ""), v] for n, v in cells.items() if held.get(n, "") != v}
            rows.append((_STAGE, StagedRow.CHANGED, one.raw.line, *who, "", "", "", "", as_json(moved), one.record))
        for fault in result.warnings:
            rows.append(fault_row(_STAGE, StagedRow.WARNING, fault, {}, who, one.record))
        done.warnings += len(result.warnings)
    copy_rows("intake_stagedrow", COLUMNS, rows)
    return done


def fault_row(
    stage: int, kind: str, fault: Fault, raw: object, who: tuple[str, str] = ("", ""), record: int | None = None
) -> tuple:
    """A row set aside or a warning, as the staging table keeps it."""
    return (stage, kind, fault.line, *who, fault.column, fault.value, fault.rule, fault.sentence, as_json(raw), record)
