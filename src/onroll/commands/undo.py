"""`onroll undo SOURCE`: what did the latest load of a source do, and how is it taken back?"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from django.utils import timezone

from onroll.children.undoing import consequences, undo_load
from onroll.commands.answering import add_form, me, print_json, print_rows, refuse, tell
from onroll.intake.undoing import CannotUndo


def add_arguments(parser: ArgumentParser) -> None:
    """The source, and whether only to look."""
    parser.add_argument("source", help="the feed whose latest load is to be undone, like roll")
    parser.add_argument("--look", action="store_true", help="say what would be undone, and change nothing")
    parser.add_argument("--reason", default="", help="why, for the record")
    add_form(parser, default="json")


def run(args: Namespace) -> int:
    """Take the load back, its memberships and statuses with it; 1 with the reason where it can't be."""
    try:
        found = consequences(args.source)
        undo = None
        if not args.look:
            undo = undo_load(
                feed=args.source, reason=args.reason, at=timezone.now(), actor=me(), seen=found.rows.load.pk, tell=tell
            )
    except CannotUndo as refused:
        return refuse(str(refused))
    rows, load = found.rows, found.rows.load
    answer = {
        "feed": args.source, "file": load.file_name, "as_at": load.as_at, "load": load.pk, "undo": undo.pk if undo else None,
        "new_rows_taken_back": rows.new, "changed_rows_put_back": rows.changed, "missing_taken_back": rows.missing,
        "missing_put_back": rows.came_back, "set_aside_taken_back": rows.set_aside, "children": found.children,
        "children_left_without_record": found.nowhere,
    }  # fmt: skip
    if args.format == "csv":
        print_rows("csv", tuple(answer), [tuple(answer.values())])
    else:
        print_json(answer)
    return 0
