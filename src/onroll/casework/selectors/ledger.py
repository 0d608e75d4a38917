"""What do other authorities ask us, and what do we ask them? Both ways in one ledger, with days and the clock (C7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from onroll.accounts.models import User
from onroll.casework.models import Enquiry, EnquiryAbout
from onroll.casework.pathways.missing_education.enquiries import OTHER_AUTHORITY
from onroll.casework.selectors.cases import cases_for
from onroll.casework.selectors.enquiries import Standing, asked_by_us, standing
from onroll.places.authorities import authority_name
from onroll.rules.rulebook.book import rule_book

INWARD, OUTWARD = "in", "out"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question between authorities, either way."""

    standing: Standing
    authority: str
    name: str
    inward: bool


def exchanges(user: User, direction: str, on: date) -> list[Exchange]:
    """Every question in one direction: those that wait first, the longest first; then the answered, the newest first."""
    rows = standing(_rows(user, direction), on)
    found = [
        Exchange(one, one.enquiry.authority, authority_name(one.enquiry.authority), direction == INWARD) for one in rows
    ]
    waits = [one for one in found if one.standing.open]
    return waits + sorted(
        (one for one in found if not one.standing.open),
        key=lambda one: one.standing.enquiry.answered_on or on,
        reverse=True,
    )


def _rows(user: User, direction: str) -> QuerySet[Enquiry]:
    if direction == INWARD:
        return questions_to_us(user)
    mine = EnquiryAbout.objects.filter(case__in=cases_for(user))
    return (
        asked_by_us()
        .filter(agency=OTHER_AUTHORITY, withdrawn_because="", about__in=mine)
        .distinct()
        .order_by("asked_on", "pk")
    )


def questions_to_us(user: User) -> QuerySet[Enquiry]:
    """What other authorities asked us, as far as this person may see cases."""
    if not user.may("case.view"):
        return Enquiry.objects.none()
    rows = Enquiry.objects.filter(direction=INWARD, withdrawn_because="").select_related("child__summary")
    return rows.prefetch_related("about__case__child__summary", "answers").order_by("asked_on", "pk")


def clock_says() -> str:
    """The sentence of the clock that counts our days to answer."""
    return rule_book().clock("cme-info-share").says
