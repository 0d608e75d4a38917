"""Is nothing possible in a stage that the pathway doesn't allow, nor for a role that doesn't carry it? Tried for every act.

Each act is tried through its real action, in every stage, by one person of each set of permissions that the roles give, and
the pathway alone says what must come of it. Then every page of an act is opened in every stage.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from onroll.accounts.models import User
from onroll.accounts.roles import access
from onroll.casework.actions import (
    allocating,
    answering,
    auditing,
    closing,
    contacts,
    deciding,
    documents,
    enquiring,
    escalating,
    joint_enquiries,
    moving,
    noting,
    people,
    supervising,
    tasks,
)
from onroll.casework.models import Case, CaseAudit, CaseDecision, Enquiry, EnquiryAbout, Event
from onroll.casework.pathways import pathway
from onroll.casework.permitted import CannotDo, NotPossibleNow, acts_now

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
WAY = pathway("missing_education")
ON_ROLL = {"school": "Abbey Primary", "first_seen_on": DAY, "seen_by": "A. Head"}
ABROAD = {"country": "Poland", "evidence": "A letter", "evidenced_on": DAY}
TRIED_ELSEWHERE = {"letter"}  # with the papers themselves: its files take time to make


class Tried:
    """What an attempt needs beside the case: a colleague who may lead, an enquiry, an audit, another case of the child."""

    def __init__(self, case: Case, colleague: User, other: Case) -> None:
        self.case, self.colleague, self.other = case, colleague, other
        self.note = Event.objects.filter(case=case).first()

    def enquiry(self, who: dict) -> Enquiry:
        made = Enquiry.objects.create(
            agency="gp", agency_words="A practice", question="?", asked_on=DAY, asked_at=who["at"], asked_by="A"
        )
        EnquiryAbout.objects.create(enquiry=made, case=self.case)
        return made

    def audit(self, who: dict) -> CaseAudit:
        return CaseAudit.objects.create(case=self.case, sample="2026-11", drawn_at=who["at"])


ACTS: dict[str, Callable[[Tried, dict], Any]] = {
    "triage": lambda t, w: allocating.assign_case(case=t.case, lead=t.colleague, because="Room", **w),
    "assign": lambda t, w: allocating.assign_case(case=t.case, lead=t.colleague, because="Room", **w),
    "set_priority": lambda t, w: moving.set_priority(case=t.case, priority=1, because="A threat", **w),
    "note": lambda t, w: noting.add_note(case=t.case, text="Rang", **w),
    "correct": lambda t, w: noting.correct(event=t.note, text="No", **w),
    "task": lambda t, w: tasks.add_task(case=t.case, title="Ring", **w),
    "contact": lambda t, w: contacts.record_contact(case=t.case, kind="call", state="done", happened_on=DAY, **w),
    "person": lambda t, w: people.add_person(case=t.case, name="Ada", role="mother", **w),
    "document": lambda t, w: documents.add_document(case=t.case, title="A note", filename="a.txt", content=b"Rang", **w),
    "enquire": lambda t, w: enquiring.ask(cases=[t.case], agency=_plain_agency(), agency_words="One of them", **w),
    "answer": lambda t, w: answering.record_answer(enquiry=t.enquiry(w), kind="nil", words="Nothing held", **w),
    "sensitive_enquiry": lambda t, w: enquiring.ask_for_approval(case=t.case, agency=_sensitive_agency(), reason="Proportionate", **w),
    "reason": lambda t, w: moving.set_reason(case=t.case, reason="Unknown", whereabouts="unknown", **w),
    "decide": lambda t, w: deciding.decide(case=t.case, act="decide", words="Wait", reason="The school answers on Monday", **w),
    "joint_enquiries": lambda t, w: joint_enquiries.begin_joint_enquiries(case=t.case, ground="i", counted_from=DAY, urn="", **w),
    "found": lambda t, w: moving.mark_found(case=t.case, how="Seen by the GP", **w),
    "lost_again": lambda t, w: moving.lost_again(case=t.case, because="Gone", **w),
    "escalate": lambda t, w: escalating.escalate(case=t.case, to="police", told_whom="101, ref 1", reason="No trace", **w),
    "not_escalate": lambda t, w: escalating.decide_against(case=t.case, trigger="no_trace:2026-11-20", reason="Seen", **w),
    "end_escalation": lambda t, w: escalating.end_escalation(case=t.case, because="They know the family", **w),
    "watch": lambda t, w: allocating.hand_to_service(case=t.case, service=_service(), review_on=DAY + timedelta(days=30), because="They lead", **w),
    "take_back": lambda t, w: allocating.take_back(case=t.case, lead=t.colleague, because="They ended", **w),
    "propose_close": lambda t, w: closing.propose_closure(case=t.case, outcome="on_roll", evidence=ON_ROLL, reason="Seen", **w),
    "close": lambda t, w: closing.close_case(case=t.case, outcome="on_roll", evidence=ON_ROLL, **w),
    "join": lambda t, w: closing.join_cases(case=t.case, into=t.other, because="One child", **w),
    "reopen": lambda t, w: closing.reopen_case(case=t.case, because="Never came", **w),
    "supervise": lambda t, w: supervising.write_supervision(case=t.case, note="Talked", actions=[], due_on=None, **w),
    "audit": lambda t, w: auditing.finish_audit(audit=t.audit(w), answers=_audit_answers(), findings=[], due_on=None, **w),
}  # fmt: skip


def _plain_agency() -> str:
    return next(
        id
        for id, rule in enquiring.rules().items()
        if not rule.approval and enquiring.act_of(rule) == "enquire" and id == "gp" or id == "housing"
    )


def _sensitive_agency() -> str:
    return next(
        id for id, rule in enquiring.rules().items() if rule.approval and enquiring.act_of(rule) == "sensitive_enquiry"
    )


def _service() -> str:
    return next(iter(allocating.referral_book().services))


def _audit_answers() -> dict[str, str]:
    return {question.id: next(iter(auditing.ANSWERS)) for question in auditing.audit_questions()}


def test_every_act_of_the_pathway_is_in_this_table() -> None:
    assert set(ACTS) | TRIED_ELSEWHERE == set(WAY.acts)


def groups() -> dict[frozenset[str], str]:
    """One role for each set of permissions on cases that any role carries."""
    found: dict[frozenset[str], str] = {}
    for role in access().roles.values():
        found.setdefault(frozenset(one for one in role.may if one.startswith("case.")), role.id)
    return found


class _Undo(Exception):
    """Takes an attempt back."""


@pytest.mark.parametrize("stage", WAY.stages)
def test_every_act_by_every_kind_of_role(stage: str, a_case, a_child, somebody, who) -> None:
    child = a_child()
    colleague = somebody("pathway_manager")
    case = a_case(stage=stage, child=child)
    other = a_case(child=a_child())
    Case.objects.filter(pk=other.pk).update(child_id=child.pk, pathway="another")  # made to stand beside it, below
    for permissions, role in groups().items():
        person = somebody(role)
        shown = {act.id for act in acts_now(case, person)}
        for act_id, attempt in ACTS.items():
            act = WAY.acts[act_id]
            allowed = stage in act.stages and act.permission in permissions
            if act_id == "assign" and stage == "triage":
                continue  # the same action is the triage there
            if act_id == "triage" and stage != "triage":
                continue
            assert (act_id in shown) is allowed, (act_id, stage, role)
            assert _came_of(attempt, Tried(case, colleague, other), who(person)) is allowed, (act_id, stage, role)


def _came_of(attempt: Callable[[Tried, dict], Any], tried: Tried, given: dict) -> bool:
    """Whether the action was carried out; whatever it did is taken back."""
    done = False
    try:
        with transaction.atomic():
            if attempt is ACTS["join"]:
                Case.objects.filter(pk=tried.other.pk).update(
                    pathway=tried.case.pathway, closed_on=None, outcome="", child=_twin(tried.case)
                )
            attempt(tried, given)
            done = True
            raise _Undo
    except _Undo:
        pass
    except NotPossibleNow:
        done = False
    except CannotDo as other:
        raise AssertionError(f"the attempt itself was wrong: {other} ({other.field})") from other
    return done


def _twin(case: Case) -> int:
    from onroll.children.models import Child

    return Child.objects.create(created_at=case.opened_at, merged_into=case.child).pk


@pytest.mark.parametrize("stage", WAY.stages)
def test_a_second_person_can_not_agree_to_what_the_stage_no_longer_allows(
    stage: str, a_case, officer, manager, who
) -> None:
    case = a_case(stage="enquiring")
    proposed = closing.propose_closure(
        case=case, outcome="moved_abroad_evidenced", evidence=ABROAD, reason="They wrote", **who(officer)
    )
    closed = {"closed_on": DAY, "outcome": "on_roll"} if stage == "closed" else {}
    Case.objects.filter(pk=case.pk).update(stage=stage, **closed)
    allowed = stage in WAY.acts["propose_close"].stages
    try:
        deciding.approve(decision=proposed, **who(manager))
    except NotPossibleNow:
        assert not allowed
        assert CaseDecision.objects.get(pk=proposed.pk).approved_by is None
    else:
        assert allowed
        case.refresh_from_db()
        assert case.outcome == "moved_abroad_evidenced"


PAGES = {
    "case-note": "note", "case-reason": "reason", "case-priority": "set_priority", "case-found": "found", "case-lost": "lost_again",
    "case-person": "person", "case-visit": "contact", "case-task-add": "task", "case-decide": "decide", "case-escalate": "escalate",
    "case-take-back-escalated": "end_escalation", "case-joint": "joint_enquiries", "case-close": "propose_close", "case-reopen": "reopen",
    "letter-write": "letter", "document-add": "document",
}  # fmt: skip


@pytest.mark.parametrize("stage", WAY.stages)
def test_every_page_of_an_act_opens_only_where_the_act_is_possible(stage: str, a_case, manager, client_of) -> None:
    case, client = a_case(stage=stage), client_of(manager)
    overview = client.get(reverse("case", args=[case.reference])).content.decode()
    for name, act in PAGES.items():
        address = reverse(name, args=[case.reference])
        allowed = stage in WAY.acts[act].stages
        assert client.get(address).status_code == (200 if allowed else 409), (name, stage)
        if not allowed:
            assert f'href="{address}"' not in overview, f"the case's page offers {name} at {stage}"


@pytest.mark.parametrize("role", ["pupil_advocate", "scrutiny", "school_user", "administrator"])
def test_who_may_only_look_or_not_even_that_opens_no_page_of_an_act(role: str, a_case, somebody, client_of) -> None:
    case, client = a_case(), client_of(somebody(role))
    for name in PAGES:
        assert client.get(reverse(name, args=[case.reference])).status_code == 403, name
