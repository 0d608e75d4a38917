"""Is the daily upkeep started a minute after the service, then once a day, and never twice at a time?"""

from __future__ import annotations

from pathlib import Path

import pytest

from onroll.launcher import upkeep


class Running:
    """A process that ends when it is told."""

    ended: int | None = None

    def poll(self) -> int | None:
        return self.ended


def test_once_a_day_and_one_at_a_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started: list[Running] = []
    now = [1000.0]
    monkeypatch.setattr(upkeep.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(upkeep.subprocess, "Popen", lambda *_, **__: started.append(Running()) or started[-1])
    daily = upkeep.Daily(tmp_path)
    for hours, expected in ((0, 0), (0.01, 0), (0.01, 1), (23, 1), (1, 1), (24, 1)):
        now[0] += hours * 3600
        daily.look()
        assert len(started) == expected, f"after {now[0] / 3600:.0f} hours"
    started[0].ended = 0
    daily.look()
    assert len(started) == 2, "the one that dawdled has ended, and its day is long over"
