"""How does the embedded database of one installation come to be, start and stop? For the keeper, which owns it.

The server listens on a socket in a private folder and on no port. Its parent's death stops it. A cluster is made under
another name and renamed when whole, so a half-made one is never used. The caller holds the installation's keeper lock,
so nobody else starts or makes this cluster meanwhile.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from onroll.config.database import SOCKET_NAME, socket_folder
from onroll.launcher.binaries import SHARED_STATE, Programs
from onroll.launcher.folders import SECONDS_TO_START, private_folder
from onroll.launcher.processes import CannotStart, dying_with_me

SUPERUSER = "postgres"
ROOM_NEEDED = 200 * 2**20  # bytes; an empty cluster takes 40 MB, its first log segments another 64 MB
SECONDS_TO_STOP = 30.0

DURABLE = {
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_completion_target": "0.9",
    "wal_compression": "on",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_connections": "60",
    # A failing statement can hold a child's details, and so can the detail of an error: neither goes into a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}


class Cluster:
    """The data, the socket folder and the running server of one installation."""

    def __init__(self, home: Path, programs: Programs, *, durable: bool = True) -> None:
        self.home = home
        self.programs = programs
        self.durable = durable
        self.data = home / "postgres"
        self.run = socket_folder(home)
        self.log = home / "logs" / "postgres.log"
        self.server: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Make the folders, and the cluster where there is none yet. Raises CannotStart with what to do."""
        self.log.parent.mkdir(mode=0o700, exist_ok=True)
        self._place_within_reach()
        private_folder(self.run)
        self._hand_over(self.run.resolve())
        marker = self.data / "PG_VERSION"
        if not marker.exists():
            self._initdb()
        elif (made_by := marker.read_text().strip()) != str(self.programs.version):
            raise CannotStart(
                f"The database in {self.data} was made by PostgreSQL {made_by}, and the programs in {self.programs.folder} are "
                f"PostgreSQL {self.programs.version}. Name the programs of version {made_by} with PG_BINDIR, or move the "
                "data with pg_dump and pg_restore."
            )

    def start(self) -> None:
        """Start the server and return when it answers. Raises CannotStart with the end of its log."""
        self._clear_what_a_crash_left()
        settings = DURABLE if self.durable else DURABLE | THROW_AWAY
        settings = settings | {"dynamic_shared_memory_type": shared_memory_kind()}
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = self.programs.command(
            "postgres", "-D", self.data.resolve(), "-k", self.run.resolve(), "-h", "",
            "-c", "unix_socket_permissions=0700", *arguments,
        )  # fmt: skip
        with open(self.log, "ab") as log:
            begun_at = log.tell()
            self.server = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=plain_environment(),
                cwd="/", preexec_fn=dying_with_me(signal.SIGINT),
            )  # fmt: skip
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if self.server.poll() is not None:
                raise CannotStart(f"The database did not start:\n{self._log_since(begun_at)}")
            if time.monotonic() > deadline:
                self.stop()
                raise CannotStart(
                    f"The database did not answer in {SECONDS_TO_START:.0f} seconds:\n{self._log_since(begun_at)}"
                )
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop the server: open transactions are rolled back, everything committed is on the disk."""
        if self.server is None:
            return
        self.server.send_signal(signal.SIGINT)
        try:
            self.server.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.server.send_signal(signal.SIGQUIT)
            self.server.wait()
        self.server = None

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection as the superuser, for roles and databases only; children's tables are never touched by it."""
        return psycopg.connect(host=str(self.run), user=SUPERUSER, dbname=database, autocommit=True, connect_timeout=10)

    def ensure_roles(self) -> None:
        """The owner, who migrates and loads; the web role, who owns nothing; and the installation's database."""
        with self.connect() as connection:
            have = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            if "onroll_owner" not in have:
                # Only the throw-away server of the tests makes databases of its own.
                connection.execute(f"CREATE ROLE onroll_owner LOGIN {'' if self.durable else 'CREATEDB'}")
            if "onroll_web" not in have:
                connection.execute("CREATE ROLE onroll_web LOGIN")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'onroll'").fetchone():
                connection.execute("CREATE DATABASE onroll OWNER onroll_owner")

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _log_since(self, position: int) -> str:
        with open(self.log, "rb") as log:
            log.seek(position)
            lines = log.read().decode(errors="replace").strip().splitlines()
        return "\n".join(f"  {line}" for line in lines[-6:])

    def _initdb(self) -> None:
        making = self.data.resolve().with_name("postgres.making")
        shutil.rmtree(making, ignore_errors=True)
        if shutil.disk_usage(self.home).free < ROOM_NEEDED:
            raise CannotStart(
                f"The disk that holds {self.home} is nearly full: a new database needs {ROOM_NEEDED // 2**20} MB."
            )
        making.mkdir(mode=0o700)
        self._hand_over(making)
        sorting = ["--locale=C.UTF-8"]
        if self.programs.version >= 17:
            sorting = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        done = subprocess.run(
            self.programs.command(
                "initdb", "-D", making, "-U", SUPERUSER, "-E", "UTF8", "--data-checksums", *sorting,
                "--auth-local=trust", "--auth-host=reject", *([] if self.durable else ["--no-sync"]),
            ),
            stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", cwd="/",
            env=plain_environment(), preexec_fn=dying_with_me(signal.SIGKILL),
        )  # fmt: skip
        if done.returncode != 0:
            shutil.rmtree(making, ignore_errors=True)
            if "No space left on device" in done.stderr:
                raise CannotStart(
                    f"The disk that holds {self.home} is full: the database could not be made. Nothing was kept."
                )
            words = "\n".join(f"  {line}" for line in done.stderr.strip().splitlines()[-6:])
            raise CannotStart(f"The database could not be made:\n{words}")
        shutil.rmtree(self.data.resolve(), ignore_errors=True)
        making.rename(self.data.resolve())

    def _place_within_reach(self) -> None:
        """Where the server runs as another user who can't enter the installation, its files live beside, linked to."""
        if self.data.exists() or self.programs.may_reach(self.home):
            return
        state = SHARED_STATE / f"onroll-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]}"
        shutil.rmtree(state, ignore_errors=True)  # of an installation that stood here before and was deleted
        state.mkdir(mode=0o700)
        self._hand_over(state)
        for link in (self.data, self.run):
            (state / link.name).mkdir(mode=0o700)
            self._hand_over(state / link.name)
            link.unlink(missing_ok=True)
            link.symlink_to(state / link.name)

    def _hand_over(self, folder: Path) -> None:
        if self.programs.runs_as:
            user = pwd.getpwnam(self.programs.runs_as)
            os.chown(folder, user.pw_uid, user.pw_gid)

    def _clear_what_a_crash_left(self) -> None:
        """A lock file whose server is gone is removed; a server still going down is waited for.

        PostgreSQL trusts the process number in its lock file, which after a restart of the machine may be anybody's.
        The keeper lock is ours, so only a server whose working folder is this cluster counts.
        """
        lock = self.data / "postmaster.pid"
        deadline = time.monotonic() + SECONDS_TO_STOP
        told = False
        while (pid := lock_holder(lock)) and works_in(pid, self.data.resolve()):
            if not told:
                os.kill(pid, signal.SIGINT)
                told = True
            if time.monotonic() > deadline:
                raise CannotStart(f"Another server (process {pid}) is still using {self.data} and does not stop.")
            time.sleep(0.05)
        for left in (lock, self.run / SOCKET_NAME, self.run / f"{SOCKET_NAME}.lock"):
            left.unlink(missing_ok=True)


def lock_holder(lock: Path) -> int:
    """The process number in a server's lock file, 0 where there is none."""
    try:
        return int(lock.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return 0


def works_in(pid: int, folder: Path) -> bool:
    """Whether a living process has a folder as its working folder, as a server has its cluster's."""
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd")) == folder
    except OSError:
        return False


def plain_environment() -> dict[str, str]:
    """Our environment without the PG… variables a person may have set for servers of their own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def shared_memory_kind() -> str:
    """Containers often give /dev/shm only 64 MB, which parallel queries outgrow; then files in the cluster serve."""
    try:
        roomy = shutil.disk_usage("/dev/shm").total >= 512 * 2**20
    except OSError:
        roomy = False
    return "posix" if roomy else "mmap"
