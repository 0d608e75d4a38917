"""Does `./onroll` know when there is nothing to set up, and does it say clearly why it can't?"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from onroll.launcher import environment

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "requirements").mkdir()
    for group in ("run", "test"):
        (tmp_path / "requirements" / f"{group}.txt").write_text(f"{group}==1\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / ".venv" / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    for name, path in (("PROJECT", tmp_path), ("VENV", tmp_path / ".venv"), ("TOOLS", tmp_path / ".tools")):
        monkeypatch.setattr(environment, name, path)
    monkeypatch.setattr(environment, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    return tmp_path


@pytest.fixture
def installed(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    done: list[str] = []
    monkeypatch.setattr(environment, "install", done.append)
    monkeypatch.setattr(environment, "venv_works", lambda: True)
    return done


def test_what_is_installed_is_not_installed_again(installed: list[str]) -> None:
    environment.make_ready(["run"])
    environment.make_ready(["run"])
    assert installed == ["run"]


def test_tests_add_their_packages_to_what_is_there(installed: list[str]) -> None:
    environment.make_ready(["run"])
    environment.make_ready(["run", "test"])
    assert installed == ["run", "test"]


def test_a_changed_lock_is_installed(checkout: Path, installed: list[str]) -> None:
    environment.make_ready(["run"])
    (checkout / "requirements" / "run.txt").write_text("run==2\n")
    environment.make_ready(["run"])
    assert installed == ["run", "run"]


def test_a_checkout_that_was_moved_finds_its_code_again(checkout: Path, installed: list[str]) -> None:
    environment.make_ready(["run"])
    assert environment.is_ready("run")
    (checkout / ".venv" / "onroll-run.stamp").write_text(environment.wanted("run").replace(str(checkout), "/elsewhere"))
    assert not environment.is_ready("run")
    environment.make_ready(["run"])
    path = checkout / ".venv" / "lib" / "python3.11" / "site-packages" / "onroll-src.pth"
    assert path.read_text() == f"{checkout / 'src'}\n"


def test_an_interrupted_installation_leaves_no_stamp(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(group: str) -> None:
        raise environment.CannotSetUp("no registry")

    monkeypatch.setattr(environment, "install", fails)
    monkeypatch.setattr(environment, "venv_works", lambda: True)
    with pytest.raises(environment.CannotSetUp):
        environment.make_ready(["run"])
    assert not environment.is_ready("run")


def test_without_a_registry_there_is_a_sentence(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "uv", lambda: None)
    monkeypatch.setattr(
        environment, "run", lambda *command, **_: subprocess.CompletedProcess(command, 1, "", "Could not fetch URL\n")
    )
    with pytest.raises(environment.CannotSetUp, match="Can this machine reach a Python package registry"):
        environment.install("run")


def test_where_pip_has_a_registry_of_its_own_uv_is_left_out(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.council.example/simple")
    assert environment.uv() is None


def test_without_any_python_the_entry_point_says_what_to_install(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "dirname", "readlink"):
        (tools / name).symlink_to(f"/usr/bin/{name}")
    old = tools / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(old.stat().st_mode | stat.S_IXUSR)
    project = tmp_path / "a checkout"
    project.mkdir()
    (project / "onroll").write_text((PROJECT / "onroll").read_text().replace("/usr/bin/python3", "/nowhere/python3"))
    done = subprocess.run(
        ["/bin/sh", project / "onroll", "start"], env={"PATH": str(tools)}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "OnRoll needs Python 3.11 or newer, and none was found" in done.stderr
    assert done.stdout == ""


def test_the_entry_point_can_be_run(tmp_path: Path) -> None:
    assert os.access(PROJECT / "onroll", os.X_OK) and os.access(PROJECT / ".ci" / "run", os.X_OK)
