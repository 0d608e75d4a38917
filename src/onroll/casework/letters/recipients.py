"""To whom may a letter about this child go, and how? Safe contact is obeyed here, for pages and actions alike (Q10).

`no_contact`, `never_write` and `phone_only` get no letter. Where an adult's address must never be disclosed it isn't
printed, and nothing is posted. Where the child's address is protected, an adult's address is used only after somebody
with the permission opened it with a reason, and somebody must say whom of safeguarding they asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from onroll.casework.models import Case, Referral
from onroll.casework.permitted import CannotDo
from onroll.casework.selectors.around import FAMILY, adults_around, contact_stopped
from onroll.children.selectors.child import adults_of, resolve
from onroll.children.selectors.protection import protected, silences
from onroll.rules.enquiries import refusal

NEVER_PRINTED = "hide_address"
ASK_FIRST = "This child is protected: write to nobody before the safeguarding lead agrees. Enter who agreed, and when."
TOLD_OF_RISK = "A referral says that getting in touch may put somebody at risk. Read it, then enter who agreed that you may write, and when."
OPEN_FIRST = "The address is protected. Open it with a reason first, or send the letter another way."


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whoever a letter goes to. `refused` is the sentence that says why none may; `adult` for the child's own family."""

    name: str
    address: str = ""
    email: str = ""
    phone: str = ""
    adult: bool = False
    relationship: str = ""
    refused: str = ""
    never_printed: bool = False  # the address isn't ours to show on any paper
    hidden: bool = False  # the address is open only with a reason
    responsible: bool = False  # has parental responsibility, as a source says


def family(case: Case, *, address_open: bool = False) -> list[Recipient]:
    """Each adult of the child once, with the newest address any source gives; where they live is left out unless it may be shown."""
    child = resolve(case.child_id)
    hidden = bool(protected([child])) and not address_open
    stopped = contact_stopped(case)
    held: dict[str, Recipient] = {}
    for row in sorted(adults_of(child), key=lambda row: (row.as_at or date.min, row.pk)):
        key = _key(row.name)
        before = held.get(key, Recipient(row.name))
        held[key] = replace(
            before, address=", ".join(filter(None, (row.address, row.postcode))) or before.address, email=row.email or before.email,
            phone=row.phone or before.phone, responsible=bool(row.parental_responsibility) or before.responsible,
        )  # fmt: skip
    for person in case.people.filter(ended_on=None):
        if any(word in person.role.casefold() for word in FAMILY):
            before = held.get(_key(person.name), Recipient(person.name))
            held[_key(person.name)] = replace(before, email=person.email or before.email, phone=person.phone or before.phone)  # fmt: skip
    found = []
    for adult in adults_around(case):
        one = replace(held.get(_key(adult.name), Recipient(adult.name)), adult=True, relationship=adult.relationship)
        never = adult.safe_contact == NEVER_PRINTED
        refused = stopped or ("" if never else refusal(adult, in_writing=True))
        if never or hidden:
            one = replace(one, address="", email="" if hidden else one.email, phone="" if hidden else one.phone)
        found.append(replace(one, refused=refused, never_printed=never, hidden=hidden and not never))
    return found


def professionals(case: Case) -> list[Recipient]:
    """The workers and services named on the case, ready to be chosen."""
    return [
        Recipient(f"{person.name}, {person.organisation}" if person.organisation else person.name, email=person.email, phone=person.phone)
        for person in case.people.filter(ended_on=None)
        if not any(word in person.role.casefold() for word in FAMILY)
    ]  # fmt: skip


def check(
    case: Case, to: Recipient, *, to_family: bool, channel: str, words: str, safeguarding_said: str, address_open: bool
) -> Recipient:  # fmt: skip
    """The recipient as the letter may name them. Raises `CannotDo` with the sentence for why nothing may be written."""
    child = resolve(case.child_id)
    is_protected = bool(protected([child]))
    adults = family(case, address_open=address_open)
    known = next((one for one in adults if _key(one.name) == _key(to.name)), None)
    if to_family and known is None:
        raise CannotDo("Choose the adult by the name on the record or on the case.", field="to")
    if known is not None:
        if known.refused:
            raise CannotDo(known.refused, field="to")
        to = known
    if not to.name.strip():
        raise CannotDo("Enter who the letter goes to", field="to_name")
    if (is_protected or to.never_printed) and not safeguarding_said.strip():
        raise CannotDo(ASK_FIRST, field="safeguarding_said")
    if to.adult and risks_told(case) and not safeguarding_said.strip():
        raise CannotDo(TOLD_OF_RISK, field="safeguarding_said")
    if is_protected:
        _check_silent(child, words, to, address_open=address_open)
    return _check_channel(to, channel)


def _check_silent(child: int, words: str, to: Recipient, *, address_open: bool) -> None:
    """No protected address in the words, whoever reads them; none in a professional's address box unless it was opened."""
    silence = silences([child])[child]
    if silence.keep(words) != words and (to.adult or not address_open):
        raise CannotDo("The text gives away an address that is protected. Take it out.", field="body")
    if not address_open and silence.keep(to.address) != to.address:
        raise CannotDo(OPEN_FIRST, field="to_address")


def _check_channel(to: Recipient, channel: str) -> Recipient:
    if channel == "post" and to.never_printed:
        raise CannotDo(f"Where {to.name} lives must never be disclosed, so nothing is posted. Give it by hand.", field="channel")  # fmt: skip
    if channel == "post" and to.hidden:
        raise CannotDo(OPEN_FIRST, field="channel")
    wanted = {"post": (to.address, "address"), "email": (to.email, "email address"), "text": (to.phone, "phone number")}
    have, what = wanted.get(channel, ("-", ""))
    if not have.strip():
        raise CannotDo(f"No {what} is known for {to.name}. Choose another way, or add it first.", field="channel")
    return to


def risks_told(case: Case) -> list[str]:
    """What referrals of this case say of getting in touch safely, the newest first."""
    told = Referral.objects.filter(case=case).exclude(safe_contact="").order_by("-received_at")
    return list(told.values_list("safe_contact", flat=True))


def best_of(adults: Iterable[Recipient]) -> Recipient | None:
    """Whom one letter to a family goes to: somebody who may be posted to, with parental responsibility before others."""
    able = [one for one in adults if not one.refused and one.address]
    return min(able, key=lambda one: (not one.responsible, _key(one.name))) if able else None


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
