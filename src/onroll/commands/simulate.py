"""`onroll simulate`: a synthetic authority in exactly the feeds' layouts, with the truth beside it."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from onroll.commands.answering import a_date, add_form, print_json, refuse, tell


def add_arguments(parser: ArgumentParser) -> None:
    """How many children, as at when, how clean."""
    parser.add_argument(
        "--la", default=os.environ.get("ONROLL_LA", "941"), help="the authority's DfE code (default 941)"
    )
    parser.add_argument("--children", type=int, default=20_000, help="how many children (default 20,000)")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same bytes (default 1)")
    parser.add_argument("--as-at", type=a_date, required=True, metavar="DATE", help="the day the extracts are true")
    parser.add_argument("--errors", type=float, default=1.0, help="1 for real systems' errors, 0 for none")
    parser.add_argument(
        "--marks", action="store_true", help="session marks too, as Parquet: this academic year and the one before"
    )
    parser.add_argument("--feeds", default="", metavar="A,B", help="only these feeds")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder to write into")
    add_form(parser, default="json")


def run(args: Namespace) -> int:
    """Write the extracts and say how many rows each holds."""
    from onroll.simulator import simulate

    if args.children < 1:
        return refuse(f"--children {args.children}: give at least one child.")
    tell(f"Simulating {args.children:,} children …")
    feeds = [name.strip() for name in args.feeds.split(",") if name.strip()] or None
    try:
        summary = simulate(
            la=args.la,
            children=args.children,
            seed=args.seed,
            as_at=args.as_at,
            errors=args.errors,
            feeds=feeds,
            marks=args.marks,
            to=args.to,
        )
    except ValueError as refused:
        return refuse(str(refused))
    print_json(
        {"la": args.la, "children": args.children, "seed": args.seed, "as_at": args.as_at, "rows": dict(summary.rows)}
    )
    return 0
