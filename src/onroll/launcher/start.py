"""`onroll start`: everything up, from nothing or from last time, until Ctrl-C. For whoever tries or runs OnRoll."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from onroll.config.database import home as home_of
from onroll.launcher import frontend, serving, static_files
from onroll.launcher.installation import SECRET_KEY, SIGN_INS, kept_secret
from onroll.launcher.keeper import using_server
from onroll.launcher.processes import CannotStart, dying_with_me, say
from onroll.launcher.upkeep import Daily


class Stopped(BaseException):
    """Somebody asked the service to stop: Ctrl-C, or a signal from the system."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--demo", action="store_true", help="load the simulated authority into an empty ONROLL_HOME too"
    )
    choice.add_argument("--empty", action="store_true", help="start without the simulated authority")


def wants_demonstration(arguments: argparse.Namespace) -> bool:
    """A fresh checkout opens with the simulated authority; a folder somebody names as ONROLL_HOME starts empty."""
    if arguments.demo or arguments.empty:
        return bool(arguments.demo)
    return not os.environ.get("ONROLL_HOME")


def run(arguments: argparse.Namespace) -> int:
    """Start, print, wait. Returns 0 when asked to stop. Raises CannotStart."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        _start(home_of(), demonstration=wants_demonstration(arguments))
    except Stopped:
        say("Stopped.")
    return 0


def _stop(*_: object) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # asked once is enough: the rest is tidying up
    raise Stopped


def _start(home: Path, *, demonstration: bool) -> None:
    began = time.monotonic()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / "logs").mkdir(mode=0o700, exist_ok=True)
    answering = serving.listen()
    with ExitStack() as stack:
        frontend.make_ready()
        database = None
        if not os.environ.get("DATABASE_URL"):
            say("Starting the database.")
            database = stack.enter_context(using_server(home))
        _prepare(home, demonstration=demonstration)
        say("Starting the web service.")
        log = home / "logs" / "web.log"
        if log.exists() and log.stat().st_size > 10 * 2**20:
            shutil.move(log, log.with_suffix(".old.log"))
        environment = _web_environment(home, collected=static_files.make_ready())
        server = stack.enter_context(serving.web_service(answering, log, environment))
        address = serving.address_of(answering)
        serving.wait_until_healthy(server, address, log)
        _announce(home, address, seconds=time.monotonic() - began)
        serving.watch(server, database, Daily(home).look)


def _prepare(home: Path, *, demonstration: bool) -> None:
    command = [sys.executable, "-P", "-m", "onroll.launcher.installation"]
    if demonstration:
        command.append("--demonstration")
    environment = {**os.environ, "ONROLL_HOME": str(home)}
    # A session of its own, so that Ctrl-C reaches us alone and we stop it: the installation is then made again.
    done = subprocess.run(command, env=environment, preexec_fn=dying_with_me(signal.SIGKILL), start_new_session=True)
    if done.returncode != 0:
        raise CannotStart("The installation could not be made ready, so nothing was started.")


def _web_environment(home: Path, *, collected: Path) -> dict[str, str]:
    """What the web processes run with: the role that owns nothing, this installation's secret."""
    environment = {
        **os.environ,
        "ONROLL_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "onroll.config.settings",
        "ONROLL_DB_USER": "onroll_web",
        "ONROLL_SECRET_KEY": os.environ.get("ONROLL_SECRET_KEY") or kept_secret(home / SECRET_KEY, length=48),
        "ONROLL_HTTPS": os.environ.get("ONROLL_HTTPS", "0" if _on_this_machine_only() else "1"),
        "ONROLL_SIMULATED": "1" if (home / SIGN_INS).exists() else "0",
        "ONROLL_STATIC_ROOT": str(collected),
        "PYTHONSAFEPATH": "1",
    }
    if web_url := os.environ.get("ONROLL_WEB_DATABASE_URL"):
        environment["DATABASE_URL"] = web_url
    return environment


def _on_this_machine_only() -> bool:
    return os.environ.get("ONROLL_BIND", "127.0.0.1") in ("127.0.0.1", "::1", "localhost")


def _announce(home: Path, address: str, *, seconds: float) -> None:
    print(f"\nOnRoll is running at {address} (ready in {seconds:.0f} seconds). Ctrl-C stops it.", flush=True)
    if not (home / SIGN_INS).exists():
        print(f"The installation is in {home}.\n", flush=True)
        return
    noted = json.loads((home / SIGN_INS).read_text())
    widest = max(len(email) for email, *_ in noted["users"])
    print(f"\nEvery child in it is invented. Sign in with the password {noted['password']} as\n")
    for email, _name, role, does in noted["users"]:
        print(f"  {email:<{widest}}  {role}: {does}")
    print(flush=True)
