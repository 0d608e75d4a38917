"""Who keeps the embedded server while several commands use it, and who stops it? One keeper process an installation.

The keeper is the server's parent. Commands and the web service hold a connection to the keeper's socket while they
need the database; the kernel closes it whatever happens to them, so the keeper always knows who is left. When the last
has gone it stops the server, and only then closes that last connection: a command that ends cleanly ends after its
server. If the keeper itself is killed, the kernel stops the server (`PR_SET_PDEATHSIG`).

Run as `python -m onroll.launcher.keeper HOME [--throw-away]` by `using_server`, never by hand.
"""

from __future__ import annotations

import fcntl
import os
import select
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from onroll.config.database import socket_folder
from onroll.launcher.binaries import find_programs
from onroll.launcher.folders import SECONDS_TO_START, check_owner, private_folder
from onroll.launcher.processes import CannotStart

if TYPE_CHECKING:
    from onroll.launcher.postgres import Cluster

READY = b"ready\n"
MOST_FAILURES = 5  # keepers that end before they open their door
GRACE = 10.0  # seconds a new keeper waits for its first user


def door(home: Path) -> Path:
    """The socket by which users reach the keeper of an installation."""
    return socket_folder(home) / "keeper"


@contextmanager
def using_server(home: Path, *, durable: bool = True) -> Iterator[socket.socket]:
    """Hold the installation's embedded server for a while: started where it isn't running, stopped after its last user.

    Gives the connection to the keeper: it becomes readable only if the server goes away. Raises CannotStart.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = _join(home, durable=durable)
    try:
        yield held
    finally:
        try:
            held.shutdown(socket.SHUT_WR)
            held.settimeout(SECONDS_TO_START)
            held.recv(1)  # ends at once where others stay, else when the server has stopped
        except OSError:
            pass
        held.close()


def _join(home: Path, *, durable: bool) -> socket.socket:
    """Connect to the keeper; start one where there is none. A keeper that is just leaving is waited for."""
    deadline = time.monotonic() + SECONDS_TO_START
    failures = 0
    while time.monotonic() < deadline and failures < MOST_FAILURES:
        held = _knock(home) or _start_keeper(home, durable=durable)
        if held is None:
            failures += 1
            continue
        held.settimeout(SECONDS_TO_START)
        try:
            answer = held.makefile("rb").readline()
        except OSError:
            answer = b""
        if answer == READY:
            held.settimeout(None)
            return held
        held.close()
        if answer:
            raise CannotStart(answer.decode(errors="replace").replace("\x1f", "\n").strip())
        time.sleep(0.02)  # it was just leaving
    raise CannotStart(f"The database of {home} could not be started; see {home / 'logs' / 'keeper.log'}.")


def _knock(home: Path) -> socket.socket | None:
    check_owner(door(home).parent)
    caller = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        caller.connect(str(door(home)))
    except OSError:
        caller.close()
        return None
    return caller


def _start_keeper(home: Path, *, durable: bool) -> socket.socket | None:
    """Start a keeper unless another command just did; gives a connection to whichever opens its door first."""
    (home / "logs").mkdir(mode=0o700, exist_ok=True)
    command = [sys.executable, "-P", "-m", "onroll.launcher.keeper", str(home), *([] if durable else ["--throw-away"])]
    with open(home / "start.lock", "w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if (held := _knock(home)) is not None:
            return held
        ours, theirs = os.pipe()
        with open(home / "logs" / "keeper.log", "ab") as log:
            # A session of its own: Ctrl-C is for the command, and the server must outlive the last query it makes.
            subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=log, cwd="/", start_new_session=True,
                env={**os.environ, "ONROLL_HOME": str(home)},
            )  # fmt: skip
        os.close(theirs)
        try:
            while not select.select([ours], [], [], 0.2)[0]:
                if (held := _knock(home)) is not None:
                    return held
            return _knock(home)
        finally:
            os.close(ours)


class Keeper:
    """The process that owns one installation's server."""

    def __init__(self, home: Path, *, durable: bool) -> None:
        self.home = home
        self.durable = durable
        self.users: set[socket.socket] = set()
        self.asked_to_stop = False

    def keep(self) -> int:
        """Open the door, start the server, serve until the last user has gone."""
        lock = open(self.home / "keeper.lock", "w")  # noqa: SIM115 (held until this process ends)
        fcntl.flock(lock, fcntl.LOCK_EX)  # a keeper that is leaving is waited for
        private_folder(door(self.home).parent)
        door(self.home).unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(door(self.home)))
        listener.listen(64)
        try:
            os.write(1, b".")
        except BrokenPipeError:
            door(self.home).unlink()
            return 0  # whoever started us was killed, or found another keeper while we waited for the lock
        os.close(1)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop_soon)
        from psycopg import Error as DatabaseError  # here: only the keeper itself needs the driver

        from onroll.launcher.postgres import Cluster

        cluster = None
        try:
            cluster = Cluster(self.home, find_programs(), durable=self.durable)
            cluster.make()
            cluster.start()
            cluster.ensure_roles()
        except (CannotStart, OSError, DatabaseError) as reason:
            self._refuse(listener, str(reason))
            if cluster:
                cluster.stop()
            return 1
        self._serve(listener, cluster)
        listener.close()
        door(self.home).unlink(missing_ok=True)
        cluster.stop()
        return 0  # the last user's connection is closed by our end itself, so that it ends after us

    def _serve(self, listener: socket.socket, cluster: Cluster) -> None:
        waiting = selectors.DefaultSelector()
        waiting.register(listener, selectors.EVENT_READ)
        alone_since: float | None = time.monotonic()
        while not self.asked_to_stop and cluster.server is not None and cluster.server.poll() is None:
            for key, _ in waiting.select(timeout=0.5):
                if key.fileobj is listener:
                    user, _ = listener.accept()
                    with suppress(OSError):  # gone while it waited: its end is read like any other's
                        user.sendall(READY)
                    self.users.add(user)
                    waiting.register(user, selectors.EVENT_READ)
                    alone_since = None
                else:
                    user = key.fileobj  # a user says nothing: what can be read is that it has gone
                    waiting.unregister(user)
                    if len(self.users) == 1:
                        return
                    self.users.discard(user)
                    user.close()
            if alone_since is not None and time.monotonic() - alone_since > GRACE:
                return

    def _refuse(self, listener: socket.socket, reason: str) -> None:
        """Tell everyone who is waiting why there is no server."""
        door(self.home).unlink(missing_ok=True)
        listener.settimeout(1.0)
        try:
            while True:
                user, _ = listener.accept()
                user.sendall(reason.replace("\n", "\x1f").encode() + b"\n")
                user.close()
                listener.settimeout(0.1)
        except OSError:
            listener.close()

    def _stop_soon(self, *_: object) -> None:
        self.asked_to_stop = True


if __name__ == "__main__":
    os.umask(0o077)
    code = Keeper(Path(sys.argv[1]), durable="--throw-away" not in sys.argv[2:]).keep()
    sys.stderr.flush()
    os._exit(code)  # at once: no tidying up of Python's own between closing the last connection and the end
