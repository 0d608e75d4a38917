"""How is a penalty notice issued, received, withdrawn? Each with the evidence it stood on, once (H6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.actions.opening import next_reference
from onroll.casework.actions.tasks import add_task
from onroll.casework.actions.writing import change, happened, not_ahead, said
from onroll.casework.models import Case, NoticeSession, PenaltyNotice
from onroll.casework.pathways.attendance.notices import BY_HAND, KINDS, NO, POST, SAY, SENT
from onroll.casework.permitted import CannotDo, locked, require_act
from onroll.casework.selectors.absence import eligibility, parents_of, stands
from onroll.children.selectors.child import child_on, resolve
from onroll.rules.rulebook.book import rule_book

NOT_BY_POST = ("never_write", "no_contact", "hide_address")


def issue_notice(
    *, case: Case | int, kind: str, parent: str, issued_on: date, sent: str, reasons: Mapping[str, str], on: date, at: datetime, by: Actor,
    person: User | None, read_version: int | None = None,
) -> PenaltyNotice:  # fmt: skip
    """One notice to one parent, relying on the newest window of sessions that no notice to this parent used.

    `reasons` answers each question that isn't met ("support", "threshold" …). Raises `CannotDo` where one forbids the
    notice or a reason is missing, `ChangedMeanwhile` where somebody else was quicker.
    """
    with transaction.atomic():
        held = locked(case, read_version=read_version)
        act = require_act(held, "penalty", person)
        named = said(parent, "Enter the parent's name", field="parent")
        if kind not in KINDS:
            raise CannotDo("Choose what the notice is for", field="kind")
        if sent not in SENT:
            raise CannotDo("Choose how it is sent", field="sent")
        not_ahead(issued_on, on, field="issued_on")
        child = resolve(held.child_id)
        _safely(child, named, sent)
        found = eligibility(held, child_on(child, issued_on), kind=kind, parent=named, on=issued_on)
        for one in found.says(NO):
            raise CannotDo(one.says, field="kind")
        kept = {}
        for one in found.says(SAY):
            kept[one.id] = said(reasons.get(one.id, ""), one.says, field=f"why_{one.id}")
        notice = PenaltyNotice.objects.create(
            reference=next_reference(f"PN-{issued_on.year}"), case=held, kind=kind, parent=named, number=found.number, issued_on=issued_on,
            sent=sent, received_on=issued_on if sent == BY_HAND else None, reasons=kept, issued_at=at, issued_by=by.name,
        )  # fmt: skip
        NoticeSession.objects.bulk_create(
            NoticeSession(notice=notice, upn=one.upn, urn=one.urn, on=one.on, session=one.session, code=one.code)
            for one in found.asked.sessions
        )
        change(held, act, on=on)
        words = f"Penalty notice {notice.reference} issued: {KINDS[kind].lower()}, {'second' if notice.number > 1 else 'first'} within three years"
        happened(held, "penalty", on=issued_on, at=at, by=by, words=words, detail={"notice": notice.pk})
        told = stands(notice, (), issued_on).terms
        add_task(
            case=held, title=f"{notice.reference}: paid, or prosecute or withdraw", key=f"notice:{notice.pk}", due_on=told.until, assigned_to=person,
            why=f"£{told.pounds} is due by {told.until:%-d %B %Y}.", on=on, at=at, by=by,
        )  # fmt: skip
    return notice


def _safely(child: int, parent: str, sent: str) -> None:
    """Nothing goes by post to somebody whom a source says never to write to (Q10)."""
    contact = {name.casefold(): how for name, how in parents_of(child)}.get(parent.casefold(), "any")
    if sent == POST and contact in NOT_BY_POST:
        raise CannotDo(f"Never write to {parent}: hand the notice over, or take advice first. The record says how this person may be reached.", field="sent")  # fmt: skip


def notice_received(
    *, notice: PenaltyNotice | int, received_on: date, how: str, on: date, at: datetime, by: Actor, person: User | None
) -> PenaltyNotice:  # fmt: skip
    """The day the notice is known to have arrived, in place of the day that the post is taken to need."""
    with transaction.atomic():
        case, standing = _locked(notice)
        require_act(case, "penalty" if case.stage in ("support", "contract", "improving", "notice") else "withdraw_notice", person)  # fmt: skip
        if received_on < standing.issued_on:
            raise CannotDo("It can't have arrived before it was issued", field="received_on")
        standing.received_on = not_ahead(received_on, on, field="received_on")
        standing.save(update_fields=["received_on"])
        told = stands(standing, (), on).terms
        case.tasks.filter(key=f"notice:{standing.pk}", done_on=None).update(due_on=told.until)
        happened(
            case, "penalty", on=received_on, at=at, by=by, words=f"{standing.reference} received on {received_on:%-d %B %Y}", text=said(how, "Say how you know", field="how"),
            detail={"notice": standing.pk},
        )  # fmt: skip
    return standing


def withdraw_notice(
    *, notice: PenaltyNotice | int, ground: str, because: str, on: date, at: datetime, by: Actor, person: User | None
) -> PenaltyNotice:  # fmt: skip
    """Withdrawn on one of the grounds of the rule book; its sessions may be relied on again, and money is paid back."""
    with transaction.atomic():
        case, standing = _locked(notice)
        act = require_act(case, "withdraw_notice", person)
        if standing.withdrawn_on is not None:
            raise CannotDo(f"{standing.reference} was withdrawn already, on {standing.withdrawn_on:%-d %B %Y}.")
        grounds = rule_book().codes["penalty-notice-withdrawal"].codes
        if ground not in grounds:
            raise CannotDo("Choose the ground on which it is withdrawn", field="ground")
        standing.withdrawn_on, standing.withdrawn_ground = on, ground
        standing.withdrawn_because = said(because, "Say why", field="because")
        standing.withdrawn_by = by.name
        standing.save(update_fields=["withdrawn_on", "withdrawn_ground", "withdrawn_because", "withdrawn_by"])
        case.tasks.filter(key=f"notice:{standing.pk}", done_on=None).update(done_on=on, done_by=by.name)
        change(case, act, on=on)
        happened(
            case, "penalty", on=on, at=at, by=by, words=f"{standing.reference} withdrawn: {grounds[ground].means}", text=standing.withdrawn_because,
            detail={"notice": standing.pk},
        )  # fmt: skip
    return standing


def _locked(notice: PenaltyNotice | int) -> tuple[Case, PenaltyNotice]:
    number = notice.pk if isinstance(notice, PenaltyNotice) else notice
    case = locked(PenaltyNotice.objects.values_list("case_id", flat=True).get(pk=number))
    return case, PenaltyNotice.objects.select_for_update().get(pk=number)
