"""What does the record know that a letter about this case may say? One value a field; what isn't known is left out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from onroll.accounts.models import User
from onroll.audit.actor import Actor
from onroll.casework.letters.sheet import Letterhead
from onroll.casework.models import Case, Referral
from onroll.children.models import ChildSummary, StatusSpell
from onroll.children.selectors.child import resolve, school_names
from onroll.children.selectors.protection import protected


def words_of(day: date) -> str:
    """2 November 2026."""
    return f"{day.day} {day:%B %Y}"


def values_of(
    case: Case, *, to_name: str, head: Letterhead, safeguarding: tuple[str, str], on: date, by: Actor, person: User | None, address_open: bool = False
) -> Mapping[str, str]:  # fmt: skip
    """Field → value. `safeguarding` is whom to tell of harm and their number; a protected address only where it was opened."""
    child = resolve(case.child_id)
    summary = ChildSummary.objects.filter(pk=child).first()
    referral = Referral.objects.filter(case=case).order_by("received_at", "pk").first()
    found = {
        "to_name": to_name, "case_reference": case.reference, "council": head.council, "council_phone": head.phone, "council_email": head.email,
        "officer_name": by.name, "officer_team": person.team.name if person and person.team else "", "safeguarding_team": safeguarding[0],
        "safeguarding_phone": safeguarding[1], "today": words_of(on), "last_school": _last_school(child, on),
    }  # fmt: skip
    if summary:
        found |= {"child_name": f"{summary.forename} {summary.surname}".strip(), "child_forename": summary.forename}
        if summary.date_of_birth:
            found["child_born"] = words_of(summary.date_of_birth)
        if address_open or not protected([child]):
            found["last_known_address"] = ", ".join(filter(None, (summary.address, summary.postcode)))
    if referral:
        found |= {"referral_reference": referral.reference, "referral_received_on": words_of(referral.received_on)}
    return {name: value for name, value in found.items() if value}


def _last_school(child: int, on: date) -> str:
    """The school of the newest spell that names one, until today."""
    spell = (
        StatusSpell.objects.filter(child=child, started_on__lte=on).exclude(place="").order_by("-started_on").first()
    )
    return school_names([spell.place]).get(spell.place, "") if spell else ""
