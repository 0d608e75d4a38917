"""`onroll compare-models FILE`: which records would be with others under another file of weights? Nothing is applied.

With `--use --reason` the file is put in force once that is worked out; `--withdraw --reason` takes the newest out again.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.utils import timezone

from onroll.children.identity.model_in_force import (
    CannotUse,
    model_in_force,
    put_in_force,
    take_out_of_force,
    usable_model,
)
from onroll.children.selectors.other_model import OtherModel, with_other_model
from onroll.commands.answering import add_form, me, print_json, print_rows, refuse, tell


def add_arguments(parser: ArgumentParser) -> None:
    """The file of the other model, and whether it is put in force or the newest taken out."""
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="a model of linking (TOML), as `onroll.linkage.model.toml`"
    )
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--use", action="store_true", help="say what would move, then put the file in force")
    change.add_argument("--withdraw", action="store_true", help="take the newest file out of force; give no FILE")
    parser.add_argument("--reason", default="", help="why, for the next person who asks; needed to change the model")
    add_form(parser, default="json")


def run(args: Namespace) -> int:
    """Link everybody with either model in memory and say what differs; change the one in force only where asked."""
    if args.withdraw:
        return _withdraw(args)
    if args.file is None:
        return refuse("Name the file of a model, or --withdraw.")
    if args.use and not args.reason.strip():
        return refuse("Say with --reason why this model is put in force: whoever asks later reads it.")
    try:
        raw = args.file.read_bytes()
    except OSError:
        return refuse(f"There is no file {args.file.name!r} here that can be read.")
    try:
        if args.use:
            usable_model(raw.decode())
        tell("Linking everybody twice, in memory …")
        found = with_other_model(raw)
    except UnicodeDecodeError:
        return refuse("This is no model of linking: it isn't a text file.")
    except ValueError as refused:
        return refuse(str(refused))
    _print(args, found)
    return _use(args, raw, found) if args.use else 0


def _print(args: Namespace, found: OtherModel) -> None:
    if args.format == "csv":
        print_rows(
            "csv",
            ("record", "leaves", "joins"),
            [[c.record, "; ".join(c.leaves), "; ".join(c.joins)] for c in found.changes],
        )
        return
    print_json({
        "model": found.version, "digest": found.digest, "in_force": found.in_force, "records": found.records, "would_move": len(found.changes),
        "asked_anew": found.asked_anew, "no_longer_asked": found.no_longer_asked,
        "moves": [{"record": c.record, "leaves": list(c.leaves), "joins": list(c.joins)} for c in found.changes],
    })  # fmt: skip


def _use(args: Namespace, raw: bytes, found: OtherModel) -> int:
    try:
        put = put_in_force(
            text=raw.decode(), reason=args.reason, by=me(), at=timezone.now(), would_move=len(found.changes)
        )
    except CannotUse as refused:
        return refuse(str(refused))
    tell(f"The model of {put.version} ({put.digest}) is in force. The next `onroll link` looks at everybody.")
    return 0


def _withdraw(args: Namespace) -> int:
    if args.file is not None:
        return refuse("--withdraw takes the newest file out of force; it takes no FILE.")
    try:
        taken = take_out_of_force(reason=args.reason, by=me(), at=timezone.now())
    except CannotUse as refused:
        return refuse(str(refused))
    now = model_in_force()
    tell("The next `onroll link` looks at everybody.")
    print_json({"withdrawn": f"{taken.version} ({taken.digest})", "model": now.version, "digest": now.digest})
    return 0
