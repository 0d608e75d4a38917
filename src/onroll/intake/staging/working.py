"""Who is working on this staged file just now? A process beside the web service, which may be killed and carried on at any moment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from onroll.intake.models import Stage

LOCK = 0x57A6


@contextmanager
def held(stage: int) -> Iterator[bool]:
    """Hold a stage for as long as this process lives and works on it; gives False where another one does already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, stage])
        mine = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, stage])


def worked_on(stage: int) -> bool:
    """Whether a process is at it: its lock goes with it, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [LOCK, stage],
        )
        return cursor.fetchone()[0]


def start(stage: Stage) -> None:
    """Begin, or carry on, in a process of its own that outlives the page which asked."""
    environment = {**os.environ, "DATABASE_URL": _address(), "ONROLL_HOME": str(settings.HOME)}
    subprocess.Popen(
        [sys.executable, "-m", "onroll.jobs.staged", str(stage.pk)],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=_log(), start_new_session=True,
    )  # fmt: skip


def _log() -> object:
    folder = settings.HOME / "logs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return (folder / "staged.log").open("ab")


def _address() -> str:
    """The database that this process uses, for the next one: a test's is not that of the environment."""
    given = connection.settings_dict
    user, password = quote(given["USER"]), f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else ""
    options = {"host": given["HOST"], "port": given["PORT"], **given.get("OPTIONS", {})}
    query = "&".join(f"{name}={quote(str(value))}" for name, value in options.items() if value)
    return f"postgresql://{user}{password}@/{quote(given['NAME'])}?{query}"
