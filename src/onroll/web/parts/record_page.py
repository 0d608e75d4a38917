"""What do we hold of a child, from where, and what did each value beat? The data of the record page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from onroll.children.models import LinkPair
from onroll.children.selectors.child import ChildOnTheDay, adults_of, values_with_sources
from onroll.children.selectors.protection import OPEN, Silence, silences, tells_where
from onroll.extracts.layouts import FEEDS
from onroll.intake.models import Record, RowSetAside
from onroll.intake.own_facts import OWN_FEED
from onroll.rules.facts import Fact
from onroll.web.parts.words import FIELDS, feed_name, sex_word

NOT_SHOWN = "Address protected; not shown"
ADDRESS_FIELDS = ("address", "postcode", "phone", "email")


def address_shown(child: ChildOnTheDay) -> str:
    """The address as a page may show it: never a protected one."""
    if child.protected:
        return NOT_SHOWN
    return ", ".join(filter(None, (child.summary.address, child.summary.postcode)))


def silence_of(child: ChildOnTheDay) -> Silence:
    """What free text about this child must not give away; nothing is taken out where the address is open."""
    return silences([child.id])[child.id] if child.protected else OPEN


def record_context(child: ChildOnTheDay, records: list[Record]) -> dict[str, Any]:
    """Values, addresses, adults and source records for the template."""
    hidden, silence = child.protected, silence_of(child)
    return {
        "values": _values(child, hidden), "addresses": [] if hidden else _addresses(child), "hidden": hidden,
        "records": [_record(record, hidden, silence) for record in records], "adults": adults_of(child.id),
    }  # fmt: skip


def pair_words(pair: LinkPair, *, hidden: bool, silence: Silence = OPEN) -> str:
    """Why a pair stands where it does, as one sentence; without what it says of places where either side is protected."""
    said = [words.rstrip(".") for words in pair.words]
    if hidden:
        said = [silence.keep(words) for words in said if not any(place in words for place in ("postcode", "address"))]
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}."


def _values(child: ChildOnTheDay, hidden: bool) -> list[dict[str, Any]]:
    """Each field with the value shown and those it beat, with who gives each and since when."""
    rows = []
    for name, ranked in values_with_sources(child.held).items():
        if hidden and name in ADDRESS_FIELDS:
            continue
        shown, *beaten = [
            {"value": sex_word(str(claim.value)) if name == "sex" else claim.value, "is_date": isinstance(claim.value, date),
             "sources": [feed_name(feed) for feed in claim.feeds], "as_at": claim.as_at, "why": claim.why(), "current": claim.current}
            for claim in ranked
        ]  # fmt: skip
        rows.append({"name": FIELDS.get(name, name), "shown": shown, "beaten": beaten})
    return rows


def _addresses(child: ChildOnTheDay) -> list[dict[str, Any]]:
    """Where sources say the child lived, newest first. Registrations are last known, never confirmed: nobody went there (A9)."""
    by_version = {person.version: person for person in child.held.persons}
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    facts = [fact for fact in child.held.facts if fact.kind == "address" and fact.row in by_version]
    for fact in sorted(facts, key=lambda fact: fact.detail.get("asserted_on", ""), reverse=True):
        values = by_version[fact.row].values
        address, postcode = str(values[13] or ""), str(values[14] or "")
        row = rows.setdefault((address, postcode), _address_row(fact, address, postcode))
        row["sources"].add(feed_name(fact.feed))
    return [*_moved(child.held.facts), *rows.values()]


def _moved(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Where a source believes that the child went: no address, and no proof."""
    words = {"abroad": "Abroad", "moved": "Out of the area, address not given"}
    return [
        {"kind": "Believed moved to", "address": words[fact.code], "from": fact.ended_on, "until": None, "sources": {feed_name(fact.feed)}}
        for fact in facts
        if fact.kind == "health" and fact.code in words
    ]  # fmt: skip


def _address_row(fact: Fact, address: str, postcode: str) -> dict[str, Any]:
    asserted = fact.detail.get("asserted_on")
    return {
        "kind": "Last known", "address": ", ".join(filter(None, (address, postcode))), "from": fact.started_on,
        "until": date.fromisoformat(asserted) if asserted else None, "sources": set(), "la": fact.la,
    }  # fmt: skip


def _record(record: Record, hidden: bool, silence: Silence) -> dict[str, Any]:
    """One source record with its rows as they came, the current ones first."""
    versions = sorted(record.versions.all(), key=lambda v: (v.superseded_at is not None, -v.pk))
    rows = [
        {"as_at": v.as_at, "load": v.load_id, "file": v.load.file_name, "line": v.line, "current": v.superseded_at is None,
         "missing_from": next((m.missing_from for m in v.missing.all() if m.superseded_at is None), None),
         "raw": row_shown(record.feed, v.raw, hidden=hidden, silence=silence),
         "dropped": [] if hidden else sorted(v.no_longer_supplied.items())}
        for v in versions
    ]  # fmt: skip
    return {
        "id": record.pk, "own": record.feed == OWN_FEED, "printed": str(record), "source": feed_name(record.feed), "qualifier": record.qualifier,
        "rows": [row for row in rows if row["current"]], "earlier": [row for row in rows if not row["current"]],
    }  # fmt: skip


def row_shown(feed: str, raw: dict[str, str], *, hidden: bool, silence: Silence = OPEN) -> list[tuple[str, str]]:
    """A row as it came, blanks left out; of a protected child's only columns we know, and none that tell where."""
    given = [(name, value) for name, value in raw.items() if value]
    if not hidden:
        return given
    layout = FEEDS.get(feed)
    known = {column.name for column in layout.columns} if layout else set()
    return [(name, silence.keep(value)) for name, value in given if name in known and not tells_where(name)]


PROTECTED = "The column {column} is wrong; its value is protected."


def fault_shown(one: RowSetAside, *, hidden: bool) -> tuple[str, list[tuple[str, str]]]:
    """The sentence of a row set aside and the columns that a page may show of it."""
    given = [
        (name, value) for name, value in one.raw.items() if value and (name == one.column or not tells_where(name))
    ]
    if hidden:
        given = row_shown(one.load.source.feed, one.raw, hidden=True)
    sentence = PROTECTED.format(column=one.column) if hidden and tells_where(one.column) else one.sentence
    return sentence, given
