"""One small simulated authority, made once for all tests that only look at it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from onroll.simulator import Summary, simulate

AS_AT = date(2026, 11, 1)


@pytest.fixture(scope="session")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    """2,500 children of one seed, every feed, with the slips that systems have."""
    return simulate(children=2500, seed=7, as_at=AS_AT, to=tmp_path_factory.mktemp("simulated"))


@pytest.fixture(scope="session")
def rows(summary: Summary) -> Callable[[str], list[dict[str, str]]]:
    """The rows of one of its files."""

    def read(name: str, folder: Path | None = None) -> list[dict[str, str]]:
        with ((folder or summary.folder) / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    return read
