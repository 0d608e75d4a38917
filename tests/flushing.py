"""How can a transactional test empty the database, when the audit log refuses to be emptied? Only here, and only in tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management.commands import flush
from django.db import connection

from onroll.audit.models import Entry, Seal


@pytest.fixture(autouse=True, scope="session")
def the_audit_log_may_be_emptied_between_tests() -> Iterator[None]:
    """Lift the triggers for the moment of the flush alone."""
    plain = flush.sql_flush

    def lifted(*args: object, **options: object) -> list[str]:
        tables = [connection.ops.quote_name(model._meta.db_table) for model in (Entry, Seal)]
        off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
        on = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
        return [*off, *plain(*args, **options), *on]

    flush.sql_flush = lifted
    yield
    flush.sql_flush = plain
