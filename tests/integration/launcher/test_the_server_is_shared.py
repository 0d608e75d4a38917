"""Does the embedded server start for the first who needs it, serve all, stop after the last, and outlive nobody?"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from onroll.config.database import LONGEST_SOCKET_ADDRESS, socket_folder
from onroll.launcher import binaries, folders, postgres
from onroll.launcher.keeper import using_server
from onroll.launcher.processes import CannotStart

pytestmark = pytest.mark.slow

# Holds the server until its standard input closes, and says when it has it.
HOLDER = """
import sys
from pathlib import Path
from onroll.launcher.keeper import using_server
with using_server(Path(sys.argv[1]), durable=False):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "home"
    yield folder
    assert soon(lambda: not server_of(folder)), "the server is still running after the test"


@pytest.fixture
def hold(home: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def held(process: subprocess.Popen[str]) -> bool:
    return process.stdout is not None and process.stdout.readline() == "held\n"


def let_go(process: subprocess.Popen[str]) -> int:
    process.communicate("")
    return process.returncode


def server_of(home: Path) -> list[int]:
    """The processes that work in the installation's cluster, and its keeper."""
    data = (home / "postgres").resolve()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                if postgres.works_in(int(entry.name), data) or (
                    b"onroll.launcher.keeper" in words and os.fsencode(home) in words
                ):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def soon(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return true()


def connected(home: Path, user: str) -> psycopg.Connection:
    return psycopg.connect(host=str(socket_folder(home)), user=user, dbname="onroll")


def ask(home: Path, question: str, *, user: str = "onroll_owner") -> object:
    with connected(home, user) as connection:
        return connection.execute(question).fetchone()[0]


def test_the_server_stops_when_its_user_ends_and_keeps_the_data(home: Path) -> None:
    with using_server(home, durable=False), connected(home, "onroll_owner") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        connection.commit()
    assert server_of(home) == [], "a command that ends cleanly ends after its server"
    with using_server(home, durable=False):
        assert ask(home, "SELECT answer FROM kept") == 42


def test_several_at_once_share_one_server_and_the_last_stops_it(home: Path, hold: Callable) -> None:
    users = [hold() for _ in range(4)]
    assert all(held(user) for user in users)
    assert ask(home, "SELECT 1") == 1
    for user in users[:3]:
        assert let_go(user) == 0
        assert ask(home, "SELECT 1") == 1, "others still need it"
    assert let_go(users[3]) == 0
    assert server_of(home) == []


def test_killing_every_user_leaves_no_server(home: Path, hold: Callable) -> None:
    users = [hold(), hold()]
    assert all(held(user) for user in users)
    assert server_of(home)
    for user in users:
        user.kill()
    assert soon(lambda: server_of(home) == [])


def test_killing_the_keeper_stops_the_server_and_the_next_command_starts_it_again(home: Path, hold: Callable) -> None:
    assert held(hold())
    (keeper,) = (pid for pid in server_of(home) if not postgres.works_in(pid, (home / "postgres").resolve()))
    os.kill(keeper, signal.SIGKILL)
    with using_server(home, durable=False):
        assert ask(home, "SELECT 1") == 1


def test_killing_the_server_itself_is_noticed(home: Path) -> None:
    with using_server(home, durable=False) as keeper:
        server = postgres.lock_holder(home / "postgres" / "postmaster.pid")
        os.kill(server, signal.SIGKILL)
        keeper.settimeout(5)
        assert keeper.recv(1) == b"", "the connection to the keeper ends, which is how `start` notices"
    with using_server(home, durable=False):
        assert ask(home, "SELECT 1") == 1


def test_no_port_is_opened_and_only_the_owner_reaches_the_socket(home: Path) -> None:
    with using_server(home, durable=False):
        assert ask(home, "SHOW listen_addresses") == ""
        for folder in (home, home / "postgres", socket_folder(home)):
            assert folder.stat().st_mode & 0o077 == 0
        assert ask(home, "SHOW data_checksums") == "on"


def test_the_web_role_owns_nothing_and_is_no_superuser(home: Path) -> None:
    with using_server(home, durable=False):
        assert (
            ask(home, "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname='onroll_web'")
            is False
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(home, "CREATE TABLE mine AS SELECT 1", user="onroll_web")


def test_a_half_made_cluster_is_made_again(home: Path) -> None:
    half = home / "postgres.making"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with using_server(home, durable=False):
        assert ask(home, "SELECT 1") == 1
    assert not half.exists()


def test_a_lock_file_left_by_a_power_cut_is_no_obstacle_even_if_its_number_is_somebody_elses_now(home: Path) -> None:
    with using_server(home, durable=False):
        lock = (home / "postgres" / "postmaster.pid").read_text()
    lines = lock.split("\n")
    lines[0] = str(os.getpid())
    (home / "postgres" / "postmaster.pid").write_text("\n".join(lines))
    with using_server(home, durable=False):
        assert ask(home, "SELECT 1") == 1


def test_a_path_too_long_for_a_socket_gets_a_short_private_folder(tmp_path: Path) -> None:
    home = tmp_path / ("a council's very long folder name " * 3).strip()
    short = socket_folder(home)
    assert short.parent == Path("/tmp") and len(os.fsencode(short / "keeper")) < LONGEST_SOCKET_ADDRESS
    try:
        with using_server(home, durable=False):
            assert ask(home, "SELECT 1") == 1
            assert short.stat().st_mode & 0o077 == 0
    finally:
        assert soon(lambda: server_of(home) == [])
        if short.exists():
            for left in short.iterdir():
                left.unlink()
            short.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can pose as another user")
def test_a_socket_folder_that_somebody_else_laid_out_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    os.chown(folder, 12345, 12345)
    with pytest.raises(CannotStart, match="belongs to another user"):
        folders.check_owner(folder)


def test_data_of_another_version_is_refused_with_what_to_do(home: Path) -> None:
    (home / "postgres").mkdir(parents=True)
    (home / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(CannotStart, match="made by PostgreSQL 9"), using_server(home, durable=False):
        pass


def test_a_full_disk_is_a_sentence_and_leaves_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir()
    (home / "logs").mkdir()
    monkeypatch.setattr(postgres, "ROOM_NEEDED", 2**62)
    with pytest.raises(CannotStart, match="nearly full"):
        postgres.Cluster(home, binaries.find_programs(), durable=False).make()
    assert not (home / "postgres").exists() and not (home / "postgres.making").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
def test_without_user_namespaces_root_drops_to_a_lesser_user(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "logs").mkdir(parents=True)
    home.chmod(0o700)  # closed to the lesser user, as a home folder of root is
    state = Path(tempfile.mkdtemp(dir="/var/tmp"))
    state.chmod(0o755)
    monkeypatch.setattr(binaries, "SHARED_STATE", state)
    monkeypatch.setattr(postgres, "SHARED_STATE", state)
    programs = binaries.find_programs(namespaces=False)
    assert programs.runs_as in ("postgres", "nobody")
    cluster = postgres.Cluster(home, programs, durable=False)
    cluster.make()
    cluster.start()
    try:
        cluster.ensure_roles()
        assert ask(home, "SELECT 1") == 1
        assert Path(f"/proc/{cluster.server.pid}").stat().st_uid != 0
        assert (home / "postgres").is_symlink(), "its files live where it can reach them"
    finally:
        cluster.stop()
        shutil.rmtree(state)
