"""When are social care or the police told, and who decided so, or decided not to? Proposed by OnRoll, decided by people (E4)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import SYSTEM, Actor
from onroll.casework.actions import tasks
from onroll.casework.actions.deciding import decide, enter
from onroll.casework.actions.writing import change, happened, not_ahead, said
from onroll.casework.models import Case, CaseDecision, Event, Task
from onroll.casework.permitted import CannotDo, locked, require_act
from onroll.casework.selectors.escalations import proposals_for
from onroll.children.models import ChildSummary
from onroll.children.selectors.child import resolve

TOLD = {
    "social_care": "Children's social care",
    "police": "The police",
    "both": "Children's social care and the police",
}


def escalate(
    *, case: Case | int, to: str, told_whom: str, reason: str, on: date, at: datetime, by: Actor, person: User | None,
    told_on: date | None = None, trigger: str = "", read_version: int | None = None,
) -> CaseDecision:  # fmt: skip
    """Social care or the police were told, when and whom. One person is enough: a child in danger waits for no second.

    `trigger` names OnRoll's proposal that it answers, whose task is then done.
    """
    with transaction.atomic():
        held = locked(case, read_version=read_version)
        act = require_act(held, "escalate", person)
        if to not in TOLD:
            raise CannotDo("Choose who was told", field="to")
        whom = said(
            told_whom,
            "Say whom you told: the name of the team or person, and the reference they gave",
            field="told_whom",
        )
        day = not_ahead(told_on or on, on, field="told_on")
        decision = enter(
            held, "escalate", words=f"{TOLD[to]} told", reason=reason, on=day, at=at, person=person,
            detail={"to": to, "told_whom": whom, "trigger": trigger},
        )  # fmt: skip
        change(held, act, on=on)
        happened(
            held, "escalated", on=day, at=at, by=by, words=f"{TOLD[to]} told", text=f"{whom}\n{decision.reason}",
            detail={"decision": decision.pk, "to": to},
        )  # fmt: skip
        for task in _proposed(held, trigger):
            tasks.do_task(task=task, done_on=on, on=on, at=at, by=by, person=None)
    return decision


def decide_against(
    *, case: Case | int, trigger: str, reason: str, on: date, at: datetime, by: Actor, person: User,
    read_version: int | None = None,
) -> CaseDecision:  # fmt: skip
    """Not to tell anybody although OnRoll proposed it. A second person must agree; until then the proposal stands."""
    return decide(
        case=case, act="not_escalate", words="Social care and the police are not told", reason=reason, on=on, at=at, by=by,
        person=person, detail={"trigger": trigger}, read_version=read_version,
    )  # fmt: skip


def settle(case: Case, decision: CaseDecision, *, on: date, at: datetime, by: Actor) -> None:
    """Once a second person agreed not to tell anybody, the task that proposed it is set aside."""
    for task in _proposed(case, decision.detail.get("trigger", "")):
        tasks.waive_task(task=task, because=f"Decided: {decision.reason}", on=on, at=at, by=by, person=None)


def end_escalation(
    *, case: Case | int, because: str, on: date, at: datetime, by: Actor, person: User | None, read_version: int | None = None,
) -> Event:  # fmt: skip
    """Social care or the police answered, and our own enquiries go on."""
    with transaction.atomic():
        held = locked(case, read_version=read_version)
        act = require_act(held, "end_escalation", person)
        kept = said(because, "Say what they answered", field="because")
        change(held, act, on=on)
        return happened(
            held, "stage", on=on, at=at, by=by, words="Taken back from social care or the police", text=kept
        )


def raise_proposed(
    case: Case, *, on: date, at: datetime, by: Actor = SYSTEM, flags: list[dict] | None = None
) -> list[Task]:
    """A task for each thing that is proposed, each once; one whose ground has gone is set aside. Called where one may begin or end."""
    if flags is None:
        flags = ChildSummary.objects.filter(pk=resolve(case.child_id)).values_list("handling", flat=True).first() or []
    standing = [flag for flag in flags if flag["id"] == "cp" and (not flag["to"] or flag["to"] >= on.isoformat())]
    proposed = proposals_for(case, standing)
    for task in _proposed(case, ""):
        if task.key not in {one.key for one in proposed}:
            tasks.waive_task(task=task, because="It is no longer so", on=on, at=at, by=by, person=None)
    return [
        tasks.add_task(
            case=case, title=one.clock.title, why=one.clock.why, rule=one.clock.rule, counted_from=one.counted_from, key=one.key,
            assigned_to=case.lead, on=on, at=at, by=by,
        )
        for one in proposed
    ]  # fmt: skip


def _proposed(case: Case, trigger: str) -> list[Task]:
    """Open tasks that this trigger raised; all of them where none is named, for whoever tells answers every one."""
    return list(Task.objects.filter(case=case, key__startswith=f"escalate:{trigger}", done_on=None, waived_because=""))
