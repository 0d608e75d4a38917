"""`onroll due RULE --on DATE`: the last day of a clock, with every step of the count, or why there is none."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from django.db import DatabaseError

from onroll.commands.answering import a_date, add_form, print_csv, print_json, refuse, tell
from onroll.places.calendars import calendar_for
from onroll.places.models import School, TermDate
from onroll.rules.calendars import SchoolDays
from onroll.rules.clocks import CannotAnswer, due, read_event


def add_arguments(parser: ArgumentParser) -> None:
    """The rule, the day it starts from, the school, and what else happened."""
    parser.add_argument("rule", metavar="RULE", help="any id of the rule book, for example ex-day6-pex")
    parser.add_argument("--on", type=a_date, metavar="DATE", help="the day of the event that starts the clock")
    parser.add_argument("--urn", help="count this school's own days (default: the authority's, else estimated)")
    parser.add_argument(
        "--event",
        action="append",
        default=[],
        metavar="NAME=DATE",
        help="something that happened; may be given more than once",
    )
    parser.add_argument("--as-at", type=a_date, metavar="DATE", help="the day on which you ask whether it is missed")
    add_form(parser, default="json")


def run(args: Namespace) -> int:
    """The answer with its steps; 1 with the reason where the rule book can't say."""
    try:
        events = [read_event(text) for text in args.event]
        answer = due(args.rule, on=args.on, events=events, calendar=_calendar(args.urn), as_at=args.as_at)
    except CannotAnswer as refused:
        return refuse(str(refused))
    told = answer.as_json()
    if args.format == "csv":
        print_csv(("step",), [(step,) for step in told["steps"]])
    else:
        print_json(told)
    return 0


def _calendar(urn: str | None) -> SchoolDays | None:
    """The school's own days where an installation stands; without one the engine estimates, and says so."""
    try:
        if urn and not School.objects.filter(urn=urn).exists() and not TermDate.objects.filter(urn=urn).exists():
            tell(f"No school has the number {urn} in the register of schools held here: its days are estimated.")
        return calendar_for(urn)
    except DatabaseError:
        if urn:
            tell(f"No installation answers, so the days of school {urn} are estimated.")
        return None
