"""What do we hold of each child, as known now or as known at an earlier moment? Read in chunks, for the pure rules.

As known at K: facts, persons, findings and memberships recorded by K and not yet closed at K. A record that had not been
linked by K counts with the first child it was ever given, since it was known though not yet put together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import orjson
from django.db import connection

from onroll.rules.facts import Fact

ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class Person:
    """One row's word on who the child is."""

    record: int
    version: int
    feed: str
    as_at: date
    current: bool
    values: tuple  # in the order of PERSON_FIELDS


PERSON_FIELDS = (
    "surname", "forename", "middle_names", "former_surname", "preferred_surname", "preferred_forename", "date_of_birth",
    "dob_estimated", "sex", "upn", "former_upn", "uln", "nhs_number", "address", "postcode", "phone", "email",
)  # fmt: skip


@dataclass(slots=True)
class Held:
    """All that is held of one child."""

    facts: list[Fact] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    safe_contacts: list[str] = field(default_factory=list)
    records: set[int] = field(default_factory=set)


_AS_KNOWN_NOW = (
    "SELECT record_id, child_id FROM children_membership WHERE superseded_at IS NULL AND child_id = ANY(%(children)s)"
)
_AS_KNOWN_AT = (
    "SELECT record_id, child_id FROM (SELECT DISTINCT ON (record_id) record_id, child_id FROM children_membership"
    " WHERE record_id IN (SELECT record_id FROM children_membership WHERE child_id = ANY(%(children)s))"
    " ORDER BY record_id, (recorded_at <= %(known)s AND (superseded_at IS NULL OR superseded_at > %(known)s)) DESC, recorded_at) m"
    " WHERE child_id = ANY(%(children)s)"
)


def held(children: Sequence[int], known_at: datetime | None = None) -> dict[int, Held]:
    """Everything of some children; a few thousand at a time keeps memory small."""
    answer: dict[int, Held] = defaultdict(Held)
    members = _AS_KNOWN_NOW if known_at is None else _AS_KNOWN_AT
    arguments = {"children": list(children), "known": known_at}
    with connection.cursor() as cursor:
        _read_facts(cursor, members, arguments, answer)
        _read_people(cursor, members, arguments, answer)
        cursor.execute(
            # By the system's id and not by membership: where two children share an id, the protection binds both.
            f"WITH m AS ({members}) SELECT m.child_id, a.safe_contact FROM m JOIN intake_record r ON r.id = m.record_id"
            " JOIN intake_record n ON n.feed = 'adults' AND n.qualifier = r.feed AND n.source_id = r.source_id"
            " JOIN intake_adultnamed a ON a.record_id = n.id JOIN intake_version v ON v.id = a.version_id"
            f" WHERE a.safe_contact <> 'any' AND {_in_force('v', known_at)}",
            arguments,
        )
        for child, safe_contact in cursor.fetchall():
            answer[child].safe_contacts.append(safe_contact)
    return answer


def _in_force(alias: str, known_at: datetime | None) -> str:
    if known_at is None:
        return f"{alias}.superseded_at IS NULL"
    return f"{alias}.recorded_at <= %(known)s AND ({alias}.superseded_at IS NULL OR {alias}.superseded_at > %(known)s)"


def _read_facts(cursor: object, members: str, arguments: dict, answer: dict[int, Held]) -> None:
    known_at = arguments["known"]
    cursor.execute(
        f"WITH m AS ({members}) SELECT m.child_id, f.kind, f.started_on, f.ended_on, r.feed, f.place, f.la, f.code, f.detail,"
        " x.missing_from, f.record_id, f.version_id"
        f" FROM m JOIN intake_fact f ON f.record_id = m.record_id AND {_in_force('f', known_at)}"
        " JOIN intake_record r ON r.id = f.record_id"
        f" LEFT JOIN intake_missing x ON x.version_id = f.version_id AND {_in_force('x', known_at)}"
        " ORDER BY m.child_id, f.started_on NULLS FIRST, f.id",
        arguments,
    )
    for child, kind, started, ended, feed, place, la, code, detail, missing, record, version in cursor.fetchall():
        supported = missing - ONE_DAY if missing else None
        answer[child].facts.append(
            Fact(kind, started, ended, feed, place, la, code, _parsed(detail), supported, record, version)
        )


def _read_people(cursor: object, members: str, arguments: dict, answer: dict[int, Held]) -> None:
    known_at = arguments["known"]
    fields = ", ".join(f"p.{name}" for name in PERSON_FIELDS)
    since = (
        " AND p.undone_at IS NULL"
        if known_at is None
        else " AND v.recorded_at <= %(known)s AND (p.undone_at IS NULL OR p.undone_at > %(known)s)"
    )
    current = "p.current" if known_at is None else _in_force("v", known_at)
    cursor.execute(
        f"WITH m AS ({members}) SELECT m.child_id, p.record_id, p.version_id, r.feed, p.as_at, {current}, {fields}"
        " FROM m JOIN intake_personvalues p ON p.record_id = m.record_id JOIN intake_record r ON r.id = p.record_id"
        + ("" if known_at is None else " JOIN intake_version v ON v.id = p.version_id")
        + f" WHERE true{since} ORDER BY m.child_id, p.version_id",
        arguments,
    )
    for child, record, version, feed, as_at, is_current, *values in cursor.fetchall():
        entry = answer[child]
        entry.persons.append(Person(record, version, feed, as_at, is_current, tuple(values)))
        entry.records.add(record)


_NOTHING: dict[str, str] = {}


def _parsed(detail: str) -> dict[str, str]:
    """A fact's detail; many facts have none, so that text is not parsed again and again."""
    return _NOTHING if detail == "{}" else orjson.loads(detail)
