"""Every change to who uses the service: adding a person, their roles and days, passwords, ending and reopening.

Each is one transaction with its audit entry. Passwords and links never reach the log. What must not be is refused with a
sentence (`CannotDo`): the last administrator stays, and nobody gives themselves a role.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from onroll.accounts.models import Team, User
from onroll.accounts.roles import access
from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record

MANAGES = "accounts.manage"


class CannotDo(ValueError):
    """The change would break a rule of the service; the sentence says which and what to do instead."""


def _person(person: User) -> Subject:
    return Subject("person", str(person.pk))


def _known(roles: Iterable[str]) -> list[str]:
    """The roles in the access file's order; raises `CannotDo` for one that isn't in it."""
    given = set(roles)
    if unknown := given - set(access().roles):
        raise CannotDo(f"There is no role called {', '.join(sorted(unknown))}.")
    return [role for role in access().roles if role in given]


def _keep_an_administrator(without: User) -> None:
    """Locks those who may manage people, so that two of them can't remove each other at once."""
    managing = [role.id for role in access().roles_with(MANAGES)]
    left = User.objects.select_for_update().filter(is_active=True, ended_on=None, roles__overlap=managing)
    if not [person for person in left if person.pk != without.pk]:
        raise CannotDo("This is the last person who can manage people. Give somebody else the role first.")


def _not_taken(email: str, but: User | None = None) -> str:
    written = email.strip().lower()
    if User.objects.filter(email=written).exclude(pk=but.pk if but else None).exists():
        raise CannotDo("Somebody already signs in with this email address.")
    return written


def _team(name: str) -> Team | None:
    """The team of this name, whatever its case; made where there is none yet."""
    written = " ".join(name.split())
    if not written:
        return None
    return Team.objects.filter(name__iexact=written).first() or Team.objects.create(name=written)


@transaction.atomic
def add_person(
    *,
    email: str,
    name: str,
    roles: Iterable[str],
    by: Actor,
    at: datetime,
    team: str = "",
    started_on: date | None = None,
    ended_on: date | None = None,
    password: str | None = None,
) -> User:
    """A new person, who sets their own password by a link (`password` only for the demonstration and the first one)."""
    person = User(
        email=_not_taken(email), name=name.strip(), team=_team(team), roles=_known(roles), started_on=started_on,
        ended_on=ended_on, added_at=at,
    )  # fmt: skip
    if password is None:
        person.set_unusable_password()
    else:
        person.set_password(password)
    person.save()
    record(actor=by, action="person.added", subject=_person(person), detail={"roles": person.roles})
    return person


@transaction.atomic
def change_roles(*, person: User, roles: Iterable[str], by: Actor, reason: str) -> User:
    """What this person may do from the next page on; never by themselves (two pairs of eyes)."""
    wanted = _known(roles)
    if by.id == str(person.pk):
        raise CannotDo("You can't change your own roles. Ask another administrator.")
    before = list(person.roles)
    if not access().may(wanted, MANAGES) and access().may(before, MANAGES):
        _keep_an_administrator(without=person)
    person.roles = wanted
    person.save(update_fields=["roles"])
    record(
        actor=by, action="person.roles_changed", subject=_person(person), reason=reason,
        detail={"before": before, "after": wanted},
    )  # fmt: skip
    return person


@transaction.atomic
def change_details(
    *,
    person: User,
    email: str,
    name: str,
    team: str,
    started_on: date | None,
    ended_on: date | None,
    by: Actor,
) -> User:
    """Name, address, team and days. The entry names the fields that changed, not what they held."""
    new = {
        "email": _not_taken(email, person),
        "name": name.strip(),
        "team": _team(team),
        "started_on": started_on,
        "ended_on": ended_on,
    }
    changed = sorted(field for field, value in new.items() if getattr(person, field) != value)
    if "ended_on" in changed and ended_on is not None and person.may(MANAGES):
        _keep_an_administrator(without=person)
    for field in changed:
        setattr(person, field, new[field])
    person.save()
    record(actor=by, action="person.details_changed", subject=_person(person), detail={"fields": changed})
    return person


@transaction.atomic
def end_access(*, person: User, by: Actor, reason: str) -> User:
    """From now on this person can't sign in, and what they have open ends. The account stays: the log points at it."""
    if by.id == str(person.pk):
        raise CannotDo("You can't end your own access. Ask another administrator.")
    if person.may(MANAGES):
        _keep_an_administrator(without=person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    record(actor=by, action="person.access_ended", subject=_person(person), reason=reason)
    return person


@transaction.atomic
def reopen_access(*, person: User, by: Actor, reason: str) -> User:
    """The person may sign in again, with a new password that they set by a link."""
    person.is_active = True
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    record(actor=by, action="person.access_reopened", subject=_person(person), reason=reason)
    return person


@transaction.atomic
def reset_password(*, person: User, by: Actor) -> User:
    """The old password and every open session end at once; a new one is set by a link (see `web.views.passwords`)."""
    person.set_unusable_password()
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    record(actor=by, action="person.password_reset", subject=_person(person))
    return person


@transaction.atomic
def set_password(*, person: User, password: str, by: Actor) -> User:
    """The person's own choice of password; raises `ValidationError` with what is wrong with it."""
    validate_password(password, person)
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    record(actor=by, action="person.password_set", subject=_person(person))
    return person
