"""`onroll children --as-at DATE`: one row a child, with the status on that day and why."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from django.utils import timezone

from onroll.audit.actor import Subject
from onroll.audit.log import record
from onroll.children.catching_up import catch_up
from onroll.children.selectors.records import printed_ids_by_child
from onroll.children.selectors.roster import roster
from onroll.commands.answering import add_as_at, add_form, me, print_rows, tell

HEADINGS = (
    "child_id", "source_ids", "status", "because", "since", "upn", "surname", "forename", "date_of_birth", "last_seen_on", "last_seen_by",
)  # fmt: skip


def add_arguments(parser: ArgumentParser) -> None:
    """The day asked about."""
    add_as_at(parser)
    parser.add_argument(
        "--status", action="append", metavar="STATUS", help="only this status (may be given more than once)"
    )
    add_form(parser, default="csv")


def run(args: Namespace) -> int:
    """Bring the record up to date where it isn't, then list every child; the listing is an audit entry."""
    from django.db import transaction

    catch_up(actor=me(), at=timezone.now(), tell=tell)
    with transaction.atomic():
        record(
            actor=me(),
            action="list.exported",
            subject=Subject("list", "children"),
            detail={"as_at": args.as_at.isoformat()},
        )
    print_rows(args.format, HEADINGS, _rows(args))
    return 0


def _rows(args: Namespace) -> Iterator[tuple]:
    printed = printed_ids_by_child()
    for row in roster(args.as_at, args.known_at, args.status):
        yield (
            row.child, ";".join(printed.get(row.child, ())), row.status, row.because, row.since, row.upn, row.surname, row.forename,
            row.date_of_birth, row.last_seen_on, row.last_seen_by,
        )  # fmt: skip
