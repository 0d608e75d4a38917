"""Who is around the child of a case: adults with how each may be contacted, brothers and sisters, their open cases? (A6, Q10)"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from onroll.accounts.models import User
from onroll.casework.models import Case, CaseDecision
from onroll.casework.pathways import pathway
from onroll.casework.pathways.missing_education.enquiries import ASK
from onroll.casework.selectors.cases import cases_for
from onroll.children.models import ChildSummary
from onroll.children.selectors.child import (
    ChildOnTheDay,
    adults_of,
    child_on,
    household_of,
    resolve,
    school_names,
    statuses_on,
)
from onroll.rules.enquiries import Adult, Sibling

CAREFUL = ("any", "phone_only", "never_write", "hide_address", "no_contact")
FAMILY = ("mother", "father", "parent", "carer", "guardian", "grandmother", "grandfather", "aunt", "uncle")
STOPPED = "contact_stopped"
ADVISED = "specialist_advice"
WHY_STOPPED = (
    "Honour-based abuse or forced marriage is feared: nobody of the family or community may be contacted until a specialist has advised."
)  # fmt: skip


def adults_around(case: Case) -> list[Adult]:
    """Each adult once, by name: what any source or the case says of them, and the most careful of how to contact them."""
    found: dict[str, Adult] = {}
    for row in adults_of(resolve(case.child_id)):
        _add(
            found,
            Adult(row.name, row.relationship, row.safe_contact, str(row.version.raw.get("gp_practice", "")).strip()),
        )
    for person in case.people.filter(ended_on=None):
        if any(word in person.role.casefold() for word in FAMILY):
            _add(found, Adult(person.name, person.role, _mark(person.safe_contact)))
    return list(found.values())


def _add(found: dict[str, Adult], adult: Adult) -> None:
    key = " ".join(adult.name.casefold().split())
    held = found.get(key)
    if held is None:
        found[key] = adult
        return
    most = max(held.safe_contact, adult.safe_contact, key=_carefulness)
    found[key] = Adult(held.name, held.relationship or adult.relationship, most, held.gp or adult.gp)


def _carefulness(mark: str) -> int:
    return CAREFUL.index(mark) if mark in CAREFUL else len(CAREFUL)


def _mark(text: str) -> str:
    """What an officer wrote of how to contact somebody, as one of the marks; anything not understood is the most careful."""
    words = text.casefold()
    if not words:
        return "any"
    if "phone only" in words:
        return "phone_only"
    return "never_write" if "never write" in words or "don't write" in words else "no_contact"


def siblings_around(case: Case, on: date, child: ChildOnTheDay | None = None) -> list[tuple[ChildSummary, Sibling]]:
    """The other children at the child's address, with the school whose roll each is on. Nobody where it is protected."""
    child = child or child_on(resolve(case.child_id), on)
    household = [one for one in household_of(child) if not _the_same(one, child.summary)]
    spells = statuses_on([one.pk for one in household], on)
    schools = school_names(spell.place for spell in spells.values() if spell.place)
    return [
        (one, Sibling(f"{one.forename} {one.surname}".strip(), schools.get(spells[one.pk].place, "") if one.pk in spells else ""))
        for one in household
    ]  # fmt: skip


def _the_same(one: ChildSummary, child: ChildSummary) -> bool:
    """Whether the record holds the child twice, not yet joined: nobody's brother or sister."""
    names = [f"{each.forename} {each.surname}".casefold().split() for each in (one, child)]
    return names[0] == names[1] and one.date_of_birth == child.date_of_birth


def cases_to_ask_for_too(user: User, case: Case, siblings: Iterable[ChildSummary]) -> list[Case]:
    """Open cases of the brothers and sisters on the same pathway in which agencies are asked: one enquiry can be about all."""
    stages = pathway(case.pathway).acts[ASK].stages
    wanted = cases_for(user).filter(child_id__in=[one.pk for one in siblings], pathway=case.pathway, stage__in=stages)
    return list(wanted.select_related("child__summary").order_by("pk"))


def contact_stopped(case: Case) -> str:
    """Why nobody of the family or community may be contacted now, in a sentence; "" where they may (Q10)."""
    return WHY_STOPPED if _newest_word(case) == STOPPED else ""


def _newest_word(case: Case) -> str:
    words = CaseDecision.objects.filter(case=case, detail__marker__in=[STOPPED, ADVISED]).order_by("-pk")
    return next((decision.detail["marker"] for decision in words[:1]), "")
