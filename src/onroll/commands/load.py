"""`onroll load DIR --as-at DATE`: what did each file of a folder do?"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from onroll.children.catching_up import mark_what_moved, rebuild_stale
from onroll.commands.answering import a_date, a_moment, add_form, me, print_json, print_rows, refuse, tell
from onroll.extracts.rows import Refused
from onroll.intake.loading import load_folder
from onroll.places.postcodes import build_postcodes

COUNTS = ("feed", "file", "read", "new", "changed", "unchanged", "warnings", "set_aside", "missing", "state", "refused")


def add_arguments(parser: ArgumentParser) -> None:
    """The folder, the day it was true, and how it is to be taken."""
    parser.add_argument("folder", type=Path, help="the folder that holds the extracts, or one file")
    parser.add_argument("--as-at", type=a_date, required=True, metavar="DATE", help="the day the extract was true")
    parser.add_argument("--received", type=a_moment, metavar="MOMENT", help="when it came (default now)")
    parser.add_argument("--partial", action="store_true", help="rows not in these files are not missing")
    parser.add_argument(
        "--accept-missing", action="store_true", help="apply though more than 5 %% of open rows have vanished"
    )
    add_form(parser, default="json")


def run(args: Namespace) -> int:
    """Load, then mark and rebuild the children whose facts changed; 1 when a file was refused (the others applied)."""
    build_postcodes(settings.AUTHORITY)
    try:
        result = load_folder(
            folder=args.folder, as_at=args.as_at, received_at=args.received or timezone.now(), partial=args.partial,
            accept_missing=args.accept_missing, actor=me(), tell=tell,
        )  # fmt: skip
    except Refused as refused:
        return refuse(str(refused))
    mark_what_moved()
    rebuild_stale(tell)
    files = [{name: getattr(outcome, name) for name in COUNTS} for outcome in result.files]
    if args.format == "csv":
        print_rows("csv", COUNTS, [list(row.values()) for row in files])
    else:
        print_json({"files": files, "ignored": result.ignored})
    return 0 if result.all_applied else 1
