"""Are the style sheets and scripts collected in the form the web service hands out? For `start`, after the front end.

They go to `build/static/DIGEST`, where the digest is of everything that goes in: services of different versions of this
checkout don't disturb each other, and nothing is collected twice.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from onroll.launcher.frontend import BUILD, FRONTEND, PROJECT
from onroll.launcher.processes import CannotStart, dying_with_me

KEPT = 3  # collections of earlier versions that a running service may still be handing out


def make_ready() -> Path:
    """The folder with the collected files. Raises CannotStart."""
    target = BUILD / "static" / _digest()
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(BUILD / "static.lock", "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if target.exists():
            return target
        making = target.parent / "making"
        shutil.rmtree(making, ignore_errors=True)
        done = subprocess.run(
            [sys.executable, "-P", "-m", "django", "collectstatic", "--noinput", "--verbosity=0"],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "onroll.config.settings", "ONROLL_STATIC_ROOT": str(making)},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", preexec_fn=dying_with_me(signal.SIGKILL),
        )  # fmt: skip
        if done.returncode != 0:
            raise CannotStart(f"The style sheets and scripts could not be collected:\n{done.stderr.strip()[-1000:]}")
        making.rename(target)
        earlier = sorted(
            (found for found in target.parent.iterdir() if found != target), key=lambda found: found.stat().st_mtime
        )
        for old in earlier[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
    return target


def _digest() -> str:
    """Of every file that is collected, and of the lock that names the collecting program's version."""
    digest = hashlib.sha256((PROJECT / "requirements" / "run.txt").read_bytes())
    digest.update((PROJECT / "src" / "onroll" / "config" / "static.py").read_bytes())
    for root in (FRONTEND, *sorted((PROJECT / "src" / "onroll").glob("*/static"))):
        for path in sorted(root.rglob("*")):
            if path.is_file():
                digest.update(os.fsencode(path.relative_to(root)) + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
