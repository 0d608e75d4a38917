"""Who leads this case? Named at triage, handed on, handed to another service under a watching brief, taken back (M1, M2, M7)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from onroll.accounts.models import Team, User
from onroll.audit.actor import Actor
from onroll.casework.actions.escalating import raise_proposed
from onroll.casework.actions.tasks import add_task
from onroll.casework.actions.writing import change, happened, said
from onroll.casework.models import Case, Cover
from onroll.casework.permitted import CannotDo, locked, require_act
from onroll.rules.referrals import referral_book


def assign_case(
    *, case: Case | int, lead: User | None, because: str, on: date, at: datetime, by: Actor, person: User | None, team: Team | None = None,
    read_version: int | None = None,
) -> Case:  # fmt: skip
    """Gives the case to somebody who is here and may work it; the team is theirs unless another is named.

    Raises `CannotDo`, `NotPossibleNow`, `ChangedMeanwhile`.
    """
    with transaction.atomic():
        held = locked(case, read_version=read_version)
        give_lead(held, lead=lead, team=team, because=because, on=on, at=at, by=by, person=person)
    return held


def hand_to_service(
    *, case: Case | int, service: str, review_on: date | None, because: str, on: date, at: datetime, by: Actor, person: User | None,
    read_version: int | None = None,
) -> Case:  # fmt: skip
    """Another service leads until a review day, and the pathway manager keeps sight. Raises as `assign_case`."""
    with transaction.atomic():
        held = locked(case, read_version=read_version)
        kept = said(because, "Say why the other service leads", field="because")
        hand_over(held, service=service, review_on=review_on, because=kept, on=on, at=at, by=by, person=person)
    return held


def take_back(
    *, case: Case | int, lead: User | None, because: str, on: date, at: datetime, by: Actor, person: User | None,
    read_version: int | None = None,
) -> Case:  # fmt: skip
    """The other service has ended its work or asked us back: somebody of ours leads again. Raises as `assign_case`."""
    with transaction.atomic():
        held = locked(case, read_version=read_version)
        act = require_act(held, "take_back", person)
        kept, chosen = said(because, "Say why the case comes back", field="because"), _can_lead(lead, on)
        service, team = held.other_lead, chosen.team or held.team
        change(held, act, on=on, lead=chosen, team=team, other_lead="")
        happened(
            held, "assigned", on=on, at=at, by=by, words=f"Taken back from {service or 'the other service'}: {chosen.name} leads", text=kept,
            detail={"lead": chosen.pk},
        )  # fmt: skip
        raise_proposed(held, on=on, at=at)
    return held


def give_lead(
    case: Case,
    *,
    lead: User | None,
    team: Team | None,
    because: str,
    on: date,
    at: datetime,
    by: Actor,
    person: User | None,
) -> None:
    """Names who leads, inside the caller's transaction and with the case locked; at triage it moves the case on."""
    act = require_act(case, "triage" if case.stage == "triage" else "assign", person)
    chosen = _can_lead(lead, on)
    before = case.lead
    if before is not None and before.pk == chosen.pk and act.id == "assign":
        raise CannotDo(f"{chosen.name} leads this case already", field="lead")
    change(case, act, on=on, lead=chosen, team=team or chosen.team or case.team)
    words = f"{chosen.name} leads" + (
        f", before {before.name}" if before is not None and before.pk != chosen.pk else ""
    )
    kind = "triaged" if act.id == "triage" else "assigned"
    happened(
        case,
        kind,
        on=on,
        at=at,
        by=by,
        words=words,
        text=because.strip(),
        detail={"lead": chosen.pk, "before": before.pk if before else None},
    )
    if act.id == "triage":
        raise_proposed(case, on=on, at=at)


def hand_over(
    case: Case,
    *,
    service: str,
    review_on: date | None,
    because: str,
    on: date,
    at: datetime,
    by: Actor,
    person: User | None,
) -> None:
    """Puts the case under a watching brief with a task for the review day; inside the caller's transaction, the case locked."""
    known = referral_book().services.get(service)
    if known is None:
        raise CannotDo("Choose which service leads", field="service")
    if review_on is None or review_on <= on:
        raise CannotDo(
            "Enter a day after today on which somebody looks whether the service still leads", field="review_on"
        )
    act = require_act(case, "watch", person)
    change(case, act, on=on, other_lead=known.name, lead=person or case.lead)
    happened(
        case, "triaged", on=on, at=at, by=by, words=f"{known.name} leads; watching brief until {review_on:%-d %B %Y}", text=because.strip(),
        detail={"service": service, "review_on": review_on.isoformat()},
    )  # fmt: skip
    add_task(
        case=case, title=f"Watching brief: does {known.name} still lead?", due_on=review_on, assigned_to=case.lead,
        why="A watching brief ends when the other service ends its work, or on the day set for looking at it again.",
        key=f"watching:{service}:{review_on.isoformat()}", on=on, at=at, by=by,
    )  # fmt: skip


def _can_lead(lead: User | None, on: date) -> User:
    """The person, where they may work a case and are here on the day."""
    if lead is None:
        raise CannotDo("Choose who leads", field="lead")
    if not lead.may("case.work") or not lead.may_sign_in(on=on):
        raise CannotDo(f"{lead.name} can't work cases: choose somebody who can", field="lead")
    away = Cover.objects.filter(away=lead, started_on__lte=on, ended_on__gte=on).order_by("-ended_on").first()
    if away is not None:
        raise CannotDo(
            f"{lead.name} is away until {away.ended_on:%-d %B %Y}: choose somebody who is here", field="lead"
        )
    return lead
