"""`onroll explain A B`: why are two records, or are they not, one child?"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from onroll.children.models import LinkDecision
from onroll.children.selectors.explaining import NotHeld, explain_pair
from onroll.children.selectors.records import UnknownRecord, record_printed
from onroll.commands.answering import add_form, print_json, print_rows, refuse
from onroll.linkage.waterfall import as_probability, likelier


def add_arguments(parser: ArgumentParser) -> None:
    """The two records as printed."""
    parser.add_argument("a", metavar="A", help="a record as printed, e.g. roll:A123")
    parser.add_argument("b", metavar="B", help="the other record")
    add_form(parser, default="json")


def run(args: Namespace) -> int:
    """Say what was decided, by whom, and every agreement and disagreement in words, each with what it is worth."""
    try:
        found = explain_pair(record_printed(args.a), record_printed(args.b))
    except (UnknownRecord, NotHeld, ValueError) as refused:
        return refuse(str(refused))
    steps, decision = found.steps, found.decision
    answer = {
        "a": args.a, "b": args.b, "same_child": found.together, "outcome": steps.outcome, "probability": round(steps.probability, 4),
        "rule": steps.rule, "because": steps.sentence, "words": [step.words for step in steps.steps[1:]],
        "last_run": found.run.outcome if found.run else None, "last_run_rule": found.run.rule if found.run else None,
        "decided_by": decision.decided_by if decision else None, "decision": _word(decision),
    }  # fmt: skip
    if args.format == "csv":
        print_rows("csv", list(answer), [["; ".join(v) if isinstance(v, list) else v for v in answer.values()]])
        return 0
    told = [
        {"step": step.field, "words": step.words, "does": likelier(step.change), "so_far": round(as_probability(step.after), 6)}
        for step in steps.steps
    ]  # fmt: skip
    print_json({**answer, "steps": told})
    return 0


def _word(decision: LinkDecision | None) -> str | None:
    return None if decision is None else ("same" if decision.same else "different")
