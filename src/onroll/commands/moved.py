"""`onroll moved --holiday DATE`: which open deadlines would end on another day if that day were a holiday?"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from django.utils import timezone

from onroll.children.due import moved_by
from onroll.children.selectors.due import open_clocks_on
from onroll.commands.answering import a_date, add_form, print_rows, refuse, tell
from onroll.places.calendars import SchoolCalendars
from onroll.rules.clocks import CannotAnswer

HEADINGS = ("child_id", "rule", "started_on", "urn", "original_last_day", "last_day")


def add_arguments(parser: ArgumentParser) -> None:
    """The day supposed to be a holiday, and the day on which the clocks are open."""
    parser.add_argument(
        "--holiday", type=a_date, required=True, metavar="DATE", help="the day supposed to be a holiday"
    )
    parser.add_argument("--as-at", type=a_date, metavar="DATE", help="clocks open on that day (default today)")
    add_form(parser, default="csv")


def run(args: Namespace) -> int:
    """One row a clock that would move, with the day it has and the day it would have; nothing is changed."""
    calendars = SchoolCalendars()
    every = open_clocks_on(args.as_at or timezone.localdate(), calendars)
    try:
        moved = moved_by(args.holiday, every, calendars.of)
    except CannotAnswer as refused:
        return refuse(str(refused))
    tell(f"{len(moved)} of {len(every)} open deadlines would move.")
    rows = [
        (one.clock.child, one.clock.started.rule, one.clock.started.on, one.clock.started.place, one.clock.last_day, one.last_day)
        for one in moved
    ]  # fmt: skip
    print_rows(args.format, HEADINGS, rows)
    return 0
