"""`onroll compare-models FILE`: which records would be with others under another file of weights? Nothing is applied."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from onroll.children.selectors.other_model import with_other_model
from onroll.commands.answering import add_form, print_json, print_rows, refuse, tell


def add_arguments(parser: ArgumentParser) -> None:
    """The file of the other model."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="a model of linking (TOML), as `onroll.linkage.model.toml`"
    )
    add_form(parser, default="json")


def run(args: Namespace) -> int:
    """Link everybody with either model in memory and say what differs."""
    try:
        raw = args.file.read_bytes()
    except OSError:
        return refuse(f"There is no file {args.file.name!r} here that can be read.")
    tell("Linking everybody twice, in memory …")
    try:
        found = with_other_model(raw)
    except ValueError as refused:
        return refuse(str(refused))
    if args.format == "csv":
        print_rows(
            "csv",
            ("record", "leaves", "joins"),
            [[c.record, "; ".join(c.leaves), "; ".join(c.joins)] for c in found.changes],
        )
        return 0
    print_json({
        "model": found.version, "digest": found.digest, "in_force": found.in_force, "records": found.records, "would_move": len(found.changes),
        "asked_anew": found.asked_anew, "no_longer_asked": found.no_longer_asked,
        "moves": [{"record": c.record, "leaves": list(c.leaves), "joins": list(c.joins)} for c in found.changes],
    })  # fmt: skip
    return 0
