"""Has anybody altered the log? Seals chain its entries, so that what is altered below the service shows.

Nothing waits for a seal: entries are written freely, and a later run seals those of *finished* transactions. A number
below the database's oldest running one (`pg_snapshot_xmin`) can never get another entry, so a sealed stretch is
complete for ever. The newest digest, kept outside (the audit page prints it), is what an altered chain can't reproduce.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC
from hashlib import sha256

from django.db import connection, transaction
from django.db.models import Max, Min

from onroll.audit.models import Entry, Seal

_LOCK = 0x4F4E524F4C4C  # "ONROLL"; only sealing takes it
_COLUMNS = (
    "id", "happened_at", "actor_id", "actor_name", "actor_role", "action", "subject_kind", "subject_id", "children",
    "reason", "detail", "request_id", "transaction", "era",
)  # fmt: skip


def seal() -> Seal | None:
    """Seals every entry of a finished transaction that no seal covers yet; None where there is nothing to seal."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        finished = cursor.fetchone()[0]
        last = Seal.objects.order_by("-pk").first()
        newest = None
        for era, start, until in _stretches(last, finished):
            newest = _seal(last, era, start, until) or newest
            last = newest or last
        return newest


def _stretches(last: Seal | None, finished: int) -> Iterator[tuple[int, int, int]]:
    """The open rest of an era that a move of the database ended, then what is finished of the running one."""
    running = Entry.objects.aggregate(era=Max("era"))["era"]
    if running is None:
        return
    start = last.until_transaction if last else 0
    for era in range(last.era if last else Entry.objects.aggregate(era=Min("era"))["era"], running + 1):
        if era < running:
            end = Entry.objects.filter(era=era).aggregate(end=Max("transaction"))["end"]
            yield era, start, (end or 0) + 1
        else:
            yield era, start, finished
        start = 0


def _seal(last: Seal | None, era: int, start: int, until: int) -> Seal | None:
    previous = last.digest if last else ""
    count, digest = _digest(previous, era, start, until)
    if not count:
        return None
    return Seal.objects.create(
        era=era, from_transaction=start, until_transaction=until, entries=count, previous=previous, digest=digest
    )


def _digest(previous: str, era: int, start: int, until: int) -> tuple[int, str]:
    """Count and SHA-256 of the seal before and every entry of the stretch, one JSON line each, read in a stream."""
    running, count = sha256(f"{previous}\n{era} {start} {until}\n".encode()), 0
    stretch = Entry.objects.filter(era=era, transaction__gte=start, transaction__lt=until).order_by("transaction", "id")
    for row in stretch.values_list(*_COLUMNS).iterator(chunk_size=5_000):
        values = dict(zip(_COLUMNS, row, strict=True))
        values["happened_at"] = values["happened_at"].astimezone(UTC).isoformat()
        running.update(json.dumps(values, sort_keys=True, separators=(",", ":")).encode() + b"\n")
        count += 1
    return count, running.hexdigest()


def verify() -> tuple[str, ...]:
    """What is wrong with the log, a sentence each; empty where every seal fits its entries and the seal before."""
    faults, previous, until = [], "", {}
    for held in Seal.objects.order_by("pk").iterator():
        if held.previous != previous:
            faults.append(f"Seal {held.pk} doesn't follow the seal before it: a seal was removed or altered.")
        if held.from_transaction != until.get(held.era, 0):
            faults.append(f"Seal {held.pk} doesn't begin where the seal before it ends.")
        count, digest = _digest(held.previous, held.era, held.from_transaction, held.until_transaction)
        name = f"seal {held.pk} of {held.sealed_at:%Y-%m-%d %H:%M} UTC"
        if count != held.entries:
            faults.append(f"There were {held.entries} entries under {name}; there are {count} now.")
        elif digest != held.digest:
            faults.append(f"An entry under {name}, or the seal itself, was altered.")
        previous, until[held.era] = held.digest, held.until_transaction
    return tuple(faults)
