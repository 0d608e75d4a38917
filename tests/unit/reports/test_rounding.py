"""Half up, from exact counts, to the places that feeds.md says."""

from __future__ import annotations

import pytest

from onroll.reports.rounding import per, percent


@pytest.mark.parametrize(
    ("count", "base", "many", "rate"),
    [
        (1013, 63_990, 10_000, 158.31),
        (260, 63_990, 10_000, 40.63),
        (1, 800_000, 10_000, 0.01),
        (1, 2_000_000, 10_000, 0.01),  # 0.005 exactly: half up
        (1, 2_000_001, 10_000, 0.0),
        (31, 260, 100, 11.9),
        (1, 2_000, 100, 0.1),  # 0.05 exactly: half up, where Python's round gives 0.1 or 0.0 by chance
        (3, 2_000, 100, 0.2),  # 0.15
        (45, 200, 100, 22.5),
        (0, 10, 100, 0.0),
    ],
)
def test_half_up(count: int, base: int, many: int, rate: float) -> None:
    assert per(count, base, many) == rate


def test_no_base_and_no_count_give_no_number() -> None:
    assert percent(1, 0) is None
    assert percent(1, None) is None
    assert percent(None, 10) is None
