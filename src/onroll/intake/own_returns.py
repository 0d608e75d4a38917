"""How does a school's own word that it has nothing to tell become part of the record? As a fact with source `onroll` (B8).

A nil return is about no child: its record is nobody's, and its fact names the school. A return about a child is written by
`children.recording.record_fact`, as any other thing that officers record.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from django.db import transaction

from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.intake.copying import as_json, copy_rows, take_ids
from onroll.intake.own_facts import OWN_FEED, standing_load
from onroll.rules.returns import NIL


@transaction.atomic
def write_nil_return(*, urn: str, first_day: date, last_day: date, on: date, by: Actor, at: datetime) -> int:
    """Keeps that a school had nothing to tell for these days, with its audit entry; gives the record's number."""
    load = standing_load(at)
    moment = max(at, load.recorded_at + timedelta(microseconds=1))
    (own,) = take_ids("intake_record", 1)
    (version,) = take_ids("intake_version", 1)
    detail = {"from_date": first_day.isoformat(), "to_date": last_day.isoformat()}
    raw = as_json({"urn": urn, "return": NIL, "return_date": on.isoformat(), **detail, "recorded_by": by.name})
    digest = hashlib.blake2b(raw.encode(), digest_size=16).digest()
    copy_rows(
        "intake_record", ("id", "feed", "qualifier", "source_id", "about_a_child"), [(own, OWN_FEED, urn, str(own), False)]
    )  # fmt: skip
    copy_rows(
        "intake_version",
        ("id", "record_id", "load_id", "row_key", "digest", "line", "as_at", "also", "raw", "no_longer_supplied", "recorded_at"),
        [(version, own, load.pk, str(own), digest, 1, on, b"", raw, "{}", moment)],
    )  # fmt: skip
    copy_rows(
        "intake_fact",
        ("version_id", "record_id", "kind", "started_on", "ended_on", "place", "la", "code", "detail", "recorded_at"),
        [(version, own, "school_return", on, on, urn, "", NIL, as_json(detail), moment)],
    )  # fmt: skip
    record(
        actor=by,
        action="fact.recorded",
        subject=Subject("record", str(own)),
        detail={"kind": "school_return", "urn": urn},
    )
    return own
