"""Which feeds are applied by a room above intake, and how? Session marks: far too many to be records and facts.

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


_APPLIERS: dict[str, Applier] = {}


def enter(feed: str, applier: Applier) -> None:
    """Say who applies the files of a feed."""
    _APPLIERS[feed] = applier


def applier_of(feed: str) -> Applier | None:
    """Who applies the files of a feed; None where intake does."""
    return _APPLIERS.get(feed)
