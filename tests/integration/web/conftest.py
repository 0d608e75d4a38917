"""How does a test sign somebody in? `as_role("tracking_officer")` gives a client whose every page is checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from onroll.accounts.actions import add_person
from onroll.accounts.models import User
from onroll.audit.actor import SYSTEM
from page_checks import CheckedClient

PASSWORD = "three words apart"


@pytest.fixture(autouse=True)
def quick_passwords(settings) -> None:
    """argon2 is slow on purpose; these tests are not about its strength."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def somebody(db: None) -> Callable[..., User]:
    """Makes a person with these roles; their password is `PASSWORD`."""
    count = 0

    def make(*roles: str, **given: object) -> User:
        nonlocal count
        count += 1
        about = {"email": f"person{count}@onroll.example", "name": f"Person Number {count}"} | given
        return add_person(**about, roles=roles, by=SYSTEM, at=datetime(2026, 9, 1, 9, tzinfo=UTC), password=PASSWORD)

    return make


@pytest.fixture
def as_role(somebody: Callable[..., User]) -> Callable[..., CheckedClient]:
    """A client signed in as a new person with these roles; `client.person` is that person."""

    def sign_in(*roles: str) -> CheckedClient:
        client = CheckedClient()
        client.person = somebody(*roles)
        client.force_login(client.person)
        return client

    return sign_in
