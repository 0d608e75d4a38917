"""In which order did loads come, and who may load now? One load at a time, each with a moment later than every one before it."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from onroll.intake.models import Load

LOAD_LOCK = 0x0A11_0AD5


def lock_loads() -> datetime | None:
    """Wait for the load that is under way, if any, and let no other begin until the transaction ends; the newest moment of any."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])
    return Load.objects.order_by("-recorded_at").values_list("recorded_at", flat=True).first()


def newest_of(feed: str, *, besides: int | None = None) -> datetime | None:
    """The moment of the newest load or undo of a source: while it stays, what is held of the source stays."""
    loads = Load.objects.filter(source__feed=feed, state__in=Load.MOVED).exclude(pk=besides).order_by("-recorded_at")
    return loads.values_list("recorded_at", flat=True).first()
