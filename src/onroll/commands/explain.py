"""`onroll explain A B`: why are two records, or are they not, one child?"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from onroll import linkage
from onroll.children.identity.memberships import held_memberships
from onroll.children.identity.records import link_records
from onroll.children.models import LinkDecision
from onroll.children.selectors.records import UnknownRecord, record_printed
from onroll.commands.answering import add_form, print_json, print_rows, refuse


def add_arguments(parser: ArgumentParser) -> None:
    """The two records as printed."""
    parser.add_argument("a", metavar="A", help="a record as printed, e.g. roll:A123")
    parser.add_argument("b", metavar="B", help="the other record")
    add_form(parser, default="json")


def run(args: Namespace) -> int:
    """Say what was decided, by whom, and every agreement and disagreement in words."""
    try:
        a, b = record_printed(args.a), record_printed(args.b)
        if a == b:
            return refuse("That is one and the same record; name two.")
    except UnknownRecord as unknown:
        return refuse(str(unknown))
    one, other = sorted(link_records([a, b]), key=lambda r: r.id != a)
    pair = linkage.explain(one, other)
    held = held_memberships([a, b])
    decision = LinkDecision.objects.filter(a=min(a, b), b=max(a, b), undone_at=None).first()
    answer = {
        "a": args.a, "b": args.b, "same_child": a in held and held.get(a) == held.get(b), "outcome": pair.outcome,
        "probability": round(pair.probability, 4), "rule": pair.rule, "words": list(pair.words),
        "decided_by": decision.decided_by if decision else None, "decision": _word(decision),
    }  # fmt: skip
    if args.format == "csv":
        print_rows("csv", list(answer), [["; ".join(v) if isinstance(v, list) else v for v in answer.values()]])
    else:
        print_json(answer)
    return 0


def _word(decision: LinkDecision | None) -> str | None:
    return None if decision is None else ("same" if decision.same else "different")
