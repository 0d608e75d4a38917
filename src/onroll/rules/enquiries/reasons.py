"""Which fact of a case calls for which enquiry, and in whose words? One function a family of facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from onroll.rules.enquiries.model import ADULT, ALWAYS, APPROVED, FIRST, LATER, NAMED, TRACE, Adult, Situation, Wanted
from onroll.rules.rulebook.enquiry_file import EnquiryRule
from onroll.rules.status.sentences import written


def wanted(case: Situation, book: Mapping[str, EnquiryRule]) -> Iterator[Wanted]:
    """What each fact calls for, whether or not it was done already; the reasons, in words."""
    yield from _after_harm(case)
    yield from _after_traces(case)
    yield from _of_adults(case)
    yield from _of_health(case)
    yield from _of_family(case)
    yield from _of_places(case)
    yield from _of_agencies(case, book)
    yield from _of_everybody(case)
    yield from _last(case)
    yield from _approved(case)


def _after_harm(case: Situation) -> Iterator[Wanted]:
    if case.contact_stopped and not case.advice_asked:
        yield Wanted("specialist-advice", FIRST, case.contact_stopped)


def _after_traces(case: Situation) -> Iterator[Wanted]:
    for lead in sorted(case.leads, key=lambda one: one.on, reverse=True):
        why = f"{lead.said_by} gave a trace on {written(lead.on)}: {lead.place}. Ask there."
        yield Wanted(lead.leads_to, TRACE, why, lead.place, lead.aim, lead.aimed_at, lead.authority, lead.enquiry)


def _of_adults(case: Situation) -> Iterator[Wanted]:
    """The check that found the Leicestershire child after three years: the mother's practice, through the mother's details."""
    for adult in case.adults:
        about = partial(Wanted, aim="adult", aimed_at=adult.name, caution=_caution(adult))
        if adult.gp:
            why = f"{_capital(adult.whose)} is registered at {adult.gp}: ask the practice about them."
            yield about("gp", ADULT, why, adult.gp)
        else:
            why = f"No source says which practice {adult.whose} is registered with: the named nurse can find it from their details."
            yield about("named-nurse", ADULT, why)
        yield about("parents", ALWAYS, f"{_capital(adult.whose)} is named for the child.")
        yield about("social-care", LATER, f"A check on {adult.whose} may find what a check on the child doesn't.")
        yield about("benefits", LATER, f"A claim by {adult.whose} that goes on shows an address.")


def _caution(adult: Adult) -> str:
    return {
        "phone_only": f"{adult.name} may be contacted by phone only.",
        "never_write": f"Never write to {adult.name}, and ask nobody to pass a letter on.",
        "no_contact": f"{adult.name} must not be contacted: ask for no message to be passed on.",
        "hide_address": f"Never disclose where {adult.name} lives, to anybody you ask either.",
    }.get(adult.safe_contact, "")


def _of_health(case: Situation) -> Iterator[Wanted]:
    if case.gp and not case.gp_left:
        yield Wanted("gp", NAMED, f"The child is registered at {case.gp}: ask when they last came.", of=case.gp)
    elif case.gp:
        why = f"The child left the list of {case.gp} as {case.gp_left}: ask where the records were sent."
        yield Wanted("gp", NAMED, why, of=case.gp)
    yield Wanted("named-nurse", ALWAYS, "A patient record check shows in which town a child is registered now.")


def _of_family(case: Situation) -> Iterator[Wanted]:
    for sibling in case.siblings:
        about = partial(Wanted, aim="sibling", aimed_at=sibling.name)
        if sibling.school:
            why = f"{sibling.name} is on the roll of {sibling.school}: the school knows the family's address and plans."
            yield about("sibling-school", NAMED, why, sibling.school)
        else:
            yield about("named-nurse", LATER, f"{sibling.name} may be registered where the child is.")


def _of_places(case: Situation) -> Iterator[Wanted]:
    for believed in case.believed:
        asked = believed.name or "the authority there"
        why = f"{believed.because}: ask {asked}."
        yield Wanted("other-authority", NAMED, why, believed.name, authority=believed.authority)
    if case.address_said:
        yield Wanted("address-check", NAMED, f"An address was given and nobody has confirmed it: {case.address_said}.")
    if case.custody:
        why = "The child is or was in custody: ask for the release plan and the address on it."
        yield Wanted("youth-justice", NAMED, why)
    if case.service_family:
        yield Wanted("service-families", NAMED, "A service family: ask where they are posted.")


def _of_agencies(case: Situation, book: Mapping[str, EnquiryRule]) -> Iterator[Wanted]:
    """An agency that knows the child is asked what it knows."""
    for known in case.known:
        for rule in book.values():
            if known.agency in rule.known_as and "child" in rule.about:
                why = f"{_capital(known.agency)} knows the child: {known.how}, last on {written(known.last_on)}."
                yield Wanted(rule.id, NAMED, why, of=case.last_school if rule.id == "last-school" else "")


def _of_everybody(case: Situation) -> Iterator[Wanted]:
    yield Wanted("own-databases", ALWAYS, "Every child's case begins with a look across our own services.")
    if case.last_school:
        why = f"{case.last_school} had the child on its roll: staff and friends may know where they went."
        yield Wanted("last-school", ALWAYS, why, of=case.last_school)
    yield Wanted("social-care", ALWAYS, "Every child is checked with social care, whether or not they were known.")
    if case.address_held:
        yield Wanted("home-visit", ALWAYS, "An address is held: see who lives there, and whether the child does.")
    yield Wanted("lost-pupil", ALWAYS, "The last school may have sent the child's file to the lost-pupil area.")


def _last(case: Situation) -> Iterator[Wanted]:
    """What is left when others found nothing: asked only once somebody has answered that they hold nothing."""
    nil = sum(1 for one in case.asked if one.answer == "nil")
    if nil == 0:
        return
    so_far = f"{nil} answer{'s' if nil > 1 else ''} so far found nothing"
    yield Wanted("housing", LATER, f"{so_far}: a tenancy that goes on or ended shows when the family left.")
    yield Wanted("hospital", LATER, f"{so_far}: a hospital may have seen the child.")
    yield Wanted("online-search", LATER, f"{so_far}: one look at what anybody can see online.")
    yield Wanted("police", LATER, f"{so_far}: the police can be asked for a safe and well check.")
    if case.address_held:
        yield Wanted("neighbours", LATER, f"{so_far}: only if it is proportionate.")


def _approved(case: Situation) -> Iterator[Wanted]:
    if case.abroad:
        yield Wanted("embassy", APPROVED, f"Abroad is suspected: {case.abroad}. Needs approval.")
        yield Wanted("border-force", APPROVED, f"Abroad is suspected: {case.abroad}. Needs approval.")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
