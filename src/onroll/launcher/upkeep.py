"""What must be done every day whether or not anybody thinks of it? For `start`, which does it when it starts and daily.

The audit log's finished entries are sealed (an entry not under a seal could be altered unseen) and ended sessions are
deleted; what the record and the clocks call for in casework is referred and proposed. Run as `python -m onroll.launcher.upkeep` in a process of its own, as the database's owner.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from onroll.launcher.processes import dying_with_me, say

EVERY = 24 * 3600.0  # seconds
SOON = 60.0  # seconds after a start: the first pages come first


def keep_up() -> None:
    """Seal what is finished, delete sessions that have ended. What fails is said and tried again the next day."""
    from django.core.management import call_command
    from django.db import DatabaseError

    from onroll.audit.seals import seal

    try:
        seal()
        call_command("clearsessions", verbosity=0)
    except DatabaseError as error:
        say(f"The audit log could not be sealed today ({type(error).__name__}); it is tried again tomorrow.")


def go_round() -> None:
    """Casework's daily round, on what the extracts show by today. What fails is said and tried again the next day."""
    from django.db import DatabaseError
    from django.utils import timezone

    from onroll.audit.actor import SYSTEM
    from onroll.casework.rounds import daily_round

    try:
        daily_round(on=timezone.localdate(), at=timezone.now(), by=SYSTEM)
    except DatabaseError as error:
        say(f"Today's round of the cases could not be made ({type(error).__name__}); it is tried again tomorrow.")


class Daily:
    """Starts the upkeep once a day, given that somebody calls `look` often enough. It never holds up the caller."""

    def __init__(self, home: Path, *, every: float = EVERY) -> None:
        self.home = home
        self.every = every
        self.last = time.monotonic() - every + SOON
        self.running: subprocess.Popen[bytes] | None = None

    def look(self) -> None:
        """Start it if a day has passed since the last time and that one has ended."""
        if self.running is not None and self.running.poll() is not None:
            self.running = None
        if self.running is None and time.monotonic() - self.last >= self.every:
            self.last = time.monotonic()
            self.running = subprocess.Popen(
                [sys.executable, "-P", "-m", "onroll.launcher.upkeep"], stdin=subprocess.DEVNULL,
                env={**os.environ, "ONROLL_HOME": str(self.home)}, start_new_session=True,
                preexec_fn=dying_with_me(signal.SIGTERM),
            )  # fmt: skip


def main() -> int:
    os.umask(0o077)
    from onroll.config.database import home
    from onroll.launcher.installation import set_up_django

    set_up_django(home())
    keep_up()
    go_round()
    return 0


if __name__ == "__main__":
    sys.exit(main())
