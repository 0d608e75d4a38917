"""How do tests of the launcher run the real thing? Commands and services in processes of their own, and what is left of them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest


def environment(home: Path, **more: str) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "ONROLL_DB_USER")}
    return {**ours, "ONROLL_HOME": str(home), "ONROLL_PORT": "0", **more}


def onroll(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "onroll", *arguments],
        env=environment(home, **more), capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@dataclass
class Service:
    """A running `onroll start`, what it printed, and where it answers."""

    home: Path
    process: subprocess.Popen[str]
    said: list[str]
    address: str


def starting(home: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    """`onroll start`, not waited for."""
    return subprocess.Popen(
        [sys.executable, "-m", "onroll", "start", *arguments],
        env=environment(home, **more), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def start(home: Path, *arguments: str, **more: str) -> Service:
    """`onroll start`, until it says its address."""
    process = starting(home, *arguments, **more)
    said = []
    for line in process.stdout:
        said.append(line)
        if "OnRoll is running at " in line:
            return Service(home, process, said, line.split("running at ")[1].split(" ")[0])
    pytest.fail(f"the service did not start: {process.stderr.read()}")


def processes_of(home: Path) -> list[str]:
    """Every process that was started for this installation, by its command line."""
    mark = f"ONROLL_HOME={home}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append((entry / "cmdline").read_text().replace("\0", " "))
            except OSError:
                continue
    return [words for words in found if words]


def gone(home: Path, seconds: float = 20.0) -> list[str]:
    """What is still running of an installation after waiting so long."""
    deadline = time.monotonic() + seconds
    while (left := processes_of(home)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left
