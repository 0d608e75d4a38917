"""Where do staged files lie until somebody decides? In the installation's own folder, readable by nobody else."""

from __future__ import annotations

import os
import re
import shutil
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

FOLDER = "uploads"
_LONGEST = 120


def keep(name: str, chunks: Iterable[bytes]) -> tuple[Path, int]:
    """Write a file that came under its own name, in a folder of its own; (where, how many bytes)."""
    plain = re.sub(r"[^\w.\- ()]", "_", Path(name.replace("\\", "/")).name).lstrip(".")[-_LONGEST:] or "file"
    folder = Path(settings.HOME) / FOLDER / uuid.uuid4().hex
    folder.mkdir(mode=0o700, parents=True)
    path, size = folder / plain, 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        for chunk in chunks:
            size += len(chunk)
            stream.write(chunk)
    return path, size


def place_of(kept_as: str) -> Path:
    """Where a kept file lies."""
    return Path(settings.HOME) / FOLDER / kept_as


def kept_name(path: Path) -> str:
    """What is written down of where it lies: the installation may move."""
    return f"{path.parent.name}/{path.name}"


def forget(kept_as: str) -> None:
    """Take a kept file away, with its folder."""
    if kept_as:
        shutil.rmtree(place_of(kept_as).parent, ignore_errors=True)
