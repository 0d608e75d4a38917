"""How does what an officer found become true in the record? As a fact with source `onroll`, in an extract's own tables.

An enquiry that finds the child at a school, another address, a sighting: each is a record of its own (feed `onroll`), with a
version, its fact and an audit entry. It hangs on the source record it was said of, never on a child, so it goes along
wherever linking, a merge or a separation puts that record (`children.identity.followers`), and rebuilding keeps it. It is
closed, never changed or deleted.

All hang on one load that is made once. So nothing that waits for new loads (linking anew, what is late) sees an act, and
nobody who records something waits for a file that is being loaded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.intake.copying import as_json, copy_rows, take_ids
from onroll.intake.models import Fact, Load, Record, Source, Version
from onroll.rules.facts import KINDS, OWN_KINDS

OWN_FEED = "onroll"
SYSTEM = "OnRoll itself: what officers recorded"
FILE_NAME = "recorded in OnRoll"
FIRST_LOAD_LOCK = 0x0A11_04


class CannotRecord(ValueError):
    """A fact that can't be written; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class OwnFact:
    """What is true from a day to a day (last included); the columns are those of `rules.facts.Fact`."""

    kind: str
    started_on: date
    ended_on: date | None = None
    place: str = ""
    la: str = ""
    code: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """The record that holds the fact, and its version."""

    record: int
    version: int


@transaction.atomic
def write_own_fact(*, about: int, fact: OwnFact, reason: str, by: Actor, at: datetime) -> Written:
    """Write one fact about the child of a source record, with its audit entry.

    The caller gives the new record its child and rebuilds (`children.recording.record_fact` does all three). Raises
    `CannotRecord` for an unknown record, an unknown kind, or days in the wrong order.
    """
    anchor = Record.objects.filter(pk=about, about_a_child=True).first()
    if anchor is None:
        raise CannotRecord("The record this was said of isn't held any more. Open the child again and choose one.")
    if fact.kind not in (*KINDS, *OWN_KINDS):
        raise CannotRecord(f"OnRoll knows no fact of the kind {fact.kind!r}.")
    if fact.ended_on is not None and fact.ended_on < fact.started_on:
        raise CannotRecord("The last day is before the first.")
    load = standing_load(at)
    moment = max(at, load.recorded_at + timedelta(microseconds=1))
    (own,) = take_ids("intake_record", 1)
    (version,) = take_ids("intake_version", 1)
    raw = _as_a_row(fact, by)
    digest = hashlib.blake2b(as_json(raw).encode(), digest_size=16).digest()
    copy_rows(
        "intake_record",
        ("id", "feed", "qualifier", "source_id", "about_a_child"),
        [(own, OWN_FEED, str(about), str(own), False)],
    )
    copy_rows(
        "intake_version",
        ("id", "record_id", "load_id", "row_key", "digest", "line", "as_at", "also", "raw", "no_longer_supplied", "recorded_at"),
        [(version, own, load.pk, str(own), digest, 1, timezone.localdate(at), b"", as_json(raw), "{}", moment)],
    )  # fmt: skip
    copy_rows(
        "intake_fact",
        ("version_id", "record_id", "kind", "started_on", "ended_on", "place", "la", "code", "detail", "recorded_at"),
        [(version, own, fact.kind, fact.started_on, fact.ended_on, fact.place, fact.la, fact.code, as_json(dict(fact.detail)), moment)],
    )  # fmt: skip
    record(
        actor=by, action="fact.recorded", subject=Subject("record", str(own)), reason=reason,
        detail={"kind": fact.kind, "about": about},
    )  # fmt: skip
    return Written(own, version)


@transaction.atomic
def withdraw_own_fact(*, own: int, reason: str, by: Actor, at: datetime) -> None:
    """Close what was recorded wrongly: from this moment on it says nothing, and what was known before stays known.

    Raises `CannotRecord` where there is no such fact or it is closed already.
    """
    held = Version.objects.filter(record=own, record__feed=OWN_FEED, superseded_at=None)
    version = held.select_for_update().first()
    if version is None:
        raise CannotRecord("This has been taken back already.")
    moment = max(at, version.recorded_at + timedelta(microseconds=1))
    Fact.objects.filter(version=version, superseded_at=None).update(superseded_at=moment)
    held.update(superseded_at=moment)
    record(actor=by, action="fact.withdrawn", subject=Subject("record", str(own)), reason=reason)


def standing_load(at: datetime) -> Load:
    """The one load that all own facts hang on, made at the first."""
    found = Load.objects.filter(source__feed=OWN_FEED).order_by("pk").first()
    if found is not None:
        return found
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FIRST_LOAD_LOCK])
        found = Load.objects.filter(source__feed=OWN_FEED).order_by("pk").first()
        if found is not None:
            return found
        source, _ = Source.objects.get_or_create(feed=OWN_FEED, defaults={"system": SYSTEM, "interval_days": None})
        first = Load.objects.order_by("recorded_at").values_list("recorded_at", flat=True).first()
        moment = (
            at if first is None else min(at, first - timedelta(microseconds=1))
        )  # behind every extract: it is no news
        return Load.objects.create(
            source=source, file_name=FILE_NAME, digest=b"", as_at=moment.date(), received_at=moment, recorded_at=moment, partial=True,
            loaded_by=SYSTEM,
        )  # fmt: skip


def _as_a_row(fact: OwnFact, by: Actor) -> dict[str, str]:
    """The fact as the row a page shows: what was recorded, and by whom."""
    given = {
        "kind": fact.kind, "started_on": fact.started_on.isoformat(), "ended_on": fact.ended_on.isoformat() if fact.ended_on else "",
        "place": fact.place, "la": fact.la, "code": fact.code, **fact.detail, "recorded_by": by.name,
    }  # fmt: skip
    return {name: str(value) for name, value in given.items() if value}
