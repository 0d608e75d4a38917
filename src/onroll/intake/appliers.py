"""Which feeds are applied, and taken back, by a room above intake? Session marks: far too many to be records and facts.

The room enters itself when the service starts (`AppConfig.ready`), so that commands and pages load its feed like any other:
one transaction, one `Load`, the same counts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from onroll.intake.applying import Effect
from onroll.intake.models import Load


class Applier(Protocol):
    """Applies one file inside the caller's transaction; the caller holds the load lock and keeps the counts.

    Raises `extracts.rows.Refused` where the file can't be read; rows that make no sense are set aside by the applier.
    """

    def __call__(self, *, load: Load, path: Path) -> Effect:
        """Read the file, write what it says, and answer with the counts."""


class Undoer(Protocol):
    """Takes back one load inside the caller's transaction, so that everything stands as before it; the caller keeps the undo.

    By recorded time: what the load gave is closed at `undo.recorded_at`, what it replaced is in force again from then on, and
    nothing that was known meanwhile is lost. It is called for the latest load of the feed alone.
    """

    def __call__(self, *, load: Load, undo: Load) -> tuple[int, int]:
        """How many things were taken back, and how many earlier ones put in force again."""


_APPLIERS: dict[str, Applier] = {}
_UNDOERS: dict[str, Undoer] = {}


def enter(feed: str, applier: Applier, undoer: Undoer | None = None) -> None:
    """Say who applies the files of a feed, and who takes a load of it back (nobody can, where None)."""
    _APPLIERS[feed] = applier
    if undoer is not None:
        _UNDOERS[feed] = undoer


def applier_of(feed: str) -> Applier | None:
    """Who applies the files of a feed; None where intake does."""
    return _APPLIERS.get(feed)


def undoer_of(feed: str) -> Undoer | None:
    """Who takes back a load of a feed; None where intake does, or where nobody can."""
    return _UNDOERS.get(feed)
