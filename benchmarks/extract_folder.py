"""A folder of extracts with `truth.csv` beside them, as records to link: read as the service reads them, no database."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path

from onroll.extracts import FEEDS, read
from onroll.extracts.rows import Person, ReadRow
from onroll.linkage import LinkRecord

_FIELDS = tuple(f.name for f in fields(Person) if f.name in LinkRecord.__dataclass_fields__ and f.name != "weak")
_REMEMBERED = ("surname", "forename", "upn", "nhs_number", "postcode", "date_of_birth")


def records_of(folder: Path, *, as_at: date) -> tuple[list[LinkRecord], dict[int, int]]:
    """Every record about a child in the folder's feeds, and the person of each by `truth.csv`."""
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        person_of = {(row["feed"], row["source_id"]): row["person_id"] for row in csv.DictReader(file)}
    people: dict[str, int] = {}
    records: list[LinkRecord] = []
    truth: dict[int, int] = {}
    for path in sorted(folder.glob("*.csv")):
        feed = next((FEEDS[name] for name in sorted(FEEDS, key=len, reverse=True) if path.name.startswith(name)), None)
        if feed is None or path.name.startswith("truth"):
            continue
        rows: dict[tuple[str, str], list[ReadRow]] = {}
        for row in read(path, feed=feed, as_at=as_at):
            if isinstance(row, ReadRow) and row.person is not None:
                rows.setdefault((row.qualifier, row.source_id), []).append(row)
        for (qualifier, source_id), held in rows.items():
            pk = len(records) + 1
            records.append(_record(pk, feed.name, qualifier, source_id, held))
            person = person_of.get((feed.name, source_id)) or person_of.get((feed.name, f"{source_id}@{qualifier}"))
            if person:
                truth[pk] = people.setdefault(person, len(people))
    return records, truth


def _record(pk: int, feed: str, qualifier: str, source_id: str, rows: Sequence[ReadRow]) -> LinkRecord:
    """The newest value of each field that is not blank, earlier ones remembered, as `children.identity.records` does."""
    best: dict[str, object] = {}
    others: dict[str, tuple[str, ...]] = {}
    weak: dict[str, str] = {}
    for name in _FIELDS:
        given = [value for row in reversed(rows) if (value := getattr(row.person, name)) not in ("", None)]
        if given:
            best[name] = given[0]
        different = tuple(dict.fromkeys(str(value) for value in given if value != given[0])) if len(given) > 1 else ()
        if name in _REMEMBERED and different:
            others[name] = different
    for row in rows:
        weak.update(row.person.weak if row.person else {})
    adopted = any(str(row.raw.get("protected", "")).lower().startswith("adopt") for row in rows)
    return LinkRecord(pk, feed, qualifier, source_id, **best, weak=weak, others=others, adopted=adopted)  # type: ignore[arg-type]
