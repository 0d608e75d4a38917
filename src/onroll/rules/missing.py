"""How sure are we that a child is nowhere, how urgent is it, and whom do we ask next? (C4)

For officers who work down the list of children on no roll. Three bands (feeds, `find-missing`):

    no_trace          every lawful placement open to the child has a source received and fresh, and none holds them
    ask_source        at least one such source is wanting or old: ask it before anybody knocks on a door
    possibly_on_roll  a record on a roll may be the same child, or the last school named where they went

No protected characteristic is read here (A8). Points, shares and sentences stand in `rulebook/coverage.toml`. Enquiries go
to agencies alone, never to a family or the community (Q10).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from onroll.rules import ages
from onroll.rules.coverage import Coverage, coverage, coverage_book, gaps
from onroll.rules.facts import Fact
from onroll.rules.known_by import OUR_OWN_LISTS, KnownBy, believed_moved, known_by
from onroll.rules.leavers import destination_known, last_left, school_named
from onroll.rules.status.model import Answer, PlaceNames
from onroll.rules.status.seen import last_seen
from onroll.rules.status.sentences import place_name, written
from onroll.rules.status.spans import EVER_BEFORE, supported

NO_TRACE, ASK_SOURCE, POSSIBLY_ON_ROLL = "no_trace", "ask_source", "possibly_on_roll"
TO_FIND = frozenset({"unexplained", "cme_known", "cme_unknown"})
SCHOOLS = "schools"
"""The agency under which a last school's answer is recorded."""
EVIDENCE_SHOWN = 5
MOST_URGENT = 100


@dataclass(frozen=True, slots=True)
class Possible:
    """A record on a roll that may be this child's (a pair that waits for review): how likely, and in words which."""

    probability: float
    words: str


@dataclass(frozen=True, slots=True)
class Missing:
    """One child on no roll: how graded, how sure (0 to 1), how urgent (0 to 100, with each part in words), and what to ask."""

    band: str
    certainty: float
    urgency: int
    urgency_parts: tuple[tuple[str, int], ...]
    certainty_parts: tuple[str, ...]
    evidence: tuple[str, ...]
    next_enquiry: str
    not_asked: tuple[str, ...]

    @property
    def rank(self) -> float:
        """How far up the list: sureness times urgency, the least urgent still counting. Larger comes first."""
        return round(self.certainty * (10 + self.urgency), 4)


def assess(
    answer: Answer,
    facts: Sequence[Fact],
    birth: date | None,
    day: date,
    *,
    received: Mapping[str, date],
    since: date | None = None,
    identifiers: int = 0,
    possible: Sequence[Possible] = (),
    places: PlaceNames | None = None,
) -> Missing:
    """Grade one child whose status on the day is in `TO_FIND`; ValueError for any other.

    `received`: feed (or "feed/part") → as-at date of its newest extract. `since`: from when the status has held.
    `identifiers`: how many checked numbers (UPN, NHS number, ULN) the child's records give.
    """
    if answer.status not in TO_FIND:
        raise ValueError(f"A child whose status is {answer.status} is not one to find.")
    known = known_by(facts, day)
    wanting = gaps(coverage(received, day), birth, day)
    left = last_left(facts, day)
    asked = answered(facts, day)
    named = (
        left
        if left is not None and school_named(left) and asked.get(SCHOOLS, EVER_BEFORE) < supported(left)[1]
        else None
    )
    band = POSSIBLY_ON_ROLL if possible or named else ASK_SOURCE if wanting else NO_TRACE
    certainty, why = _certainty(answer, facts, known, day, identifiers, possible)
    parts = urgency_parts(facts, birth, day, since, answer.status)
    return Missing(
        band=band,
        certainty=certainty,
        urgency=min(MOST_URGENT, sum(points for _, points in parts)),
        urgency_parts=parts,
        certainty_parts=why,
        evidence=_evidence(answer, known, left, possible, asked, places),
        next_enquiry=_next_enquiry(known, wanting, left, named, possible, asked, places),
        not_asked=tuple(held.way.name for held in wanting),
    )


def answered(facts: Sequence[Fact], day: date) -> dict[str, date]:
    """Each agency that was asked and doesn't know where the child is, with the day of its last such answer."""
    found: dict[str, date] = {}
    for fact in facts:
        on = fact.started_on
        agency = fact.detail.get("agency", "")
        if fact.kind == "enquiry" and fact.code == "nothing" and agency and on is not None and on <= day:
            found[agency] = max(on, found.get(agency, on))
    return found


def _certainty(
    answer: Answer,
    facts: Sequence[Fact],
    known: Sequence[KnownBy],
    day: date,
    identifiers: int,
    possible: Sequence[Possible],
) -> tuple[float, tuple[str, ...]]:
    """How sure it is that the child is here and nowhere educated: doubt left over by each agency, then the factors."""
    book = coverage_book()["certainty"]
    doubt, why = 1.0, []
    for entry in known:
        age = (day - entry.last_on).days
        if entry.in_person and age <= 365:
            share = book["seen_in_person_within_a_year"]
        elif age <= 90:
            share = book["agency_within_90_days"]
        else:
            share = book["agency_within_a_year"] if age <= 365 else book["agency_longer_ago"]
        doubt *= 1 - share
    why.append(f"known to {len(known)} {'agency' if len(known) == 1 else 'agencies'}")
    sure = 1 - doubt
    moved = believed_moved(facts, day)
    placed = any(fact.kind == "address" and fact.la and (fact.started_on or EVER_BEFORE) <= day for fact in facts)
    for holds, factor, words in (
        (bool(moved), "believed_moved", moved),
        (not placed, "address_not_placed", "no address that can be placed"),
        (identifiers == 0, "no_identifier", "no checked number to tell the child by"),
        ("dob_missing" in answer.flags, "birth_date_missing", "no date of birth"),
    ):
        if holds:
            sure *= book["factor"][factor]
            why.append(words)
    for pair in possible:
        sure *= 1 - min(max(pair.probability, 0.0), 1.0)
        why.append(f"{pair.probability:.0%} likely to be a record on a roll")
    return round(sure, 3), tuple(why)


def urgency_parts(
    facts: Sequence[Fact], birth: date | None, day: date, since: date | None, status: str
) -> tuple[tuple[str, int], ...]:
    """What makes a child urgent on the day, in words, with its points; the most weighty first."""
    names = [*_from_agencies(facts, day), *_from_time(facts, birth, day, since)]
    if status == "cme_unknown":
        names.append("whereabouts_unknown")
    book = coverage_book()["urgency"]
    parts = [(book[name]["words"], book[name]["points"]) for name in names]
    return tuple(sorted(parts, key=lambda part: -part[1]))


def _from_agencies(facts: Sequence[Fact], day: date) -> list[str]:
    """Points from what social care, SEND, the police, youth justice and schools have recorded by the day."""
    names: set[str] = set()
    on_roll = False
    for fact in facts:
        start = fact.started_on or EVER_BEFORE
        if start > day:
            continue
        now = fact.supports_on(day)
        lately = (day - max(start, fact.ended_on or start)).days <= 365
        if fact.kind == "social_care":
            current = {"CP": "protection_plan", "LAC": "looked_after", "CIN": "child_in_need"}.get(fact.code)
            names.add(current if now and current else "ever_social_care")
        elif fact.kind == "missing_episode" and (now or lately):
            names.add("missing_now" if now else "missing_lately")
        elif fact.kind == "ehc_plan" and now:
            names.add("ehc_plan")
        elif fact.kind == "youth_justice":
            names.add("youth_justice")
        elif fact.kind == "permanent_exclusion" and not fact.detail.get("cancelled_date"):
            names.add("excluded")
        elif fact.kind == "suspension" and lately:
            names.add("suspended")
        on_roll = on_roll or (fact.kind == "roll" and fact.code != "G")
    if names & {"protection_plan", "looked_after", "child_in_need"}:
        names.discard("ever_social_care")
    if "missing_now" in names:
        names.discard("missing_lately")
    if not on_roll:
        names.add("never_on_a_roll")
    return sorted(names)


def _from_time(facts: Sequence[Fact], birth: date | None, day: date, since: date | None) -> list[str]:
    """Points from how long nobody has seen the child, how long they are nowhere, and how little time is left to act."""
    names = []
    seen = last_seen(facts, day)
    if seen is None:
        names.append("never_seen")
    elif (day - seen[0]).days > 182:
        names.append("seen_over_a_year_ago" if (day - seen[0]).days > 365 else "seen_over_six_months_ago")
    nowhere = (day - since).days if since else 0
    for days, name in ((365, "nowhere_over_a_year"), (182, "nowhere_over_six_months"), (30, "nowhere_over_a_month")):
        if nowhere > days:
            names.append(name)
            break
    if birth is not None and 0 <= (ages.school_age_to(birth) - day).days <= 365:
        names.append("school_age_ends_within_a_year")
    return names


def _evidence(
    answer: Answer,
    known: Sequence[KnownBy],
    left: Fact | None,
    possible: Sequence[Possible],
    asked: Mapping[str, date],
    places: PlaceNames | None,
) -> tuple[str, ...]:
    told = [answer.because]
    told += [f"A record that may be the same child: {pair.words}." for pair in possible]
    if left is not None and destination_known(left):
        told.append(_sentence(f"{place_name(left, places)} named a destination: {_destination(left, places)}."))
    told += [_sentence(f"{entry.agency}: {entry.how}, {written(entry.last_on)}.") for entry in known]
    answers = [f"Asked {agency}, {written(on)}: doesn't know where the child is." for agency, on in asked.items()]
    return (*told[: EVIDENCE_SHOWN + 1 + len(possible)], *answers)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _destination(left: Fact, places: PlaceNames | None) -> str:
    urn = left.detail.get("destination_urn", "")
    return ((places(urn) if places and urn else "") or (f"school {urn}" if urn else "")) or left.detail.get(
        "destination_text", ""
    )


def _next_enquiry(
    known: Sequence[KnownBy],
    wanting: Sequence[Coverage],
    left: Fact | None,
    named: Fact | None,
    possible: Sequence[Possible],
    asked: Mapping[str, date],
    places: PlaceNames | None,
) -> str:
    """The one thing to do first, put to an agency that hasn't answered yet."""
    if possible:
        best = max(possible, key=lambda pair: pair.probability)
        return f"Decide whether this is the same child: {best.words}."
    if named is not None:
        return f"Ask {_destination(named, places)} whether the child is on its roll."
    if wanting:
        return wanting[0].ask()
    if left is not None and asked.get(SCHOOLS, EVER_BEFORE) < supported(left)[1]:
        gone = written(supported(left)[1])
        return f"Ask {place_name(left, places)} where the child went after {gone}."
    others = [entry for entry in known if entry.agency not in OUR_OWN_LISTS]
    other = next((entry for entry in others if asked.get(entry.agency, EVER_BEFORE) < entry.last_on), None)
    if other is not None:
        return f"Ask {other.agency} where the child is: {other.how}, {written(other.last_on)}."
    if others and asked:
        return "Every agency that knows the child was asked and none knows where the child is: open a case of missing education."
    return "Ask the source of the record who gave it."
