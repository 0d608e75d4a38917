"""How do many thousand rows reach PostgreSQL in a second? By COPY, with ids taken from the sequences beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from django.db import connection


def take_ids(table: str, how_many: int) -> range:
    """Reserve a run of ids of a table, so that rows of several tables can point at each other before any is written.

    The caller holds the load lock, so that nobody else takes ids between the two halves of this.
    """
    if how_many == 0:
        return range(0)
    with connection.cursor() as cursor:
        sequence = "pg_get_serial_sequence(%s, 'id')"
        cursor.execute(f"SELECT nextval({sequence})", [table])
        first = cursor.fetchone()[0]
        cursor.execute(f"SELECT setval({sequence}, %s)", [table, first + how_many - 1])
    return range(first, first + how_many)


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows by COPY inside the caller's transaction; dicts and lists go in as JSON."""
    connection.ensure_connection()
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def as_json(value: Any) -> str:
    """JSON text for a COPY column; NUL characters, which PostgreSQL can't hold, are written as U+FFFD."""
    if not value and isinstance(value, dict):
        return "{}"
    text = orjson.dumps(value).decode()
    return text.replace("\\u0000", "\ufffd") if "\\u0000" in text else text
