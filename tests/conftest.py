"""What do all tests share? Quick passwords, and an order: what is quick and pure first, the browser last."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

pytest_plugins = ["flushing"]

HERE = Path(__file__).parent
ORDER = ("unit", "property", "rulebook", "architecture", "golden", "integration", "browser")


def pytest_configure() -> None:
    # Hashing a password the safe way takes a quarter of a second, on purpose; hundreds of tests sign in.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
