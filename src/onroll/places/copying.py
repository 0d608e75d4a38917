"""How are many rows written at once? By PostgreSQL's COPY: for schools of 140 columns, six times as fast as INSERT."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, models


def copy_rows(model: type[models.Model], columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Writes rows of the named columns; JSON columns take text that is JSON already."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    command = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            copy.write_row(row)


def copy_objects(model: type[models.Model], objects: Iterable[models.Model]) -> None:
    """Writes model instances; an id that the database gives is left to it."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = tuple(field.column for field in fields)
    rows = (
        tuple(field.get_db_prep_save(getattr(each, field.attname), connection) for field in fields) for each in objects
    )
    copy_rows(model, columns, rows)
