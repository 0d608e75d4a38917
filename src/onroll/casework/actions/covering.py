"""Who is away, and who sees their work meanwhile? Entered and ended by whoever runs the team, or by the person who goes away (M2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.casework.models import Cover
from onroll.casework.permitted import CannotDo, NotPossibleNow

RUNS = "case.assign"


def enter_cover(
    *, away: User, covered_by: User, started_on: date, ended_on: date, on: date, at: datetime, by: Actor, person: User
) -> Cover:
    """From the first day to the last, both included. Raises `CannotDo` where nobody could do the work, or for days that are past."""
    _allowed(person, away)
    if away.pk == covered_by.pk:
        raise CannotDo("Somebody else must cover", field="covered_by")
    if not covered_by.may("case.work") or not covered_by.may_sign_in(on=on):
        raise CannotDo(f"{covered_by.name} can't work cases: choose somebody who can", field="covered_by")
    if ended_on < started_on:
        raise CannotDo("The last day away must not be before the first", field="ended_on")
    if ended_on < on:
        raise CannotDo("The last day away must not be past", field="ended_on")
    with transaction.atomic():
        list(User.objects.select_for_update().filter(pk__in=(away.pk, covered_by.pk)).order_by("pk"))
        spells = Cover.objects.filter(started_on__lte=ended_on, ended_on__gte=started_on)
        if standing := spells.filter(away=away).select_related("covered_by").first():
            raise CannotDo(
                f"{standing.covered_by.name} covers for {away.name} on some of these days already", field="started_on"
            )
        if spells.filter(away=covered_by).exists():
            raise CannotDo(f"{covered_by.name} is away on some of these days too", field="covered_by")
        cover = Cover.objects.create(
            away=away,
            covered_by=covered_by,
            started_on=started_on,
            ended_on=ended_on,
            entered_at=at,
            entered_by=by.name,
        )
        _recorded("cover.entered", cover, by)
    return cover


def end_cover(*, cover: Cover | int, on: date, by: Actor, person: User) -> None:
    """The person is back today: yesterday was the last day. One that never began is taken away."""
    with transaction.atomic():
        standing = Cover.objects.select_for_update().get(pk=cover.pk if isinstance(cover, Cover) else cover)
        _allowed(person, standing.away)
        if standing.ended_on < on:
            raise CannotDo("This ended already.")
        _recorded("cover.ended", standing, by)
        if standing.started_on >= on:
            standing.delete()
        else:
            standing.ended_on = on - timedelta(days=1)
            standing.save(update_fields=["ended_on"])


def _allowed(person: User, away: User) -> None:
    if person.pk != away.pk and not person.may(RUNS):
        raise NotPossibleNow("Only whoever gives cases to others may say who covers for somebody else.")


def _recorded(action: str, cover: Cover, by: Actor) -> None:
    record(
        actor=by, action=action, subject=Subject("person", str(cover.away_id)),
        detail={"cover": cover.pk, "covered_by": cover.covered_by_id, "from": cover.started_on.isoformat(), "to": cover.ended_on.isoformat()},
    )  # fmt: skip
