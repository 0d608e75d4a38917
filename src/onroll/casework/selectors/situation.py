"""What do the facts of this case say that decides whom to ask next? Gathered for the pure rules of `rules.enquiries`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings

from onroll.casework.models import Case, Enquiry, EnquiryAnswer, Whereabouts
from onroll.casework.pathways.missing_education.enquiries import agency_name
from onroll.casework.selectors.around import ADVISED, adults_around, contact_stopped, siblings_around
from onroll.children.selectors.child import ChildOnTheDay, child_on, resolve, school_names
from onroll.children.selectors.protection import OPEN, Silence, silences
from onroll.places.authorities import ABROAD, authority_name
from onroll.places.models import School
from onroll.rules.enquiries import Asked, Believed, Known, Lead, Plan, Situation, abroad_suspected, place_written, plan
from onroll.rules.facts import Fact
from onroll.rules.known_by import OUR_OWN_LISTS, known_by
from onroll.rules.leavers import destination_known, last_left

LEFT = {"moved": "moved away", "abroad": "gone abroad", "other": "gone, for another reason"}


def plan_of(case: Case, on: date, child: ChildOnTheDay | None = None) -> Plan:
    """The enquiries that the case calls for on a day, in order, with what is held back and why. `child` where it is read already."""
    return plan(situation_of(case, on, child))


def first_to_ask(case: Case, on: date, child: ChildOnTheDay | None = None) -> str:
    """The most telling enquiry that nobody has made yet, with its reason, in a sentence; "" where none is left."""
    one = next(iter(plan_of(case, on, child).next), None)
    if one is None:
        return ""
    about = f" about {one.aimed_at}" if one.aimed_at else ""
    return f"Ask first: {agency_name(one.rule.id, one.of)}{about}. {one.why}"


def situation_of(case: Case, on: date, child: ChildOnTheDay | None = None) -> Situation:
    """Everything the rules ask of a case; what would give a protected address away is taken out of every word."""
    child = child or child_on(resolve(case.child_id), on)
    facts = child.held.facts
    silence = silences([child.id])[child.id] if child.protected else OPEN
    practice, left = _practice(facts, on)
    stopped = contact_stopped(case)
    return Situation(
        last_school=_last_school(facts, on), gp=practice, gp_left=left, known=_known(facts, on, silence), adults=adults_around(case),
        siblings=[sibling for _, sibling in siblings_around(case, on, child)], believed=_believed(facts, on, silence),
        abroad=silence.keep(_abroad(case, facts, on)), service_family=_any(facts, "roll", "service_child"),
        custody=any(fact.kind == "youth_justice" and fact.code == "custody" for fact in facts), address_held=_held(child),
        contact_stopped=stopped, advice_asked=_advice_asked(case), leads=_leads(case, silence), asked=_asked(case),
    )  # fmt: skip


def _held(child: ChildOnTheDay) -> bool:
    return bool(child.summary.address or child.summary.postcode)


def _practice(facts: Sequence[Fact], on: date) -> tuple[str, str]:
    """The newest practice of the child, and how they left its list, "" where they didn't."""
    held = [
        fact
        for fact in facts
        if fact.kind == "health" and fact.detail.get("gp_practice") and (fact.started_on or on) <= on
    ]
    if not held:
        return "", ""
    newest = max(held, key=lambda fact: fact.started_on or date.min)
    gone = newest.ended_on is not None and newest.ended_on <= on
    return newest.detail["gp_practice"], LEFT.get(newest.code, LEFT["other"]) if gone else ""


def _last_school(facts: Sequence[Fact], on: date) -> str:
    roll = last_left(facts, on)
    if roll is None:
        held = [fact for fact in facts if fact.kind == "roll" and fact.supports_on(on)]
        roll = held[-1] if held else None
    if roll is None:
        return ""
    return school_names([roll.place]).get(roll.place, "") or roll.detail.get("school_name", "")


def _known(facts: Sequence[Fact], on: date, silence: Silence) -> list[Known]:
    return [
        Known(one.agency, silence.keep(one.how), one.last_on)
        for one in known_by(facts, on)
        if one.agency not in OUR_OWN_LISTS
    ]


def _any(facts: Sequence[Fact], kind: str, flag: str) -> bool:
    return any(fact.kind == kind and fact.detail.get(flag) == "T" for fact in facts)


def _abroad(case: Case, facts: Sequence[Fact], on: date) -> str:
    if case.whereabouts == Whereabouts.BELIEVED_ABROAD:
        return "the case says “believed abroad”"
    return abroad_suspected(facts, on)


def _believed(facts: Sequence[Fact], on: date, silence: Silence) -> list[Believed]:
    """Other authorities that the facts point at: a destination, an address, a former roll; each once, and the school's words."""
    found: dict[str, str] = {}
    roll = last_left(facts, on)
    if roll is not None and roll.detail.get("destination_urn"):
        for school in School.objects.filter(urn=roll.detail["destination_urn"]):
            found.setdefault(school.la_code, f"The school wrote that the child went to {school.name}")
    for fact in sorted(facts, key=lambda one: one.detail.get("asserted_on", ""), reverse=True):
        if fact.kind == "address" and (fact.started_on or on) <= on:
            found.setdefault(
                fact.la, f"An address held by {fact.feed.replace('_', ' ')} lies in {authority_name(fact.la)}"
            )
        if fact.kind == "roll" and fact.detail.get("elsewhere") == "T":
            found.setdefault(fact.la, f"The child was on a roll in {authority_name(fact.la)}")
    believed = [
        Believed(authority_name(code), silence.keep(because), code)
        for code, because in found.items() if code not in ("", ABROAD, settings.AUTHORITY)
    ]  # fmt: skip
    written = place_written(facts, on)
    if roll is not None and written and destination_known(roll) and not roll.detail.get("destination_urn"):
        believed.append(Believed("", silence.keep(f"The school wrote “{written}”")))
    return believed


def _asked(case: Case) -> list[Asked]:
    rows = Enquiry.objects.filter(about__case=case, direction="out", withdrawn_because="")
    return [Asked(e.agency, e.agency_words, e.aim, e.aimed_at, e.asked_on, e.answer, e.follows_id or 0) for e in rows]


def traces(case: Case) -> list[EnquiryAnswer]:
    """Every trace that an agency gave in this case and nobody corrected since, the newest first: rivals side by side."""
    rows = EnquiryAnswer.objects.filter(
        enquiry__about__case=case, kind="trace", corrections=None, enquiry__withdrawn_because=""
    )
    return list(rows.select_related("enquiry").order_by("-answered_on", "-pk"))


def _leads(case: Case, silence: Silence) -> list[Lead]:
    return [_lead(answer, silence) for answer in traces(case) if answer.leads_to]


def _lead(answer: EnquiryAnswer, silence: Silence) -> Lead:
    enquiry = answer.enquiry
    about: dict[str, Any] = {}
    if enquiry.aim == "adult" and answer.leads_to in ("gp", "hospital", "benefits", "housing"):
        about = {"aim": enquiry.aim, "aimed_at": enquiry.aimed_at}
    place = answer.place or (authority_name(answer.authority) if answer.authority else "the place named")
    said_by = agency_name(enquiry.agency, enquiry.agency_words)
    return Lead(
        enquiry.pk, said_by, answer.answered_on, silence.keep(place), answer.leads_to, answer.authority, **about
    )


def _advice_asked(case: Case) -> bool:
    return Enquiry.objects.filter(about__case=case, agency="specialist-advice", withdrawn_because="").exists() or bool(
        case.decisions.filter(detail__marker=ADVISED).exists()
    )
