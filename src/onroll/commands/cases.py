"""`onroll cases --raise`: what OnRoll refers by itself on a day, and which watched cases come back."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from django.utils import timezone

from onroll.casework.rounds import daily_round
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
    done = daily_round(on=on, at=at, by=me(), tell=tell)
    print_json(
        {
            "on": on, "raised": done.raised.total, "by_finding": done.raised.by_finding, "left_alone": done.raised.left_alone,
            "proposed": {"closures": done.proposed.closures, "escalations": done.proposed.escalations}, "brought_back": done.brought_back,
        }
    )  # fmt: skip
    return 0
