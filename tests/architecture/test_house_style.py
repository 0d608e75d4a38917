"""Can a newcomer read any module in one sitting, and does nothing in the repository depend on one machine?"""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "src" / "onroll"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
PURE = ("people", "rules", "extracts", "linkage", "simulator")

LONGEST_MODULE = 400  # lines
LONGEST_FUNCTION = 50  # lines
CLOCK = re.compile(r"\b(date\.today|datetime\.(now|utcnow|today)|timezone\.now|localdate|time\.time)\(")
SAY_NOTHING = {"utils.py", "helpers.py", "misc.py", "common.py", "services.py", "signals.py"}

# Written in pieces, so that this file doesn't find itself.
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:" + "|".join(("ro" + "ot", "wo" + "rk", "ho" + "me/[a-z]+")) + r")/")
REGISTRIES = re.compile(
    "|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "registry\\.npm" + r"js", "deb\\.deb" + "ian"))
)
TOO_BIG = 200 * 1024  # bytes


def name_of(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "-C", PROJECT, "ls-files", "-z"], capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout: there is no list of the repository's files")
    return [path for name in listed.stdout.split("\0") if name and (path := PROJECT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        try:
            found.append((name_of(path), path.read_text()))
        except UnicodeDecodeError:
            continue
    return found


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_module_says_what_it_answers_and_is_short_enough_to_read(module: Path) -> None:
    text = module.read_text()
    tree = ast.parse(text)
    assert not tree.body or ast.get_docstring(tree), (
        "no docstring: which question does the module answer, and for whom?"
    )
    assert text.count("\n") <= LONGEST_MODULE
    assert module.name not in SAY_NOTHING, "name the module for what lives in it"
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_never_reads_the_clock(room: str) -> None:
    found = [
        f"{name_of(path)}:{number}"
        for path in (SOURCE / room).rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if CLOCK.search(line)
    ]
    assert found == [], "the day is an argument"


def test_nothing_names_a_path_of_one_machine() -> None:
    assert [name for name, text in texts() if MACHINE_PATH.search(text)] == []


def test_nothing_names_a_package_registry() -> None:
    assert [name for name, text in texts() if REGISTRIES.search(text)] == []


def test_nothing_big_is_committed_but_locks() -> None:
    locks = {PROJECT / "requirements" / name for name in ("run.txt", "test.txt")}
    pictures = PROJECT / "docs" / "pictures"
    assert [
        name_of(path)
        for path in tracked()
        if path.stat().st_size > TOO_BIG and path not in locks and not path.is_relative_to(pictures)
    ] == []


def test_every_requirement_is_locked_by_hash() -> None:
    for lock in (PROJECT / "requirements").glob("*.txt"):
        pins = re.findall(r"^[\w.-]+==\S+.*?(?=^\S|\Z)", lock.read_text(), re.MULTILINE | re.DOTALL)
        assert pins and all("--hash=sha256:" in pin for pin in pins), lock.name
        assert lock.with_suffix(".in").exists()
