"""How does a batch of read rows become records, versions, facts and persons, each closed and opened in one moment?"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from onroll.extracts.layouts import Feed
from onroll.extracts.rows import Fault, SetAside
from onroll.intake.copying import as_json, copy_rows, take_ids
from onroll.intake.models import Load
from onroll.intake.pending import Pending

PERSON = (
    "surname", "forename", "middle_names", "former_surname", "preferred_surname", "preferred_forename", "date_of_birth",
    "dob_estimated", "sex", "upn", "former_upn", "uln", "nhs_number", "address", "postcode", "uprn", "ethnicity", "first_language",
    "phone", "email",
)  # fmt: skip
ADULT = ("name", "relationship", "parental_responsibility", "address", "postcode", "phone", "email", "safe_contact")


def write_rows(*, load: Load, feed: Feed, pending: Sequence[Pending], keep_current: bool) -> tuple[int, list[int]]:
    """Write one batch; returns the number of warnings written, and the version of each row.

    `keep_current` is False for an extract older than one already held: its values of rows that we hold already become history
    at once, and never replace newer ones.
    """
    moment = load.recorded_at
    records = _records(feed, pending)
    replaced = [item.replaces for item in pending if item.replaces is not None] if keep_current else []
    if replaced:
        _supersede(replaced, load)
    versions = take_ids("intake_version", len(pending))
    closed = [moment if item.replaces is not None and not keep_current else None for item in pending]
    copy_rows(
        "intake_version",
        ("id", "record_id", "load_id", "row_key", "digest", "line", "as_at", "also", "raw", "no_longer_supplied", "recorded_at", "superseded_at"),
        (
            (version, record, load.pk, item.row.key or f"{load.pk}:{item.row.line}", item.digest, item.row.line, load.as_at, item.also,
             as_json(item.row.raw), as_json(item.carried), moment, end)
            for version, record, item, end in zip(versions, records, pending, closed, strict=True)
        ),
    )  # fmt: skip
    _write_facts(pending, versions, records, moment, closed)
    _write_people(pending, versions, records, load, closed)
    return _write_warnings(load, pending, records), versions


def _records(feed: Feed, pending: Sequence[Pending]) -> list[int]:
    """The record id of every row; records never met before are made."""
    unknown = list(dict.fromkeys((i.row.qualifier, i.row.source_id) for i in pending if i.record is None))
    made = dict(zip(unknown, take_ids("intake_record", len(unknown)), strict=True))
    copy_rows(
        "intake_record",
        ("id", "feed", "qualifier", "source_id", "about_a_child"),
        (
            # A row of `adults` hangs on another system's record of the child and is never linked by itself.
            (pk, feed.name, qualifier, source_id, feed.about_a_child and feed.name != "adults")
            for (qualifier, source_id), pk in made.items()
        ),
    )
    return [item.record or made[item.row.qualifier, item.row.source_id] for item in pending]


def _supersede(versions: list[int], load: Load) -> None:
    """Close versions and all that was read from them at the moment of the load; nothing is deleted."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE intake_version SET superseded_at = %s WHERE id = ANY(%s)", [load.recorded_at, versions])
        cursor.execute(
            "UPDATE intake_fact SET superseded_at = %s WHERE version_id = ANY(%s)", [load.recorded_at, versions]
        )
        cursor.execute("UPDATE intake_personvalues SET current = false WHERE version_id = ANY(%s)", [versions])
        cursor.execute("UPDATE intake_adultnamed SET current = false WHERE version_id = ANY(%s)", [versions])
        cursor.execute(
            "UPDATE intake_missing SET superseded_at = %s WHERE version_id = ANY(%s) AND superseded_at IS NULL",
            [load.recorded_at, versions],
        )


def _write_facts(
    pending: Sequence[Pending], versions: Sequence[int], records: Sequence[int], moment: object, closed: list
) -> None:
    rows = (
        (
            version,
            record,
            fact.kind,
            fact.started_on,
            fact.ended_on,
            fact.place,
            la,
            fact.code,
            as_json(fact.detail),
            moment,
            end,
        )
        for version, record, item, end in zip(versions, records, pending, closed, strict=True)
        for fact, la in zip(item.row.facts, item.las, strict=True)
    )
    columns = (
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
        "superseded_at",
    )
    copy_rows("intake_fact", columns, rows)


def _write_people(
    pending: Sequence[Pending], versions: Sequence[int], records: Sequence[int], load: Load, closed: list
) -> None:
    triples = list(zip(versions, records, pending, closed, strict=True))
    copy_rows(
        "intake_personvalues",
        ("version_id", "record_id", "as_at", "current", *PERSON, "weak"),
        (
            (
                version,
                record,
                load.as_at,
                end is None,
                *[getattr(item.row.person, name) for name in PERSON],
                as_json(item.row.person.weak),
            )
            for version, record, item, end in triples
            if item.row.person is not None
        ),
    )
    copy_rows(
        "intake_adultnamed",
        ("version_id", "record_id", "as_at", "current", *ADULT),
        (
            (version, record, load.as_at, end is None, *[getattr(item.row.adult, name) for name in ADULT])
            for version, record, item, end in triples
            if item.row.adult is not None
        ),
    )


def _write_warnings(load: Load, pending: Sequence[Pending], records: Sequence[int]) -> int:
    rows = [(fault, record) for item, record in zip(pending, records, strict=True) for fault in item.row.warnings]
    write_warnings(load, rows)
    return len(rows)


def write_warnings(load: Load, rows: Sequence[tuple[Fault, int | None]]) -> None:
    """Keep what was odd about lines that loaded all the same."""
    copy_rows(
        "intake_rowwarning",
        ("load_id", "record_id", "line", "column", "value", "rule", "sentence"),
        (
            (load.pk, record, fault.line, fault.column, fault.value, fault.rule, fault.sentence)
            for fault, record in rows
        ),
    )


def write_faults(load: Load, faults: Sequence[SetAside]) -> None:
    """Keep the lines that could not be used, whole, each with its fault and the cure."""
    copy_rows(
        "intake_rowsetaside",
        ("load_id", "line", "column", "value", "rule", "sentence", "raw"),
        (
            (
                load.pk,
                aside.line,
                aside.fault.column,
                aside.fault.value,
                aside.fault.rule,
                aside.fault.sentence,
                as_json(aside.raw),
            )
            for aside in faults
        ),
    )


def write_confirmations(load: Load, versions: Sequence[int]) -> None:
    """A partial extract held these rows again, unchanged: their source still said so on its day."""
    copy_rows(
        "intake_confirmation",
        ("version_id", "load_id", "as_at"),
        ((version, load.pk, load.as_at) for version in versions),
    )
