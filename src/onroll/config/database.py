"""Where is the database of this installation?

`DATABASE_URL` where it is set, else the embedded server of `ONROLL_HOME`, reached by its socket (no port is opened).
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


def home() -> Path:
    """The folder that holds everything of one installation: `ONROLL_HOME`, else the project's own ignored `var/`."""
    given = os.environ.get("ONROLL_HOME")
    return Path(given).expanduser().resolve() if given else Path(__file__).resolve().parents[3] / "var"


def database(url: str | None, folder: Path) -> dict[str, object]:
    """Django's settings for one database, from a `postgresql://` address or the embedded server's folder."""
    if not url:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "onroll",
            "USER": os.environ.get("ONROLL_DB_USER", "onroll_owner"),
            "HOST": str(folder / "postgres"),
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"DATABASE_URL starts with {parts.scheme!r}; OnRoll runs on PostgreSQL only (postgresql://user@host/name)")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    host = unquote(parts.hostname or "") or query.pop("host", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "onroll",
        "USER": unquote(parts.username or "") or query.pop("user", ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": {name: value for name, value in query.items() if name in {"sslmode", "sslrootcert", "application_name"}},
    }
