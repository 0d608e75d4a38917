"""`onroll rules list|show|check`: what does the rule book hold, and is it whole?"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from django.utils import timezone

from onroll.commands.answering import add_form, print_json, print_rows, refuse
from onroll.rules.refusals import CannotAnswer
from onroll.rules.rulebook.asking import check_rules, list_rules, show_rule

HEADINGS = ("id", "kind", "title", "status", "certainty", "version", "citation", "checker", "review_on", "review")


def add_arguments(parser: ArgumentParser) -> None:
    """List everything, show one rule, or check the whole."""
    actions = parser.add_subparsers(dest="action", required=True)
    add_form(actions.add_parser("list", help="every rule with its status and certainty"), default="csv")
    show = actions.add_parser("show", help="one rule, as officers read it")
    show.add_argument("rule", metavar="RULE")
    actions.add_parser("check", help="run every worked example and say what is overdue for review")


def run(args: Namespace) -> int:
    """One of the three."""
    if args.action == "list":
        rows = list_rules(as_at=timezone.localdate())
        print_rows(args.format, HEADINGS, [[row[heading] for heading in HEADINGS] for row in rows])
        return 0
    if args.action == "show":
        try:
            print(show_rule(args.rule))
        except CannotAnswer as refused:
            return refuse(str(refused))
        return 0
    report = check_rules(as_at=timezone.localdate())
    print_json(report)
    return 1 if report["faults"] else 0
