"""`onroll link`: which source records are the same child?"""

from __future__ import annotations

import csv
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path

from django.utils import timezone

from onroll.casework.actions.proposing import propose
from onroll.casework.raising import raise_referrals
from onroll.children.catching_up import link_and_rebuild
from onroll.children.selectors.records import printed_ids
from onroll.commands.answering import add_form, me, print_json, print_rows, tell
from onroll.extracts.writing import safe_cell
from onroll.linkage.interface import Pair

ANSWER = ("records", "children", "links", "review", "vetoes", "seconds")


def add_arguments(parser: ArgumentParser) -> None:
    """Where to write the pairs a person should look at."""
    parser.add_argument("--review", type=Path, metavar="FILE", help="write the uncertain pairs to this CSV file")
    add_form(parser, default="json")


def run(args: Namespace) -> int:
    """Link everything anew, obeying every decision, rebuild what moved, and refer whom the record now points at."""
    outcome, linked = link_and_rebuild(actor=me(), at=timezone.now(), tell=tell)
    raised = raise_referrals(on=timezone.localdate(), at=timezone.now(), by=me())
    tell(
        f"Referred by OnRoll itself: {raised.total:,} children; {raised.left_alone:,} more are being worked on already."
    )
    propose(on=timezone.localdate(), at=timezone.now(), tell=tell)
    if args.review:
        _write_review(args.review, linked.review)
    answer = {name: getattr(outcome, name) for name in ANSWER} | {"seconds": round(outcome.seconds, 3)}
    if args.format == "csv":
        print_rows("csv", ANSWER, [[answer[name] for name in ANSWER]])
    else:
        print_json(answer)
    return 0


def _write_review(path: Path, pairs: Iterable[Pair]) -> None:
    pairs = sorted(pairs, key=lambda pair: (-pair.probability, pair.a, pair.b))
    ids = printed_ids({record for pair in pairs for record in (pair.a, pair.b)})
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("a", "b", "probability", "words"))
        for pair in pairs:
            writer.writerow(
                [
                    safe_cell(ids[pair.a]),
                    safe_cell(ids[pair.b]),
                    f"{pair.probability:.4f}",
                    safe_cell("; ".join(pair.words)),
                ]
            )
