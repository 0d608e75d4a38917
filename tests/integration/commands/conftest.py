"""What do tests of commands share? The command line itself."""

from __future__ import annotations

import pytest

from integration.commands.command_line import CommandLine
from onroll.commands import load


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Runs a command in this process and gives its exit code and what it printed.

    The directory of every British postcode takes seconds to lay out and has tests of its own: it is left out here.
    """
    monkeypatch.setattr(load, "build_postcodes", lambda la_code: None)
    return CommandLine(capsys)
