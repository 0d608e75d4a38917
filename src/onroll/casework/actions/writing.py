"""How does an event get onto a case's timeline, and a case into another stage? Used by every action, inside its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.casework.models import Case, Event
from onroll.casework.models.event import MEANINGFUL
from onroll.casework.pathways import Act
from onroll.casework.permitted import CannotDo


def happened(
    case: Case, kind: str, *, on: date, at: datetime, by: Actor, words: str, text: str = "",
    detail: Mapping[str, Any] | None = None, corrects: Event | None = None, meaningful: bool | None = None,
    reason: str = "",
) -> Event:  # fmt: skip
    """Adds one event and its audit entry (`case.<kind>`); a meaningful one moves `last_meaningful_on` (E8).

    `meaningful` overrides what the kind says: an offered visit that nobody took up is none. Audit holds ids only.
    """
    event = Event.objects.create(
        case=case, kind=kind, happened_on=on, recorded_at=at, by_id_text=by.id, by_name=by.name, words=words, text=text,
        detail=dict(detail or {}), corrects=corrects,
    )  # fmt: skip
    if (kind in MEANINGFUL if meaningful is None else meaningful) and on > case.last_meaningful_on:
        case.last_meaningful_on = on
        case.save(update_fields=["last_meaningful_on"])
    record(
        actor=by, action=f"case.{kind}", subject=Subject("case", case.reference), children=[case.child_id], reason=reason,
        detail={"event": event.pk},
    )  # fmt: skip
    return event


def moved_by(case: Case, act: Act, *, on: date) -> list[str]:
    """Puts the case into the stage the act leads to and counts the change; gives the fields to save. Call `save` with them."""
    case.version += 1
    fields = ["version"]
    if act.to and act.to != case.stage:
        case.stage, case.stage_since = act.to, on
        fields += ["stage", "stage_since"]
    return fields


def change(case: Case, act: Act, *, on: date, **fields: Any) -> None:
    """Writes the case's own fields and the stage the act leads to, and counts the change."""
    for name, value in fields.items():
        setattr(case, name, value)
    case.save(update_fields=[*moved_by(case, act, on=on), *fields])


def said(text: str, sentence: str, *, field: str) -> str:
    """What a person typed, trimmed; `CannotDo` with the sentence where it is nothing."""
    kept = text.strip()
    if not kept:
        raise CannotDo(sentence, field=field)
    return kept


def not_ahead(day: date, today: date, *, field: str) -> date:
    """The day, where it isn't ahead of the day it is written down."""
    if day > today:
        raise CannotDo("This day is still to come. Enter the day on which it happened.", field=field)
    return day
