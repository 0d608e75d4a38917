"""Which command did the person ask for, and what must stand before it runs? For every use of `onroll`.

`start` and `test` are the launcher's own; every other command stands in `onroll.commands.registry`.

Exit codes: 0 done; 1 with a sentence on standard error (bad input, or something that can't be done now); 2 bad usage;
130 interrupted. Standard output holds the answer and nothing else.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import ExitStack
from importlib import import_module
from types import ModuleType

from onroll.commands.registry import COMMANDS, Command
from onroll.config.database import home as home_of
from onroll.launcher.installation import prepare, set_up_django
from onroll.launcher.keeper import using_server
from onroll.launcher.processes import CannotStart, say

# The launcher's own, imported like the others only when asked for.
OWN = {
    "start": "set up what is missing, start the service, and print its address and sign-ins",
    "test": "run every check and test, browser tests included; other arguments go to pytest",
}


def own(name: str) -> ModuleType:
    """The module of one of the launcher's own commands."""
    return import_module({"start": "onroll.launcher.start", "test": "onroll.launcher.testing"}[name])


def parser_for(asked: str) -> argparse.ArgumentParser:
    """Knows every command by name, and the arguments of the one that was asked for, which alone is imported."""
    parser = argparse.ArgumentParser(
        prog="onroll",
        description="Where is every child of a local authority being educated, and which children has nobody placed?",
        allow_abbrev=False,
    )
    choices = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    helps = OWN | {name: command.help for name, command in COMMANDS.items()}
    for name, said in helps.items():
        one = choices.add_parser(name, help=said, description=said, allow_abbrev=False)
        if name == asked:
            (COMMANDS.get(name) or own(name)).add_arguments(one)
    return parser


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code."""
    os.umask(0o077)  # whatever we write may hold children's details
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onroll.config.settings")
    asked = arguments[0] if arguments else ""
    command = COMMANDS.get(asked)
    try:
        if command and command.needs_database:
            set_up_django(home_of())  # before the command's module, which names models
        parser = parser_for(asked)
        if asked == "test":  # what isn't ours is pytest's
            args, args.pytest = parser.parse_known_args(arguments)
        else:
            args = parser.parse_args(arguments)
        code = _run(command, args) if command else own(asked).run(args)
        sys.stdout.flush()
        return code
    except CannotStart as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our answer has enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:
        say(_what_happened(fault))
        return 1


def _what_happened(fault: Exception) -> str:
    """What nobody foresaw, for the person and for whoever mends it: never the fault's own words, which may quote a row."""
    from onroll.web.logs import WithoutValues

    words = str(fault).lower()
    if "no space left" in words or "disk full" in words:
        return "The disk is full. Nothing was half done: free some space and give the command again."
    if "server closed the connection" in words or "connection is closed" in words or "is starting up" in words:
        return (
            "The database stopped in the middle of this; a full disk does that, see logs/postgres.log. What was finished "
            "is kept, nothing was half done: give the command again."
        )
    where = WithoutValues().formatException((type(fault), fault, fault.__traceback__))
    return f"Something went wrong here, and nothing was half done. For whoever mends it:\n{where}"


def _run(command: Command, args: argparse.Namespace) -> int:
    """Run a command of the registry, with the database it needs held while it runs."""
    if not command.needs_database:
        return command.run(args)
    home = home_of()
    with ExitStack() as stack:
        if not os.environ.get("DATABASE_URL"):
            stack.enter_context(using_server(home))
        prepare(home, demonstration=False)
        stack.callback(_hang_up)
        return command.run(args)


def _hang_up() -> None:
    from django.db import connections

    connections.close_all()
