"""Which agencies know the child, since when, and as of which day do they still? The evidence under "children on no roll".

A registration proves that an agency knows the child, never that anybody saw them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from onroll.rules.facts import Fact
from onroll.rules.status.spans import EVER_BEFORE, iso, supported

AGENCIES = {
    "roll": "schools",
    "roll_elsewhere": "other authorities and independent schools",
    "ehe": "home education",
    "cme": "missing education",
    "exclusions": "exclusions",
    "social_care": "social care",
    "ehc_plans": "SEND",
    "health": "health",
    "school_returns": "schools",
    "youth_justice": "youth justice",
    "missing_episodes": "police (missing episodes)",
    "applications": "admissions",
    "placements": "commissioning",
    "part_time": "schools",
    "post16": "participation",
    "onroll": "",  # what officers record is no agency's word; a sighting names its own
}
INITIALS = {"ae": "A&E", "a&e": "A&E", "yot": "youth justice", "yjs": "youth justice", "dwp": "DWP"}
OUR_OWN_LISTS = frozenset({"missing education", "home education"})
"""Lists kept by the team that asks: they know the child, and there is no use in asking them."""


@dataclass(frozen=True, slots=True)
class KnownBy:
    """One agency that knows the child: in words, how, and the last day on which it is known to have done so."""

    agency: str
    last_on: date
    how: str
    in_person: bool = False


def known_by(facts: Sequence[Fact], day: date) -> tuple[KnownBy, ...]:
    """Each agency that knows the child by the day, the most recent first; one entry an agency, in person before paper."""
    asserted = _asserted(facts)
    best: dict[str, KnownBy] = {}
    for fact in facts:
        start = fact.started_on or EVER_BEFORE
        agency = agency_of(fact)
        if start > day or not agency:
            continue
        last = start
        if fact.kind not in ("sighting", "school_return", "application"):
            known = max(start, asserted.get(fact.record, start))
            last = min(day, known, max(start, supported(fact)[1]))
        entry = KnownBy(agency, last, _how(fact), fact.kind == "sighting" and fact.code == "in_person")
        held = best.get(agency)
        if held is None or _weight(entry) > _weight(held):
            best[agency] = entry
    found = [entry for entry in best.values() if entry.last_on > EVER_BEFORE]
    return tuple(sorted(found, key=lambda entry: (-entry.last_on.toordinal(), entry.agency)))


def agency_of(fact: Fact) -> str:
    """Which agency a fact comes from, in words; "" for what a sighting's own row says beside the sighting."""
    if fact.kind == "sighting":
        agency = fact.detail.get("agency", "").replace("_", " ")
        return INITIALS.get(agency.casefold(), agency)
    return AGENCIES.get(fact.feed, "" if fact.feed == "sightings" else fact.feed)


def _weight(entry: KnownBy) -> tuple[date, bool, bool]:
    return entry.last_on, entry.in_person, entry.how != _WORDS["address"]


def _asserted(facts: Iterable[Fact]) -> dict[int, date]:
    """The last day on which each record's source is known to have held the child, from its address facts."""
    latest: dict[int, date] = {}
    for fact in facts:
        if fact.kind == "address":
            held = iso(fact.detail.get("asserted_on"))
            if held and held > latest.get(fact.record, EVER_BEFORE):
                latest[fact.record] = held
    return latest


_WORDS = {
    "roll": "a roll",
    "home_education": "the home education register",
    "cme": "a missing education record",
    "social_care": "social care's list",
    "ehc_plan": "the plans register",
    "health": "the child health list",
    "application": "an application",
    "placement": "a placement",
    "post16": "the participation record",
    "youth_justice": "the youth justice list",
    "missing_episode": "a missing episode",
    "address": "an address",
    "part_time": "a part-time timetable",
}
_CONTACT = {
    "in_person": "saw the child in person",
    "spoken": "spoke to the child",
    "video": "saw the child on video",
    "adult_only": "met an adult only",
}


def _how(fact: Fact) -> str:
    if fact.kind == "sighting":
        event = fact.detail.get("event", "")
        contact = _CONTACT.get(fact.code, "paperwork")
        return f"{contact} ({event})" if event else contact
    return _WORDS.get(fact.kind, fact.kind.replace("_", " "))


def believed_moved(facts: Iterable[Fact], day: date) -> str:
    """What makes somebody believe that the child has moved away, "" where nothing does. Never proof, and no status."""
    facts = list(facts)
    registered = any(fact.kind == "health" and fact.supports_on(day) and not fact.code for fact in facts)
    for fact in facts:
        if (
            fact.kind == "health"
            and fact.code in ("moved", "abroad")
            and fact.ended_on
            and fact.ended_on <= day
            and not registered
        ):
            return "left the GP's list as " + ("gone abroad" if fact.code == "abroad" else "moved away")
        if fact.kind == "cme" and fact.supports_on(day):
            words = f"{fact.detail.get('reason', '')} {fact.detail.get('local_reason', '')}".casefold()
            if "moved" in words or "abroad" in words or "left the country" in words:
                return "the missing education record says believed moved"
        if fact.kind == "roll" and fact.ended_on and fact.ended_on < day:
            words = fact.detail.get("destination_text", "").casefold()
            if "moved" in words or "abroad" in words or "overseas" in words:
                return "the last school wrote that the child moved"
    return ""
