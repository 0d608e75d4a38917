"""How does a test call a command of `./onroll`? In this process for its answer, or in one of its own to be killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection

from onroll.commands.registry import COMMANDS


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON document; raises where anything else stands there too."""
        return json.loads(self.out)


class CommandLine:
    """`cli("load", folder, "--as-at", "2026-11-01")` runs a command in this process, on the test's database."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, name: str, *arguments: object) -> Answer:
        parser = ArgumentParser(prog=f"onroll {name}", allow_abbrev=False)
        COMMANDS[name].add_arguments(parser)
        self.capsys.readouterr()
        code = COMMANDS[name].run(parser.parse_args([str(one) for one in arguments]))
        printed = self.capsys.readouterr()
        return Answer(code, printed.out, printed.err)


def address_of_test_database() -> str:
    """The address of the database that this test works in, for a process of its own."""
    held = connection.settings_dict
    query = {name: held[key] for name, key in (("host", "HOST"), ("user", "USER"), ("port", "PORT")) if held[key]}
    return f"postgresql:///{held['NAME']}?{urlencode(query)}"


def onroll(home: Path, *arguments: object) -> subprocess.Popen[str]:
    """A command in a process of its own, on the test's database (which must be committed to: `transaction=True`)."""
    environment = {**os.environ, "ONROLL_HOME": str(home), "DATABASE_URL": address_of_test_database()}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "onroll", *(str(one) for one in arguments)],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
