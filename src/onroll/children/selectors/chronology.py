"""What happened in this child's life, as every source tells it? One list of dated events, newest first (A5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from onroll.rules.facts import Fact
from onroll.rules.rulebook.book import rule_book
from onroll.rules.status import written

ONE_DAY = timedelta(days=1)
Name = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing on one day: what, in words, from which feed and row; `kind` is what the page filters by."""

    on: date
    kind: str
    words: str
    detail: str
    feed: str
    record: int
    version: int


KINDS: Mapping[str, str] = {
    "roll": "School rolls", "home_education": "Home education", "cme": "Missing education", "exclusion": "Suspensions and exclusions",
    "social_care": "Social care", "ehc_plan": "EHC plans", "health": "Health registrations", "sighting": "Sightings and contacts",
    "school_return": "Schools' returns", "youth_justice": "Youth justice", "missing_episode": "Missing episodes",
    "application": "School applications", "placement": "Placements", "part_time": "Reduced timetables", "post16": "After 16", "enquiry": "Enquiries answered",
}  # fmt: skip
_SIGHTED = {
    "in_person": "Seen in person", "spoken": "Spoken to", "video": "Seen on video", "adult_only": "Adult seen, not the child",
    "paperwork": "Paperwork only, not seen",
}  # fmt: skip
_ENROLLED = {
    "C": "single registration", "M": "main registration of two", "S": "subsidiary registration of two", "F": "at a further education college",
    "O": "with another provider", "G": "guest, on no roll",
}  # fmt: skip
_CARE = {"CIN": "child in need", "CP": "child protection plan", "LAC": "looked after"}


def chronology(facts: Iterable[Fact], name: Name, *, until: date) -> list[Event]:
    """Every event up to a day, newest first. Addresses are on the record page, not here."""
    events = [event for fact in facts for event in _events(fact, name) if event.on <= until]
    return sorted(events, key=lambda event: (event.on, event.record, event.version, event.words), reverse=True)


def places_of(facts: Iterable[Fact]) -> set[str]:
    """Every school that an event may name."""
    return {urn for fact in facts for urn in (fact.place, fact.detail.get("destination_urn", "")) if urn}


def _events(fact: Fact, name: Name) -> Iterator[Event]:
    words = _WORDS.get(fact.kind)
    if words is None:
        return
    kind = "exclusion" if fact.kind in {"suspension", "permanent_exclusion", "lunch_exclusion"} else fact.kind
    begun, ended, detail = words(fact, name)
    detail = detail[:1].upper() + detail[1:]
    if fact.started_on and begun:
        yield Event(fact.started_on, kind, begun, detail, fact.feed, fact.record, fact.row)
    if fact.ended_on and ended and fact.ended_on != fact.started_on:
        yield Event(fact.ended_on, kind, ended, "", fact.feed, fact.record, fact.row)
    if fact.supported_until and begun and not fact.ended_on:
        yield Event(
            fact.supported_until + ONE_DAY, kind, f"No longer in the source's extract: {begun[:1].lower()}{begun[1:]}",
            "The source never said that this ended.", fact.feed, fact.record, fact.row,
        )  # fmt: skip


def _roll(fact: Fact, name: Name) -> tuple[str, str, str]:
    school = (
        name(fact.place)
        or fact.detail.get("school_name")
        or (f"the school with URN {fact.place}" if fact.place else "a school elsewhere")
    )
    destination = name(fact.detail.get("destination_urn", "")) or fact.detail.get("destination_text", "")
    gone = f"Left the roll of {school}" + (f", for {destination}" if destination else ", destination not given")
    ground = fact.detail.get("leaving_ground")
    return (
        f"On the roll of {school}",
        gone + (f" (ground {ground} of the 2024 regulations)" if ground else ""),
        _all([_ENROLLED.get(fact.code, fact.code and f"enrolment status {fact.code}"), _joined(fact, "", year_group="year group")]),
    )  # fmt: skip


def _home(fact: Fact, _: Name) -> tuple[str, str, str]:
    return (
        "Home educated",
        "Home education ended",
        _joined(fact, "suitability", reason="reason", notified_by="told by", end_reason="ended because"),
    )


def _cme(fact: Fact, _: Name) -> tuple[str, str, str]:
    return (
        "Referred as missing education",
        "Missing education case closed",
        _joined(fact, "whereabouts", referred_by="referred by", reason="reason", outcome="outcome"),
    )


def _exclusion(fact: Fact, name: Name) -> tuple[str, str, str]:
    school = name(fact.place) or "the school"
    words = {
        "suspension": "Suspended from",
        "permanent_exclusion": "Permanently excluded from",
        "lunch_exclusion": "Excluded at lunchtimes from",
    }
    ended = f"Suspension from {school} ended" if fact.kind == "suspension" else ""
    reasons = [_meaning("exclusion-reasons-2026", fact.detail.get(f"reason_{at}", "")) for at in (1, 2, 3)]
    return (
        f"{words[fact.kind]} {school}",
        ended,
        _all([*reasons, _joined(fact, "", sessions="sessions", outcome="outcome")]),
    )


def _care_of(fact: Fact, _: Name) -> tuple[str, str, str]:
    status = _CARE.get(fact.code, fact.code)
    return f"Social care: {status}", f"Social care: {status} ended", _joined(fact, "", team="team", worker="worker")


def _plan(fact: Fact, name: Name) -> tuple[str, str, str]:
    named = name(fact.place)
    begun = "Education, health and care plan made" + (f", naming {named}" if named else "")
    return (
        begun,
        "Education, health and care plan ended",
        _joined(fact, "", primary_need="main need", awaiting_since="awaiting a placement since"),
    )


def _health(fact: Fact, _: Name) -> tuple[str, str, str]:
    why = {"moved": ": moved away", "abroad": ": moved abroad", "died": ": died"}.get(fact.code, "")
    return (
        "Registered with health services",
        f"Health registration ended{why}",
        _joined(fact, "", gp_practice="GP practice"),
    )


def _sighting(fact: Fact, _: Name) -> tuple[str, str, str]:
    by = ", ".join(filter(None, (fact.detail.get("seen_by"), fact.detail.get("agency"))))
    begun = _SIGHTED.get(fact.code, "Contact") + (f" ({by})" if by else "")
    return begun, "", fact.detail.get("event", "")


def _return(fact: Fact, name: Name) -> tuple[str, str, str]:
    return (
        f"{name(fact.place) or 'A school'} returned: {fact.code.replace('_', ' ')}",
        "",
        fact.detail.get("detail", ""),
    )


def _justice(fact: Fact, _: Name) -> tuple[str, str, str]:
    return (
        ("In custody", "Left custody", "")
        if fact.code == "custody"
        else ("Youth justice order in the community", "Youth justice order ended", "")
    )


def _missing(_: Fact, __: Name) -> tuple[str, str, str]:
    return "Missing from home or care", "Found after going missing", ""


def _application(fact: Fact, name: Name) -> tuple[str, str, str]:
    offered = name(fact.place)
    begun = "Applied for a school place" + (f"; offered {offered}" if offered else "")
    return begun, "", _joined(fact, "outcome", round="round", offer_date="offered on", start_date="to start on")


def _placement(fact: Fact, _: Name) -> tuple[str, str, str]:
    provider = fact.detail.get("provider_name", "a provider")
    return (
        f"Placed with {provider} ({fact.code.replace('_', ' ')})",
        f"Placement with {provider} ended",
        _joined(fact, "", basis="basis", hours_per_week="hours a week", commissioner="commissioned by"),
    )


def _part_time(fact: Fact, name: Name) -> tuple[str, str, str]:
    school = name(fact.place) or "school"
    return (
        f"Reduced timetable at {school}",
        f"Reduced timetable at {school} ended",
        _joined(fact, "", hours_per_week="hours a week", reason="reason"),
    )


def _after_16(fact: Fact, _: Name) -> tuple[str, str, str]:
    return f"After 16: {fact.code.replace('_', ' ')}", "", _joined(fact, "", confirmed_date="confirmed on")


def _enquiry(fact: Fact, _: Name) -> tuple[str, str, str]:
    return (
        f"Asked {fact.detail.get('agency', 'an agency')}: the child isn't known there",
        "",
        fact.detail.get("event", ""),
    )


def _joined(fact: Fact, code: str, **fields: str) -> str:
    parts = [f"{code}: {fact.code.replace('_', ' ')}"] if code and fact.code else []
    parts += [f"{words}: {_plain(fact.detail[key])}" for key, words in fields.items() if fact.detail.get(key)]
    return "; ".join(parts)


def _plain(value: str) -> str:
    """A date as a page writes it; anything else as it came."""
    if len(value) == 10 and value[4:5] == value[7:8] == "-":
        try:
            return written(date.fromisoformat(value))
        except ValueError:
            return value
    return value.replace("_", " ")


def _meaning(codes: str, code: str) -> str:
    """A code with its meaning, from the rule book; the code alone where the list doesn't hold it."""
    known = rule_book().codes[codes].codes.get(code) if code else None
    return f"{known.means} ({code})" if known else code


def _all(parts: Iterable[str]) -> str:
    return "; ".join(part for part in parts if part)


_WORDS: Mapping[str, Callable[[Fact, Name], tuple[str, str, str]]] = {
    "enquiry": _enquiry, "roll": _roll, "home_education": _home, "cme": _cme, "suspension": _exclusion, "permanent_exclusion": _exclusion,
    "lunch_exclusion": _exclusion, "social_care": _care_of, "ehc_plan": _plan, "health": _health, "sighting": _sighting,
    "school_return": _return, "youth_justice": _justice, "missing_episode": _missing, "application": _application,
    "placement": _placement, "part_time": _part_time, "post16": _after_16,
}  # fmt: skip
