"""What would this staged file do? Every row is compared with what is held and checked, and nothing is applied.

A process that is killed in the middle leaves rows of a stage that is still "reading"; whoever carries on begins anew.
"""

from __future__ import annotations

import time
from pathlib import Path

from django.db import connection

from onroll import extracts
from onroll.extracts.layouts import FEEDS, Feed
from onroll.extracts.rows import Refused, SetAside
from onroll.intake.appliers import applier_of
from onroll.intake.comparing import Comparison, Strange
from onroll.intake.copying import as_json, copy_rows
from onroll.intake.holdings import Holdings, earlier_values, holdings
from onroll.intake.models import Stage, StagedRow
from onroll.intake.moments import newest_of
from onroll.intake.rehearsing import rehearse
from onroll.intake.staging import checking
from onroll.intake.staging.checking import Checked, Checkers
from onroll.intake.vanished import TooManyMissing, refuse_too_many, vanished
from onroll.places.models import School

COUNTS = ("read", "new", "changed", "unchanged", "warnings", "set_aside", "missing")


def compare(stage: Stage, path: Path) -> None:
    """Fill the staging table and the counts; the stage is ready, or refused with the sentence. The caller holds the stage."""
    started = time.perf_counter()
    feed = FEEDS[stage.feed]
    while True:
        clear(stage)
        until = newest_of(stage.feed)
        try:
            if feed.for_places or applier_of(stage.feed) is not None:
                _rehearse(stage, path, feed)
            else:
                _compare(stage, path, feed)
        except Refused as refused:
            stage.state, stage.message = Stage.REFUSED, str(refused)
            clear(stage)
            stage.save()
            return
        if newest_of(stage.feed) == until:
            break  # nobody loaded the source meanwhile
    if not stage.accounted:
        raise RuntimeError(f"{stage.file_name}: {stage.read} rows came and not all are accounted for; it stays unread")
    stage.state, stage.compared_until, stage.seconds = Stage.READY, until, time.perf_counter() - started
    stage.effect_on, stage.effect_why_not = None, ""
    stage.save()


def clear(stage: Stage) -> None:
    """Forget what an earlier comparison found."""
    stage.rows.all().delete()
    stage.effects.all().delete()
    for name in (*COUNTS, "done"):
        setattr(stage, name, 0)
    stage.too_many_missing = ""


def _compare(stage: Stage, path: Path, feed: Feed) -> None:
    known = set(School.objects.values_list("urn", flat=True))
    reading = extracts.read(path, feed=feed, as_at=stage.as_at, known_urns=known or None)
    stage.encoding, stage.delimiter = reading.encoding, reading.delimiter
    stage.unknown_columns = list(reading.unknown_columns)
    shared = reading.shared_upns_apart()
    checkers = Checkers(reading, stage.pk, stage.size)
    total, unusable, again, warned = Checked(), set(), [], []
    try:
        held = holdings(feed.name, by_qualifier=feed.full_per_qualifier)
        comparison = Comparison(reading, held)
        for batch in comparison.batches():
            for one in batch:
                fault = shared(one.raw) if one.key else None
                if fault is not None:
                    warned.append(checking.fault_row(stage.pk, StagedRow.WARNING, fault, {}, (one.raw.identity[1], "")))
            again += [one for one in batch if one.again]
            for done in checkers.check([one for one in batch if not one.again]):
                _add(total, done, unusable)
            Stage.objects.filter(pk=stage.pk).update(done=comparison.read)
        for done in checkers.rest():
            _add(total, done, unusable)
    finally:
        checkers.close()
    if again:
        _lines_given_twice(reading, again, total, unusable)
    rows = [checking.fault_row(stage.pk, StagedRow.SET_ASIDE, aside.fault, aside.raw) for aside in comparison.faults]
    copy_rows("intake_stagedrow", checking.COLUMNS, rows + warned)
    stage.read = stage.done = comparison.read
    stage.new, stage.changed = total.new, total.changed
    stage.unchanged = comparison.unchanged + total.unchanged
    stage.warnings, stage.set_aside = total.warnings + len(warned), total.set_aside + len(rows)
    if feed.full_by_default and not stage.partial and not _older(stage, held):
        _missing(stage, held, comparison.qualifiers if feed.full_per_qualifier else None)


def _lines_given_twice(reading: extracts.Reading, again: list[Strange], total: Checked, unusable: set[str]) -> None:
    """Rows of which the file gave an earlier line: few, and each must know what that said, so the file is read once more for them."""
    waiting = {one.raw.line: one for one in again}
    keys = {one.key for one in again}
    given = earlier_values([one.replaces for one in again if one.replaces is not None])
    before: dict[str, dict[str, str]] = {one.key: dict(given.get(one.replaces or 0, {})) for one in again}
    for raw in reading.raw_rows():
        identity = None if isinstance(raw, SetAside) else reading.identify(raw)
        if identity is None or identity[2] not in keys:
            continue
        key, one = identity[2], waiting.get(raw.line)
        if one is not None:
            done = checking.check([one], unusable=unusable, given=before[key])
            _add(total, done, unusable)
            if done.set_aside:
                continue
            unusable.discard(key)
        if key not in unusable:
            before[key] |= reading.cells(raw)


def _add(total: Checked, done: Checked, unusable: set[str]) -> None:
    for name in ("new", "changed", "unchanged", "warnings", "set_aside"):
        setattr(total, name, getattr(total, name) + getattr(done, name))
    unusable |= done.unusable


def _older(stage: Stage, held: Holdings) -> bool:
    newest = max(held.latest_full.values(), default=None)
    return newest is not None and stage.as_at < newest


def _missing(stage: Stage, held: Holdings, scopes: set[str] | None) -> None:
    gone = vanished(held, seen=(), scopes=scopes, as_at=stage.as_at)
    try:
        refuse_too_many(held, gone, scopes=scopes, as_at=stage.as_at)
    except TooManyMissing as many:
        stage.too_many_missing = str(many).split(" That is more than")[0]
    stage.missing = len(gone)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.line, r.source_id, coalesce(trim(p.forename || ' ' || p.surname), ''), v.raw, r.id FROM intake_version v"
            " JOIN intake_record r ON r.id = v.record_id LEFT JOIN intake_personvalues p ON p.version_id = v.id WHERE v.id = ANY(%s)",
            [gone],
        )
        rows = cursor.fetchall()
    copy_rows(
        "intake_stagedrow",
        checking.COLUMNS,
        ((stage.pk, StagedRow.MISSING, line, source, name, "", "", "", "", raw if isinstance(raw, str) else as_json(raw), record)
         for line, source, name, raw, record in rows),
    )  # fmt: skip


def _rehearse(stage: Stage, path: Path, feed: Feed) -> None:
    """Feeds that other rooms apply: the file is applied and rolled back, and what it did is what it would do."""
    found = rehearse(path=path, feed=feed, as_at=stage.as_at, received_at=stage.received_at, partial=stage.partial)
    for name in COUNTS:
        setattr(stage, name, getattr(found.effect, name))
    stage.done, stage.encoding, stage.delimiter = found.effect.read, found.encoding, found.delimiter
    stage.unknown_columns = found.unknown_columns
    copy_rows(
        "intake_stagedrow",
        checking.COLUMNS,
        ((stage.pk, kind, line, "", "", column, value, rule, sentence, raw, None)
         for kind, line, column, value, rule, sentence, raw in found.rows),
    )  # fmt: skip
