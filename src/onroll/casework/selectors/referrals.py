"""Which referrals wait, for how long, and what became of the others? Read through the person's permissions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Q, QuerySet

from onroll.accounts.models import User
from onroll.casework.models import Case, Referral
from onroll.casework.selectors.cases import cases_for
from onroll.rules.referrals import triage_due


class NoSuchReferral(LookupError):
    """No referral of this reference, or none that this person may see."""


def referrals_for(user: User) -> QuerySet[Referral]:
    """The referrals this person may see. Today whoever holds `referral.view` sees all of the authority's."""
    if not user.may("referral.view"):
        return Referral.objects.none()
    return Referral.objects.select_related("case__lead", "child__summary")


def referral_for(user: User, reference: str) -> Referral:
    """One referral by its reference. Raises `NoSuchReferral`."""
    try:
        return referrals_for(user).get(reference=reference)
    except Referral.DoesNotExist:
        raise NoSuchReferral(reference) from None


def inbox(user: User) -> QuerySet[Referral]:
    """What waits for triage: where a child may be in danger first, then what has waited longest."""
    return referrals_for(user).filter(state="new").order_by("-safeguarding", "received_at", "pk")


def settled(user: User) -> QuerySet[Referral]:
    """What has been decided, the latest first."""
    return referrals_for(user).exclude(state="new").order_by("-settled_at", "-pk")


def open_cases(user: User, referrals: Collection[Referral]) -> dict[int, Case]:
    """The open case of each referral's child on its pathway, where there is one; by the referral's number, one query for all."""
    children = {one.child_id for one in referrals if one.child_id is not None}
    if not children:
        return {}
    held = cases_for(user).filter(closed_on=None).filter(Q(child__in=children) | Q(child__merged_into__in=children))
    by_child: dict[tuple[int, str], Case] = {}
    for case in held.select_related("child"):
        by_child[case.child.merged_into_id or case.child_id, case.pathway] = case
        by_child[case.child_id, case.pathway] = case
    return {one.pk: by_child[key] for one in referrals if (key := (one.child_id or 0, one.pathway)) in by_child}


def waiting_count(user: User, on: date) -> int:
    """How many referrals wait for triage on the day, for whoever may triage; 0 for others. One count of an index."""
    if not user.may("case.triage"):
        return 0
    return Referral.objects.filter(state="new", received_on__lte=on).count()


def late_count(user: User, on: date) -> int:
    """How many of them wait longer than the triage clock allows."""
    if not user.may("case.triage"):
        return 0
    days = (
        Referral.objects.filter(state="new", received_on__lt=on)
        .order_by()
        .values_list("received_on")
        .annotate(n=Count("pk"))
    )
    return sum(number for received_on, number in days if (due := triage_due(received_on)) is not None and due < on)
