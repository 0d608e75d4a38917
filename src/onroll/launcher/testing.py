"""`onroll test`: everything checked, from nothing, with one plain closing line. For developers and the CI."""

from __future__ import annotations

import argparse

HELP = "run every check and test, browser tests included; other arguments go to pytest"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-browser", action="store_true", help="leave the browser tests out")


def run(arguments: argparse.Namespace) -> int:
    raise NotImplementedError
