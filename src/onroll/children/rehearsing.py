"""Whose status would a staged file change, and who would start or stop being missing? It is applied, linked and rolled back.

The same steps as the real thing inside one transaction, so that the answer is exact and costs what applying costs: a second a
thousand changed rows and some for linking, while which no other file is loaded and no records are linked. So it is done by
itself only for a night's changes; a first load changes everybody.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction

from onroll.audit.actor import Actor
from onroll.children.building.best import summarise
from onroll.children.building.reading import held
from onroll.children.building.rebuilding import timeline_of
from onroll.children.building.surroundings import surroundings
from onroll.children.catching_up import NOT_LINKED, catch_up, mark_what_moved
from onroll.children.identity.linking import link_records_of_children
from onroll.children.models import Progress, StaleChild, StatusSpell
from onroll.intake.copying import copy_rows
from onroll.intake.loading import load_folder
from onroll.intake.models import Stage
from onroll.intake.staging.keeping import place_of

MOST_ROWS = 20_000
CHUNK = 2_000
COLUMNS = ("stage_id", "child", "name", "date_of_birth", "before", "after")


def effect_of(stage: Stage, *, on: date, at: datetime, actor: Actor) -> None:
    """Keep with the stage every child whose status on the day would be another one, or the sentence why nobody worked it out."""
    started = time.perf_counter()
    rows = stage.new + stage.changed + stage.missing
    if stage.feed in NOT_LINKED or stage.feed == "marks":
        stage.effect_why_not = (
            "This source says nothing of where one child is; what it changes is worked out once it is applied."
        )
    elif Progress.standing().linked_until is None:
        stage.effect_why_not = "No records have been linked yet, so no child has a status that could change."
    elif rows > MOST_ROWS:
        stage.effect_why_not = (
            f"{rows:,} rows are new, changed or missing. For more than {MOST_ROWS:,} that is not worked out beforehand: it would take as "
            "long as applying the file, and nobody could work meanwhile."
        )
    else:
        found = _rehearsed(stage, on, at, actor) if rows else []
        with transaction.atomic():
            stage.effects.all().delete()
            copy_rows("intake_stagedeffect", COLUMNS, ((stage.pk, *one) for one in found))
        stage.effect_on = on
    stage.effect_seconds = time.perf_counter() - started
    stage.save(update_fields=["effect_on", "effect_why_not", "effect_seconds"])


def _rehearsed(stage: Stage, on: date, at: datetime, actor: Actor) -> list[tuple]:
    """(child, name, born, before, after) of those whose status changes; None for a child that would be new."""
    catch_up(actor=actor, at=at)
    with transaction.atomic():
        last = _newest_child()
        load_folder(
            folder=place_of(stage.kept_as), as_at=stage.as_at, received_at=at, partial=stage.partial, accept_missing=True, actor=actor
        )  # fmt: skip
        mark_what_moved()
        link_records_of_children(actor=actor, at=at)
        concerned = list(StaleChild.objects.order_by("child_id").values_list("child_id", flat=True))
        found = []
        for start in range(0, len(concerned), CHUNK):
            found += _changes(concerned[start : start + CHUNK], on, last)
        transaction.set_rollback(True)
    return found


def _changes(children: list[int], on: date, last: int) -> Iterable[tuple]:
    before = dict(
        StatusSpell.objects.filter(child__in=children).exclude(started_on__gt=on).exclude(ended_on__lt=on).values_list("child_id", "status")
    )  # fmt: skip
    everything, around = held(children), surroundings()
    for child in children:
        entry = everything.get(child)
        after, name, born = "", "", None
        if entry is not None:
            summary = summarise(entry)
            spells = timeline_of(entry, summary, around)
            held_on = [
                s for s in spells if (not s.started_on or s.started_on <= on) and (not s.ended_on or on <= s.ended_on)
            ]
            after = held_on[0].status if held_on else ""
            name = f"{summary.columns['forename']} {summary.columns['surname']}".strip()
            born = summary.columns["date_of_birth"]
        if before.get(child, "") != after:
            yield (child if child <= last else None, name, born, before.get(child, ""), after)


def _newest_child() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM children_child")
        return cursor.fetchone()[0]
