"""Does a later extract continue the same lives, whatever the seed and the month?"""

from __future__ import annotations

import csv
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onroll.simulator import simulate
from onroll.simulator.authority import lives
from onroll.simulator.schools import Schools


def _people(seed: int, on: int) -> dict[str, tuple]:
    schools = Schools("941", 150, seed)
    return {
        child.person: (
            child.birth,
            child.sex,
            child.named,
            child.upn,
            child.nhs_number,
            [(s.start, s.kind, s.school) for s in child.life],
        )
        for child in lives(la="941", children=150, seed=seed, on=on, schools=schools)
    }


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(1, 10**6), start=st.integers(0, 1500), later=st.integers(1, 300))
def test_lives_are_the_same_on_a_later_day(seed, start, later):
    first = date(2024, 9, 1).toordinal() + start
    earlier, after = _people(seed, first), _people(seed, min(first + later, date(2029, 8, 31).toordinal()))
    both = earlier.keys() & after.keys()
    assert len(both) > 0.5 * len(earlier)
    for person in both:
        assert earlier[person] == after[person]


@pytest.mark.slow
def test_a_month_later_few_rows_differ():
    """The second extract of the benchmark: most rows stand, some change, some come, some go."""
    with tempfile.TemporaryDirectory() as folder:
        held = []
        for on in (date(2026, 11, 1), date(2026, 11, 1) + timedelta(days=30)):
            simulate(children=1500, seed=2, as_at=on, to=Path(folder) / on.isoformat())
            with (Path(folder) / on.isoformat() / "roll.csv").open(encoding="utf-8", newline="") as lines:
                held.append({tuple(row) for row in csv.reader(lines)})
    changed = len(held[1] - held[0]) / len(held[1])
    assert 0.002 < changed < 0.06
