"""`onroll cases --raise`: what OnRoll refers by itself on a day, and which watched cases come back."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from django.utils import timezone

from onroll.casework.actions.proposing import propose
from onroll.casework.raising import raise_referrals
from onroll.casework.watching import bring_back
from onroll.children.catching_up import catch_up
from onroll.commands.answering import a_date, me, print_json, refuse, tell


def add_arguments(parser: ArgumentParser) -> None:
    """What to do, and the day asked about."""
    parser.add_argument(
        "--raise",
        action="store_true",
        dest="raising",
        help="refer children that a finding points at, and bring watched cases back",
    )
    parser.add_argument("--on", type=a_date, metavar="DATE", help="the day asked about (default today)")


def run(args: Namespace) -> int:
    """Answers with how many referrals each finding gave; run it as often as you like, nothing comes twice."""
    if not args.raising:
        return refuse("Say what to do with the cases: --raise.")
    on, at = args.on or timezone.localdate(), timezone.now()
    catch_up(actor=me(), at=at, tell=tell)
    raised = raise_referrals(on=on, at=at, by=me())
    proposed = propose(on=on, at=at, tell=tell)
    print_json(
        {
            "on": on, "raised": raised.total, "by_finding": raised.by_finding, "left_alone": raised.left_alone,
            "proposed": {"closures": proposed.closures, "escalations": proposed.escalations}, "brought_back": bring_back(on=on, at=at, by=me()),
        }
    )  # fmt: skip
    return 0
