"""Which cases may this person see, and how is one found? Every page and list of cases begins here."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from onroll.accounts.models import User
from onroll.casework.actions.opening import same_child
from onroll.casework.models import Case, Referral


class NoSuchCase(LookupError):
    """No case of this reference, or none that this person may see."""


def cases_for(user: User) -> QuerySet[Case]:
    """The cases this person may see. Today whoever holds `case.view` sees all of the authority's."""
    if not user.may("case.view"):
        return Case.objects.none()
    return Case.objects.select_related("lead", "team")


def case_for(user: User, reference: str) -> Case:
    """One case by its reference. Raises `NoSuchCase`."""
    try:
        return cases_for(user).get(reference=reference)
    except Case.DoesNotExist:
        raise NoSuchCase(reference) from None


def cases_of_child(user: User, child: int) -> list[Case]:
    """Every case of a child, open ones first, those of children merged into it with them."""
    return list(cases_for(user).filter(child_id__in=same_child(child)).order_by("closed_on", "-opened_on", "-pk"))


def open_work_of(user: User, children: Collection[int]) -> dict[int, tuple[str, str]]:
    """By child, the reference of the open case, or of the referral that waits: ("case", …) or ("referral", …); two queries.

    The children are those of a list, survivors of any merge; a case opened for a child merged since is on the case's own page.
    """
    found: dict[int, tuple[str, str]] = {}
    if user.may("referral.view"):
        waiting = Referral.objects.filter(state="new", child__in=children).order_by("-received_at")
        found |= {child: ("referral", reference) for child, reference in waiting.values_list("child_id", "reference")}
    cases = cases_for(user).filter(closed_on=None, child__in=children)
    return found | {child: ("case", reference) for child, reference in cases.values_list("child_id", "reference")}
