"""`onroll set-aside list|resubmit`: which rows could not be used, and how are corrected ones sent again?"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.utils import timezone

from onroll.children.catching_up import mark_what_moved, rebuild_stale
from onroll.commands.answering import add_form, me, print_json, print_rows, refuse, tell
from onroll.extracts.rows import Refused
from onroll.intake.models import RowSetAside
from onroll.intake.resubmitting import ID_COLUMN, NothingToResubmit, resubmit

FAULT = ("file", "line", "column", "value", "rule", "what_is_wrong")


def add_arguments(parser: ArgumentParser) -> None:
    """List them (optionally of one feed), or send a corrected file."""
    actions = parser.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="every row set aside and not yet mended, with the line as it came")
    listing.add_argument("--feed", help="only this feed; with --format csv the file can be corrected and sent again")
    add_form(listing, default="json")
    again = actions.add_parser("resubmit", help="send corrected rows again")
    again.add_argument(
        "file", type=Path, help=f"a CSV file of the feed's layout; its {ID_COLUMN} column says which rows it mends"
    )
    add_form(again, default="json")


def run(args: Namespace) -> int:
    """One of the two actions."""
    return _list(args) if args.action == "list" else _resubmit(args)


def _list(args: Namespace) -> int:
    rows = (
        RowSetAside.objects.filter(mended_by_load=None, load__state="applied")
        .select_related("load__source")
        .order_by("load", "line")
    )
    if args.feed:
        rows = rows.filter(load__source__feed=args.feed)
    columns = list(dict.fromkeys(name for row in rows for name in row.raw))
    table = [
        (
            row.pk,
            row.load.file_name,
            row.line,
            row.column,
            row.value,
            row.rule,
            row.sentence,
            *[row.raw.get(name, "") for name in columns],
        )
        for row in rows
    ]
    print_rows(args.format, (ID_COLUMN, *FAULT, *columns), table)
    return 0


def _resubmit(args: Namespace) -> int:
    try:
        result = resubmit(file=args.file, received_at=timezone.now(), actor=me(), tell=tell)
    except (Refused, NothingToResubmit) as refused:
        return refuse(str(refused))
    mark_what_moved()
    rebuild_stale(tell)
    answer = {"mended": result.mended, "still_set_aside": result.still_set_aside, "refused": result.refused}
    print_json(answer) if args.format == "json" else print_rows("csv", list(answer), [list(answer.values())])
    return 1 if result.refused else 0
