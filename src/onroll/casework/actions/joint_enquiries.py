"""Did school and authority jointly ask before a name comes off a roll? Grounds h and i of regulation 9 (SI 2024/208).

The day alone is no ground: the outcome is recorded with a named officer of each.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.actions.deciding import decide
from onroll.casework.actions.tasks import add_task, do_task
from onroll.casework.actions.writing import not_ahead, said
from onroll.casework.models import Case, CaseDecision, Task
from onroll.casework.pathways.missing_education.clocks import GROUNDS, CaseClock
from onroll.casework.permitted import CannotDo, locked, require_act

FOUND = {
    "returned": "The pupil came back, or will on a named day",
    "known_no_return": "Whereabouts known, no reasonable prospect of a return",
    "unknown": "Whereabouts still unknown",
}


def begin_joint_enquiries(
    *, case: Case | int, ground: str, counted_from: date, urn: str, on: date, at: datetime, by: Actor, person: User | None
) -> Task:  # fmt: skip
    """School and authority begin to ask; the clock of the ground runs on the school's own days. Once a ground, school and day."""
    with transaction.atomic():
        held = locked(case)
        require_act(held, "joint_enquiries", person)
        clock = _clock(ground)
        return add_task(
            case=held, title=clock.title, why=clock.why, rule=clock.rule, counted_from=not_ahead(counted_from, on, field="counted_from"),
            place=urn, key=f"joint:{ground}:{urn}:{counted_from.isoformat()}", on=on, at=at, by=by, person=person,
        )  # fmt: skip


def record_joint_enquiries(
    *, case: Case | int, ground: str, found: str, school_officer: str, authority_officer: str, asked: str, on: date, at: datetime,
    by: Actor, person: User | None, finished_on: date | None = None,
) -> CaseDecision:  # fmt: skip
    """What both found, with a named officer of each; its task is done. Raises `CannotDo` where either name is missing."""
    with transaction.atomic():
        held = locked(case)
        require_act(held, "joint_enquiries", person)
        _clock(ground)
        if found not in FOUND:
            raise CannotDo("Choose what both found", field="found")
        names = (
            said(school_officer, "Enter who asked for the school", field="school_officer"),
            said(authority_officer, "Enter who asked for the authority", field="authority_officer"),
        )
        if names[0].casefold() == names[1].casefold():
            raise CannotDo(
                "Two officers ask jointly: one of the school, one of the authority.", field="authority_officer"
            )
        day = not_ahead(finished_on or on, on, field="finished_on")
        decision = decide(
            case=held, act="joint_enquiries", words=f"Joint enquiries before ground {ground}: {FOUND[found].lower()}",
            reason=said(asked, "Say whom you asked and what they said", field="asked"), on=day, at=at, by=by, person=person,
            detail={"ground": ground, "found": found, "school_officer": names[0], "authority_officer": names[1]},
        )  # fmt: skip
        for task in Task.objects.filter(case=held, key__startswith=f"joint:{ground}:", done_on=None, waived_because=""):
            do_task(task=task, done_on=day, on=on, at=at, by=by, person=None)
    return decision


def _clock(ground: str) -> CaseClock:
    if ground not in GROUNDS:
        raise CannotDo("Joint enquiries go before grounds h and i only.", field="ground")
    return GROUNDS[ground]
