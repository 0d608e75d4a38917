"""How does a referral come in? As it was sent, once, whatever the route; whether the child is known is nobody's business yet (E1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.casework.actions.opening import next_reference
from onroll.casework.models import Referral
from onroll.casework.models.referral import ROUTES
from onroll.casework.pathways import pathway
from onroll.children.selectors.child import resolve

PATHWAY = "missing_education"
SAID = frozenset(
    ("surname", "forename", "known_as", "date_of_birth", "age_said", "sex", "upn", "address", "postcode", "school", "adults", "concern",
     "last_seen", "safeguarding", "safeguarding_words", "safe_contact", "referrer_name", "referrer_role", "referrer_organisation",
     "referrer_email", "referrer_phone", "detail")
)  # fmt: skip


class NothingSaid(ValueError):
    """A referral that says neither who the child is nor what the concern is can't be worked; the sentence says so."""


def receive_referral(
    *, route: str, said: Mapping[str, Any], on: date, at: datetime, by: Actor, child: int | None = None, pathway_id: str = PATHWAY,
    sent_once: UUID | None = None,
) -> Referral:  # fmt: skip
    """Keeps what was sent and gives it a reference; the same `sent_once` again gives back the referral it made.

    `said` holds the model's own fields (`SAID`), blank ones left out. `child` where the sender stood on a child's page. Raises
    `NothingSaid`, `KeyError` for an unknown route or pathway, `TypeError` for a field that isn't one.
    """
    if unknown := set(said) - SAID:
        raise TypeError(f"a referral has no {', '.join(sorted(unknown))}")
    ROUTES[route], pathway(pathway_id)
    if child is None and not any(said.get(name) for name in ("surname", "forename", "address", "detail")):
        raise NothingSaid("Say who the child is: a name, an address, or what you know of them.")
    if standing := _sent_already(sent_once):
        return standing
    with transaction.atomic():
        # The counter's row is locked until the end: whoever sends the same form at the same moment waits here and then finds it.
        reference = next_reference(f"REF-{on.year}")
        if standing := _sent_already(sent_once):
            return standing
        referral = Referral.objects.create(
            reference=reference, route=route, pathway=pathway_id, received_on=on, received_at=at, sent_once=sent_once,
            child_id=None if child is None else resolve(child), **said,
        )  # fmt: skip
        record(
            actor=by, action="referral.received", subject=Subject("referral", reference),
            children=[] if referral.child_id is None else [referral.child_id],
            detail={"route": route, "pathway": pathway_id, "safeguarding": referral.safeguarding},
        )  # fmt: skip
    return referral


def _sent_already(sent_once: UUID | None) -> Referral | None:
    return None if sent_once is None else Referral.objects.filter(sent_once=sent_once).first()
