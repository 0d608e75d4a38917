"""How does a child whom no system has sent come onto the record? As a record of OnRoll's own, in an extract's own tables.

For triage: a referral about a child nobody holds becomes a record of feed `referral` with its version, its person and its
address, and is linked from then on like any other system's. It hangs on the load that all of OnRoll's own facts hang on, so
that no run waits for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.extracts.rows import Person
from onroll.intake.copying import as_json, copy_rows, take_ids
from onroll.intake.models import Record
from onroll.intake.own_facts import CannotRecord, standing_load
from onroll.intake.writing import PERSON
from onroll.places.postcodes import la_of_postcodes

FEED = "referral"


@transaction.atomic
def write_own_record(
    *, source_id: str, person: Person, raw: Mapping[str, str], on: date, by: Actor, at: datetime
) -> int:
    """Write one record about a child with what was said of them, and give its number; the caller gives it its child.

    `source_id` is the referral's reference: it says nothing about the child. Raises `CannotRecord` where it is there already.
    """
    if Record.objects.filter(feed=FEED, qualifier="", source_id=source_id).exists():
        raise CannotRecord(f"{source_id} stands on the record already.")
    load = standing_load(at)
    moment = max(at, load.recorded_at + timedelta(microseconds=1))
    (own,) = take_ids("intake_record", 1)
    (version,) = take_ids("intake_version", 1)
    digest = hashlib.blake2b(as_json(dict(raw)).encode(), digest_size=16).digest()
    copy_rows(
        "intake_record", ("id", "feed", "qualifier", "source_id", "about_a_child"), [(own, FEED, "", source_id, True)]
    )
    copy_rows(
        "intake_version",
        ("id", "record_id", "load_id", "row_key", "digest", "line", "as_at", "also", "raw", "no_longer_supplied", "recorded_at"),
        [(version, own, load.pk, source_id, digest, 1, on, b"", as_json(dict(raw)), "{}", moment)],
    )  # fmt: skip
    copy_rows(
        "intake_personvalues",
        ("version_id", "record_id", "as_at", "current", *PERSON, "weak"),
        [(version, own, on, True, *[getattr(person, name) for name in PERSON], as_json(dict(person.weak)))],
    )
    if person.address or person.postcode:
        la = la_of_postcodes({person.postcode}).get(person.postcode, "") if person.postcode else ""
        detail = {"asserted_on": on.isoformat()} | ({"postcode": person.postcode} if person.postcode else {})
        copy_rows(
            "intake_fact",
            (
                "version_id",
                "record_id",
                "kind",
                "started_on",
                "ended_on",
                "place",
                "la",
                "code",
                "detail",
                "recorded_at",
            ),
            [(version, own, "address", on, None, "", la, "", as_json(detail), moment)],
        )
    record(actor=by, action="record.written", subject=Subject("record", str(own)), detail={"feed": FEED})
    return own
