"""Which watched cases come back, because the service that led has ended its work? A task for whoever keeps sight (M7)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction

from onroll.audit.actor import Actor
from onroll.casework.actions.tasks import add_task
from onroll.casework.models import Case
from onroll.children.models import Child
from onroll.children.selectors.some_facts import some_facts
from onroll.rules.facts import Fact
from onroll.rules.referrals import Service, referral_book


def bring_back(*, on: date, at: datetime, by: Actor) -> int:
    """Raises a task, once a case and ending, where no fact shows the leading service at work any more; how many cases.

    A service that sends no extract is looked at on its review day alone: that task stands since the brief began.
    """
    found = ended(on)
    with transaction.atomic():
        for case, service, last in found:
            add_task(
                case=case, title=f"Take the case back: {service.name} has ended its work", due_on=on, assigned_to=case.lead,
                why=f"Nothing that {service.name} sends shows it at work after {last:%-d %B %Y}. The watching brief ends with it.",
                key=f"ended:{service.id}:{last.isoformat()}", on=on, at=at, by=by,
            )  # fmt: skip
    return len(found)


def ended(on: date) -> list[tuple[Case, Service, date]]:
    """The watched cases whose service has sent something before and shows nothing on the day, with its last day. A few queries."""
    by_name = {one.name: one for one in referral_book().services.values() if one.fact}
    cases = list(Case.objects.filter(stage="watching", closed_on=None, other_lead__in=by_name).select_related("lead"))
    if not cases:
        return []
    survivors = dict(
        Child.objects.filter(pk__in={case.child_id for case in cases})
        .exclude(merged_into=None)
        .values_list("pk", "merged_into_id")
    )
    child_of = {case.pk: survivors.get(case.child_id, case.child_id) for case in cases}
    facts = some_facts(set(child_of.values()), {service.fact for service in by_name.values()})
    held: dict[tuple[int, str], list[Fact]] = defaultdict(list)
    for child, ones in facts.items():
        for fact in ones:
            held[child, fact.kind].append(fact)
    found = []
    for case in cases:
        service = by_name[case.other_lead]
        last = _last_day(
            [f for f in held[child_of[case.pk], service.fact] if not service.codes or f.code in service.codes], on
        )
        if last is not None and last >= case.stage_since:
            found.append((case, service, last))
    return found


def _last_day(facts: list[Fact], on: date) -> date | None:
    """The last day on which any of these held, where none holds on the day and one did before; None otherwise."""
    if not facts or any(fact.supports_on(on) for fact in facts):
        return None
    ends = [
        min(filter(None, (fact.ended_on, fact.supported_until)))
        for fact in facts
        if fact.ended_on or fact.supported_until
    ]
    past = [end for end in ends if end < on]
    return max(past, default=None)
