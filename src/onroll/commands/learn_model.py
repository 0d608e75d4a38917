"""`onroll learn-model --to FILE`: what weights do our own records suggest? A file to look at; nothing is applied."""

from __future__ import annotations

import hashlib
from argparse import ArgumentParser, Namespace
from pathlib import Path

from onroll.children.identity.records import link_records
from onroll.commands.answering import a_date, add_form, print_json, refuse, tell
from onroll.linkage import learn
from onroll.linkage.learning import TooFewRecords


def add_arguments(parser: ArgumentParser) -> None:
    """Where the file goes, and the day it is to bear."""
    parser.add_argument(
        "--to", type=Path, required=True, metavar="FILE", help="the file to write; it must not be there yet"
    )
    parser.add_argument("--on", type=a_date, required=True, metavar="DATE", help="the day the file is to bear")
    add_form(parser, default="json")


def run(args: Namespace) -> int:
    """Learn from all records that are linked, and write the model."""
    if args.to.exists():
        return refuse(f"{args.to.name} is there already, and a model is never overwritten.")
    records = link_records()
    tell(f"Learning from {len(records):,} records …")
    try:
        raw = learn(records, made_on=args.on)
    except TooFewRecords as refused:
        return refuse(str(refused))
    args.to.write_bytes(raw)
    digest = hashlib.sha256(raw).hexdigest()[:16]
    print_json(
        {
            "file": args.to.name,
            "digest": digest,
            "records": len(records),
            "next": f"onroll compare-models {args.to.name}",
        }
    )
    return 0
