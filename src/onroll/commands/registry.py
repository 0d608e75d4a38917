"""Which commands are there, and what does each need? One small module a command; nothing heavy is imported to print help."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType


@dataclass(frozen=True, slots=True)
class Command:
    """One command of `./onroll`: its module has `add_arguments(parser)` and `run(args) -> int`.

    `needs_database` is False where the answer comes from files and rules alone.
    """

    name: str
    help: str
    module: str
    needs_database: bool = True

    def _module(self) -> ModuleType:
        return import_module(f"onroll.commands.{self.module}")

    @property
    def add_arguments(self) -> Callable[[ArgumentParser], None]:
        """Declares the command's options."""
        return self._module().add_arguments

    @property
    def run(self) -> Callable[[Namespace], int]:
        """Answers: 0, or 1 with a sentence on standard error."""
        return self._module().run


COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        Command(
            "simulate",
            "write a synthetic authority's extracts, with the truth beside them",
            "simulate",
            needs_database=False,
        ),
        Command("load", "load every feed found in a folder", "load"),
        Command("stage", "compare a file before anything of it is applied; list, apply or discard what waits", "stage"),
        Command("undo", "take back the latest load of a source", "undo"),
        Command("set-aside", "list the rows set aside, or send corrected ones again", "set_aside"),
        Command("link", "decide which source records are the same child", "link"),
        Command("decide", "keep a person's word that two records are, or are not, one child", "decide"),
        Command("explain", "say why two records are, or are not, one child", "explain"),
        Command(
            "compare-models",
            "which records would move under another file of weights; applied only where asked",
            "compare_models",
        ),
        Command(
            "learn-model",
            "weights for linking learnt from our own records, as a file; nothing is applied",
            "learn_model",
        ),
        Command("children", "one row a child, with the status on a date", "children"),
        Command("find-missing", "the children nobody has placed, ranked", "find_missing"),
        Command("cases", "what OnRoll refers by itself, and which watched cases come back", "cases"),
        Command("attendance", "attendance over a period, by pupil, school or authority", "attendance"),
        Command("figures", "any figure, as at a date", "figures"),
        Command("people", "who may sign in: list, or add one (the first administrator, say)", "people"),
        Command("audit", "seal the audit log, or check that nothing under a seal was altered", "audit"),
        Command("age", "compulsory school age, year group and key stage", "age", needs_database=False),
        Command("due", "the last day of a clock, with every step of the count", "due"),
        Command("moved", "which open deadlines would move if a day were a holiday", "moved"),
        Command("rules", "the rule book: list, show or check", "rules", needs_database=False),
    )
}
