"""How is a folder of extracts loaded? Every file whole or not at all, in the order they depend on each other.

The same actions serve the command line and the pages. One load at a time: a second waits for the first to finish.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from django.db import DatabaseError, transaction

from onroll import extracts
from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.extracts.layouts import FEEDS, Feed
from onroll.extracts.rows import ReadRow, Refused, SetAside
from onroll.intake import writing
from onroll.intake.appliers import applier_of
from onroll.intake.applying import Application, Effect
from onroll.intake.models import Load, LoadScope, Source
from onroll.intake.moments import lock_loads, newest_of
from onroll.intake.sources.agreements import require_agreement
from onroll.intake.vanished import TooManyMissing, mark_vanished
from onroll.places import loading as places
from onroll.places.models import School


@dataclass(slots=True)
class FileResult:
    """What became of one file, as `onroll load` prints it."""

    feed: str
    file: str
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    warnings: int = 0
    set_aside: int = 0
    missing: int = 0
    refused: str = ""
    state: str = Load.APPLIED
    load: int | None = None  # the number of the load, where it was applied


@dataclass(slots=True)
class FolderResult:
    """What became of every file of a folder."""

    files: list[FileResult] = field(default_factory=list)
    ignored: list[dict[str, str]] = field(default_factory=list)

    @property
    def all_applied(self) -> bool:
        """Whether every file that is a feed was readable and applied."""
        return not any(result.refused for result in self.files)


@dataclass(frozen=True, slots=True)
class Terms:
    """How the files of one call are to be taken."""

    as_at: date
    received_at: datetime
    partial: bool
    accept_missing: bool
    actor: Actor
    compared_until: datetime | None | Literal["anything"] = "anything"


class Moved(Exception):
    """Something of the source was loaded or undone since the caller compared the file; nothing was applied."""


def load_folder(
    *,
    folder: Path,
    as_at: date,
    received_at: datetime,
    partial: bool = False,
    accept_missing: bool = False,
    actor: Actor,
    compared_until: datetime | None | Literal["anything"] = "anything",
    tell: Callable[[str], None] = lambda _: None,
) -> FolderResult:
    """Load every feed found in a folder (or the one file named), in dependency order.

    Files of one feed in one folder are one extract: a row is missing only if none of them holds it.
    A file that is no feed is listed as ignored, with the reason. Raises `Refused` when the folder is not there, and `Moved` where
    the newest load of a source is not the one of `compared_until` any more.
    """
    terms = Terms(as_at, received_at, partial, accept_missing, actor, compared_until)
    result = FolderResult()
    found = _feeds_in(folder, result)
    for feed, paths in found:
        effects: list[Effect] = []
        for number, path in enumerate(paths, 1):
            tell(f"Loading {path.name} …")
            outcome = _load_file(path, feed, terms, effects, last=number == len(paths), siblings=len(paths))
            result.files.append(outcome)
            tell(f"  {outcome.refused or _told(outcome)}")
    return result


def _feeds_in(folder: Path, result: FolderResult) -> list[tuple[Feed, list[Path]]]:
    """The feeds of a folder in dependency order, each with its files by name; the rest is listed as ignored."""
    if not folder.exists():
        raise Refused(f"There is no folder {folder.name!r} here. Give the folder that holds the extracts.")
    paths = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else [folder]
    found: dict[str, list[Path]] = {}
    for path in paths:
        feed, why = extracts.recognise(path)
        if feed is None:
            result.ignored.append({"file": path.name, "why": why})
        else:
            found.setdefault(feed.name, []).append(path)
    return [(feed, found[feed.name]) for feed in sorted(FEEDS.values(), key=lambda f: f.order) if feed.name in found]


def _load_file(path: Path, feed: Feed, terms: Terms, effects: list[Effect], *, last: bool, siblings: int) -> FileResult:
    """Apply one file whole in one transaction, or not at all; a refusal is kept as a load of its own."""
    started = time.perf_counter()
    outcome = FileResult(feed.name, path.name)
    try:
        with transaction.atomic():
            load = begin_load(path, feed, terms)
            if terms.compared_until not in ("anything", newest_of(feed.name, besides=load.pk)):
                raise Moved
            require_agreement(load.source, terms.received_at.date(), path.name)
            effect = apply_file(load, path, feed, terms, effects, whole=last and len(effects) == siblings - 1)
            _finish(load, effect, time.perf_counter() - started, terms.actor)
            effects.append(effect)
    except TooManyMissing as waits:
        outcome.refused, outcome.state = str(waits), Load.WAITING
    except Refused as refused:
        outcome.refused, outcome.state = str(refused), Load.REFUSED
    except DatabaseError as error:
        outcome.refused, outcome.state = _database_sentence(path, error), Load.REFUSED
    if outcome.refused:
        _keep_refusal(path, feed, terms, outcome)
        return outcome
    for name in ("read", "new", "changed", "unchanged", "warnings", "set_aside", "missing"):
        setattr(outcome, name, getattr(effect, name))
    outcome.load = load.pk
    return outcome


def begin_load(path: Path, feed: Feed, terms: Terms) -> Load:
    """Take the load lock and open the load, with a recorded moment later than every one before it."""
    last = lock_loads()
    moment = terms.received_at if last is None else max(terms.received_at, last + timedelta(microseconds=1))
    source, _ = Source.objects.get_or_create(
        feed=feed.name, defaults={"system": feed.system, "interval_days": feed.interval_days}
    )
    partial = terms.partial or not feed.full_by_default
    return Load.objects.create(
        source=source, file_name=path.name, digest=_digest(path), as_at=terms.as_at, received_at=terms.received_at, recorded_at=moment,
        partial=partial, loaded_by=terms.actor.name,
    )  # fmt: skip


def apply_file(load: Load, path: Path, feed: Feed, terms: Terms, effects: list[Effect], *, whole: bool) -> Effect:
    """Apply one file inside the caller's transaction; `whole`: it is the last of the files of its extract, none was refused."""
    applier = applier_of(feed.name)
    if applier is not None:
        return applier(load=load, path=path)
    school_las = dict(School.objects.values_list("urn", "la_code"))
    reading = extracts.read(path, feed=feed, as_at=terms.as_at, known_urns=school_las.keys() if school_las else None)
    load.encoding, load.delimiter, load.unknown_columns = (
        reading.encoding,
        reading.delimiter,
        list(reading.unknown_columns),
    )
    if feed.for_places:
        return _apply_to_places(load, reading, feed)
    application = Application(load=load, reading=reading, school_las=school_las)
    effect = application.run()
    LoadScope.objects.bulk_create(
        LoadScope(load=load, qualifier=q) for q in sorted(effect.scopes or ({""} if not load.partial else ()))
    )
    if application.older:
        application.close_what_a_newer_extract_lacks()
    elif not load.partial and whole:
        effect.missing = mark_vanished(
            load=load,
            held=application.held,
            seen=effect.seen.union(*(earlier.seen for earlier in effects)),
            scopes=effect.scopes.union(*(earlier.scopes for earlier in effects)) if feed.full_per_qualifier else None,
            accept=terms.accept_missing,
        )
    return effect


def _apply_to_places(load: Load, reading: extracts.Reading, feed: Feed) -> Effect:
    """Schools, their links, term dates and population go to `places`; faults and warnings stay with the load."""
    effect = Effect()
    rows: list[ReadRow] = []
    faults: list[SetAside] = []
    for raw in reading.raw_rows():
        effect.read += 1
        result = raw if isinstance(raw, SetAside) else reading.check(raw)
        if isinstance(result, SetAside):
            faults.append(result)
        else:
            rows.append(result)
    counts = places.load(feed.name, rows, as_at=load.as_at, recorded_at=load.recorded_at, file_name=load.file_name)
    effect.new, effect.changed, effect.unchanged = counts.new, counts.changed, counts.unchanged
    faults.extend(counts.set_aside)
    warnings = [(fault, None) for row in rows for fault in row.warnings]
    writing.write_warnings(load, warnings)
    writing.write_faults(load, faults)
    effect.warnings, effect.set_aside = len(warnings), len(faults)
    return effect


def _finish(load: Load, effect: Effect, seconds: float, actor: Actor) -> None:
    counted = effect.new + effect.changed + effect.unchanged + effect.set_aside
    if counted != effect.read:
        raise RuntimeError(
            f"{load.file_name}: {effect.read} rows came and {counted} are accounted for; nothing was applied"
        )
    for name in ("read", "new", "changed", "unchanged", "warnings", "set_aside", "missing"):
        setattr(load, name, getattr(effect, name))
    load.seconds = seconds
    load.save()
    record(actor=actor, action="load.applied", subject=Subject("load", str(load.pk)), detail={
        "feed": load.source.feed, "as_at": load.as_at.isoformat(), "new": effect.new, "changed": effect.changed, "missing": effect.missing,
    })  # fmt: skip


def _keep_refusal(path: Path, feed: Feed, terms: Terms, outcome: FileResult) -> None:
    """Keep that the file came and why it was not applied, so that a late source is not mistaken for a silent one."""
    try:
        with transaction.atomic():
            load = begin_load(path, feed, terms)
            load.state, load.message = outcome.state, outcome.refused
            load.save()
            record(
                actor=terms.actor,
                action="load.refused",
                subject=Subject("load", str(load.pk)),
                detail={"feed": feed.name},
            )
    except (DatabaseError, OSError):
        return  # a full disk refuses this note too; the sentence still reaches the person


def _database_sentence(path: Path, error: DatabaseError) -> str:
    if "No space left" in str(error) or "disk full" in str(error).lower():
        return f"{path.name}: the database's disk is full. Nothing of the file was applied; free some space and load it again."
    return f"{path.name}: the database refused the load ({type(error).__name__}). Nothing of the file was applied; nothing was lost."


def _digest(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def _told(outcome: FileResult) -> str:
    return (
        f"{outcome.read:,} rows: {outcome.new:,} new, {outcome.changed:,} changed, {outcome.unchanged:,} unchanged, "
        f"{outcome.set_aside:,} set aside, {outcome.missing:,} missing, {outcome.warnings:,} warnings"
    )
