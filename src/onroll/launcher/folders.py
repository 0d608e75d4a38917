"""Is a folder in which we put a socket ours alone? For the keeper and everyone who reaches it."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from onroll.launcher.binaries import lesser_user
from onroll.launcher.processes import CannotStart

SECONDS_TO_START = 120.0  # for the database to answer: after a crash its log is replayed first


def private_folder(folder: Path) -> None:
    """Make a folder only its owner can enter. Raises CannotStart where somebody else made it first."""
    folder.mkdir(mode=0o700, exist_ok=True)
    check_owner(folder)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def check_owner(folder: Path) -> None:
    """A socket folder under /tmp could have been laid out by anybody: only our own (or the server's user's) will do."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return
    ours = {os.geteuid()}
    if os.geteuid() == 0:
        ours.add(pwd.getpwnam(lesser_user()).pw_uid)
    if found.st_uid not in ours:
        raise CannotStart(
            f"{folder} belongs to another user; OnRoll can't keep its socket there safely. Delete it and start again."
        )
