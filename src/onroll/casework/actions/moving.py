"""How does a case move: found, lost again, another priority, another reason or whereabouts? Each counts a new version (E2)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.actions.escalating import raise_proposed
from onroll.casework.actions.writing import change, happened, said
from onroll.casework.models import Case, Event, Priority, Whereabouts
from onroll.casework.pathways import pathway
from onroll.casework.permitted import CannotDo, locked, require_act
from onroll.rules.rulebook.book import rule_book


def mark_found(
    *, case: Case | int, how: str, on: date, at: datetime, by: Actor, person: User | None, found_on: date | None = None,
    read_version: int | None = None,
) -> Case:  # fmt: skip
    """It is established where the child is; `how` says from whom. Their education is still to be arranged."""
    with transaction.atomic():
        held = locked(case, read_version=read_version)
        act = require_act(held, "found", person)
        kept = said(how, "Say how you know where the child is", field="how")
        change(held, act, on=on, whereabouts=Whereabouts.KNOWN_HERE)
        happened(
            held,
            "stage",
            on=found_on or on,
            at=at,
            by=by,
            words="The child is found",
            text=kept,
            detail={"stage": held.stage},
        )
        raise_proposed(held, on=on, at=at)
    return held


def lost_again(
    *, case: Case | int, because: str, on: date, at: datetime, by: Actor, person: User | None, read_version: int | None = None,
) -> Case:  # fmt: skip
    """The child can't be found any more: enquiries go on."""
    with transaction.atomic():
        held = locked(case, read_version=read_version)
        act = require_act(held, "lost_again", person)
        kept = said(because, "Say what shows that the child can't be found", field="because")
        change(held, act, on=on, whereabouts=Whereabouts.UNKNOWN)
        happened(
            held,
            "stage",
            on=on,
            at=at,
            by=by,
            words="The child can't be found any more",
            text=kept,
            detail={"stage": held.stage},
        )
        raise_proposed(held, on=on, at=at)
    return held


def set_reason(
    *, case: Case | int, reason: str, whereabouts: str, on: date, at: datetime, by: Actor, person: User | None,
    because: str = "", read_version: int | None = None,
) -> Case:  # fmt: skip
    """Why the child misses education, in the national return's words, and what is known of where they are (E2)."""
    with transaction.atomic():
        held = locked(case, read_version=read_version)
        act = require_act(held, "reason", person)
        if reason and reason not in rule_book().codes[pathway(held.pathway).reasons].codes:
            raise CannotDo("Choose a reason from the list", field="reason")
        if whereabouts not in Whereabouts.values:
            raise CannotDo("Choose what is known of where the child is", field="whereabouts")
        if (reason, whereabouts) == (held.reason, held.whereabouts):
            return held
        change(held, act, on=on, reason=reason, whereabouts=whereabouts)
        says = f"Reason: {reason or 'not said yet'}"
        if pathway(held.pathway).follows_whereabouts:
            says += f". Whereabouts: {Whereabouts(whereabouts).label.lower()}"
        happened(
            held,
            "reason",
            on=on,
            at=at,
            by=by,
            words=says,
            text=because.strip(),
            detail={"reason": reason, "whereabouts": whereabouts},
        )
    return held


def set_priority(
    *, case: Case | int, priority: int, because: str, on: date, at: datetime, by: Actor, person: User | None,
    read_version: int | None = None,
) -> Event | None:  # fmt: skip
    """How soon somebody must act, and why it changed."""
    with transaction.atomic():
        held = locked(case, read_version=read_version)
        act = require_act(held, "set_priority", person)
        if priority not in Priority.values:
            raise CannotDo("Choose how urgent it is", field="priority")
        if priority == held.priority:
            return None
        kept = said(because, "Say why it is more or less urgent now", field="because")
        before = Priority(held.priority).label
        change(held, act, on=on, priority=priority)
        return happened(
            held, "stage", on=on, at=at, by=by, words=f"{Priority(priority).label}, was {before.lower()}", text=kept,
            detail={"priority": priority},
        )  # fmt: skip
