"""What does a person see when a command fails in a way nobody foresaw? A sentence, and no child's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from onroll.commands import age
from onroll.launcher import dispatch


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (ValueError("Failing row contains (Okafor, 2015-03-31)."), "ValueError"),
        (OSError(28, "No space left on device"), "The disk is full"),
        (RuntimeError("server closed the connection unexpectedly; row Okafor"), "The database stopped"),
    ],
    ids=["a row in the message", "a full disk", "the database gone"],
)
def test_the_faults_own_words_are_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, fault: Exception, words: str
) -> None:
    def fail(args: object) -> int:
        raise fault

    monkeypatch.setattr(age, "run", fail)
    assert dispatch.main(["age", "2015-03-31", "--on", "2026-09-01"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err and "Okafor" not in printed.err
