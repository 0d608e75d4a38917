"""How does a case begin? One open case a child and pathway; a second referral joins the first."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from onroll.accounts.models import Team, User
from onroll.audit.actor import Actor
from onroll.casework.actions.writing import happened
from onroll.casework.models import Case, Priority, ReferenceCounter
from onroll.casework.pathways import pathway
from onroll.children.models import Child
from onroll.children.selectors.child import resolve


class AlreadyOpen(ValueError):
    """The child has an open case on this pathway; the message names it."""

    def __init__(self, case: Case) -> None:
        super().__init__(
            f"{case.reference} is open for this child already, since {case.opened_on:%-d %B %Y}. Add to it instead."
        )
        self.case = case


def open_case(
    *, child: int, pathway_id: str, on: date, at: datetime, by: Actor, because: str = "", lead: User | None = None,
    team: Team | None = None, priority: int = Priority.NORMAL, reason: str = "",
) -> Case:  # fmt: skip
    """Opens a case in the pathway's first stage. Raises `AlreadyOpen`; a merged child's case opens for the survivor."""
    way = pathway(pathway_id)
    with transaction.atomic():
        standing = resolve(child)
        counter = _counter(
            f"{way.prefix}-{on.year}"
        )  # its lock also keeps two people from opening the same child's case at once
        if open_already := open_case_of(standing, pathway_id):
            raise AlreadyOpen(open_already)
        counter.last += 1
        counter.save(update_fields=["last"])
        case = Case.objects.create(
            reference=f"{counter.prefix}-{counter.last:05d}", child_id=standing, pathway=pathway_id, stage=way.first_stage,
            stage_since=on, priority=priority, lead=lead, team=team or (lead.team if lead else None), reason=reason,
            opened_on=on, opened_at=at, opened_because=because, last_meaningful_on=on,
        )  # fmt: skip
        Child.objects.filter(pk=standing, has_cases=False).update(has_cases=True)
        happened(case, "opened", on=on, at=at, by=by, words=f"Case opened on the pathway “{way.name}”", text=because)
    return case


def open_case_of(child: int, pathway_id: str) -> Case | None:
    """The open case of this child, or of one merged into it, on this pathway."""
    return (
        Case.objects.filter(pathway=pathway_id, closed_on=None)
        .filter(child_id__in=same_child(child))
        .order_by("pk")
        .first()
    )


def same_child(child: int) -> list[int]:
    """The child's number and those of the children merged into it, however long the chain."""
    found, new = [child], [child]
    while new:
        new = list(Child.objects.filter(merged_into__in=new).values_list("pk", flat=True))
        found += new
    return found


def next_reference(prefix: str) -> str:
    """The next reference under this prefix, inside the caller's transaction: "REF-2026" gives REF-2026-00007."""
    counter = _counter(prefix)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{prefix}-{counter.last:05d}"


def _counter(prefix: str) -> ReferenceCounter:
    ReferenceCounter.objects.bulk_create([ReferenceCounter(prefix=prefix)], ignore_conflicts=True)
    return ReferenceCounter.objects.select_for_update().get(pk=prefix)
