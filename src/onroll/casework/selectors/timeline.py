"""What happened in this case? The events newest first, each with what corrects it; the case's other children and cases."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from onroll.accounts.models import User
from onroll.casework.actions.opening import same_child
from onroll.casework.models import Case, Event
from onroll.casework.selectors.cases import cases_for
from onroll.children.models import ChildSummary
from onroll.children.selectors.child import ChildOnTheDay, household_of


@dataclass(frozen=True, slots=True)
class Happened:
    """One event, and the corrections of it, the newest first."""

    event: Event
    corrections: list[Event] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events shown, how many there are of each kind, and how many in all."""

    shown: list[Happened]
    kinds: Counter[str]
    total: int


def timeline(user: User, case: Case, kinds: Collection[str] = ()) -> Timeline:
    """Newest first; of these kinds only where any are given. Two queries."""
    events = list(Event.objects.filter(case=case, case__in=cases_for(user)).select_related("corrects"))
    corrections: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        if event.corrects_id:
            corrections[event.corrects_id].append(event)
    shown = [Happened(one, corrections[one.pk]) for one in events if not kinds or one.kind in kinds]
    return Timeline(shown, Counter(one.kind for one in events), len(events))


def siblings_cases(user: User, child: ChildOnTheDay) -> list[tuple[ChildSummary, list[Case]]]:
    """The cases of other children at the address, open ones first; nobody's where the address is protected (Q10)."""
    others = household_of(child)
    if not others:
        return []
    number_of: dict[int, int] = {}
    for other in others:
        number_of |= dict.fromkeys(same_child(other.pk), other.pk)
    held: dict[int, list[Case]] = defaultdict(list)
    for case in cases_for(user).filter(child_id__in=number_of).order_by("closed_on", "-opened_on", "-pk"):
        held[number_of[case.child_id]].append(case)
    return [(other, held[other.pk]) for other in others if held[other.pk]]


def other_cases(user: User, case: Case, child: int) -> list[Case]:
    """The child's other cases; two open ones on one pathway are a finding after a merge."""
    found = cases_for(user).filter(child_id__in=same_child(child)).exclude(pk=case.pk)
    return list(found.order_by("closed_on", "-opened_on", "-pk"))


def to_join(case: Case, others: Collection[Case]) -> list[Case]:
    """Open cases of the same child on the same pathway, which a merge of two children left side by side."""
    return [one for one in others if case.open and one.open and one.pathway == case.pathway]
