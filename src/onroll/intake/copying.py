"""How do many thousand rows reach PostgreSQL in a second? By COPY, with ids taken from the sequences beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from django.db import connection


def take_ids(table: str, how_many: int) -> list[int]:
    """Take ids of a table, ascending, so that rows of several tables can point at each other before any is written.

    One by one from the sequence, never by moving it: two who ask at once get different ids, and the web role, which
    writes lists and decisions too, may not move a sequence.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')::regclass) FROM generate_series(1, %s)", [table, how_many]
        )
        return [number for (number,) in cursor.fetchall()]


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows by COPY inside the caller's transaction; dicts and lists go in as JSON. Raises Django's `DatabaseError`."""
    connection.ensure_connection()
    names = ", ".join(f'"{column}"' for column in columns)
    with (
        connection.wrap_database_errors,  # the driver is spoken to directly: a full disk is to be met like any other fault
        connection.connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def as_json(value: Any) -> str:
    """JSON text for a COPY column; NUL characters, which PostgreSQL can't hold, are written as U+FFFD."""
    if not value and isinstance(value, dict):
        return "{}"
    text = orjson.dumps(value).decode()
    return text.replace("\\u0000", "\ufffd") if "\\u0000" in text else text
