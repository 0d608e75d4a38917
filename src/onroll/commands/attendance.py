"""`onroll attendance --from DATE --to DATE --by pupil|school|la`: what the registers add up to over a period."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from onroll.audit.actor import Subject
from onroll.audit.log import record
from onroll.commands.answering import a_date, add_form, me, print_rows, refuse, tell
from onroll.reports.attendance.printing import BY_PUPIL, by_la, by_pupil, by_school, headings_of


def add_arguments(parser: ArgumentParser) -> None:
    """The period, and whether a row is a pupil at a school, a school, or the authority."""
    parser.add_argument(
        "--from", dest="first", type=a_date, required=True, metavar="DATE", help="the first day, e.g. 2026-09-01"
    )
    parser.add_argument("--to", dest="last", type=a_date, required=True, metavar="DATE", help="the last day, included")
    parser.add_argument(
        "--by", choices=("pupil", "school", "la"), default="pupil", help="what a row is (default pupil)"
    )
    parser.add_argument("--urn", metavar="URN", help="only this school")
    add_form(parser, default="csv")


def run(args: Namespace) -> int:
    """Every register with a mark in the period; the listing of pupils is an audit entry."""
    if args.last < args.first:
        return refuse(f"--to {args.last} is before --from {args.first}: give the earlier day first.")
    rows = list(_rows(args.by, args.first, args.last, args.urn))
    with transaction.atomic():
        record(
            actor=me(), action="list.exported", subject=Subject("list", "attendance"),
            detail={"from": args.first.isoformat(), "to": args.last.isoformat(), "by": args.by, "shown": len(rows)},
        )  # fmt: skip
    if not rows:
        tell(f"No marks are held from {args.first} to {args.last}{f' of URN {args.urn}' if args.urn else ''}.")
    print_rows(args.format, headings_of(args.by), rows)
    return 0


def _rows(by: str, first: date, last: date, urn: str | None) -> Iterator[tuple[Any, ...]]:
    if by == BY_PUPIL:
        return by_pupil(first, last, urn=urn)
    if by == "school":
        return by_school(first, last, urn=urn)
    return by_la(first, last, la=settings.AUTHORITY, urn=urn)
