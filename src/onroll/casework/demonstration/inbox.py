"""What waits for triage in the demonstration? What OnRoll referred, less what the manager took on, and a few from people."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import cycle

from onroll.audit.actor import SYSTEM
from onroll.casework.actions.referring import receive_referral
from onroll.casework.actions.triaging import Allocation, triage_referral
from onroll.casework.demonstration.telling import MANAGER, OFFICERS, ZONE
from onroll.casework.models import Priority, Referral
from onroll.casework.permitted import CannotDo, NotPossibleNow

FROM_PEOPLE = (
    ("public", {
        "surname": "Varga", "forename": "Luca", "age_said": "about 9", "address": "The caravan site behind the garden centre",
        "concern": "Two children have been there since the summer and I never see them go to school.", "referrer_role": "Neighbour",
    }),
    ("professional", {
        "surname": "Achebe-Lyons", "forename": "Tobi", "date_of_birth": date(2017, 5, 14), "postcode": "NN1 5BD",
        "concern": "Moved in with an aunt in October. No school knows him; the aunt asked us at the clinic.", "referrer_name": "J. Prakash",
        "referrer_role": "School nurse", "referrer_organisation": "0 to 19 team", "referrer_email": "nurse@clinic.example",
    }),
    ("professional", {
        "surname": "Whitlock", "forename": "Sadie", "date_of_birth": date(2012, 2, 3), "safeguarding": True,
        "safeguarding_words": "A bruise on the cheek last week; would not say how. Not in school since half term.",
        "concern": "Off roll at her last school, no new school known.", "referrer_name": "K. Marchetti", "referrer_role": "Youth worker",
        "referrer_organisation": "Detached youth team", "referrer_phone": "01604 496 0000",
    }),
)  # fmt: skip


def triage_some(*, on: date, taken: float = 0.4) -> int:
    """Three referrals from people arrive, and the manager takes on this share of what OnRoll raised; gives how many."""
    from onroll.accounts.models import User

    at = datetime.combine(on, time(8, 30), ZONE)
    if Referral.objects.filter(route="public", child=None).exists():
        return 0
    for route, said in FROM_PEOPLE:
        receive_referral(route=route, said=said, on=on, at=at, by=SYSTEM)
    manager = User.objects.get(email=MANAGER[0])
    officers = cycle(User.objects.filter(email__in=[email for email, _ in OFFICERS]).order_by("pk"))
    waiting = list(Referral.objects.filter(state="new", route="service").order_by("pk"))
    count = 0
    for referral in waiting[: min(60, int(len(waiting) * taken))]:
        try:
            triage_referral(
                referral=referral, outcome="open", allocation=Allocation(lead=next(officers), priority=Priority.NORMAL), on=on,
                at=at, by=manager.as_actor(), person=manager,
            )  # fmt: skip
            count += 1
        except (CannotDo, NotPossibleNow):
            continue
    return count
