"""`onroll audit seal`, `onroll audit verify`: is the audit log whole? For whoever runs the service, once a night."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from onroll.audit.models import Seal
from onroll.audit.seals import seal, verify
from onroll.commands.answering import refuse, tell


def add_arguments(parser: ArgumentParser) -> None:
    """What to do with the log."""
    parser.add_argument("way", choices=("seal", "verify"), help="seal what is not sealed yet, or check every seal")


def run(args: Namespace) -> int:
    """`seal` prints the newest seal, to be kept outside; `verify` says what was altered, and then ends with 1."""
    if args.way == "seal":
        made = seal()
        tell(f"{made.entries} entries sealed." if made else "Nothing new to seal.")
        newest = made or Seal.objects.order_by("-pk").first()
        if newest:
            print(f"{newest.sealed_at:%Y-%m-%dT%H:%M:%SZ} {newest.digest}")
        return 0
    faults = verify()
    if faults:
        return refuse("\n".join(faults))
    tell(f"{Seal.objects.count()} seals, all whole.")
    return 0
