"""Does `onroll start` come up from an empty folder, with the right rights, and go away without a trace, however it ends?"""

from __future__ import annotations

import json
import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from integration.launcher.services import Service, gone, onroll, processes_of, start
from onroll.audit.models import APPEND_ONLY_TABLES
from onroll.config.database import socket_folder
from onroll.launcher.keeper import using_server

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = start(tmp_path_factory.mktemp("an empty installation"))
    yield running
    running.process.send_signal(signal.SIGTERM)
    running.process.communicate(timeout=30)


def fetch(address: str) -> tuple[int, bytes]:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=10) as answer:
        return answer.status, answer.read()


def test_the_service_answers_and_is_empty(service: Service) -> None:
    assert fetch(f"{service.address}/healthz") == (200, b"ok\n")
    assert not (service.home / "demonstration.json").exists(), "a folder somebody names starts empty"


def test_style_sheets_are_handed_out_by_names_that_carry_a_hash(service: Service) -> None:
    _, page = fetch(f"{service.address}/")
    (sheet,) = {part.split(b'"')[0] for part in page.split(b'href="') if b"govuk-frontend.min." in part.split(b'"')[0]}
    status, styles = fetch(service.address + sheet.decode())
    assert status == 200 and sheet.count(b".") == 3
    assert b"GDS Transport" not in styles and b"govuk-crest" not in styles and b"--council-font" in styles


def test_secrets_and_folders_are_the_owners_alone(service: Service) -> None:
    assert (service.home / "secret_key").stat().st_mode & 0o777 == 0o600
    assert len((service.home / "secret_key").read_text()) >= 50
    for folder in ("logs", "postgres"):
        assert (service.home / folder).stat().st_mode & 0o077 == 0


def test_the_web_role_reads_and_writes_rows_and_rewrites_no_log(service: Service) -> None:
    with psycopg.connect(
        host=str(socket_folder(service.home)), user="onroll_web", dbname="onroll", autocommit=True
    ) as web:
        assert web.execute("SELECT count(*) FROM accounts_user").fetchone() == (0,)
        for table in APPEND_ONLY_TABLES:
            assert web.execute("SELECT has_table_privilege(%s, 'INSERT')", [table]).fetchone() == (True,)
            for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}", f"ALTER TABLE {table} DISABLE TRIGGER ALL"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    web.execute(statement)
        for statement in (
            "CREATE TABLE mine ()",
            "DELETE FROM django_migrations",
            "UPDATE onroll_installation SET whole = false",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(statement)


def test_a_command_shares_the_running_services_database(service: Service) -> None:
    done = onroll(service.home, "set-aside", "list", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
    assert fetch(f"{service.address}/healthz")[0] == 200, "the service keeps the server that the command used"


def test_the_audit_log_is_sealed_at_every_start(tmp_path: Path) -> None:
    home = tmp_path / "home"
    added = onroll(home, "people", "add", "ada@council.example", "Ada Bell", "--role", "scrutiny")
    assert added.returncode == 0, added.stderr
    running = start(home)
    with psycopg.connect(host=str(socket_folder(home)), user="onroll_owner", dbname="onroll") as held:
        assert (
            held.execute("SELECT sum(entries) FROM audit_seal").fetchone()
            == held.execute("SELECT count(*) FROM audit_entry").fetchone()
        )
    running.process.terminate()
    running.process.communicate(timeout=30)


def test_a_taken_port_is_said_and_the_next_is_used(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        running = start(tmp_path / "home", ONROLL_PORT=port)
        assert not running.address.endswith(port)
        began = time.monotonic()
        running.process.send_signal(signal.SIGINT)
        _, said = running.process.communicate(timeout=30)
    assert running.process.returncode == 0
    assert f"Port {port} is taken" in said
    assert time.monotonic() - began < 10
    assert gone(running.home, 0.0) == [], "when it has ended everything has"


def test_killing_the_service_leaves_no_process_and_no_half_state(tmp_path: Path) -> None:
    running = start(tmp_path / "home")
    assert len(processes_of(running.home)) >= 4
    running.process.kill()
    running.process.communicate()
    assert gone(running.home) == []
    again = start(running.home)
    assert fetch(f"{again.address}/healthz")[0] == 200
    again.process.terminate()
    again.process.communicate(timeout=30)
    assert again.process.returncode == 0


def test_a_first_set_up_that_was_interrupted_is_made_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert onroll(home, "set-aside", "list").returncode == 0
    with (
        using_server(home),
        psycopg.connect(host=str(socket_folder(home)), user="onroll_owner", dbname="onroll") as connection,
    ):
        connection.execute("UPDATE onroll_installation SET whole = false")
        connection.execute("CREATE TABLE half_of_something ()")
        connection.commit()
    done = onroll(home, "set-aside", "list")
    assert done.returncode == 0 and "interrupted" in done.stderr
    with (
        using_server(home),
        psycopg.connect(host=str(socket_folder(home)), user="onroll_owner", dbname="onroll") as connection,
    ):
        assert connection.execute("SELECT whole FROM onroll_installation").fetchone() == (True,)
        assert connection.execute("SELECT to_regclass('half_of_something')").fetchone() == (None,)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"DATABASE_URL": "mysql://somewhere/db"}, "PostgreSQL only"),
        ({"DATABASE_URL": "postgresql://nobody@/none?host=/nowhere"}, "could not be reached"),
        ({"ONROLL_PORT": "eighty"}, "must be a port number"),
    ],
    ids=["another engine", "no server there", "no number"],
)
def test_what_can_not_start_says_why_in_a_sentence(tmp_path: Path, more: dict[str, str], words: str) -> None:
    done = onroll(tmp_path / "home", "start", **more)
    assert done.returncode == 1
    assert words in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""
    assert gone(tmp_path / "home", 2.0) == []


def test_bad_usage_is_two_and_answers_nothing(tmp_path: Path) -> None:
    done = onroll(tmp_path / "home", "no-such-command")
    assert (done.returncode, done.stdout) == (2, "")
    assert not (tmp_path / "home").exists()
