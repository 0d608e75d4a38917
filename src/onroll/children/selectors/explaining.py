"""Why are two records, or two children, one child or not? Everything that is known of a pair, for its page and the command."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Manager, Q, QuerySet

from onroll.children.identity.deciding import records_of
from onroll.children.identity.keeping import head, read_reference
from onroll.children.identity.memberships import held_memberships
from onroll.children.identity.model_in_force import model_in_force
from onroll.children.identity.opinions import changed_since
from onroll.children.identity.records import link_records
from onroll.children.models import LinkDecision, LinkPair, LinkReference, PairOpinion
from onroll.linkage.interface import LinkRecord
from onroll.linkage.reference import Reference
from onroll.linkage.waterfall import Waterfall, waterfalls, with_groups

MOST_PAIRS = 60


class NotHeld(LookupError):
    """A record that isn't held, or isn't about a child; the message says so."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A pair: the two records, the model's steps, what the last run kept of it, and what people have said.

    `one` and `other` stand in the order asked. `run` is None where the run neither joined, asked nor refused this very pair.
    """

    one: LinkRecord
    other: LinkRecord
    steps: Waterfall
    children: tuple[int | None, int | None]
    run: LinkPair | None
    decision: LinkDecision | None
    opinion: PairOpinion | None
    returned: bool
    said_before: list[PairOpinion]
    decided_before: list[LinkDecision]

    @property
    def together(self) -> bool:
        """Whether both are held as one child now."""
        return self.children[0] is not None and self.children[0] == self.children[1]


def explain_pair(a: int, b: int) -> Explained:
    """Raises `NotHeld` for a record we don't hold as about a child, ValueError for one record twice."""
    if a == b:
        raise ValueError("That is one and the same record; name two.")
    records = {record.id: record for record in link_records([a, b])}
    if len(records) < 2:
        raise NotHeld("One of the two records isn't held any more, or isn't about a child.")
    held = held_memberships([a, b])
    decisions = list(_of_pair(LinkDecision.objects, a, b).order_by("-decided_at"))
    said = list(_of_pair(PairOpinion.objects, a, b).order_by("-said_at"))
    opinion = next((one for one in said if one.closed_at is None), None)
    run, counted = _of_pair(LinkPair.objects, a, b).first(), reference()
    steps = waterfalls(list(records.values()), [(a, b)], reference=counted, model=model_in_force())[0]
    if run is not None and counted is not None and run.outcome == "review":
        steps = with_groups(steps, run.probability, run.outcome, run.rule)
    return Explained(
        records[a], records[b], steps, (held.get(a), held.get(b)),
        run, next((one for one in decisions if one.undone_at is None), None), opinion,
        bool(opinion and changed_since([opinion], records)), [one for one in said if one.closed_at], [one for one in decisions if one.undone_at],
    )  # fmt: skip


def likeliest_pairs(one: int, other: int) -> list[Waterfall]:
    """Every record of one child against every record of the other, the likeliest first; at most `MOST_PAIRS`."""
    ones, others = (link_records(records_of({child})) for child in (one, other))
    pairs = [(x.id, y.id) for x in ones for y in others][:MOST_PAIRS]
    found = waterfalls([*ones, *others], pairs, reference=reference(), model=model_in_force())
    return sorted(found, key=lambda steps: (-steps.probability, steps.a, steps.b))


def reference() -> Reference | None:
    """How common names, dates and homes are, as the last full run counted it; None before the first."""
    last = head()
    if last is None or not LinkReference.objects.filter(digest=last.reference).exists():
        return None
    return _reference(last.reference)


@lru_cache(maxsize=2)
def _reference(digest: str) -> Reference:
    return read_reference(digest)


def decisions_between(ones: Collection[int], others: Collection[int]) -> list[LinkDecision]:
    """Standing words on a record of the one and a record of the other."""
    between = Q(a__in=ones, b__in=others) | Q(a__in=others, b__in=ones)
    return list(LinkDecision.objects.filter(between, undone_at=None).order_by("-decided_at"))


def _of_pair(manager: Manager, a: int, b: int) -> QuerySet:
    return manager.filter(a=min(a, b), b=max(a, b))
