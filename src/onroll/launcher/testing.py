"""`onroll test`: everything checked, from nothing, with one plain closing line. For developers and the CI.

The tests get a throw-away database server of their own (not flushed to disk), unless DATABASE_URL names one. Without
further arguments the code's form, types, and migrations are checked too, and the tests run in two processes, each with a
database of its own: those of the integration folder beside all others. With arguments pytest runs once, with them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from onroll.launcher import browser, frontend
from onroll.launcher.environment import PROJECT
from onroll.launcher.keeper import using_server
from onroll.launcher.processes import dying_with_me, is_alive, say

PREFIX = f"onroll-test-{os.getuid()}-"

CHECKS = {
    "The code's form (ruff check)": ("-m", "ruff", "check", "--quiet", "src", "tests"),
    "The code's layout (ruff format)": ("-m", "ruff", "format", "--check", "--quiet", "src", "tests"),
    "The types of the rules (mypy)": ("-m", "mypy", "--no-error-summary"),
    "The migrations (makemigrations --check)": ("-m", "django", "makemigrations", "--check", "--dry-run"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-browser", action="store_true", help="leave the browser tests out")


def run(arguments: argparse.Namespace) -> int:
    """All checks, then all tests. Returns 0 only if every one passed and there was at least one test."""
    for_pytest: list[str] = arguments.pytest
    program = None if arguments.no_browser else browser.find_or_install()
    frontend.make_ready()
    with ExitStack() as stack:
        home = stack.enter_context(throw_away_home())
        environment = {**os.environ, "ONROLL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "onroll.config.settings"}
        if program:
            environment["CHROME"] = program
        if not os.environ.get("DATABASE_URL"):
            stack.enter_context(using_server(home, durable=False))
        without = ["-m", "not browser"] if arguments.no_browser else []
        if for_pytest:
            return python("-m", "pytest", *without, *for_pytest, environment=environment)
        return everything(without, environment, home)


def everything(without: list[str], environment: dict[str, str], home: Path) -> int:
    """The checks and all tests, the integration folder in a process beside the rest; its words follow the others'."""
    words_beside = home / "integration.txt"
    with open(words_beside, "wb") as written:
        beside = subprocess.Popen(
            [sys.executable, "-m", "pytest", "tests/integration"], cwd=PROJECT, stdout=written, stderr=subprocess.STDOUT,
            env={**environment, "ONROLL_TEST_DATABASE": "test_onroll_beside"}, preexec_fn=dying_with_me(signal.SIGTERM),
        )  # fmt: skip
    try:
        failed = [words for words, check in CHECKS.items() if not passes(words, check, environment)]
        others = sorted(str(room.relative_to(PROJECT)) for room in (PROJECT / "tests").iterdir() if is_room(room))
        codes = {", ".join(others): python("-m", "pytest", *without, *others, environment=environment)}
        codes["tests/integration"] = beside.wait()
    finally:
        beside.terminate()
    print(words_beside.read_text(errors="replace"), flush=True)
    for words in [*failed, *(f"The tests of {rooms}" for rooms, code in codes.items() if code)]:
        say(f"FAILED  {words}")
    bad = bool(failed) or any(codes.values())
    say("FAILED: see above." if bad else "Every check and every test passed.")
    return 1 if bad else 0


def is_room(folder: Path) -> bool:
    """Whether this folder of tests runs in the first process: all but the integration tests, the browser's last."""
    return folder.is_dir() and folder.name != "integration" and any(folder.rglob("test_*.py"))


def passes(words: str, check: tuple[str, ...], environment: dict[str, str]) -> bool:
    began = time.monotonic()
    code = python(*check, environment=environment)
    say(f"{'passed' if code == 0 else 'FAILED'}  {words}, {time.monotonic() - began:.1f} s")
    return code == 0


def python(*arguments: str, environment: dict[str, str]) -> int:
    """Run one Python program of the environment from the project's folder, its words going where ours go."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=PROJECT, env=environment, preexec_fn=dying_with_me(signal.SIGTERM)
    ).returncode


@contextmanager
def throw_away_home() -> Iterator[Path]:
    """An installation for one run of the tests; those of runs that were killed are cleared away."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        number = left.name.removeprefix(PREFIX).split("-")[0]
        if number.isdigit() and not is_alive(int(number)):
            shutil.rmtree(left, ignore_errors=True)
    home = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)
