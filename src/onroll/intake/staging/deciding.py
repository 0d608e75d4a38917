"""Who stages a file, and who says what becomes of it? Each an action with its entry in the log; what takes long is left to `jobs`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from onroll import extracts
from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.extracts.rows import Refused
from onroll.intake.loading import Moved, load_folder
from onroll.intake.models import Load, Stage
from onroll.intake.staging.comparing import clear, compare
from onroll.intake.staging.keeping import forget, keep, kept_name, place_of


class CannotDecideOnFile(ValueError):
    """Somebody else has decided, or what was shown is no more; the sentence says who and when."""


def stage_file(
    *, name: str, chunks: Iterable[bytes], as_at: date, received_at: datetime, partial: bool, actor: Actor
) -> Stage:
    """Keep a file that came, to be compared. Raises `Refused` for a file that is no feed; then nothing is kept."""
    path, size = keep(name, chunks)
    kept = kept_name(path)
    try:
        feed, why = extracts.recognise(path)
        if feed is None:
            raise Refused(f"{path.name}: {why}")
        with transaction.atomic():
            stage = Stage.objects.create(
                feed=feed.name, file_name=path.name, kept_as=kept, size=size, as_at=as_at, received_at=received_at, partial=partial,
                staged_by=actor.name, staged_at=received_at,
            )  # fmt: skip
            record(
                actor=actor, action="file.staged", subject=Subject("staged file", str(stage.pk)), detail={"feed": feed.name, "bytes": size}
            )  # fmt: skip
    except BaseException:
        forget(kept)
        raise
    return stage


def carry_on(stage: Stage, *, actor: Actor) -> Stage:
    """Do what a stage waits for: compare it, or apply it. The caller holds the stage (`working.held`) and is no page.

    A stage compared with what is not held any more is compared again and waits for a second look.
    """
    if stage.state == Stage.READING:
        compare(stage, place_of(stage.kept_as))
        if stage.state == Stage.REFUSED:
            forget(stage.kept_as)
    elif stage.state == Stage.APPLYING:
        _apply(stage, actor)
    return stage


def _apply(stage: Stage, actor: Actor) -> None:
    path = place_of(stage.kept_as)
    try:
        (outcome,) = load_folder(
            folder=path, as_at=stage.as_at, received_at=stage.received_at, partial=stage.partial, accept_missing=stage.accept_missing,
            actor=actor, compared_until=stage.compared_until,
        ).files  # fmt: skip
    except Moved:
        since = Load.objects.filter(source__feed=stage.feed, state__in=Load.MOVED).latest("recorded_at")
        stage.state = Stage.READING
        compare(stage, path)
        what = "undid a load" if since.state == Load.UNDO else f"loaded {since.file_name}"
        stage.message = (
            f"{since.loaded_by} {what} of this source after you had looked. So nothing was applied: the file has been compared again, "
            "and this is what it would do now."
        )
        stage.decided_by, stage.decided_at = "", None
        stage.save()
        return
    if outcome.refused:
        stage.state, stage.message = Stage.READY, outcome.refused
        stage.decided_by, stage.decided_at = "", None
        if outcome.state == Load.WAITING:
            stage.too_many_missing = outcome.refused
    else:
        stage.state, stage.message, stage.load_id = Stage.APPLIED, "", outcome.load
        for name in ("read", "new", "changed", "unchanged", "warnings", "set_aside", "missing"):
            setattr(stage, name, getattr(outcome, name))
        forget(stage.kept_as)
        stage.rows.all().delete()
    stage.save()


def say_apply(*, stage: int, accept_missing: bool, at: datetime, actor: Actor) -> Stage:
    """A person says yes. Raises `CannotDecideOnFile` where it isn't ready, another was quicker, or too many rows are missing."""
    with transaction.atomic():
        one = _ready(stage)
        if one.too_many_missing and not accept_missing:
            raise CannotDecideOnFile(
                f"{one.too_many_missing} Say that you accept the missing rows, or discard the file and load it as a part of the extract."
            )
        one.state, one.message, one.accept_missing = Stage.APPLYING, "", accept_missing
        one.decided_by, one.decided_at = actor.name, at
        one.save()
        record(
            actor=actor, action="file.accepted", subject=Subject("staged file", str(one.pk)), detail={"feed": one.feed}
        )
    return one


def discard(*, stage: int, at: datetime, actor: Actor) -> Stage:
    """Let a staged file go: nothing of it was ever applied. Raises `CannotDecideOnFile`."""
    with transaction.atomic():
        one = _ready(stage)
        one.state, one.decided_by, one.decided_at = Stage.DISCARDED, actor.name, at
        counts = {
            name: getattr(one, name)
            for name in ("read", "new", "changed", "unchanged", "warnings", "set_aside", "missing")
        }
        clear(one)
        for name, count in counts.items():
            setattr(one, name, count)
        one.save()
        record(
            actor=actor, action="file.discarded", subject=Subject("staged file", str(one.pk)), detail={"feed": one.feed}
        )
    forget(one.kept_as)
    return one


_WORDS = {
    Stage.READING: "is still being read",
    Stage.APPLYING: "is being applied",
    Stage.APPLIED: "has been applied",
    Stage.DISCARDED: "has been discarded",
    Stage.REFUSED: "can't be read",
}


def _ready(number: int) -> Stage:
    one = Stage.objects.select_for_update().get(pk=number)
    if one.state != Stage.READY:
        who = (
            f" by {one.decided_by} at {one.decided_at:%H:%M on %-d %B %Y}" if one.decided_by and one.decided_at else ""
        )
        raise CannotDecideOnFile(f"{one.file_name} {_WORDS[one.state]}{who}, so there is nothing left to decide.")
    return one
