"""`onroll figures NAME --as-at DATE`: any figure of the packs, with its definition, its base and its notes."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace

from django.conf import settings
from django.utils import timezone

from onroll.children.catching_up import catch_up
from onroll.commands.answering import add_as_at, add_form, me, print_csv, print_json, refuse, tell
from onroll.reports.attendance.figures import NAMES, Asked, attendance_figure
from onroll.reports.definition import UnknownFigure
from onroll.reports.figures import figure
from onroll.reports.record import CentralRecord
from onroll.reports.table import HEADINGS, FigureTable


def add_arguments(parser: ArgumentParser) -> None:
    """Which figure, on which day, for whom."""
    parser.add_argument("name", help="for example ehe-key-stats, cme-key-stats, cme-length, attendance-kpis")
    add_as_at(parser)
    parser.add_argument(
        "--population-year",
        type=int,
        metavar="YEAR",
        help="which mid-year estimate (default: the newest not after the day)",
    )
    parser.add_argument("--audience", choices=("operational", "management", "scrutiny"), default="operational")
    parser.add_argument(
        "--by", metavar="WHAT", help="break it down by sex, key-stage, social-care, plan or whereabouts"
    )
    add_form(parser, default="json")


def run(args: Namespace) -> int:
    """The figure as at the day, as known at the moment."""
    catch_up(actor=me(), at=timezone.now(), tell=tell)
    try:
        table = _attendance(args) or figure(
            args.name, as_at=args.as_at, children=CentralRecord(), known_at=args.known_at, asked_at=timezone.now(),
            population_year=args.population_year, audience=args.audience, by=args.by,
        )  # fmt: skip
    except (UnknownFigure, ValueError) as refused:
        return refuse(str(refused))
    for note in table.notes if args.format == "csv" else ():
        tell(note)
    print_csv(HEADINGS, table.as_rows()) if args.format == "csv" else print_json(table.as_json())
    return 0


def _attendance(args: Namespace) -> FigureTable | None:
    """A figure that is counted from the registers; None where it is another's."""
    if args.name not in NAMES:
        return None
    if args.by is not None:
        raise ValueError(f"{args.name} has no breakdown by {args.by}; the pages of attendance do.")
    asked = Asked(args.as_at, args.known_at, args.audience, settings.AUTHORITY)
    return replace(attendance_figure(args.name, asked), known_at=args.known_at or timezone.now())
