"""What did the last run leave for the next, and may the next start from it?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from onroll.children.identity.model_in_force import model_in_force
from onroll.children.models import LinkReference
from onroll.linkage.keeping import engine, parts_of, standing_from
from onroll.linkage.reference import Reference
from onroll.linkage.standing import Standing

_HEAD = "head"
_REFERENCES_KEPT = 3
A_MONTH = timedelta(days=31)
_DRIFTED = 0.1  # so much more or fewer records than were counted
_TOO_MUCH = 0.2  # of the records changed: all anew is as quick


@dataclass(frozen=True, slots=True)
class Kept:
    """The head of what the last run left: up to which load it had read, with which code, model and reference."""

    until: datetime | None
    engine: str
    model: str
    reference: str
    counted_on: date
    counted: int
    records: int

    def can_go_on(self, changed: int) -> bool:
        """Whether so many changed records can be linked from what stands: made with the same weights and code."""
        return (self.model, self.engine) == (model_in_force().digest, engine()) and not self.is_too_much(changed)

    def is_too_much(self, changed: int) -> bool:
        """Whether so much changed that all anew is as quick."""
        return changed > _TOO_MUCH * self.records

    def why_not(self, *, on: date, changed: int) -> str:
        """Why the next run must look at everybody, in a sentence; "" where it needn't."""
        if self.model != model_in_force().digest:
            return "The weights are another file than the last run's."
        if self.engine != engine():
            return "The code or the lists by which records are compared have changed."
        if on - self.counted_on > A_MONTH:
            return f"How common names are was counted on {self.counted_on:%-d %B %Y}, more than a month ago."
        if abs(self.records - self.counted) > _DRIFTED * self.counted:
            return f"There are {self.records:,} records; {self.counted:,} when it was counted how common names are."
        if self.is_too_much(changed):
            return f"{changed:,} of {self.records:,} records came or changed since the last run."
        return ""


def head() -> Kept | None:
    """What stands, without reading it; None where no run has left anything."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM children_standingpart WHERE name = %s", [_HEAD])
        row = cursor.fetchone()
    if row is None:
        return None
    read = json.loads(bytes(row[0]))
    until = datetime.fromisoformat(read.pop("until")) if read["until"] else read.pop("until")
    return Kept(until=until, counted_on=date.fromisoformat(read.pop("counted_on")), **read)


def read_parts() -> dict[str, bytes]:
    """Everything that stands, by name: one copy, in binary."""
    connection.ensure_connection()
    query = "COPY (SELECT name, content FROM children_standingpart) TO STDOUT (FORMAT BINARY)"
    with (
        connection.wrap_database_errors,
        connection.connection.cursor() as cursor,
        cursor.copy(query) as copy,
    ):
        copy.set_types(["text", "bytea"])
        return dict(copy.rows())


def read_standing(parts: dict[str, bytes]) -> Standing:
    """What the last run left, of its parts."""
    return standing_from(parts)


def read_reference(digest: str) -> Reference:
    """What was counted of everybody when the last full run was made."""
    content = LinkReference.objects.values_list("content", flat=True).get(digest=digest)
    return Reference.from_bytes(bytes(content))


def keep_reference(reference: Reference) -> None:
    """Keep what a full run counted, dated; only the newest few are kept, since names are in it."""
    LinkReference.objects.update_or_create(
        digest=reference.digest,
        defaults={
            "made_on": reference.made_on, "model": reference.model, "records": reference.records, "content": reference.as_bytes(),
        },
    )  # fmt: skip
    newest = LinkReference.objects.order_by("-made_on").values_list("digest", flat=True)[:_REFERENCES_KEPT]
    LinkReference.objects.exclude(digest__in=[*newest, reference.digest]).delete()


def keep_standing(
    standing: Standing, reference: Reference, until: datetime | None, before: dict[str, bytes] | None = None
) -> None:
    """Leave what stands for the next run; parts that are as they were `before` are not written again."""
    parts = parts_of(standing)
    parts[_HEAD] = json.dumps({
        "until": until.isoformat() if until else "", "engine": engine(), "model": standing.model, "reference": standing.reference,
        "counted_on": reference.made_on.isoformat() if reference.made_on else "", "counted": reference.records,
        "records": len(standing.ready),
    }).encode()  # fmt: skip
    known = before or {}
    changed = {name: content for name, content in parts.items() if known.get(name) != content}
    with connection.cursor() as cursor:
        if before is None:
            cursor.execute("DELETE FROM children_standingpart")
        else:
            cursor.execute("DELETE FROM children_standingpart WHERE name = ANY(%s)", [list(changed)])
    query = "COPY children_standingpart (name, content) FROM STDIN (FORMAT BINARY)"
    with (
        connection.wrap_database_errors,
        connection.connection.cursor() as cursor,
        cursor.copy(query) as copy,
    ):
        copy.set_types(["text", "bytea"])
        for row in changed.items():
            copy.write_row(row)
