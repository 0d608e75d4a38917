"""How does a look or a change get into the log? The only ways to write it; for actions (`record`) and pages (`looked`).

An entry and the change it tells of stand or fall together: `record` refuses to work outside a transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest

from onroll.audit.actor import Actor, Subject
from onroll.audit.models import Entry

_ACTION = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_.]*")


class OutsideTransaction(RuntimeError):
    """The caller would have left a change without its entry, or an entry without its change."""


def record(
    *,
    actor: Actor,
    action: str,
    subject: Subject | None = None,
    children: Iterable[int] = (),
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> Entry:
    """Adds one entry in the caller's transaction.

    `action` is a stable id like "load.applied"; `detail` holds ids and counts, never a name, date of birth or address.
    `children` names every child concerned (a subject of kind "child" is added by itself). Raises `OutsideTransaction`
    where no transaction is open, `ValueError` for an id that isn't of the form `kind.happened`.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{action}: open transaction.atomic() around the change and its audit entry")
    if not _ACTION.fullmatch(action):
        raise ValueError(f"{action!r} is not an action's id; write it as kind.happened, e.g. 'child.looked'")
    about = subject or Subject("")
    concerned = set(children) | ({int(about.id)} if about.kind == "child" and about.id else set())
    return Entry.objects.create(
        actor_id=actor.id, actor_name=actor.name, actor_role=actor.role, request_id=actor.request_id,
        action=action, subject_kind=about.kind, subject_id=str(about.id), children=sorted(concerned),
        reason=reason.strip(), detail=dict(detail or {}),
    )  # fmt: skip


def looked(request: HttpRequest, child_id: int, what: str, *, reason: str = "") -> Entry:
    """This person saw this child's `what` ("overview", "record", "chronology"). Call it before the page is rendered."""
    with transaction.atomic():
        return record(
            actor=request.actor,
            action="child.looked",
            subject=Subject("child", str(child_id)),
            reason=reason,
            detail={"what": what},
        )


def listed(
    request: HttpRequest,
    what: str,
    child_ids: Iterable[int],
    *,
    action: str = "list.looked",
    detail: Mapping[str, Any] | None = None,
) -> Entry:
    """This person saw these children in a list, a search or an export: one entry, naming every child shown."""
    shown = sorted(set(child_ids))
    with transaction.atomic():
        return record(
            actor=request.actor, action=action, subject=Subject("list", what), children=shown,
            detail={"shown": len(shown), **(detail or {})},
        )  # fmt: skip
