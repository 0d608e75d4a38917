"""`onroll decide same|different A B --by WHO`: keep a person's word on two records for ever."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from django.utils import timezone

from onroll.audit.actor import at_the_command_line
from onroll.children.catching_up import catch_up, rebuild_stale
from onroll.children.identity.deciding import CannotDecide
from onroll.children.identity.opinions import settle
from onroll.children.selectors.records import UnknownRecord, record_printed
from onroll.commands.answering import add_form, me, print_json, print_rows, refuse, tell


def add_arguments(parser: ArgumentParser) -> None:
    """The word, the two records as printed, and whose word it is."""
    parser.add_argument("word", choices=("same", "different"), help="are they one child?")
    parser.add_argument("a", metavar="A", help="a record as printed, e.g. roll:A123")
    parser.add_argument("b", metavar="B", help="the other record")
    parser.add_argument("--by", required=True, metavar="WHO", help="who decided")
    parser.add_argument("--reason", default="", help="why, for the next person who asks")
    add_form(parser, default="json")


def run(args: Namespace) -> int:
    """Decide, move what it moves, rebuild those children."""
    catch_up(actor=me(), at=timezone.now(), tell=tell)
    try:
        a, b = record_printed(args.a), record_printed(args.b)
        decided = settle(
            a=a, b=b, same=args.word == "same", reason=args.reason, by=at_the_command_line(args.by), at=timezone.now()
        )
    except (UnknownRecord, CannotDecide) as refused:
        return refuse(str(refused))
    rebuild_stale()
    answer = {
        "a": args.a,
        "b": args.b,
        "decision": args.word,
        "by": args.by,
        "records_moved": len(decided.decision.moved),
    }
    if args.format == "csv":
        print_rows("csv", list(answer), [list(answer.values())])
    else:
        print_json(answer)
    return 0
