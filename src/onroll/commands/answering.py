"""How does every command answer? The answer alone on standard output, everything else on standard error."""

from __future__ import annotations

import csv
import getpass
import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from onroll.audit.actor import Actor, at_the_command_line
from onroll.extracts.writing import safe_cell


def tell(sentence: str) -> None:
    """Progress and remarks, never the answer."""
    print(sentence, file=sys.stderr, flush=True)


def refuse(sentence: str) -> int:
    """Bad input: the sentence on standard error, and the exit code 1."""
    tell(sentence)
    return 1


def print_json(answer: Any) -> None:
    """One JSON document; dates in ISO form."""
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2, default=_plain)
    print()


def print_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table with a heading line; cells that a spreadsheet would run as a formula are made safe."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([safe_cell(_cell(value)) for value in row] for row in rows)


def print_rows(form: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The same table as CSV, or as a JSON list of objects."""
    if form == "json":
        print_json([dict(zip(headings, row, strict=True)) for row in rows])
    else:
        print_csv(headings, rows)


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def a_date(text: str) -> date:
    """A date argument, `2026-11-01`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date; write it as 2026-11-01") from None


def a_moment(text: str) -> datetime:
    """A moment argument, `2026-11-01T09:30` or a date alone (then the end of that day)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a moment; write it as 2026-11-01T09:30") from None
    if len(text) == 10:
        moment = moment.replace(hour=23, minute=59, second=59, microsecond=999_999)
    return moment if moment.tzinfo else timezone.make_aware(moment)


def add_form(parser: ArgumentParser, *, default: str) -> None:
    """`--format json|csv`."""
    parser.add_argument(
        "--format", choices=("json", "csv"), default=default, help=f"how to print the answer (default {default})"
    )


def add_as_at(parser: ArgumentParser) -> None:
    """`--as-at DATE` and `--known-at MOMENT`."""
    parser.add_argument(
        "--as-at", type=a_date, required=True, metavar="DATE", help="the day asked about, e.g. 2026-11-01"
    )
    parser.add_argument(
        "--known-at", type=a_moment, metavar="MOMENT", help="answer with what was known at that moment (default now)"
    )


def me() -> Actor:
    """The person at the command line, by the machine's name for them."""
    try:
        return at_the_command_line(getpass.getuser())
    except (KeyError, OSError):
        return at_the_command_line("unknown")
