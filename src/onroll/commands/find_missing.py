"""`onroll find-missing --as-at DATE`: the children on no roll, ranked by how sure and how urgent."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from django.db import transaction
from django.utils import timezone

from onroll.audit.actor import Subject
from onroll.audit.log import record
from onroll.children.catching_up import catch_up
from onroll.children.selectors.missing import find_missing
from onroll.commands.answering import add_as_at, add_form, me, print_rows, tell

HEADINGS = ("rank", "child_id", "band", "certainty", "urgency", "evidence", "next_enquiry")


def add_arguments(parser: ArgumentParser) -> None:
    """The day asked about."""
    add_as_at(parser)
    add_form(parser, default="csv")


def run(args: Namespace) -> int:
    """Known to an agency, of school age, resident, and on no roll, not home educated, not otherwise placed."""
    catch_up(actor=me(), at=timezone.now(), tell=tell)
    found = find_missing(args.as_at, args.known_at)
    with transaction.atomic():
        record(
            actor=me(), action="list.exported", subject=Subject("list", "missing"), children=[one.row.child for one in found],
            detail={"as_at": args.as_at.isoformat(), "shown": len(found)},
        )  # fmt: skip
    rows = (
        (
            rank,
            one.row.child,
            one.missing.band,
            one.missing.certainty,
            one.missing.urgency,
            " ".join(one.missing.evidence),
            one.missing.next_enquiry,
        )
        for rank, one in enumerate(found, 1)
    )
    print_rows(args.format, HEADINGS, rows)
    return 0
