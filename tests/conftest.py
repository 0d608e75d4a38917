"""What do all tests share? Quick passwords, and an order: what is quick and pure first, the browser last."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test.utils import setup_databases, teardown_databases

pytest_plugins = ["flushing"]

HERE = Path(__file__).parent
ORDER = ("unit", "architecture", "rulebook", "property", "golden", "integration", "browser")


def pytest_configure() -> None:
    if name := os.environ.get("ONROLL_TEST_DATABASE"):  # two runs beside each other, each in a database of its own
        settings.DATABASES["default"]["TEST"] = {**settings.DATABASES["default"].get("TEST", {}), "NAME": name}
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0  # the browser's server leaves no connection open to the database
    # Hashing a password the safe way takes a quarter of a second, on purpose; hundreds of tests sign in.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_keepdb: bool, django_db_createdb: bool
) -> Iterator[None]:
    """The test database, always: pytest-django's own leaves it out where no test is marked, as the browser's aren't."""
    with django_db_blocker.unblock():
        made = setup_databases(
            verbosity=0, interactive=False, aliases={"default"}, keepdb=django_db_keepdb and not django_db_createdb
        )
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def nothing_kept_from_the_test_before() -> None:
    """Answers are kept by the record's edition, which a rolled-back test gives again to the next."""
    cache.clear()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's tests come last: they load an authority into the test database and leave it there."""

    def place(item: pytest.Item) -> int:
        room = item.path.relative_to(HERE).parts[0]
        return ORDER.index(room) if room in ORDER else len(ORDER)

    items.sort(key=place)
    for item in items:
        if item.path.is_relative_to(HERE / "browser"):
            item.add_marker("browser")
