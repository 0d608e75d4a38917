"""How does the web service come up, and how is it watched and stopped? For `start`."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from onroll.launcher.processes import CannotStart, dying_with_me, say

SECONDS_TO_ANSWER = 60.0
SECONDS_TO_STOP = 1.5
NEXT_PORTS = 20


def listen() -> socket.socket:
    """The socket the service answers on: `ONROLL_PORT` (8000) of this machine only, else the next free port after it."""
    address = os.environ.get("ONROLL_BIND", "127.0.0.1")
    asked = os.environ.get("ONROLL_PORT", "8000")
    if not asked.isdigit() or not 0 <= int(asked) <= 65535:
        raise CannotStart(f"ONROLL_PORT is {asked!r}; it must be a port number from 0 to 65535.")
    first = int(asked)
    for port in range(first, min(first + NEXT_PORTS, 65536)):
        answering = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        answering.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            answering.bind((address, port))
            answering.listen(1024)  # so that of two services starting at once each gets a port of its own
        except OSError as error:
            answering.close()
            if isinstance(error, PermissionError) or not port:
                raise CannotStart(f"This user may not open port {port}: set ONROLL_PORT to one above 1023.") from error
            continue
        if port != first:
            say(f"Port {first} is taken; using {port}. Set ONROLL_PORT to choose another.")
        return answering
    raise CannotStart(
        f"Ports {first} to {first + NEXT_PORTS - 1} of {address} are all taken or not ours; set ONROLL_PORT."
    )


def address_of(answering: socket.socket) -> str:
    host, port = answering.getsockname()[:2]
    if host in ("0.0.0.0", "::", "::1"):
        host = "127.0.0.1" if host == "0.0.0.0" else "[::1]"
    return f"http://{host}:{port}"


@contextmanager
def web_service(answering: socket.socket, log: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run gunicorn on a socket that is already bound; stopped on leaving, killed if it dawdles."""
    number = answering.fileno()
    command = [sys.executable, "-P", "-m", "gunicorn", "-c", "python:onroll.launcher.gunicorn_settings",
               "--bind", f"fd://{number}", "onroll.config.wsgi:application"]  # fmt: skip
    with open(log, "ab") as out:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, pass_fds=[number], env=environment, cwd="/",
            start_new_session=True, preexec_fn=dying_with_me(signal.SIGTERM),
        )  # fmt: skip
    try:
        yield server
    finally:
        server.terminate()
        try:
            server.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_until_healthy(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Return when /healthz says 200. Raises CannotStart with the end of the log."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    said = ""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # the service is here, not behind a proxy
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with opener.open(f"{address}/healthz", timeout=10):
                return
        except urllib.error.HTTPError as error:
            said = f"/healthz answered {error.code}."
        except OSError as error:
            said = str(error)
        time.sleep(0.05)
    lines = log.read_text(errors="replace").strip().splitlines()[-8:]
    raise CannotStart("The web service did not come up. " + said + "\n" + "\n".join(f"  {line}" for line in lines))


def watch(server: subprocess.Popen[bytes], database: socket.socket | None, look: Callable[[], None]) -> None:
    """Wait for ever, calling `look` twice a second; raises CannotStart when the web service or its database has gone."""
    while server.poll() is None:
        look()
        if database is None:
            time.sleep(0.5)
        elif select.select([database], [], [], 0.5)[0]:
            raise CannotStart(
                "The database stopped, so the service stopped too. Nothing committed is lost; start it again."
            )
    raise CannotStart("The web service stopped by itself; see logs/web.log in the installation's folder.")
