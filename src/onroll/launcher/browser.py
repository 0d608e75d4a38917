"""Which browser drives the tests? The one named by $CHROME, else Chromium or Chrome on the PATH, else Debian's where we may."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess

from onroll.launcher.processes import CannotStart, dying_with_me, say

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find() -> str | None:
    """The program's path, or None. Raises CannotStart where $CHROME names something that isn't there."""
    if named := os.environ.get("CHROME"):
        found = shutil.which(named)
        if not found:
            raise CannotStart(f"CHROME names {named}, and there is no such program.")
        return found
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def find_or_install() -> str:
    """The program's path; as root on Debian it is installed. Raises CannotStart with what to do."""
    if found := find():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium for the browser tests.")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
        ):
            subprocess.run(step, env=environment, capture_output=True, preexec_fn=dying_with_me(signal.SIGTERM))
        if found := find():
            return found
    raise CannotStart(
        "The browser tests need Chromium, and there is none. Install it (on Debian: apt-get install chromium), name one "
        "with CHROME=/path/to/chrome, or leave them out with --no-browser."
    )
