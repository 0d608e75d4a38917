"""What do we hold of a child, from where, and what did each value beat? The data of the record page."""

from __future__ import annotations

from datetime import date
from typing import Any

from onroll.children.models import ChildSummary
from onroll.children.selectors.child import ChildOnTheDay, adults_of, values_with_sources
from onroll.intake.models import Record
from onroll.rules.facts import Fact
from onroll.web.parts.words import FIELDS, feed_name

NOT_SHOWN = "Address protected; not shown"
ADDRESS_FIELDS = ("address", "postcode", "phone", "email")


def address_shown(summary: ChildSummary) -> str:
    """The address as a page may show it: never a protected one."""
    if summary.address_hidden:
        return NOT_SHOWN
    return ", ".join(filter(None, (summary.address, summary.postcode)))


def record_context(child: ChildOnTheDay, records: list[Record]) -> dict[str, Any]:
    """Values, addresses, adults and source records for the template."""
    hidden = child.summary.address_hidden
    return {
        "values": _values(child, hidden), "addresses": [] if hidden else _addresses(child), "hidden": hidden,
        "records": [_record(record, hidden) for record in records], "adults": adults_of(child.id),
    }  # fmt: skip


def _values(child: ChildOnTheDay, hidden: bool) -> list[dict[str, Any]]:
    """Each field with the value shown and those it beat, with who gives each and since when."""
    rows = []
    for name, ranked in values_with_sources(child.held).items():
        if hidden and name in ADDRESS_FIELDS:
            continue
        shown, *beaten = [
            {"value": claim.value, "is_date": isinstance(claim.value, date), "sources": [feed_name(feed) for feed in claim.feeds],
             "as_at": claim.as_at, "why": claim.why(), "current": claim.current}
            for claim in ranked
        ]  # fmt: skip
        rows.append({"name": FIELDS.get(name, name), "shown": shown, "beaten": beaten})
    return rows


def _addresses(child: ChildOnTheDay) -> list[dict[str, Any]]:
    """Where sources say the child lived, newest first. Registrations are last known, never confirmed: nobody went there (A9)."""
    by_version = {person.version: person for person in child.held.persons}
    moved_away = [f for f in child.held.facts if f.kind == "health" and f.code in {"moved", "abroad"}]
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    facts = [fact for fact in child.held.facts if fact.kind == "address" and fact.row in by_version]
    for fact in sorted(facts, key=lambda fact: fact.detail.get("asserted_on", ""), reverse=True):
        values = by_version[fact.row].values
        address, postcode = str(values[13] or ""), str(values[14] or "")
        row = rows.setdefault((address, postcode), _address_row(fact, address, postcode))
        row["sources"].add(feed_name(fact.feed))
    listed = list(rows.values())
    for fact in moved_away:
        words = "abroad" if fact.code == "abroad" else "out of the area, address not given"
        listed.append(
            {
                "kind": "Believed moved to",
                "address": words,
                "from": fact.ended_on,
                "until": None,
                "sources": {feed_name(fact.feed)},
            }
        )
    return listed


def _address_row(fact: Fact, address: str, postcode: str) -> dict[str, Any]:
    asserted = fact.detail.get("asserted_on")
    return {
        "kind": "Last known", "address": ", ".join(filter(None, (address, postcode))), "from": fact.started_on,
        "until": date.fromisoformat(asserted) if asserted else None, "sources": set(), "la": fact.la,
    }  # fmt: skip


def _record(record: Record, hidden: bool) -> dict[str, Any]:
    """One source record with its rows as they came, the current ones first."""
    versions = sorted(record.versions.all(), key=lambda v: (v.superseded_at is not None, -v.pk))
    return {
        "id": record.pk, "printed": str(record), "source": feed_name(record.feed), "qualifier": record.qualifier,
        "rows": [
            {"as_at": v.as_at, "load": v.load_id, "file": v.load.file_name, "line": v.line, "current": v.superseded_at is None,
             "missing_from": next((m.missing_from for m in v.missing.all() if m.superseded_at is None), None),
             "raw": [(name, value) for name, value in v.raw.items() if not (hidden and _tells_where(name))],
             "dropped": [] if hidden else sorted(v.no_longer_supplied.items())}
            for v in versions
        ],
    }  # fmt: skip


def _tells_where(column: str) -> bool:
    return column.startswith(("address", "postcode", "town", "uprn", "phone", "email"))
