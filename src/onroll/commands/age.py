"""`onroll age DOB --on DATE`: when is this child of school age, and in which year group?"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from onroll.commands.answering import a_date, add_form, print_json, print_rows, refuse
from onroll.rules.ages import ages


def add_arguments(parser: ArgumentParser) -> None:
    """The date of birth, and the day."""
    parser.add_argument("dob", type=a_date, metavar="DOB", help="date of birth, e.g. 2021-08-31")
    parser.add_argument("--on", type=a_date, required=True, metavar="DATE", help="the day asked about")
    add_form(parser, default="json")


def run(args: Namespace) -> int:
    """The answer of Education Act 1996 s8 and the year groups of England."""
    if args.dob > args.on:
        return refuse(f"{args.dob} is after {args.on}: on that day the child isn't born.")
    try:
        answer = dict(ages(args.dob, args.on))
    except ValueError as refused:
        return refuse(str(refused))
    if args.format == "csv":
        print_rows("csv", list(answer), [list(answer.values())])
    else:
        print_json(answer)
    return 0
