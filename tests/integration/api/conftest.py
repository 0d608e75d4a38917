"""The API is asked as people sign in: the same fixtures as the pages' tests."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from onroll.accounts.actions import add_person
from onroll.audit.actor import SYSTEM


@pytest.fixture
def asking(db: None) -> Client:
    """Somebody signed in who may read the rule book and nothing of a child."""
    client = Client()
    person = add_person(
        email="system@onroll.example", name="Another System", roles=("school_user",), by=SYSTEM,
        at=datetime(2026, 9, 1, 9, tzinfo=UTC), password="three words apart",
    )  # fmt: skip
    client.force_login(person)
    return client
