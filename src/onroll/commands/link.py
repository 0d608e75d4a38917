"""`onroll link`: which source records are the same child?"""

from __future__ import annotations

import csv
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.utils import timezone

from onroll.casework.rounds import daily_round
from onroll.children.catching_up import link_and_rebuild
from onroll.children.selectors.link_runs import newest_run, pairs_to_review
from onroll.children.selectors.records import printed_ids
from onroll.commands.answering import add_form, me, print_json, print_rows, tell
from onroll.extracts.writing import safe_cell

ANSWER = ("records", "children", "links", "review", "vetoes", "seconds")
MORE = ("kind", "why", "came", "moved", "rescored", "compared")


def add_arguments(parser: ArgumentParser) -> None:
    """Where to write the pairs a person should look at, and whether everybody is to be looked at."""
    parser.add_argument("--review", type=Path, metavar="FILE", help="write the uncertain pairs to this CSV file")
    parser.add_argument("--anew", action="store_true", help="look at every record and count everybody again")
    parser.add_argument("--report", action="store_true", help="say what the newest run moved and why; link nothing")
    add_form(parser, default="json")


def run(args: Namespace) -> int:
    """Link what changed since the last run, or everybody, obeying every decision, rebuild what moved, and go casework's daily round."""
    if args.report:
        print_json(newest_run())
        return 0
    anew = "It was asked for." if args.anew else ""
    outcome = link_and_rebuild(actor=me(), at=timezone.now(), anew=anew, tell=tell)
    daily_round(on=timezone.localdate(), at=timezone.now(), by=me(), tell=tell)
    if args.review:
        _write_review(args.review)
    answer = {name: getattr(outcome, name) for name in ANSWER} | {"seconds": round(outcome.seconds, 3)}
    if args.format == "csv":
        print_rows("csv", ANSWER, [[answer[name] for name in ANSWER]])
    else:
        print_json(answer | {name: getattr(outcome, name) for name in MORE})
    return 0


def _write_review(path: Path) -> None:
    pairs = pairs_to_review()
    ids = printed_ids({record for pair in pairs for record in (pair.a_id, pair.b_id)})
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("a", "b", "probability", "words"))
        for pair in pairs:
            row = (ids[pair.a_id], ids[pair.b_id], f"{pair.probability:.4f}", "; ".join(pair.words))
            writer.writerow([safe_cell(cell) for cell in row])
