"""Is this checkout ready to run, and if not, what has to be fetched? Run by `./onroll` before anything is installed.

Standard library only, and no import of `onroll`: it runs on the machine's own Python. It makes `.venv`, installs the
hash-locked requirements (by uv, itself hash-locked, in `.tools/`; by pip where uv can't reach the registry), leaves a
stamp with the hash of the locks, and becomes `python -m onroll COMMAND`. With a matching stamp it only does the last.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
VENV = PROJECT / ".venv"
TOOLS = PROJECT / ".tools"
PYTHON = VENV / "bin" / "python"
PR_SET_PDEATHSIG = 1


class CannotSetUp(Exception):
    """Why this machine can't run OnRoll, and what to do about it, in a sentence or two."""


def say(sentence: str) -> None:
    """Progress goes to standard error: standard output is only ever a command's answer."""
    print(sentence, file=sys.stderr, flush=True)


def die_with_parent() -> None:
    """In a child before exec: be killed when `./onroll` is, so that an interrupted set-up leaves nothing running."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def run(*command: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run one set-up step quietly; its words come back for the sentence that explains a failure."""
    return subprocess.run(
        [str(part) for part in command],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        preexec_fn=die_with_parent,
    )


def last_words(done: subprocess.CompletedProcess[str], lines: int = 6) -> str:
    return "\n".join(f"  {line}" for line in (done.stderr or done.stdout).strip().splitlines()[-lines:])


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two `./onroll` at once on a fresh clone: the second waits for the first. The lock goes when its holder does."""
    TOOLS.mkdir(exist_ok=True)
    with open(TOOLS / "set-up.lock", "w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another ./onroll is setting up this checkout; waiting for it.")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def wanted(group: str) -> str:
    """What the stamp of a group of requirements must say: the lock, this Python and this place."""
    lock = hashlib.sha256((PROJECT / "requirements" / f"{group}.txt").read_bytes()).hexdigest()
    return f"{lock}\n{sys.version_info.major}.{sys.version_info.minor}\n{PROJECT}\n"


def stamp(group: str) -> Path:
    return VENV / f"onroll-{group}.stamp"


def is_ready(group: str) -> bool:
    try:
        return stamp(group).read_text() == wanted(group) and PYTHON.exists()
    except OSError:
        return False


def base_python() -> str:
    """The machine's own interpreter, also when this runs on the one inside `.venv`."""
    return getattr(sys, "_base_executable", None) or sys.executable


def venv_works() -> bool:
    if not PYTHON.exists():
        return False
    check = f"import sys, pip; sys.exit(sys.version_info[:2] != {sys.version_info[:2]!r})"
    return run(PYTHON, "-I", "-c", check).returncode == 0


def make_venv() -> None:
    """Make `.venv` afresh. Debian splits venv off: as root it is fetched, otherwise a sentence says how."""
    say("Making the Python environment.")
    done = run(base_python(), "-I", "-m", "venv", "--clear", VENV)
    if done.returncode == 0:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Python's venv is missing; installing Debian's python3-venv.")
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run("apt-get", "update", env=env)
        run("apt-get", "install", "-y", "--no-install-recommends", "python3-venv", env=env)
        done = run(base_python(), "-I", "-m", "venv", "--clear", VENV)
    if done.returncode != 0:
        raise CannotSetUp(
            "Python can't make a virtual environment here. On Debian or Ubuntu: apt-get install python3-venv.\n"
            + last_words(done)
        )


def uv() -> Path | None:
    """The locked installer, fetched once into `.tools/`; None where it can't be had or pip has its own registry."""
    own_registry = any(os.environ.get(name) for name in ("PIP_INDEX_URL", "PIP_NO_INDEX"))
    if own_registry or "index-url" in run(PYTHON, "-I", "-m", "pip", "config", "get", "global.index-url").stdout:
        return None
    lock = PROJECT / "requirements" / "uv.txt"
    folder = TOOLS / f"uv-{hashlib.sha256(lock.read_bytes()).hexdigest()[:12]}"
    program = folder / "bin" / "uv"
    if program.exists():
        return program
    making = TOOLS / "uv.making"
    shutil.rmtree(making, ignore_errors=True)
    pip = (PYTHON, "-I", "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-warn-script-location")
    if run(*pip, "--require-hashes", "--target", making, "-r", lock).returncode != 0:
        return None
    shutil.rmtree(folder, ignore_errors=True)
    making.rename(folder)
    return program


def install(group: str) -> None:
    """Install one locked group of requirements, by uv where it works and by pip where it does not."""
    lock = PROJECT / "requirements" / f"{group}.txt"
    say({"run": "Fetching the packages the service needs.", "test": "Fetching the packages the tests need."}[group])
    fast = uv()
    if fast:
        env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_NO_CONFIG": "1", "UV_SYSTEM_CERTS": "true"}
        if (
            run(fast, "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r", lock, env=env).returncode
            == 0
        ):
            return
        say("uv could not fetch them; trying pip.")
    pip = (PYTHON, "-I", "-m", "pip", "install", "-q", "--disable-pip-version-check")
    done = run(*pip, "--require-hashes", "-r", lock)
    if done.returncode != 0:
        raise CannotSetUp(
            f"The packages of requirements/{group}.txt could not be installed. Can this machine reach a Python package "
            f"registry, and is there room on the disk?\n{last_words(done)}"
        )


def make_ready(groups: list[str]) -> None:
    """Bring `.venv` to what the locks say. An interrupted run is taken up again: a stamp is written last."""
    if all(is_ready(group) for group in groups):
        return
    with one_at_a_time():
        missing = [group for group in groups if not is_ready(group)]
        if missing and not venv_works():
            make_venv()
            missing = groups
        for group in missing:
            install(group)
            packages = next((VENV / "lib").glob("python3*/site-packages"))
            (packages / "onroll-src.pth").write_text(f"{PROJECT / 'src'}\n")
            stamp(group).write_text(wanted(group))


def main(arguments: list[str]) -> int:
    make_ready(["run", "test"] if arguments[:1] == ["test"] else ["run"])
    os.execv(PYTHON, [str(PYTHON), "-P", "-m", "onroll", *arguments])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotSetUp as reason:
        say(str(reason))
        sys.exit(1)
    except OSError as error:
        say(f"OnRoll could not set itself up: {error.strerror or error} ({error.filename or PROJECT}).")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
