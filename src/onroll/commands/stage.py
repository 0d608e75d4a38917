"""`onroll stage add|list|apply|discard`: what would a file do, before anything of it is applied?"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from onroll.commands.answering import a_date, add_form, me, print_json, print_rows, refuse, tell
from onroll.extracts.rows import Refused
from onroll.intake.models import Stage
from onroll.intake.staging.deciding import CannotDecideOnFile, discard, say_apply, stage_file
from onroll.jobs.staged import work
from onroll.places.postcodes import build_postcodes

SHOWN = (
    "id", "feed", "file_name", "as_at", "state", "read", "new", "changed", "unchanged", "set_aside", "missing", "warnings", "staged_by",
    "staged_at", "message",
)  # fmt: skip
CHUNK = 1024**2


def add_arguments(parser: ArgumentParser) -> None:
    """Stage a file, list what waits, apply or discard one."""
    actions = parser.add_subparsers(dest="action", required=True)
    adding = actions.add_parser("add", help="read a file and compare it; nothing is applied")
    adding.add_argument("file", type=Path)
    adding.add_argument("--as-at", type=a_date, required=True, metavar="DATE", help="the day the extract was true")
    adding.add_argument("--partial", action="store_true", help="rows not in this file are not missing")
    add_form(adding, default="json")
    add_form(actions.add_parser("list", help="files that wait for a yes"), default="json")
    for name, said in (("apply", "apply a staged file"), ("discard", "let a staged file go")):
        deciding = actions.add_parser(name, help=said)
        deciding.add_argument("number", type=int)
        if name == "apply":
            deciding.add_argument(
                "--accept-missing", action="store_true", help="though more than 5 %% of open rows have vanished"
            )
        add_form(deciding, default="json")


def run(args: Namespace) -> int:
    """One of the four; 1 with the reason where it can't be done."""
    build_postcodes(settings.AUTHORITY)
    try:
        if args.action == "list":
            return _print(args.format, list(Stage.objects.filter(state__in=Stage.OPEN).order_by("pk")))
        stage = _add(args) if args.action == "add" else _decide(args)
    except (Refused, CannotDecideOnFile, OSError) as refused:
        return refuse(str(refused))
    except Stage.DoesNotExist:
        return refuse(f"No staged file has the number {args.number}. `onroll stage list` names those that wait.")
    stage.refresh_from_db()
    _print(args.format, [stage])
    applied = args.action == "apply" and stage.state != Stage.APPLIED
    return refuse(stage.message) if stage.state == Stage.REFUSED or applied else 0


def _add(args: Namespace) -> Stage:
    with args.file.open("rb") as stream:
        stage = stage_file(
            name=args.file.name, chunks=iter(lambda: stream.read(CHUNK), b""), as_at=args.as_at, received_at=timezone.now(),
            partial=args.partial, actor=me(),
        )  # fmt: skip
    tell(f"Comparing {stage.file_name} …")
    work(stage.pk)
    return stage


def _decide(args: Namespace) -> Stage:
    if args.action == "discard":
        return discard(stage=args.number, at=timezone.now(), actor=me())
    stage = say_apply(stage=args.number, accept_missing=args.accept_missing, at=timezone.now(), actor=me())
    work(stage.pk)
    return stage


def _print(form: str, stages: list[Stage]) -> int:
    rows = [[getattr(stage, name) for name in SHOWN] for stage in stages]
    if form == "csv":
        print_rows("csv", SHOWN, rows)
    else:
        print_json({"staged": [dict(zip(SHOWN, row, strict=True)) for row in rows]})
    return 0
