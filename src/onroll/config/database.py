"""Where is the database of this installation?

`DATABASE_URL` where it is set, else the embedded server of `ONROLL_HOME`, reached by its socket (no port is opened).
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

LONGEST_SOCKET_ADDRESS = 107  # bytes, of struct sockaddr_un
SOCKET_NAME = ".s.PGSQL.5432"


def home() -> Path:
    """The folder that holds everything of one installation: `ONROLL_HOME`, else the project's own ignored `var/`."""
    given = os.environ.get("ONROLL_HOME")
    return Path(given).expanduser().resolve() if given else Path(__file__).resolve().parents[3] / "var"


def socket_folder(folder: Path) -> Path:
    """Where the embedded server of an installation listens: in the installation, or in a short private folder.

    A socket's address holds at most 107 bytes. A longer installation path gets a folder under /tmp whose name is
    the user and a digest of the path, so that every process finds the same one; the launcher makes it 0700 and
    refuses one that is not its own.
    """
    inside = folder / "run"
    if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET_ADDRESS:
        return inside
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(f"/tmp/onroll-{os.getuid()}-{digest}")


def database(url: str | None, folder: Path) -> dict[str, object]:
    """Django's settings for one database, from a `postgresql://` address or the embedded server's folder."""
    if not url:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "onroll",
            "USER": os.environ.get("ONROLL_DB_USER", "onroll_owner"),
            "HOST": str(socket_folder(folder)),
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(
            f"DATABASE_URL starts with {parts.scheme!r}; OnRoll runs on PostgreSQL only (postgresql://user@host/name)"
        )
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    host = unquote(parts.hostname or "") or query.pop("host", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "onroll",
        "USER": unquote(parts.username or "") or query.pop("user", ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": {
            name: value for name, value in query.items() if name in {"sslmode", "sslrootcert", "application_name"}
        },
    }
