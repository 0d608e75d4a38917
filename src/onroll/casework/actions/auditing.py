"""How is a sample of cases drawn and looked at by somebody else than their leads? Findings become tasks (M12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from onroll.accounts.models import User
from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.casework.actions.tasks import add_task
from onroll.casework.actions.writing import happened
from onroll.casework.models import Case, CaseAudit
from onroll.casework.permitted import CannotDo, NotPossibleNow, locked, require_act
from onroll.rules.work.audits import ANSWERS, audit_questions, draw

CLOSED_WITHIN = timedelta(days=92)
"""Cases that were closed so lately are audited too: a wrong closure is what an audit must find."""


def draw_sample(
    *, size: int, seed: int, auditor: User, on: date, at: datetime, by: Actor, person: User
) -> list[CaseAudit]:
    """Draws the month's sample; its name holds the month and the seed, so that the draw can be made again. Raises `CannotDo`."""
    if not person.may("case.supervise") or not auditor.may("case.supervise"):
        raise NotPossibleNow("Cases are audited by whoever supervises: choose such a person.")
    sample = f"{on:%Y-%m}/{seed}"
    with transaction.atomic():
        pool = Case.objects.filter(Q(closed_on=None) | Q(closed_on__gte=on - CLOSED_WITHIN), joined_to=None)
        numbers = draw(pool.values_list("pk", "lead_id"), size=size, seed=seed, auditor=auditor.pk)
        if not numbers:
            raise CannotDo("No case can be drawn: every open case is led by whoever would audit it.", field="auditor")
        drawn = CaseAudit.objects.bulk_create(
            [CaseAudit(case_id=number, sample=sample, drawn_at=at, auditor=auditor) for number in numbers]
        )
        record(
            actor=by, action="cases.sampled", subject=Subject("list", sample), detail={"size": len(drawn), "seed": seed, "auditor": auditor.pk}
        )  # fmt: skip
    return drawn


def finish_audit(
    *, audit: CaseAudit | int, answers: Mapping[str, str], findings: Sequence[str], due_on: date | None, on: date, at: datetime, by: Actor,
    person: User,
) -> CaseAudit:  # fmt: skip
    """Every question answered, and a task for whoever leads for each finding; of a closed case the timeline keeps them. Raises `CannotDo` for what is missing, by question."""
    found = [one.strip()[:200] for one in findings if one.strip()]
    with transaction.atomic():
        standing = CaseAudit.objects.select_for_update().get(pk=audit.pk if isinstance(audit, CaseAudit) else audit)
        if standing.done_on is not None:
            raise CannotDo(f"This audit was finished on {standing.done_on:%-d %B %Y}.")
        held = locked(standing.case_id)
        require_act(held, "audit", person)
        if held.lead_id == person.pk:
            raise NotPossibleNow("You lead this case: somebody else audits it.")
        for question in audit_questions():
            if answers.get(question.id) not in ANSWERS:
                raise CannotDo("Answer this question", field=question.id)
        if found and (due_on is None or due_on < on):
            raise CannotDo("Enter a day by which the findings are to be settled", field="due_on")
        standing.answers = {question.id: answers[question.id] for question in audit_questions()}
        standing.findings, standing.done_on, standing.auditor = "\n".join(found), on, person
        standing.save()
        words = "Case audit: " + (f"{len(found)} finding{'' if len(found) == 1 else 's'}" if found else "no finding")
        text = "" if held.open or not found else "The case is closed: open it again to act on them. " + "; ".join(found)
        happened(held, "audit", on=on, at=at, by=by, words=words, text=text, detail={"audit": standing.pk})
        if held.open:
            _tasks(held, standing, found, due_on, on, at, by)
    return standing


def _tasks(
    case: Case, audit: CaseAudit, found: Sequence[str], due_on: date | None, on: date, at: datetime, by: Actor
) -> None:
    for number, title in enumerate(found):
        add_task(
            case=case, title=title, why=f"Found in the case audit {audit.sample}", due_on=due_on, assigned_to=case.lead,
            key=f"audit:{audit.pk}:{number}", on=on, at=at, by=by,
        )  # fmt: skip
